"""A function without a setting that it needs fails at its first call, and says which one."""

from collections.abc import Iterator

import pytest

from booking.events.bus import event_bus
from booking.events.dead_letters import dead_letter_queue
from booking.settings import SettingMissing, TokenSettings, publisher_settings, settings, token_settings


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made_once = (settings, publisher_settings, event_bus, dead_letter_queue)
    for name in ("TABLE_NAME", "EVENT_BUS_NAME", "DEAD_LETTER_QUEUE_URL"):
        monkeypatch.delenv(name, raising=False)
    for made in made_once:
        made.cache_clear()
    yield
    for made in made_once:
        made.cache_clear()


def test_the_table_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "a-table")
    assert settings().table_name == "a-table"


def test_the_accepted_tokens_are_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_ISSUER", "https://issuer.example")
    monkeypatch.setenv("JWT_AUDIENCE", "page,app")
    token_settings.cache_clear()
    assert token_settings() == TokenSettings("https://issuer.example", ("page", "app"))
    token_settings.cache_clear()


def test_no_table_is_a_failure_that_names_the_variable() -> None:
    with pytest.raises(SettingMissing, match="TABLE_NAME"):
        settings()


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("missing", ["EVENT_BUS_NAME", "DEAD_LETTER_QUEUE_URL"])
def test_neither_bus_nor_queue_has_a_default(monkeypatch: pytest.MonkeyPatch, missing: str, value: str | None) -> None:
    """Both were empty text, and the first record found it out."""
    for name in ("EVENT_BUS_NAME", "DEAD_LETTER_QUEUE_URL"):
        monkeypatch.setenv(name, "set")
    monkeypatch.delenv(missing)
    if value is not None:
        monkeypatch.setenv(missing, value)
    with pytest.raises(SettingMissing, match=missing):
        dead_letter_queue()


def test_a_claim_is_kept_for_400_days_unless_the_deployment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "a-table")
    monkeypatch.delenv("CLAIM_DAYS", raising=False)
    assert settings().claim_days == 400
    settings.cache_clear()
    monkeypatch.setenv("CLAIM_DAYS", "30")
    assert settings().claim_days == 30


def test_a_customer_has_at_most_10_open_appointments_unless_the_deployment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TABLE_NAME", "a-table")
    monkeypatch.delenv("MAX_OPEN_APPOINTMENTS", raising=False)
    assert settings().max_open_appointments == 10
    settings.cache_clear()
    monkeypatch.setenv("MAX_OPEN_APPOINTMENTS", "3")
    assert settings().max_open_appointments == 3

import pytest

from booking.dynamodb.transport import transport
from booking.dynamodb.wire import Wire


@pytest.fixture(autouse=True)
def _new_sandbox(new_sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each test."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def test_wire_is_used_where_it_is_chosen_and_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUEST_TRANSPORT", "wire")
    assert isinstance(transport(), Wire)
    assert transport() is transport()


@pytest.mark.parametrize("chosen", ["sdk", ""])
def test_the_sdk_is_used_otherwise(chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUEST_TRANSPORT", chosen)
    assert not isinstance(transport(), Wire)


def test_the_sdk_is_used_where_the_environment_has_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUEST_TRANSPORT", "wire")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert not isinstance(transport(), Wire)

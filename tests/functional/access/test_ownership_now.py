"""A provider's rights are those of the person who it is at this moment. Nothing is remembered or copied."""

import pytest

from booking.providers.provider import Provider
from tests.functional.access.asking import Ask, Seed
from tests.functional.access.test_policy_cells import (
    DONE,
    IF_ALLOWED,
    MADE,
    NO_APPOINTMENT,
    NO_PROVIDER,
    NO_RIGHT,
    PUBLIC_PART,
    outcome,
    request,
    to_book,
    to_patch,
)
from tests.functional.lambdas import PROVIDER_ID, sample
from tests.functional.seeds import Seeds

every_operation = pytest.mark.parametrize("operation", IF_ALLOWED)
gone = pytest.mark.parametrize("subject", [None, "therapist-2", "", "THERAPIST-1", "therapist-1 "])
"""The provider's subject after the admin has changed it."""


@pytest.fixture
def provider(seed: Seed, seeds: Seeds) -> Provider:
    seed()
    return seeds.table.store().provider(PROVIDER_ID)


@gone
@every_operation
def test_who_was_dismissed_a_moment_ago_finds_no_appointment(
    ask: Ask, seeds: Seeds, provider: Provider, operation: str, subject: str | None
) -> None:
    assert ask("get_appointment", request("get_appointment"), "its provider").status == 200
    seeds.give_subject(provider, subject)
    outcome(ask, operation, request(operation), "its provider", NO_APPOINTMENT)


@gone
def test_who_was_dismissed_a_moment_ago_changes_and_books_nothing(
    ask: Ask, seeds: Seeds, provider: Provider, subject: str | None
) -> None:
    outcome(ask, "update_schedule", sample("update_schedule"), "its provider", DONE)
    seeds.give_subject(provider, subject)
    outcome(ask, "update_schedule", sample("update_schedule"), "its provider", NO_RIGHT)
    outcome(ask, "update_provider", to_patch({"name": "Studio Verdi"}), "its provider", NO_RIGHT)
    outcome(ask, "create_appointment", to_book("customer-17"), "its provider", NO_RIGHT)


@gone
def test_who_was_dismissed_a_moment_ago_sees_the_public_part(
    ask: Ask, seeds: Seeds, provider: Provider, subject: str | None
) -> None:
    seeds.give_subject(provider, subject)
    assert ask("get_provider", sample("get_provider"), "its provider").json.keys() == PUBLIC_PART


@every_operation
def test_who_has_become_the_provider_has_its_rights_at_once(
    ask: Ask, seeds: Seeds, provider: Provider, operation: str
) -> None:
    outcome(ask, operation, request(operation), "another provider", NO_APPOINTMENT)
    seeds.give_subject(provider, "therapist-2")
    outcome(ask, operation, request(operation), "another provider", DONE)


def test_who_has_become_the_provider_books_for_it(ask: Ask, seeds: Seeds, seed: Seed, provider: Provider) -> None:
    seed("without an appointment")
    seeds.give_subject(provider, "therapist-2")
    outcome(ask, "create_appointment", to_book("customer-17"), "another provider", MADE)


@every_operation
def test_without_a_record_of_the_provider_nothing_is_a_providers_own(
    ask: Ask, seeds: Seeds, provider: Provider, operation: str
) -> None:
    """Somebody has deleted it by hand."""
    seeds.table.restore([item for item in seeds.table.items() if item["SK"]["S"] != "PROVIDER"])
    expected = NO_PROVIDER if operation in {"get_availability", "explain_start"} else NO_APPOINTMENT
    outcome(ask, operation, request(operation), "its provider", expected)

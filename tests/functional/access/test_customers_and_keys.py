"""For whom an appointment is booked, who is written down as its author, and whose an Idempotency-Key is."""

import pytest

from tests.functional.access.asking import Ask, Seed, customer_id
from tests.functional.access.test_policy_cells import MADE, NO_RIGHT, outcome, to_book
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_raw_body,
)
from tests.functional.seeds import Seeds

KEY = "0123456789abcdef"
COLLEAGUE = "00000000-0000-4000-8000-0000000000cc"
OF_SOMEBODY = f"u-{'0' * 32}"


@pytest.fixture(autouse=True)
def _provider(seed: Seed) -> None:
    seed("without an appointment")


@pytest.mark.parametrize("who", ["its customer", "another customer", "a program without a scope"])
def test_a_customer_that_leaves_out_its_id_gets_its_own(ask: Ask, seeds: Seeds, who: str) -> None:
    answer = outcome(ask, "create_appointment", to_book(), who, MADE)
    assert answer.json["customer"] == {"id": customer_id(who), "name": "Zoë Müller", "email": None, "phone": None}
    assert len(customer_id(who)) == 34


@pytest.mark.parametrize("who", ["admin", "desk", "its provider", "an admin program"])
def test_staff_may_book_for_a_customer_that_has_a_token(ask: Ask, seeds: Seeds, who: str) -> None:
    answer = outcome(ask, "create_appointment", to_book(OF_SOMEBODY), who, MADE)
    assert answer.json["customer"]["id"] == OF_SOMEBODY


@pytest.mark.parametrize(
    "made_up",
    [
        "u-",
        "u-1",
        "U-1",
        "u-kim",
        f"u-{'0' * 31}",
        f"u-{'0' * 33}",
        f"u-{'G' * 32}",
        f"U-{'0' * 32}",
        f" {OF_SOMEBODY}",
    ],
)
@pytest.mark.parametrize("who", ["admin", "another customer"])
def test_an_id_that_is_made_up_like_one_of_a_token_is_refused(ask: Ask, seeds: Seeds, who: str, made_up: str) -> None:
    answer = ask.refused("create_appointment", to_book(made_up), who, 422, "validation-failed")
    assert answer.fields == ["customer.id"]


@pytest.mark.parametrize(
    "personal", ["kim@example.com", "@", "+39 06 1234567", "+4681234567", "0046 8 123 456 78", "00461234567"]
)
def test_an_address_or_a_number_is_no_id(ask: Ask, seeds: Seeds, personal: str) -> None:
    answer = ask.refused("create_appointment", to_book(personal), "desk", 422, "validation-failed")
    assert answer.fields == ["customer.id"]


@pytest.mark.parametrize("odd", ["a/b", "/", "50%", "a%2Fb", ".", "..", " .. ", "a\uff0fb"])
def test_an_id_that_cannot_stand_in_a_path_is_refused(ask: Ask, seeds: Seeds, odd: str) -> None:
    answer = ask.refused("create_appointment", to_book(odd), "desk", 422, "validation-failed")
    assert answer.fields == ["customer.id"]


def test_an_id_that_the_service_made_is_no_phone_number(ask: Ask, seeds: Seeds) -> None:
    """One of 256 random ids begins with 00: its customer could not book a second time."""
    outcome(ask, "create_appointment", to_book("00123456-7890-4abc-8def-0123456789ab"), "desk", MADE)


@pytest.mark.parametrize("plain", ["4711", "123456789012", "00123", "+123", "customer-17", "x-u-1"])
def test_plain_digits_are_an_id(ask: Ask, seeds: Seeds, plain: str) -> None:
    outcome(ask, "create_appointment", to_book(plain), "desk", MADE)


@pytest.mark.parametrize("who", ["its customer", "desk", "its provider", "a desk program"])
def test_the_author_of_a_change_is_stored_without_its_subject(ask: Ask, seeds: Seeds, who: str) -> None:
    outcome(ask, "create_appointment", to_book(), who, MADE)
    (by,) = [item["change"]["M"]["by"] for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT"]
    kind = "machine" if who == "a desk program" else "person"
    assert by == {"M": {"kind": {"S": kind}, "id": {"S": customer_id(who)[2:]}, "via": {"S": "api"}}}


def test_who_cancels_becomes_the_author(ask: Ask, seed: Seed, seeds: Seeds) -> None:
    seed()
    cancel = with_raw_body(sample("cancel_appointment"), None)
    assert ask("cancel_appointment", cancel, "its provider").status == 200
    (by,) = [item["change"]["M"]["by"]["M"] for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT"]
    assert by["id"] == {"S": customer_id("its provider")[2:]}


@pytest.mark.parametrize("others", ["another customer", "desk", "admin"])
def test_a_key_of_another_caller_replays_nothing(ask: Ask, seeds: Seeds, others: str) -> None:
    """A key that leaked, or was guessed, showed the appointment to anybody."""
    made = outcome(ask, "create_appointment", to_book(key=KEY), "its customer", MADE)
    after = seeds.snapshot()
    answer = ask("create_appointment", to_book(key=KEY), others)
    assert (answer.status, answer.code) == (409, "slot-taken")
    assert made.json["id"] not in answer.raw["body"]
    assert seeds.snapshot() == after


def test_a_key_of_its_own_is_replayed(ask: Ask, seeds: Seeds) -> None:
    first, again = (ask("create_appointment", to_book(key=KEY), "its customer") for _ in range(2))
    assert (again.status, again.json, again.headers["idempotent-replayed"]) == (201, first.json, "true")


def test_a_key_does_not_outlive_the_right(ask: Ask, seeds: Seeds) -> None:
    """The provider has booked, and was dismissed: a repeat shows it nothing."""
    provider = seeds.table.store().provider(PROVIDER_ID)
    outcome(ask, "create_appointment", to_book("customer-17", key=KEY), "its provider", MADE)
    seeds.give_subject(provider, None)
    outcome(ask, "create_appointment", to_book("customer-17", key=KEY), "its provider", NO_RIGHT)


def test_two_admins_with_one_key_make_two_providers(ask: Ask, seeds: Seeds) -> None:
    first, second = (ask("create_provider", sample("create_provider"), who) for who in ("admin", "an admin program"))
    assert first.json["id"] != second.json["id"]


def test_what_went_to_another_provider_is_no_longer_answered_to_the_first(ask: Ask, seeds: Seeds) -> None:
    """Its repeat of the booking would show who comes, and when."""
    booking = to_book("customer-1", key=KEY)
    made = outcome(ask, "create_appointment", booking, "its provider", MADE).json
    seeds.scheduled_provider(COLLEAGUE)
    to_colleague = {"startTime": made["startTime"], "providerId": COLLEAGUE}
    moved = with_headers(with_body(sample("reschedule_appointment"), to_colleague), if_match=None)
    assert ask("reschedule_appointment", with_path_id(moved, APPOINTMENT_ID, made["id"]), "desk").status == 200
    outcome(ask, "create_appointment", booking, "its provider", NO_RIGHT)

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.appointments.items import appointment_key
from booking.calls.idempotency import is_id
from booking.providers.items import provider_key
from booking.providers.schedule import day_number
from booking.rules.items import appointment_id_of, claim_key, owner, read_range, slot_of
from booking.time.intervals import Interval

EIGHT = datetime(2027, 3, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = day_number(EIGHT.date()) + 1000
"""A date whose own record does not begin the range."""
minutes = st.integers(0, 2 * 366 * 24 * 60).map(lambda n: EIGHT + n * MINUTE)


def test_the_keys_are_those_of_the_design() -> None:
    assert provider_key("p") == {"PK": "PROVIDER#p", "SK": "PROVIDER"}
    assert appointment_key("a") == {"PK": "APPOINTMENT#a", "SK": "APPOINTMENT"}
    assert claim_key("p", EIGHT) == {"PK": "PROVIDER#p", "SK": "SLOT#2027-03-01T08:00Z"}


def test_a_slot_has_one_key_in_whatever_zone_its_instant_is_written() -> None:
    in_rome = EIGHT.astimezone(timezone(timedelta(hours=1)))
    assert claim_key("p", in_rome) == claim_key("p", EIGHT)


@given(minutes)
def test_a_claims_key_gives_its_slot_back(slot: datetime) -> None:
    assert slot_of(claim_key("p", slot)["SK"]) == slot


def test_a_claims_owner_gives_the_appointment_back() -> None:
    assert appointment_id_of(owner("a-1")) == "a-1"


@given(minutes, minutes, minutes)
def test_a_range_of_claims_holds_its_start_and_not_its_end(slot: datetime, one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    first, last = read_range(Interval(start, end), LATE)
    assert (first <= claim_key("p", slot)["SK"] <= last) == (start <= slot < end)


@pytest.mark.parametrize(("slot", "is_inside"), [(-1, False), (0, True), (29, True), (30, False)])
def test_the_edges_of_a_range_of_claims(slot: int, is_inside: bool) -> None:
    first, last = read_range(Interval(EIGHT, EIGHT + 30 * MINUTE), LATE)
    assert (first <= claim_key("p", EIGHT + slot * MINUTE)["SK"] <= last) == is_inside


def test_the_provider_itself_is_in_no_range_of_claims() -> None:
    first, last = read_range(Interval(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)), LATE)
    assert not first <= provider_key("p")["SK"] <= last


@given(st.uuids())
def test_every_id_that_we_make_is_one(made: uuid.UUID) -> None:
    assert is_id(str(made))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "PROVIDER",
        "0" * 32,
        "{00000000-0000-4000-8000-00000000000a}",
        "urn:uuid:00000000-0000-4000-8000-00000000000a",
        "00000000-0000-4000-8000-00000000000A",
        "00000000-0000-4000-8000-00000000000a ",
        "x" * 3000,
        "\ud800",
    ],
)
def test_other_text_is_no_id(text: str) -> None:
    assert not is_id(text)

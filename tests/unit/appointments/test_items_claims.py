"""Claims as the store reads them: slots by number, each with its owner."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.appointments.items import claim_item
from booking.audit.findings import LOOK_BACK
from booking.dynamodb.codec import Item
from booking.providers.schedule import MAX_SLOTS
from booking.rules.claims import Claims
from booking.rules.items import claim_key, claims_of, owner, slot_of
from booking.time.grid import SLOT_MINUTES, slot_at, start_of
from local.paths import TEMPLATE
from local.translation import read_template
from tests.examples import NINE, booked

EIGHT = datetime(2027, 3, 1, 8, tzinfo=UTC)


def claim(start: datetime, appointment_id: str) -> Item:
    return {"SK": claim_key("p", start)["SK"], "owner": owner(appointment_id)}


@pytest.mark.parametrize("slot_minutes", SLOT_MINUTES)
@pytest.mark.parametrize("day", [0, 59, 364, 1094])
def test_a_claim_is_read_as_the_number_of_its_slot(slot_minutes: int, day: int) -> None:
    midnight = EIGHT.replace(hour=0) + timedelta(days=day)
    starts = [midnight + timedelta(minutes=minute) for minute in range(0, 24 * 60, slot_minutes)]
    found = claims_of([claim(start, "a-1") for start in starts], slot_minutes)
    assert [start_of(slot, slot_minutes) for slot in found.owners] == starts
    assert [slot_of(claim_key("p", start)["SK"]) for start in starts] == starts


def test_claims_keep_their_order_and_their_owners() -> None:
    starts = [EIGHT, EIGHT + timedelta(minutes=15), EIGHT + timedelta(days=1)]
    found = claims_of([claim(start, name) for start, name in zip(starts, "aba", strict=True)], 15)
    assert [*found.owners.items()] == [(slot_at(start, 15), name) for start, name in zip(starts, "aba", strict=True)]


def test_the_own_claims_of_an_appointment_are_not_foreign() -> None:
    claims = Claims({1: "a", 2: "b", 3: "a"})
    assert claims.foreign("a") == {2}
    assert claims.foreign(None) == {1, 2, 3}


def test_a_claim_is_kept_for_a_while_after_its_slot() -> None:
    item = claim_item(booked(), NINE, timedelta(days=400))
    end = NINE + timedelta(minutes=booked().slot_minutes)
    assert datetime.fromtimestamp(item["ttl"], UTC) == end + timedelta(days=400)
    assert {name: value for name, value in item.items() if name != "ttl"} == {
        **claim_key(booked().provider_id, NINE),
        "owner": owner(booked().id),
        "of": {"start": "2027-03-01T09:00:00Z", "end": "2027-03-01T09:30:00Z"},
    }


def test_an_audit_expects_no_claim_that_was_deleted_for_its_age() -> None:
    """Appointments whose claims are gone are too old to be checked, however few days the deployment keeps them."""
    fewest = read_template(TEMPLATE)["Parameters"]["ClaimDays"]["MinValue"]
    assert timedelta(days=fewest) > LOOK_BACK + MAX_SLOTS * timedelta(minutes=max(SLOT_MINUTES))

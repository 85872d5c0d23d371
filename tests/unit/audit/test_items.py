"""Reading an item for an audit: all its faults are reported, and none is raised."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking.appointments.items import appointment_item
from booking.appointments.open_items import list_key
from booking.audit.audited import (
    AuditedAppointment,
    AuditedClaim,
    AuditedCustomer,
    AuditedProvider,
    ItemKey,
    ItemKind,
    Standing,
    Unreadable,
)
from booking.audit.items import ATTRIBUTES, audited, key_of
from booking.customers.erasure import Erasure
from booking.customers.items import erasure_item
from booking.dynamodb.codec import Item
from booking.rules.items import claim_key
from booking.rules.limits import Ticket
from booking.rules.reasons import Reason
from booking.time.instants import utc_text
from tests.examples import APPOINTMENT_ID, MADE, NINE, PROVIDER_ID, attended, booked, cancelled, erasure, origin

ITEM: Item = {name: value for name, value in appointment_item(booked()).items() if name in ATTRIBUTES}
CLAIM: Item = {
    "PK": f"PROVIDER#{PROVIDER_ID}",
    "SK": "SLOT#2027-03-01T09:00Z",
    "owner": f"APPOINTMENT#{APPOINTMENT_ID}",
}
PROVIDER: Item = {
    "PK": f"PROVIDER#{PROVIDER_ID}",
    "SK": "PROVIDER",
    "version": 2,
    "state": "ACTIVE",
    "updatedAt": utc_text(MADE),
}
FENCE: Item = {**PROVIDER, "SK": "FENCE#7"}


def test_what_an_audit_reads_of_an_appointment_is_what_its_claims_are_made_of() -> None:
    found = audited(ITEM)
    assert isinstance(found, AuditedAppointment)
    assert found.claims == {utc_text(start): ItemKey(**claim_key(PROVIDER_ID, start)) for start in booked().slots}
    assert (found.id, found.version, found.is_confirmed) == (APPOINTMENT_ID, 1, True)
    assert found.wall_clock == ("Europe/Rome", timedelta(hours=1))


def test_an_appointment_whose_rest_was_released_needs_no_claims_of_it() -> None:
    found = audited({name: value for name, value in appointment_item(attended()).items() if name in ATTRIBUTES})
    assert isinstance(found, AuditedAppointment)
    assert [*found.claims] == [utc_text(NINE)]


def test_an_appointment_from_before_offsets_were_kept_has_no_wall_clock() -> None:
    found = audited({name: value for name, value in ITEM.items() if name != "utcOffsetMinutes"})
    assert isinstance(found, AuditedAppointment)
    assert found.wall_clock is None


def test_a_cancelled_appointment_is_not_confirmed() -> None:
    found = audited(appointment_item(cancelled()))
    assert isinstance(found, AuditedAppointment)
    assert not found.is_confirmed


def test_no_attribute_that_an_audit_reads_holds_personal_data() -> None:
    assert "Secret" not in str(ITEM)
    assert "secret" not in str(ITEM)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": None}, "has no 'status'"),
        ({"status": "PERHAPS"}, "'PERHAPS' is not a valid AppointmentStatus"),
        ({"claims": [[5, 5]]}, "must be str"),
        ({"startTime": "2027-03-01T09:00:00"}, "without a zone"),
        ({"slotMinutes": 7}, "grid"),
        ({"endTime": "2027-03-09T09:00:00Z"}, "1 to 40"),
        ({"PK": "APPT#1"}, "looked for as APPOINTMENT#APPT#1 APPOINTMENT"),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"utcOffsetMinutes": "an hour"}, "an hour"),
        ({"utcOffsetMinutes": "60"}, "an offset of '60' minutes"),
        ({"utcOffsetMinutes": Decimal("60.5")}, "60.5"),
        ({"utcOffsetMinutes": 1440}, "strictly between"),
        ({"utcOffsetMinutes": -1440}, "strictly between"),
    ],
)
def test_an_appointment_that_cannot_be_read_says_why(change: dict[str, Any], reason: str) -> None:
    item = {name: value for name, value in (ITEM | change).items() if value is not None}
    found = audited(item)
    assert isinstance(found, Unreadable)
    assert found.key == key_of(item)
    assert reason in found.reason


def test_a_claim_is_of_a_slot_and_an_appointment() -> None:
    assert audited(CLAIM) == AuditedClaim(PROVIDER_ID, NINE, APPOINTMENT_ID)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"owner": None}, "has no 'owner'"),
        ({"owner": "someone"}, "its owner is no appointment"),
        ({"owner": "APPOINTMENT#"}, "its owner is no appointment"),
        ({"owner": 5}, "removeprefix"),
        ({"SK": "SLOT#soonZ"}, "Invalid isoformat"),
        ({"SK": "SLOT#2027-03-01T09:00:00Z"}, "looked for as"),
        ({"PK": "ROOM#1"}, "looked for as"),
    ],
)
def test_a_claim_that_cannot_be_read_says_why(change: dict[str, Any], reason: str) -> None:
    found = audited({name: value for name, value in (CLAIM | change).items() if value is not None})
    assert isinstance(found, Unreadable)
    assert reason in found.reason


def test_of_a_provider_its_version_and_state_are_read_and_of_a_fence_the_same() -> None:
    standing = Standing(2, "ACTIVE")
    assert audited(PROVIDER) == AuditedProvider(PROVIDER_ID, standing, MADE)
    assert audited(FENCE) == standing


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": None}, "has no 'version'"),
        ({"version": "two"}, "invalid literal"),
        ({"state": "PERHAPS"}, "'PERHAPS' is not a valid ProviderState"),
        ({"PK": "ROOM#1"}, "looked for as PROVIDER#ROOM#1 PROVIDER"),
    ],
)
def test_a_provider_that_cannot_be_read_says_why(change: dict[str, Any], reason: str) -> None:
    found = audited({name: value for name, value in (PROVIDER | change).items() if value is not None})
    assert isinstance(found, Unreadable)
    assert reason in found.reason


@pytest.mark.parametrize(
    "wrong", [{"version": "2"}, {"version": Decimal("2.5")}, {"version": True}, {"version": None}, {"state": 5}]
)
def test_a_fence_that_no_booking_would_accept_cannot_be_read(wrong: dict[str, Any]) -> None:
    assert audited(FENCE | wrong) is None


@pytest.mark.parametrize(
    ("sort_key", "kind"),
    [
        ("PROVIDER", ItemKind.PROVIDERS),
        ("APPOINTMENT", ItemKind.APPOINTMENTS),
        ("SLOT#2027-03-01T09:00Z", ItemKind.CLAIMS),
        ("SLOT#2027-03-01", ItemKind.RULES),
        ("SLOT#2027-03-01#", ItemKind.TICKETS),
        ("SERVICE#massage", ItemKind.RULES),
        ("TIMEOFF", ItemKind.RULES),
        ("TIMEOFF#summer", ItemKind.RULES),
        ("TIMEOFFS", ItemKind.OTHERS),
        ("FENCE#7", ItemKind.FENCES),
        ("ORDER#one", ItemKind.RESOLUTIONS),
        ("OUTCOME#one#of-another", ItemKind.OUTCOMES),
        ("ORDER", ItemKind.OTHERS),
        ("HOLIDAY", ItemKind.OTHERS),
    ],
)
def test_an_item_is_known_by_its_sort_key(sort_key: str, kind: ItemKind) -> None:
    assert ItemKey("x", sort_key).kind is kind


def test_a_list_of_open_appointments_is_known_by_its_partition_and_not_checked() -> None:
    item = {**list_key("u-1", "a-provider"), "version": "no number"}
    assert key_of(item).kind is ItemKind.LISTS
    assert audited(item) is None


def test_a_day_of_reports_is_known_by_its_partition_and_not_checked() -> None:
    item = {"PK": "REPORT#a-provider", "SK": "2027-03-01", "revision": "no number"}
    assert key_of(item).kind is ItemKind.REPORTS
    assert audited(item) is None


def test_an_item_that_the_audit_does_not_know_is_not_read() -> None:
    assert audited({**CLAIM, "SK": "SLOT#2027-03-01"}) is None


CUSTOMER: Item = {name: value for name, value in erasure_item(erasure()).items() if name in ATTRIBUTES}


def test_an_audit_reads_how_far_the_erasure_of_a_customer_is() -> None:
    assert audited(CUSTOMER) == AuditedCustomer("customer-1", MADE, is_complete=True)
    begun = erasure_item(Erasure.begin("customer-1", origin()))
    assert audited(begun) == AuditedCustomer("customer-1", MADE, is_complete=False)
    assert key_of(CUSTOMER).kind is ItemKind.CUSTOMERS


def test_an_audit_reads_when_an_appointment_was_made_and_erased() -> None:
    found = audited(appointment_item(booked().erased(NINE)))
    assert isinstance(found, AuditedAppointment)
    assert (found.created_at, found.erased_at) == (MADE, NINE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "gone"}, "'gone'"),
        ({"begunAt": None}, "has no 'begunAt'"),
        ({"PK": "KUNDE#1"}, "looked for as CUSTOMER#KUNDE#1 CUSTOMER"),
    ],
)
def test_an_erasure_that_cannot_be_read_says_why(change: Item, reason: str) -> None:
    found = audited({name: value for name, value in {**CUSTOMER, **change}.items() if value is not None})
    assert isinstance(found, Unreadable)
    assert reason in found.reason


def test_a_ticket_is_read_with_its_owner() -> None:
    found = audited({**CLAIM, "SK": "SLOT#2027-03-01#W12#cut"})
    assert found == AuditedClaim(
        PROVIDER_ID, datetime(2027, 3, 1, tzinfo=UTC), APPOINTMENT_ID, Ticket(Reason.LIMIT_WEEK, 20_878, 12, "cut")
    )


@pytest.mark.parametrize(
    "key", ["SLOT#2027-03-01#X01", "SLOT#2027-03-01#D", "SLOT#2027-03-01#D1", "SLOT#2027-02-30#D01"]
)
def test_a_ticket_under_a_key_that_none_can_have_is_unreadable(key: str) -> None:
    assert isinstance(audited({**CLAIM, "SK": key}), Unreadable)


def test_an_appointment_is_read_with_its_buffers_and_its_tickets() -> None:
    stretch = [["2027-03-01T08:45:00Z", "2027-03-01T09:45:00Z"]]
    found = audited({**ITEM, "claims": stretch, "tickets": ["SLOT#2027-03-01#D07"]})
    assert isinstance(found, AuditedAppointment)
    assert [*found.claims] == [
        *(f"2027-03-01T{clock}:00Z" for clock in ("08:45", "09:00", "09:15", "09:30")),
        "SLOT#2027-03-01#D07",
    ]


def test_an_appointment_of_1_x_says_its_claims_in_two_attributes() -> None:
    assert audited({name: value for name, value in ITEM.items() if name != "claims"}) == audited(ITEM)

"""All data of an entity comes back from the table unchanged."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from booking.appointments.appointment import (
    Appointment,
    AppointmentChange,
    AppointmentStatus,
    CancelledBy,
    Customer,
    Details,
)
from booking.appointments.attendance import NOT_YET, Attendance, Attended
from booking.appointments.items import appointment_item, appointment_of
from booking.calls.change import Author, Change, Origin, Previous
from booking.calls.record import Record
from booking.dynamodb.codec import from_wire, to_wire
from booking.dynamodb.transactions import change_id_of
from booking.providers.items import provider_item, provider_of
from booking.providers.provider import Provider, ProviderChange, ProviderState
from booking.providers.rules import Rules
from booking.providers.schedule import WeeklySchedule, Window
from booking.rules.limits import Ticket
from booking.rules.reasons import Reason
from booking.time.intervals import Interval
from tests.examples import PROVIDER_ID, booked, cancelled, new_provider, provider, rescheduled

# Every character but lone surrogates, which UTF-8 cannot write.
text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
maybe_text = st.none() | text
instants = st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda instant: instant.replace(microsecond=0)
)
intervals = st.builds(
    lambda start, minutes: Interval(start, start + timedelta(minutes=minutes)), instants, st.integers(5, 1440)
)
origins = st.builds(Origin, text, instants, st.builds(Author, text, text, text), text, maybe_text)


previous = st.builds(Previous, intervals, text, maybe_text)


def records(changes: type[StrEnum]) -> st.SearchStrategy[Record]:
    fields = st.lists(text, max_size=2).map(tuple)
    made = st.builds(Change, st.sampled_from(changes), origins, st.none() | previous, fields=fields)
    return st.builds(Record, versions, instants, instants, made, maybe_text)


windows = st.builds(Window, st.integers(0, 1439), st.integers(1, 1440))
weeks = st.tuples(*[st.lists(windows, max_size=3).map(tuple)] * 7).map(WeeklySchedule)
versions = st.integers(1, 10**9)

rules = st.builds(Rules, *[st.none() | st.integers(0, 1000)] * len(Rules._fields))
tickets = st.builds(
    Ticket,
    st.sampled_from([Reason.LIMIT_DAY, Reason.LIMIT_WEEK]),
    st.integers(20_000, 30_000),
    st.integers(1, 100),
    st.none() | st.sampled_from(["haircut", "a-1"]),
)
providers = st.builds(
    Provider,
    id=text,
    name=text,
    email=maybe_text,
    timezone=text,
    slot_minutes=st.integers(5, 60),
    appointment_duration=st.none() | st.integers(5, 1440),
    schedule=weeks,
    state=st.sampled_from(ProviderState),
    record=records(ProviderChange),
    subject=maybe_text,
    has_overrides=st.booleans(),
    has_time_off=st.booleans(),
    rules=rules,
    are_slots_fixed=st.just(True),  # whoever has a duration has fixed slots
)
appointments = st.builds(
    Appointment,
    id=text,
    provider_id=text,
    details=st.builds(
        Details,
        st.builds(Customer, text, text, maybe_text, maybe_text),
        maybe_text,
        st.none() | st.dictionaries(text, st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=3),
        maybe_text,
    ),
    interval=intervals,
    claims=st.lists(intervals, min_size=1, max_size=3).map(tuple),
    slot_minutes=st.integers(5, 60),
    timezone=text,
    provider_version=versions,
    status=st.sampled_from(AppointmentStatus),
    cancellation_reason=maybe_text,
    record=records(AppointmentChange),
    utc_offset=st.none() | st.integers(-14 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    service_id=st.none() | st.sampled_from(["haircut", "a-1"]),
    buffer_before=st.integers(0, 120),
    buffer_after=st.integers(0, 120),
    tickets=st.lists(tickets, max_size=4).map(tuple),
    override=st.lists(st.sampled_from(Reason), unique=True).map(tuple),
    kept=st.lists(st.sampled_from(Reason), unique=True).map(tuple),
    cancel_cutoff_minutes=st.none() | st.integers(0, 10_000),
    reschedule_cutoff_minutes=st.none() | st.integers(0, 10_000),
    is_whole_date=st.booleans(),
    attended=st.just(NOT_YET)
    | st.builds(Attended, st.sampled_from(sorted({*Attendance} - {Attendance.EXPECTED})), instants),
    released_from=st.none() | instants,
    via=text,
    cancelled_at=st.none() | instants,
    cancelled_by=st.none() | st.sampled_from(CancelledBy),
)


@given(providers)
def test_a_provider_comes_back_as_it_was_stored(given: Provider) -> None:
    wire = json.loads(json.dumps(to_wire(provider_item(given))))
    assert provider_of(from_wire(wire)) == given


@given(appointments)
def test_an_appointment_comes_back_as_it_was_stored(given: Appointment) -> None:
    wire = json.loads(json.dumps(to_wire(appointment_item(given))))
    assert appointment_of(from_wire(wire)) == given


def test_an_absent_value_takes_no_room() -> None:
    assert not {"email", "appointmentDuration", "fingerprint"} & provider_item(new_provider(email=None)).keys()


def test_a_provider_with_a_usual_week_stays_under_a_kilobyte() -> None:
    assert len(json.dumps(provider_item(provider()))) < 1024


def test_an_appointment_keeps_the_offset_that_it_was_booked_with() -> None:
    item = appointment_item(booked())
    assert (item["timezone"], item["utcOffsetMinutes"]) == ("Europe/Rome", 60)
    del item["utcOffsetMinutes"]  # as it was stored before
    assert appointment_of(item).utc_offset is None


def test_an_older_record_has_a_text_as_its_author_and_no_subject() -> None:
    """Before callers had tokens, anyone could call."""
    item = provider_item(new_provider())
    item["change"]["by"] = "public"
    read = provider_of(item)
    assert (read.change.origin.by, read.subject) == (Author("nobody", "", "public"), None)


def test_an_author_is_stored_by_kind_id_and_way() -> None:
    by = appointment_item(booked())["change"]["by"]
    assert by == {"kind": "person", "id": "0123456789abcdef0123456789abcdef", "via": "api"}


def test_an_item_tells_which_change_it_stores() -> None:
    assert change_id_of(appointment_item(booked(change_id="mine"))) == "mine"


def test_a_move_of_before_2_0_was_from_the_same_provider_and_service() -> None:
    item = appointment_item(replace(rescheduled(), service_id="haircut"))
    del item["change"]["previous"]["providerId"]
    assert appointment_of(item).change.previous == Previous(booked().interval, PROVIDER_ID, "haircut")


def test_only_a_rescheduled_appointment_tells_where_it_stood_before() -> None:
    assert appointment_item(rescheduled())["change"]["previous"] == {
        "startTime": "2027-03-01T09:00:00Z",
        "endTime": "2027-03-01T09:30:00Z",
        "providerId": PROVIDER_ID,
    }
    assert "previous" not in appointment_item(cancelled())["change"]


def test_an_appointment_can_be_listed_by_provider_and_by_customer_in_order_of_its_start() -> None:
    item = appointment_item(rescheduled())
    assert (item["GSI1PK"], item["GSI1SK"]) == (f"PROVIDER#{item['providerId']}", "2027-03-01T09:30:00Z")
    assert (item["GSI2PK"], item["GSI2SK"]) == ("CUSTOMER#customer-1", "2027-03-01T09:30:00Z")

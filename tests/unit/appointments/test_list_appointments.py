"""The decisions of list_appointments: what a range means, and who may list what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.appointments.list_appointments import list_appointments
from booking.appointments.listed import AppointmentsQuery, Selection
from booking.calls.caller import NOBODY, Caller
from booking.calls.refusals import FieldError, Forbidden, Unauthorized, ValidationFailed
from booking.providers.between import DayOrInstant
from booking.providers.refusals import ProviderNotFound
from booking.time.intervals import Interval
from tests.callers import ADMIN, CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER, THERAPIST
from tests.engine import call
from tests.examples import DETAILS, NINE, OTHER_ID, PROVIDER_ID, booked, provider
from tests.fake_store import FakeStore

HALF_HOUR = timedelta(minutes=30)
OF_PROVIDER, OF_UNKNOWN = Selection(PROVIDER_ID, None), Selection(OTHER_ID, None)
OF_CUSTOMER = Selection(None, CUSTOMER.customer_id)


@pytest.fixture
def store() -> FakeStore:
    """With a provider in Rome and two appointments of a Monday, at 10:00 and 10:30."""
    store = FakeStore()
    store.put(replace(provider(), subject=THERAPIST))
    mine = DETAILS._replace(customer=DETAILS.customer._replace(id=CUSTOMER.customer_id))
    store.put(booked(appointment_id="a"), booked(NINE + HALF_HOUR, appointment_id="b", details=mine))
    return store


def listed(
    store: FakeStore,
    begin: DayOrInstant | None = None,
    end: DayOrInstant | None = None,
    *,
    selection: Selection = OF_PROVIDER,
    caller: Caller = ADMIN,
) -> str:
    found = list_appointments(AppointmentsQuery(selection, begin, end), store, call(caller=caller))
    return "".join(appointment.id for appointment in found.page.entries)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        (None, None, "ab"),
        (date(2027, 3, 1), date(2027, 3, 1), "ab"),
        (date(2027, 3, 2), None, ""),
        (None, date(2027, 2, 28), ""),
        (utc(1, 9), utc(1, 9, 30), "a"),
        (utc(1, 9, 30), date(2027, 3, 1), "b"),
        (date(2027, 3, 1), utc(1, 9), ""),
        (date.min, date.max, "ab"),
    ],
)
def test_a_date_is_of_the_providers_zone_and_the_last_one_included(
    store: FakeStore, begin: DayOrInstant | None, end: DayOrInstant | None, found: str
) -> None:
    assert listed(store, begin, end) == found


def test_a_date_begins_at_its_midnight(store: FakeStore) -> None:
    """In Rome, an hour before that of UTC."""
    store.put(replace(booked(), id="c", interval=Interval(utc(1, 23), utc(1, 23, 30))))
    assert listed(store, date(2027, 3, 2), date(2027, 3, 2)) == "c"
    assert listed(store, date(2027, 3, 1), date(2027, 3, 1)) == "ab"


def test_a_date_without_a_midnight_begins_with_its_first_instant(store: FakeStore) -> None:
    """In Cairo, clocks went from 24:00 to 01:00 on 25 April 2024: 22:00 in UTC."""
    made = replace(provider(), timezone="Africa/Cairo")
    assert made.start_of(date(2024, 4, 26)) == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert made.start_of(date(2024, 4, 25)) == datetime(2024, 4, 24, 22, tzinfo=UTC)


def test_a_date_that_the_zone_skips_begins_with_the_next_one() -> None:
    """Samoa had no 30 December 2011."""
    made = replace(provider(), timezone="Pacific/Apia")
    assert made.start_of(date(2011, 12, 30)) == made.start_of(date(2011, 12, 31))


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (date(2027, 3, 2), date(2027, 3, 1)),
        (date(2027, 3, 2), utc(1, 22)),
        (utc(1, 23), date(2027, 3, 1)),
        (utc(1, 9), utc(1, 8)),
    ],
)
def test_a_range_that_ends_before_it_begins_is_refused(
    store: FakeStore, begin: DayOrInstant, end: DayOrInstant
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        listed(store, begin, end)
    assert refused.value.errors == (FieldError("to", "must not be before from"),)


@pytest.mark.parametrize("caller", [ADMIN, DESK, PROVIDER])
def test_staff_and_the_provider_itself_list_a_provider(store: FakeStore, caller: Caller) -> None:
    assert listed(store, caller=caller) == "ab"


@pytest.mark.parametrize("caller", [ADMIN, DESK, CUSTOMER])
def test_staff_and_the_customer_itself_list_a_customer(store: FakeStore, caller: Caller) -> None:
    assert listed(store, selection=OF_CUSTOMER, caller=caller) == "b"


@pytest.mark.parametrize(
    ("caller", "selection"),
    [
        (CUSTOMER, OF_PROVIDER),
        (CUSTOMER, OF_UNKNOWN),
        (PROVIDER, OF_UNKNOWN),
        (PROVIDER, OF_CUSTOMER),
        (OTHER_CUSTOMER, OF_CUSTOMER),
    ],
)
def test_others_are_refused_whether_or_not_there_is_such_a_thing(
    store: FakeStore, caller: Caller, selection: Selection
) -> None:
    with pytest.raises(Forbidden):
        listed(store, selection=selection, caller=caller)


def test_nobody_needs_a_token_first(store: FakeStore) -> None:
    with pytest.raises(Unauthorized):
        listed(store, selection=OF_UNKNOWN, caller=NOBODY)


def test_staff_learns_that_there_is_no_such_provider(store: FakeStore) -> None:
    with pytest.raises(ProviderNotFound):
        listed(store, selection=OF_UNKNOWN, caller=DESK)

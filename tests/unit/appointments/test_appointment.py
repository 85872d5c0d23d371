from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from booking.appointments.appointment import (
    Appointment,
    AppointmentChange,
    AppointmentStatus,
    CancelledBy,
    Customer,
    Details,
)
from booking.appointments.moves import Move
from booking.appointments.refusals import AppointmentHasStarted, AppointmentIsCancelled
from booking.calls.change import Change, Origin, Previous
from booking.calls.record import Record
from booking.calls.refusals import Refusal
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS
from booking.rules.place import Place
from booking.rules.rulebook import Rulebook, Visit
from booking.services.offering import WHOLE_DAY, Offering, OfferingChange
from booking.time.intervals import Interval
from tests import examples
from tests.examples import AUTHOR, moved

type Make = Callable[..., Provider]

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
DETAILS = Details(Customer("c-1", "Ada", "ada@example.org", "+39 06 1"), "first visit", {"ref": "42"})


def book(provider: Provider, start: datetime, origin: Origin, **given: Any) -> Appointment:
    return examples.booked(start, appointment_id="a-1", of=provider, details=DETAILS, made=origin, **given)


@pytest.fixture
def provider(provider_open: Make) -> Provider:
    """Open on Mondays from 09:00 to 12:00 UTC, half an hour each."""
    return provider_open(monday=[(540, 720)])


@pytest.fixture
def booked(provider: Provider, origin: Origin, now: datetime) -> Appointment:
    return book(provider, NINE, origin)


@pytest.fixture
def later(origin: Origin) -> Origin:
    return Origin("change-2", origin.at + MINUTE, AUTHOR, "request-2")


# --- booking -----------------------------------------------------------------------------------------------------


def test_a_booked_appointment_keeps_what_undoing_it_needs(provider: Provider, origin: Origin, now: datetime) -> None:
    appointment = book(provider, NINE, origin, fingerprint="f-1")
    assert appointment == Appointment(
        id="a-1",
        provider_id="p-1",
        details=DETAILS,
        interval=Interval(NINE, NINE + 30 * MINUTE),
        claims=(Interval(NINE, NINE + 30 * MINUTE),),
        slot_minutes=15,
        timezone="UTC",
        provider_version=2,
        status=AppointmentStatus.CONFIRMED,
        cancellation_reason=None,
        record=Record(1, now, now, Change(AppointmentChange.BOOKED, origin), "f-1"),
        utc_offset=timedelta(0),
        via="api",
    )


def test_an_appointment_keeps_the_offset_of_its_start_also_when_it_is_moved(
    provider_open: Make, origin: Origin, now: datetime
) -> None:
    in_rome = provider_open(timezone="Europe/Rome", monday=[(540, 720)])
    winter, summer = (datetime(2027, 3, day, hour, tzinfo=UTC) for day, hour in ((22, 8), (29, 7)))
    appointment = book(in_rome, winter, origin)
    assert appointment.utc_offset == HOUR
    assert moved(appointment, summer, origin, in_rome).utc_offset == 2 * HOUR


def test_an_appointment_claims_every_slot_that_it_covers(booked: Appointment) -> None:
    assert booked.slots == (NINE, NINE + 15 * MINUTE)


def test_an_appointment_of_24_hours_claims_24_slots_of_an_hour(
    provider_open: Make, origin: Origin, now: datetime
) -> None:
    provider = provider_open(slot=60, duration=1440, **{day: [(0, 1440)] for day in WEEKDAYS})
    appointment = book(provider, NINE + 15 * HOUR, origin)
    assert len(appointment.slots) == 24
    assert appointment.interval == Interval(NINE + 15 * HOUR, NINE + 39 * HOUR)


# --- rescheduling ------------------------------------------------------------------------------------------------


def test_a_rescheduled_appointment_is_the_same_at_another_time(
    booked: Appointment, provider: Provider, later: Origin, now: datetime
) -> None:
    there = Interval(NINE + HOUR, NINE + 90 * MINUTE)
    assert moved(booked, there.start, later, provider) == replace(
        booked,
        interval=there,
        claims=(there,),
        record=booked.record.after(
            Change(AppointmentChange.RESCHEDULED, later, previous=Previous(booked.interval, booked.provider_id, None))
        ),
    )


def test_it_takes_the_zone_and_the_version_of_the_provider_that_offers_the_new_time(
    booked: Appointment, provider: Provider, origin: Origin, later: Origin, now: datetime
) -> None:
    moved_provider = provider.with_schedule(provider.schedule.by_day(), 30, origin, "Europe/Rome")
    after = moved(booked, NINE, later, moved_provider)
    assert (after.timezone, after.provider_version, after.slot_minutes) == ("Europe/Rome", 3, 15)


# --- cancelling --------------------------------------------------------------------------------------------------


def test_a_cancelled_appointment_is_kept_with_its_reason(booked: Appointment, later: Origin, now: datetime) -> None:
    assert booked.cancelled("ill", later) == replace(
        booked,
        status=AppointmentStatus.CANCELLED,
        cancellation_reason="ill",
        cancelled_at=later.at,
        cancelled_by=CancelledBy.DESK,
        record=booked.record.after(Change(AppointmentChange.CANCELLED, later)),
    )


def test_a_cancellation_says_who_cancelled(booked: Appointment, later: Origin) -> None:
    assert booked.cancelled(None, later, by_staff=False).cancelled_by is CancelledBy.CUSTOMER
    by_resolution = later._replace(resolution_id="resolution-1")
    assert booked.cancelled(None, by_resolution).cancelled_by is CancelledBy.PROVIDER


def test_a_cancelled_appointment_still_knows_the_slots_that_it_claimed(
    booked: Appointment, later: Origin, now: datetime
) -> None:
    assert booked.cancelled(None, later).slots == booked.slots


# --- what can no longer change -----------------------------------------------------------------------------------


def attempts(appointment: Appointment, provider: Provider, origin: Origin) -> list[Callable[[], object]]:
    return [
        lambda: appointment.rescheduled(
            Move(NINE), Rulebook(provider), Place(appointment.interval, appointment.interval), origin
        ),
        lambda: appointment.cancelled(None, origin),
    ]


def assert_refused(attempts: list[Callable[[], object]], fact: type[Refusal]) -> None:
    for attempt in attempts:
        with pytest.raises(fact, match="a-1"):
            attempt()


def test_what_is_cancelled_stays_so(booked: Appointment, provider: Provider, later: Origin, now: datetime) -> None:
    cancelled = booked.cancelled(None, later)
    assert_refused(attempts(cancelled, provider, later), AppointmentIsCancelled)


@pytest.mark.parametrize("passed", [timedelta(), MINUTE, DAY])
def test_what_has_started_can_be_neither_moved_nor_cancelled(
    booked: Appointment, provider: Provider, later: Origin, passed: timedelta
) -> None:
    assert_refused(attempts(booked, provider, later._replace(at=NINE + passed)), AppointmentHasStarted)


def test_what_is_about_to_start_can_be_cancelled(booked: Appointment, later: Origin) -> None:
    last_moment = NINE - timedelta(microseconds=1)
    assert booked.cancelled(None, later._replace(at=last_moment)).status is AppointmentStatus.CANCELLED


def test_that_it_is_cancelled_is_told_before_that_it_has_started(
    booked: Appointment, provider: Provider, later: Origin, now: datetime
) -> None:
    cancelled = booked.cancelled(None, later)
    assert_refused(attempts(cancelled, provider, later._replace(at=NINE + DAY)), AppointmentIsCancelled)


def test_staff_may_cancel_for_a_day_what_was_recorded_after_its_start(booked: Appointment, later: Origin) -> None:
    recorded = NINE + HOUR
    walk_in = replace(booked, record=booked.record._replace(created_at=recorded))
    in_time = later._replace(at=recorded + DAY - MINUTE)
    assert not walk_in.cancelled("wrong customer", in_time).is_confirmed
    with pytest.raises(AppointmentHasStarted):
        walk_in.cancelled(None, later._replace(at=recorded + DAY))
    with pytest.raises(AppointmentHasStarted):
        walk_in.cancelled(None, in_time, by_staff=False)


def test_what_was_recorded_late_is_not_moved(booked: Appointment, provider: Provider, later: Origin) -> None:
    walk_in = replace(booked, record=booked.record._replace(created_at=NINE))
    with pytest.raises(AppointmentHasStarted):
        walk_in.rescheduled(
            Move(NINE), Rulebook(provider), Place(walk_in.interval, walk_in.interval), later._replace(at=NINE)
        )


def test_erasing_takes_all_that_identifies_the_customer(booked: Appointment, now: datetime) -> None:
    erased = replace(booked, record=booked.record._replace(fingerprint="1:f")).erased(now + DAY)
    assert erased.details == Details(Customer("c-1", None))
    assert (erased.record.fingerprint, erased.erased_at, erased.has_personal_data) == (None, now + DAY, False)


def test_erasing_makes_a_new_version_and_no_new_change(booked: Appointment, now: datetime) -> None:
    erased = booked.erased(now + DAY)
    assert (erased.version, erased.record.updated_at, erased.change) == (2, now + DAY, booked.change)
    assert (erased.interval, erased.claims, erased.status) == (booked.interval, booked.claims, booked.status)


PARTS: list[Callable[[Appointment], Appointment]] = [
    lambda a: replace(a, details=a.details._replace(customer=Customer("c-1", "Ada"))),
    lambda a: replace(a, details=a.details._replace(customer=Customer("c-1", None, "ada@example.org"))),
    lambda a: replace(a, details=a.details._replace(customer=Customer("c-1", None, None, "+39 06 1"))),
    lambda a: replace(a, details=a.details._replace(notes="first visit")),
    lambda a: replace(a, details=a.details._replace(metadata={})),
    lambda a: replace(a, details=a.details._replace(internal_note="late")),
    lambda a: replace(a, cancellation_reason="ill"),
    lambda a: replace(a, record=a.record._replace(fingerprint="1:f")),
]


@pytest.mark.parametrize("with_part", PARTS)
def test_each_part_is_personal_data(
    booked: Appointment, now: datetime, with_part: Callable[[Appointment], Appointment]
) -> None:
    assert with_part(booked.erased(now)).has_personal_data


def test_a_length_stays_whatever_becomes_of_the_service(booked: Appointment, provider: Provider) -> None:
    """A service became one of whole days, and a move of its older appointments gave them 24 hours."""
    record = Record.new(Change(OfferingChange.CHANGED, booked.change.origin))
    service = Offering("cut", record, provider.id, "Haircut", None, WHOLE_DAY, Rules(), is_active=True)
    whole = replace(booked, is_whole_date=True)
    assert booked.wanted(Move(NINE), Rulebook(provider, service)).visit == Visit(2)
    assert whole.wanted(Move(NINE), Rulebook(replace(provider, slot_minutes=60))).visit == Visit(None)

"""Moves to another length, service or provider."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Customer
from booking.appointments.commands import RescheduleAppointment
from booking.appointments.moves import Move, OfService
from booking.appointments.refusals import SlotNotOffered, SlotTaken, TooManyOpenAppointments
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.change import Previous
from booking.calls.refusals import Forbidden, ValidationFailed
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import WEEKDAYS
from booking.rules.counting import Counted
from booking.rules.limits import Ticket
from booking.rules.offer import date_number
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.services.refusals import ServiceNotFound
from booking.time.intervals import Interval
from tests.callers import ADMIN, CUSTOMER, PROVIDER, THERAPIST
from tests.engine import at, call
from tests.examples import (
    APPOINTMENT_ID,
    DETAILS,
    HALF_HOUR,
    MADE,
    NINE,
    NINE_TO_FIVE,
    OTHER_ID,
    PROVIDER_ID,
    booked,
    new_provider,
    offering,
    origin,
    provider,
)
from tests.fake_store import FakeStore

OTHER_PROVIDER = "00000000-0000-4000-8000-00000000000d"
SAME = RescheduleAppointment(APPOINTMENT_ID, NINE)
TO_OTHER = SAME._replace(provider_id=OTHER_PROVIDER)
QUARTER = timedelta(minutes=15)
OF_CUSTOMER = booked(details=DETAILS._replace(customer=Customer(CUSTOMER.customer_id, "Kim")))
BOOKED_AT = Previous(booked().interval, PROVIDER_ID, None)


def other(**given: Any) -> Provider:
    """Open every day from 09:00 to 17:00 in Rome, an hour each."""
    week = {day: [NINE_TO_FIVE] for day in WEEKDAYS}
    return new_provider(OTHER_PROVIDER, **given).with_schedule(week, 60, origin())


@pytest.fixture
def store(store_with_booking: FakeStore) -> FakeStore:
    store_with_booking.put(other())
    return store_with_booking


def test_it_goes_to_another_provider_with_its_length(store: FakeStore, present: Call) -> None:
    moved = reschedule_appointment(TO_OTHER, store, present)
    assert (moved.id, moved.provider_id, moved.interval) == (APPOINTMENT_ID, OTHER_PROVIDER, booked().interval)
    assert (moved.provider_version, moved.version) == (other().version, 2)
    assert moved.change.previous == BOOKED_AT


def test_a_repeat_of_such_a_move_writes_nothing(store: FakeStore, present: Call) -> None:
    first = reschedule_appointment(TO_OTHER, store, present)
    assert reschedule_appointment(TO_OTHER, store, present) == first


def test_what_stands_with_the_other_provider_is_in_the_way(store: FakeStore, present: Call) -> None:
    store.put(booked(NINE, appointment_id=OTHER_ID, of=other()))
    with pytest.raises(SlotTaken) as refused:
        reschedule_appointment(TO_OTHER, store, present)
    assert refused.value.alternatives[0].start == NINE - 2 * HALF_HOUR


def test_the_other_providers_rules_decide(store: FakeStore, present: Call) -> None:
    store.put(other().with_schedule({}, 60, origin("closed")))
    with pytest.raises(SlotNotOffered):
        reschedule_appointment(TO_OTHER, store, present)


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        reschedule_appointment(TO_OTHER._replace(provider_id=OTHER_ID), store, present)


def test_the_other_provider_has_to_offer_its_service(store: FakeStore, present: Call) -> None:
    store.put(replace(booked(), service_id="haircut"), offering())
    with pytest.raises(ServiceNotFound):
        reschedule_appointment(TO_OTHER, store, present)
    store.put(offering(OTHER_PROVIDER, duration=90, slot_interval=30))
    assert reschedule_appointment(TO_OTHER, store, present).interval == booked().interval


def test_slots_that_do_not_fit_are_told(store: FakeStore, present: Call) -> None:
    store.put(other(slot_minutes=60))
    with pytest.raises(ValidationFailed, match="providerId: must be a provider whose slots fit"):
        reschedule_appointment(TO_OTHER, store, present)


def test_buffers_that_do_not_fit_are_not_blamed_on_the_length(store: FakeStore, present: Call) -> None:
    store.put(replace(booked(), buffer_before=5))
    with pytest.raises(ValidationFailed, match=r"providerId: .* 5 and 0 minutes of buffers"):
        reschedule_appointment(TO_OTHER._replace(duration=30), store, present)


def test_another_service_brings_its_length_buffers_and_cutoffs(store: FakeStore, present: Call) -> None:
    store.put(offering(duration=60, buffer_after=15, slot_interval=60, cancel_cutoff_minutes=120))
    moved = reschedule_appointment(SAME._replace(service=OfService("haircut")), store, present)
    assert (moved.service_id, moved.interval.length, moved.buffer_after) == ("haircut", 2 * HALF_HOUR, 15)
    assert moved.claims == (Interval(NINE, NINE + 5 * QUARTER),)
    assert (moved.cancel_cutoff_minutes, moved.change.previous) == (120, BOOKED_AT)


def test_no_service_brings_the_providers_own_duration(store: FakeStore, present: Call) -> None:
    hour = Interval(NINE, NINE + 2 * HALF_HOUR)
    store.put(offering(duration=60), replace(booked(), service_id="haircut", interval=hour, claims=(hour,)))
    moved = reschedule_appointment(SAME._replace(service=OfService(None)), store, present)
    assert (moved.service_id, moved.interval.length) == (None, HALF_HOUR)


def test_the_same_service_again_changes_nothing(store: FakeStore, present: Call) -> None:
    store.put(replace(booked(), service_id="haircut"), offering(duration=60))
    assert reschedule_appointment(SAME._replace(service=OfService("haircut")), store, present).version == 1


def test_staff_chooses_another_length(store: FakeStore, present: Call) -> None:
    longer = reschedule_appointment(SAME._replace(duration=45), store, present)
    assert (longer.interval.length, longer.slots) == (3 * QUARTER, (NINE, NINE + QUARTER, NINE + 2 * QUARTER))
    assert reschedule_appointment(SAME._replace(duration=15), store, present).slots == (NINE,)


def test_a_length_with_another_service_has_the_buffers_of_the_service(store: FakeStore, present: Call) -> None:
    store.put(offering(duration=60, buffer_after=30, slot_interval=60))
    command = SAME._replace(service=OfService("haircut"), duration=45)
    assert reschedule_appointment(command, store, present).claims == (Interval(NINE, NINE + 5 * QUARTER),)


def test_a_longer_one_needs_the_time_behind_it(store: FakeStore, present: Call) -> None:
    store.put(booked(NINE + HALF_HOUR, appointment_id=OTHER_ID))
    with pytest.raises(SlotTaken):
        reschedule_appointment(SAME._replace(duration=45), store, present)


@pytest.mark.parametrize(
    ("duration", "message"),
    [(20, "must be a multiple of the provider's slotMinutes, which is 15"), (615, "must take at most 40 slots")],
)
def test_a_length_fits_the_slots(store: FakeStore, present: Call, duration: int, message: str) -> None:
    with pytest.raises(ValidationFailed, match=f"duration: {message}"):
        reschedule_appointment(SAME._replace(duration=duration), store, present)


def test_a_customer_moves_its_own_to_any_provider(store: FakeStore) -> None:
    store.put(OF_CUSTOMER)
    by_customer = call(clock=at(MADE), caller=CUSTOMER)
    assert reschedule_appointment(TO_OTHER, store, by_customer).provider_id == OTHER_PROVIDER


def test_a_provider_puts_nothing_into_the_calendar_of_another(store: FakeStore) -> None:
    store.put(replace(provider(), subject=THERAPIST))
    with pytest.raises(Forbidden, match="book an appointment"):
        reschedule_appointment(TO_OTHER, store, call(clock=at(MADE), caller=PROVIDER))


def test_customers_choose_no_length(store: FakeStore) -> None:
    store.put(OF_CUSTOMER)
    with pytest.raises(Forbidden, match="length"):
        reschedule_appointment(SAME._replace(duration=45), store, call(clock=at(MADE), caller=CUSTOMER))


class TestOneThatCounts:
    """A customer has booked it itself, and may have one open appointment with each provider."""

    @pytest.fixture
    def store(self, store: FakeStore) -> FakeStore:
        store.put(replace(OF_CUSTOMER, is_counted=True))
        store.max_open = 1
        return store

    def is_counted(self, store: FakeStore, caller: Caller) -> bool:
        return reschedule_appointment(TO_OTHER, store, call(clock=at(MADE), caller=caller)).is_counted

    def test_counts_with_the_other_provider(self, store: FakeStore) -> None:
        assert self.is_counted(store, CUSTOMER)

    def test_counts_no_more_if_staff_moves_it(self, store: FakeStore) -> None:
        assert not self.is_counted(store, ADMIN)

    def test_is_refused_where_there_is_no_room(self, store: FakeStore) -> None:
        here = booked(NINE + 4 * HALF_HOUR, appointment_id=OTHER_ID, of=other(), details=OF_CUSTOMER.details)
        store.put(replace(here, is_counted=True))
        with pytest.raises(TooManyOpenAppointments):
            self.is_counted(store, CUSTOMER)


def test_tickets_of_one_provider_are_none_of_another() -> None:
    ticket = Ticket(Reason.LIMIT_DAY, date_number(NINE, provider().tz), 1)
    appointment, move = replace(booked(), tickets=(ticket,)), Move(NINE)
    counted, counted_there = (appointment.wanted(move, Rulebook(each)).counted for each in (provider(), other()))
    assert (counted.tickets, counted_there) == ((ticket,), Counted(APPOINTMENT_ID))


def test_a_move_says_where_it_stands_already() -> None:
    assert booked().stands_at(Move(NINE, PROVIDER_ID, OfService(None), 30))
    for elsewhere in (Move(NINE + QUARTER), Move(NINE, OTHER_PROVIDER), Move(NINE, duration=45)):
        assert not booked().stands_at(elsewhere)

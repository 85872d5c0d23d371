"""The number of requests that attendance, corrections and moves to other providers make, and how large a write gets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment, Corrections, Customer, Details
from booking.appointments.attendance import Attendance
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import (
    CancelAppointment,
    CreateAppointment,
    RescheduleAppointment,
    SetAttendance,
    UpdateAppointment,
)
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.set_attendance import set_attendance
from booking.appointments.update_appointment import update_appointment
from booking.calls.call import Call
from booking.providers.commands import UpdateProvider
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import MAX_SLOTS, Window
from booking.providers.update_provider import update_provider
from booking.rules.reasons import Reason
from booking.services.commands import SetService
from booking.services.set_service import set_service
from local.store import EveryStore
from tests.callers import CUSTOMER, PROVIDER, THERAPIST
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS, terms
from tests.integration.examples import LATER, START, open_provider
from tests.integration.faults import Faults, Only

pytestmark = pytest.mark.usefixtures("_sound")

MOST_WRITES = 92
"""In one transaction. DynamoDB takes 100."""

ALL_DAY = [Window(0, 24 * 60)]
BY_PROVIDER = call(clock=at(NOW), caller=PROVIDER)


@pytest.fixture
def meanwhile(now: Call) -> Call:
    """A quarter of an hour after the start."""
    return replace(now, clock=at(START + timedelta(minutes=15)))


@pytest.fixture
def colleague(store: EveryStore, now: Call) -> Provider:
    return open_provider(store, now, name="Dr. Verdi")


@pytest.fixture
def own(store: EveryStore, now: Call) -> Appointment:
    """With the provider who calls."""
    provider = open_provider(store, now, subject=THERAPIST)
    return create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now).entity


def test_set_attendance(store: EveryStore, booked: Appointment, meanwhile: Call, only: Only) -> None:
    for attendance, releases_rest in ((Attendance.ARRIVED, False), (Attendance.NO_SHOW, True)):
        command = SetAttendance(booked.id, attendance, releases_rest)
        with only(GetItem=1, TransactWriteItems=1):
            set_attendance(command, store, meanwhile)
        with only(GetItem=1):
            set_attendance(command, store, meanwhile)


def test_set_attendance_by_the_provider(store: EveryStore, own: Appointment, meanwhile: Call, only: Only) -> None:
    """Whose right is decided by the provider's subject as it is now."""
    with only(GetItem=2, TransactWriteItems=1):
        set_attendance(SetAttendance(own.id, Attendance.ARRIVED), store, replace(meanwhile, caller=PROVIDER))


def test_update_appointment(store: EveryStore, booked: Appointment, now: Call, only: Only) -> None:
    command = UpdateAppointment(booked.id, Corrections(phone="+39 06 7654321", internal_note="allergic"))
    with only(GetItem=1, TransactWriteItems=1):
        update_appointment(command, store, now)
    with only(GetItem=1):
        update_appointment(command, store, now)


def test_update_appointment_by_the_provider(store: EveryStore, own: Appointment, only: Only) -> None:
    with only(GetItem=2, TransactWriteItems=1):
        update_appointment(UpdateAppointment(own.id, Corrections(notes="later")), store, BY_PROVIDER)


def test_cancel_what_was_recorded_late(store: EveryStore, provider: Provider, meanwhile: Call, only: Only) -> None:
    recorded = CreateAppointment(provider.id, START, DETAILS, override=[Reason.PAST])
    made = create_appointment(recorded, store, meanwhile).entity
    with only(GetItem=1, TransactWriteItems=1):
        cancel_appointment(CancelAppointment(made.id, "by mistake"), store, meanwhile)


def test_another_length(store: EveryStore, booked: Appointment, now: Call, only: Only) -> None:
    with only(GetItem=2, TransactWriteItems=1):
        reschedule_appointment(RescheduleAppointment(booked.id, START, duration=45), store, now)


def test_move_to_another_provider(
    store: EveryStore, booked: Appointment, colleague: Provider, now: Call, only: Only
) -> None:
    with only(GetItem=2, TransactWriteItems=1):
        reschedule_appointment(RescheduleAppointment(booked.id, LATER, provider_id=colleague.id), store, now)


def test_move_to_another_provider_as_a_customer(
    store: EveryStore, provider: Provider, colleague: Provider, only: Only
) -> None:
    """Off one list and on the other."""
    customer = call(clock=at(NOW), caller=CUSTOMER)
    details = Details(Customer(CUSTOMER.customer_id, "Ada"))
    made = create_appointment(CreateAppointment(provider.id, START, details), store, customer).entity
    with only(GetItem=2, TransactWriteItems=1):
        reschedule_appointment(RescheduleAppointment(made.id, START, provider_id=colleague.id), store, customer)


def test_move_to_another_provider_with_the_service(
    table: Table, store: EveryStore, provider: Provider, colleague: Provider, now: Call, *, only: Only
) -> None:
    """The rules of the colleague are read, but without limits no claims."""
    for each in (provider, colleague):
        set_service(SetService(each.id, "visit", terms(buffer_after=15)), store, now)
    booking = CreateAppointment(provider.id, START, DETAILS, service_id="visit")
    made = create_appointment(booking, store, now).entity
    move = RescheduleAppointment(made.id, START, provider_id=colleague.id)
    with only(GetItem=2, BatchGetItem=1, TransactWriteItems=1):
        reschedule_appointment(move, table.store(), now)  # which has read nothing yet


def largest(store: EveryStore, now: Call) -> Provider:
    """A provider with limits, whose service takes as many slots as any may, and has limits of its own."""
    provider = open_provider(store, now, windows=ALL_DAY)
    update_provider(UpdateProvider(provider.id, {"rules": {"max_per_day": 9, "max_per_week": 30}}), store, now)
    all_slots = terms(
        duration=(MAX_SLOTS - 2) * provider.slot_minutes,
        **Rules(buffer_before=15, buffer_after=15, slot_interval=15, max_per_day=8, max_per_week=20)._asdict(),
    )
    set_service(SetService(provider.id, "surgery", all_slots), store, now)
    return store.provider(provider.id)


def test_the_largest_move(table: Table, store: EveryStore, now: Call, only: Only, faults: Faults) -> None:
    """All slots and tickets of both providers, and both lists of the customer, in one transaction."""
    source, target = largest(store, now), largest(store, now)
    customer = call(clock=at(NOW), caller=CUSTOMER)
    details = Details(Customer(CUSTOMER.customer_id, "Ada"))
    booking = CreateAppointment(source.id, START, details, service_id="surgery")
    made = create_appointment(booking, store, customer).entity
    faults.bodies.clear()
    move = RescheduleAppointment(made.id, START, provider_id=target.id)
    with only(GetItem=2, BatchGetItem=1, Query=1, TransactWriteItems=1):
        moved = reschedule_appointment(move, table.store(), customer)
    (transaction,) = faults.bodies["TransactWriteItems"]
    assert len(transaction["TransactItems"]) == MOST_WRITES
    assert (len(made.slots), len(moved.slots), len(made.tickets), len(moved.tickets)) == (40, 40, 4, 4)

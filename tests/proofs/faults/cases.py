"""The cases under faults: each use case on a scene of its own."""

from datetime import datetime, timedelta

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.refusals import SlotNotOffered, SlotTaken, TooManyOpenAppointments
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.calls.refusals import VersionMismatch
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.overrides.commands import SetOverride
from booking.overrides.override import Override
from booking.overrides.set_override import set_override
from booking.providers.commands import CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from booking.services.commands import RetireService, SetService
from booking.services.offering import Offering
from booking.services.retire_service import retire_service
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, SetTimeOff
from booking.time_off.set_time_off import set_time_off
from booking.time_off.time_off import TimeOff
from local.store import EveryStore
from tests.callers import CUSTOMER, OTHER_CUSTOMER
from tests.proofs.faults.case import SEEN, STALE, Act, Case
from tests.proofs.faults.desk_cases import DESK_CASES
from tests.proofs.faults.scene import (
    DAY,
    DETAILS,
    FREE_AT,
    LIMITED_AT,
    NEW_CUSTOMER,
    OVERLAPPING_OURS,
    TERMS,
    THEIRS_AT,
    Scene,
    own_details,
)

_OTHER_WEEK = {day: [Window(9 * 60, 17 * 60)] for day in WEEKDAYS[:5]}


def _read_availability(scene: Scene, store: EveryStore, call: Call) -> object:
    return get_availability(AvailabilityQuery.on(scene.provider.id, DAY), store, call)


def _create_provider(*, keyed: bool) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Provider:
        command = CreateProvider("Dr. New", "Europe/Rome", idempotency_key=scene.key if keyed else None)
        return create_provider(command, store, call).entity

    return act


def _update_provider(precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Provider:
        command = UpdateProvider(scene.provider.id, {"name": "Dr. New", "email": None}, precondition)
        return update_provider(command, store, call)

    return act


def _update_schedule(precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Provider:
        command = UpdateSchedule(scene.provider.id, _OTHER_WEEK, 30, precondition=precondition)
        return update_schedule(command, store, call)

    return act


def _book(start: datetime, *, keyed: bool) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        key = scene.key if keyed else None
        details = own_details(call.caller) if call.caller.own_customer_id else DETAILS
        command = CreateAppointment(scene.provider.id, start, details, key, {"startTime": start.isoformat()})
        return create_appointment(command, store, call).entity

    return act


def _book_service(*, keyed: bool) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        key = scene.key if keyed else None
        command = CreateAppointment(scene.provider.id, FREE_AT, DETAILS, key, {}, service_id=scene.offering.id)
        return create_appointment(command, store, call).entity

    return act


def _move_limited(by: timedelta) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        return reschedule_appointment(RescheduleAppointment(scene.limited.id, LIMITED_AT + by), store, call)

    return act


def _cancel_limited(scene: Scene, store: EveryStore, call: Call) -> Appointment:
    return cancel_appointment(CancelAppointment(scene.limited.id, "ill"), store, call)


def _set_override(precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Provider:
        override = Override(DAY, (Window(9 * 60, 12 * 60),))
        return set_override(SetOverride(scene.provider.id, override, precondition), store, call).provider

    return act


def _set_service(service_id: str, precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Offering:
        terms = TERMS._replace(duration=45)
        return set_service(SetService(scene.provider.id, service_id, terms, precondition), store, call).offering

    return act


def _retire_service(scene: Scene, store: EveryStore, call: Call) -> Offering:
    return retire_service(RetireService(scene.provider.id, scene.offering.id), store, call)


AWAY = Interval(THEIRS_AT, FREE_AT)


def _add_time_off(*, keyed: bool) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> TimeOff:
        command = AddTimeOff(scene.provider.id, AWAY, "dentist", scene.key if keyed else None, {})
        return add_time_off(command, store, call).entity

    return act


def _set_time_off(scene: Scene, store: EveryStore, call: Call) -> TimeOff:
    return set_time_off(SetTimeOff(scene.provider.id, scene.key, AWAY), store, call).entry


def _book_again(start: datetime, *, keyed: bool) -> Act:
    """In a function that has read the provider before."""
    book = _book(start, keyed=keyed)

    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        store.provider(scene.provider.id)
        booked: Appointment = book(scene, store, call)
        return booked

    return act


def _reschedule(start: datetime, precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        return reschedule_appointment(RescheduleAppointment(scene.ours.id, start, precondition), store, call)

    return act


def _reschedule_mine(scene: Scene, store: EveryStore, call: Call) -> Appointment:
    return reschedule_appointment(RescheduleAppointment(scene.mine.id, FREE_AT), store, call)


def _cancel_mine(scene: Scene, store: EveryStore, call: Call) -> Appointment:
    return cancel_appointment(CancelAppointment(scene.mine.id, "ill"), store, call)


def _cancel(precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        return cancel_appointment(CancelAppointment(scene.ours.id, "ill", precondition), store, call)

    return act


CASES = (
    Case("create provider", _create_provider(keyed=False), is_safe_to_repeat=False),
    Case("create provider with a key", _create_provider(keyed=True)),
    Case("read provider", lambda scene, store, call: get_provider(scene.provider.id, store, call)),
    Case("update provider", _update_provider()),
    Case("update provider on a version", _update_provider(Precondition([2]))),
    Case("update provider on a stale version", _update_provider(STALE), refusal=VersionMismatch),
    Case("update schedule", _update_schedule(), is_safe_to_repeat=False),
    Case("update schedule on a version", _update_schedule(Precondition([2])), refusal_of_repeat=VersionMismatch),
    Case("update schedule on a stale version", _update_schedule(STALE), refusal=VersionMismatch),
    Case("read availability", _read_availability),
    Case("book", _book(FREE_AT, keyed=False), refusal_of_repeat=SlotTaken),
    Case("book with a key", _book(FREE_AT, keyed=True)),
    Case("book on a remembered provider", _book_again(FREE_AT, keyed=False), refusal_of_repeat=SlotTaken),
    Case("book on a remembered provider with a key", _book_again(FREE_AT, keyed=True)),
    Case("book what is taken on a remembered provider", _book_again(THEIRS_AT, keyed=False), refusal=SlotTaken),
    Case("book what is taken", _book(THEIRS_AT, keyed=False), refusal=SlotTaken),
    Case("book what is taken with a key", _book(THEIRS_AT, keyed=True), refusal=SlotTaken),
    Case(
        "book as a customer",
        _book(FREE_AT, keyed=False),
        refusal_of_repeat=TooManyOpenAppointments,
        caller=NEW_CUSTOMER,
    ),
    Case("book as a customer with a key", _book(FREE_AT, keyed=True), caller=NEW_CUSTOMER),
    Case("book in the place of what is over with a key", _book(FREE_AT, keyed=True), caller=OTHER_CUSTOMER),
    Case("book at the limit", _book(FREE_AT, keyed=True), refusal=TooManyOpenAppointments, caller=CUSTOMER),
    Case("reschedule as a customer", _reschedule_mine, caller=CUSTOMER),
    Case("reschedule what a customer booked", _reschedule_mine),
    Case("cancel as a customer", _cancel_mine, caller=CUSTOMER),
    Case("cancel what a customer booked", _cancel_mine),
    Case("book with a service under limits", _book_service(keyed=False), refusal_of_repeat=SlotTaken),
    Case("book with a service under limits with a key", _book_service(keyed=True)),
    Case("move under limits", _move_limited(timedelta(days=1))),
    Case("move under limits to another week", _move_limited(timedelta(days=7))),
    Case("move under limits within the day", _move_limited(timedelta(minutes=30))),
    Case("move under limits off the grid", _move_limited(timedelta(minutes=15)), refusal=SlotNotOffered),
    Case("cancel under limits", _cancel_limited),
    Case("set an override", _set_override()),
    Case("set an override on a version", _set_override(Precondition([2]))),
    Case("set an override on a stale version", _set_override(STALE), refusal=VersionMismatch),
    Case("set a new service", _set_service("colour")),
    Case("set a service", _set_service("cut")),
    Case("set a service on a version", _set_service("cut", SEEN)),
    Case("set a service on a stale version", _set_service("cut", STALE), refusal=VersionMismatch),
    Case("retire a service", _retire_service),
    Case("add time off", _add_time_off(keyed=False), is_safe_to_repeat=False),
    Case("add time off with a key", _add_time_off(keyed=True)),
    Case("set time off", _set_time_off),
    Case("read appointment", lambda scene, store, call: get_appointment(scene.ours.id, store, call)),
    Case("reschedule", _reschedule(FREE_AT)),
    Case("reschedule into its own time", _reschedule(OVERLAPPING_OURS)),
    Case("reschedule on a version", _reschedule(FREE_AT, SEEN), refusal_of_repeat=VersionMismatch),
    Case("reschedule on a stale version", _reschedule(FREE_AT, STALE), refusal=VersionMismatch),
    Case("reschedule to what is taken", _reschedule(THEIRS_AT), refusal=SlotTaken),
    *DESK_CASES,
    Case("cancel", _cancel()),
    Case("cancel on a version", _cancel(SEEN)),
    Case("cancel on a stale version", _cancel(STALE), refusal=VersionMismatch),
)

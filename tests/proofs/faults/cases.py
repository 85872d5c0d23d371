"""The cases under faults: each use case, on a new provider with four appointments."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.open_items import list_key
from booking.appointments.refusals import SlotNotOffered, SlotTaken, TooManyOpenAppointments
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.change import Origin
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.calls.refusals import Refusal, VersionMismatch
from booking.dynamodb.codec import Item, to_wire
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.overrides.commands import SetOverride
from booking.overrides.override import Override
from booking.overrides.set_override import set_override
from booking.providers.commands import CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from booking.rules.counting import Counted
from booking.rules.place import Search, Wanted
from booking.rules.rulebook import Rulebook
from booking.services.commands import RetireService, SetService
from booking.services.items import offering_item
from booking.services.offering import Offering, Terms
from booking.services.retire_service import retire_service
from booking.services.set_service import set_service
from booking.time.instants import utc_text
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, SetTimeOff
from booking.time_off.set_time_off import set_time_off
from booking.time_off.time_off import TimeOff
from local.store import EveryStore
from tests.callers import ADMIN, CUSTOMER, OTHER_CUSTOMER, person
from tests.engine import NOW, Table
from tests.examples import AUTHOR
from tests.proofs.faults.witnesses import write_all

SEED = "seed"
"""The correlation id of what a scene writes beforehand."""
DAY = date(2027, 3, 1)
OURS_AT, THEIRS_AT, FREE_AT, MINE_AT = (datetime(2027, 3, 1, hour, tzinfo=UTC) for hour in (8, 10, 11, 14))
LIMITED_AT = datetime(2027, 3, 1, 16, tzinfo=UTC)
OVERLAPPING_OURS = OURS_AT + timedelta(minutes=30)
DETAILS = Details(Customer("customer-1", "Ada"))
MAX_OPEN = 1
NEW_CUSTOMER = person("customer-3")
"""Has no list of open appointments yet."""
_WEEK = {day: [Window(8 * 60, 18 * 60)] for day in WEEKDAYS}
_OTHER_WEEK = {day: [Window(9 * 60, 17 * 60)] for day in WEEKDAYS[:5]}
_STALE, _SEEN = Precondition([7]), Precondition([1])


def _origin() -> Origin:
    return Origin(str(uuid.uuid4()), NOW, AUTHOR, SEED)


TERMS = Terms("Cut", 30, None, Rules(buffer_after=15, slot_interval=30, max_per_day=5, max_per_week=9))


def _booked(provider: Provider, start: datetime, minutes: int, offering: Offering | None = None) -> Appointment:
    """Booked when the provider's appointments were that long."""
    then = replace(provider, appointment_duration=minutes)
    rulebook, made, appointment_id = Rulebook(then, offering), _origin(), str(uuid.uuid4())
    place = Search(rulebook, Wanted(start, Counted(appointment_id)), made).place()
    return Appointment.book(appointment_id, rulebook, place, DETAILS, made)


def _read_availability(scene: "Scene", store: EveryStore, call: Call) -> object:
    return get_availability(AvailabilityQuery.on(scene.provider.id, DAY), store, call)


def _own(caller: Caller) -> Details:
    return Details(Customer(caller.customer_id, "Ada"))


class Scene:
    """A provider at version 2, open from 08:00 to 18:00 UTC for half hours, with four appointments.

    `ours` takes the hour from 08:00, `theirs` the half hour from 10:00. `mine`, from 14:00, is a customer's own, and
    all that this customer may have. What another customer's list has is over. `limited`, from 16:00, is one of a
    service that has a buffer and limits.
    """

    def __init__(self) -> None:
        self._created = Provider.create(
            str(uuid.uuid4()), _origin(), name="Dr. Ada Conti", timezone="UTC", email="ada@example.org"
        )
        self.provider = self._created.with_schedule(_WEEK, 30, _origin())
        self.ours = _booked(self.provider, OURS_AT, 60)
        self.theirs = _booked(self.provider, THEIRS_AT, 30)
        self.mine = replace(_booked(self.provider, MINE_AT, 30), details=_own(CUSTOMER), is_counted=True)
        self.offering = Offering.new(self.provider.id, "cut", TERMS, _origin())
        self.limited = _booked(self.provider, LIMITED_AT, 30, self.offering)
        self.key = str(uuid.uuid4())

    def write_to(self, table: Table) -> None:
        """In one request, with the items that the product's own writes would have put."""
        store = table.store()
        made = [*store.fences(self.provider)]
        for appointment in (self.ours, self.theirs, self.mine, self.limited):
            made += [store.new_appointment(appointment), *(store.claim(appointment, s) for s in appointment.slots)]
            made += [store.take(appointment, ticket) for ticket in appointment.tickets]
        lists = [
            self._list(CUSTOMER, self.mine.id, self.mine.interval.end),
            self._list(OTHER_CUSTOMER, str(uuid.uuid4()), NOW - timedelta(days=1)),
        ]
        items = [
            *(to_wire(item) for item in (provider_item(self.provider), offering_item(self.offering), *lists)),
            *(write.request["Put"]["Item"] for write in made),
        ]
        write_all(table, [{"PutRequest": {"Item": item}} for item in items])

    def _list(self, customer: Caller, appointment_id: str, end: datetime) -> Item:
        return {**list_key(customer.customer_id, self.provider.id), "openCount": 1, appointment_id: utc_text(end)}


type Act = Callable[[Scene, EveryStore, Call], Any]


@dataclass(frozen=True)
class Case:
    """`refusal`: the refusal of the act if there is no fault; None for a success.

    `refusal_of_repeat`: the right refusal of a repeat after the act was carried out.
    `is_safe_to_repeat`: however often it is sent, it is carried out once.
    `allowed`: refusals that other clients may cause in the meantime. A refused client must have written nothing.
    """

    name: str
    act: Act
    refusal: type[Refusal] | None = None
    refusal_of_repeat: type[Refusal] | None = None
    is_safe_to_repeat: bool = True
    allowed: tuple[type[Refusal], ...] = ()
    caller: Caller = ADMIN

    @property
    def is_read(self) -> bool:
        return self.name.startswith("read")

    def __str__(self) -> str:
        return self.name


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
        details = _own(call.caller) if call.caller.own_customer_id else DETAILS
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
    Case("update provider on a stale version", _update_provider(_STALE), refusal=VersionMismatch),
    Case("update schedule", _update_schedule(), is_safe_to_repeat=False),
    Case("update schedule on a version", _update_schedule(Precondition([2])), refusal_of_repeat=VersionMismatch),
    Case("update schedule on a stale version", _update_schedule(_STALE), refusal=VersionMismatch),
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
    Case("set an override on a stale version", _set_override(_STALE), refusal=VersionMismatch),
    Case("set a new service", _set_service("colour")),
    Case("set a service", _set_service("cut")),
    Case("set a service on a version", _set_service("cut", _SEEN)),
    Case("set a service on a stale version", _set_service("cut", _STALE), refusal=VersionMismatch),
    Case("retire a service", _retire_service),
    Case("add time off", _add_time_off(keyed=False), is_safe_to_repeat=False),
    Case("add time off with a key", _add_time_off(keyed=True)),
    Case("set time off", _set_time_off),
    Case("read appointment", lambda scene, store, call: get_appointment(scene.ours.id, store, call)),
    Case("reschedule", _reschedule(FREE_AT)),
    Case("reschedule into its own time", _reschedule(OVERLAPPING_OURS)),
    Case("reschedule on a version", _reschedule(FREE_AT, _SEEN), refusal_of_repeat=VersionMismatch),
    Case("reschedule on a stale version", _reschedule(FREE_AT, _STALE), refusal=VersionMismatch),
    Case("reschedule to what is taken", _reschedule(THEIRS_AT), refusal=SlotTaken),
    Case("cancel", _cancel()),
    Case("cancel on a version", _cancel(_SEEN)),
    Case("cancel on a stale version", _cancel(_STALE), refusal=VersionMismatch),
)

"""Walks through lists, page by page, while others book, move and cancel.

What stands unmoved comes exactly once, and nothing comes twice on one page.
"""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from botocore.config import Config

from booking.appointments.appointment import Appointment, AppointmentStatus, Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.items import appointment_item
from booking.appointments.list_appointments import list_appointments
from booking.appointments.listed import AppointmentsQuery, Selection
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.calls.refusals import Refusal
from booking.dynamodb.codec import to_wire
from booking.dynamodb.sdk import sender
from booking.time.intervals import Interval
from local.emulator import Emulator
from local.store import EveryStore
from tests.engine import NOW, Table, at, call, make_table
from tests.examples import DETAILS
from tests.examples import booked as a_booking
from tests.integration.examples import LATER, START, open_provider
from tests.integration.faults import Faults, first

CUSTOMERS, OF_EACH, SIZE = 100, 100, 7

QUARTER = timedelta(minutes=15)


@pytest.fixture
def table(engine: Emulator) -> Table:
    """By the faster transport alone: ten thousand items take their time."""
    return make_table(engine, "wire")


@dataclass
class Others:
    """Change the appointments of one customer behind the service's back, as its transactions leave them."""

    table: Table
    appointments: list[Appointment]
    chance: random.Random
    moved: set[str] = field(default_factory=set)

    def act(self) -> None:
        """Each of the three changes with the same chance."""
        number = self.chance.randrange(len(self.appointments))
        change = self.chance.choice([self._booked, self._moved, self._cancelled])
        self.appointments[number] = changed = change(self.appointments[number])
        self.table.put([to_wire(appointment_item(changed))])

    def _booked(self, like: Appointment) -> Appointment:
        """It may come or not: it was not there when the walk began."""
        new = replace(like, id=str(uuid.uuid4()), interval=self._somewhere())
        self.moved.add(new.id)
        return new

    def _moved(self, appointment: Appointment) -> Appointment:
        self.moved.add(appointment.id)
        return replace(appointment, interval=self._somewhere())

    def _cancelled(self, appointment: Appointment) -> Appointment:
        return replace(appointment, status=AppointmentStatus.CANCELLED)

    def _somewhere(self) -> Interval:
        return half_hour(self.chance.randrange(OF_EACH))


def half_hour(number: int) -> Interval:
    """Of four appointments two begin at the same instant: sort keys are not unique."""
    start = START + number // 2 * QUARTER
    return Interval(start, start + 2 * QUARTER)


def pages(
    store: EveryStore, query: AppointmentsQuery, between: Callable[[], object], now: Call
) -> Iterator[list[Appointment]]:
    while True:
        page = list_appointments(query, store, now).page
        yield [*page.entries]
        between()
        if page.next is None:
            return
        query = query._replace(after=page.next)


def each_on_one_page_once(found: Sequence[Sequence[Appointment]]) -> bool:
    return all(len({appointment.id for appointment in page}) == len(page) for page in found)


def test_of_ten_thousand_each_that_stands_unmoved_comes_once(store: EveryStore, table: Table) -> None:
    kinds = [a_booking(details=Details(Customer(f"customer-{number}", "Kim"))) for number in range(CUSTOMERS)]
    all_of_them = [
        [replace(kind, id=str(uuid.uuid4()), interval=half_hour(number)) for number in range(OF_EACH)] for kind in kinds
    ]
    table.put([to_wire(appointment_item(each)) for appointments in all_of_them for each in appointments])
    walked = 0
    for number, appointments in enumerate(all_of_them):
        others, ids = Others(table, [*appointments], random.Random(number)), [each.id for each in appointments]
        selection = Selection(None, f"customer-{number}", is_newest_first=number % 2 == 1)
        found = [*pages(store, AppointmentsQuery(selection, size=SIZE), others.act, call())]
        counts = Counter(appointment.id for page in found for appointment in page)
        assert {counts[each] for each in ids if each not in others.moved} == {1}
        assert others.moved
        assert each_on_one_page_once(found)
        walked += len(ids)
    assert walked == 10_000


def test_of_what_the_service_changes_meanwhile_each_that_stays_comes_once(engine: Emulator, table: Table) -> None:
    """By threads, through the use cases."""
    client = engine.client("dynamodb", access_key=table.access_key, config=CONFIG.merge(Config(max_pool_connections=9)))
    store, now = EveryStore(sender(client), table.name), call(clock=at(NOW), seconds=60)
    provider = open_provider(store, now)

    def book(day: int) -> Appointment:
        start = START + timedelta(days=day, hours=day % 4)
        return create_appointment(CreateAppointment(provider.id, start, DETAILS), store, now).entity

    stay, move = [book(day) for day in range(0, 80, 2)], [book(day) for day in range(1, 81, 2)]
    walked = Event()

    def keep_changing(number: int) -> int:
        chance, done = random.Random(number), 0
        while not walked.is_set():
            appointment = chance.choice(move)
            start = START + timedelta(days=chance.randrange(80), hours=4, minutes=30 * chance.randrange(6))
            acts: Sequence[Callable[[], object]] = (
                partial(reschedule_appointment, RescheduleAppointment(appointment.id, start), store, now),
                partial(cancel_appointment, CancelAppointment(appointment.id), store, now),
                partial(create_appointment, CreateAppointment(provider.id, start, DETAILS), store, now),
            )
            try:
                chance.choice(acts)()
            except Refusal:
                continue
            done += 1
        return done

    query = AppointmentsQuery(Selection(provider.id, None), size=SIZE)
    with ThreadPoolExecutor(3) as pool:
        changing = [pool.submit(keep_changing, number) for number in range(3)]
        try:
            walks = [[*pages(store, query, lambda: None, now)] for _ in range(3)]
        finally:
            walked.set()
    for found in walks:
        counts = Counter(appointment.id for page in found for appointment in page)
        assert {counts[appointment.id] for appointment in stay} == {1}
        assert each_on_one_page_once(found)
    assert sum(each.result() for each in changing) > 20


def listed(store: EveryStore, provider_id: str, status: AppointmentStatus | None = None) -> list[Appointment]:
    query = AppointmentsQuery(Selection(provider_id, None, status=status))
    return [*list_appointments(query, store, call()).page.entries]


def test_what_is_cancelled_after_the_index_was_read_is_not_among_the_confirmed(
    store: EveryStore, booked: Appointment, faults: Faults, now: Call
) -> None:
    cancel = partial(cancel_appointment, CancelAppointment(booked.id), store, now)
    faults.on("BatchGetItem", first(cancel))
    assert listed(store, booked.provider_id, AppointmentStatus.CONFIRMED) == []
    assert [each.id for each in listed(store, booked.provider_id, AppointmentStatus.CANCELLED)] == [booked.id]


def test_what_is_moved_after_the_index_was_read_comes_at_its_new_place_alone(
    store: EveryStore, booked: Appointment, faults: Faults, now: Call
) -> None:
    move = partial(reschedule_appointment, RescheduleAppointment(booked.id, LATER), store, now)
    faults.on("BatchGetItem", first(move))
    assert listed(store, booked.provider_id) == []
    assert [each.interval.start for each in listed(store, booked.provider_id)] == [LATER]


def test_what_was_just_written_is_read_as_it_stands(store: EveryStore, booked: Appointment, faults: Faults) -> None:
    listed(store, booked.provider_id)
    (request,) = faults.bodies["BatchGetItem"]
    assert all(of_table["ConsistentRead"] for of_table in request["RequestItems"].values())

"""Many clients at once: no two appointments overlap, and claims are exactly their slots, whoever wins."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.config import Config

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import AppointmentIsCancelled, SlotTaken
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import sender
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from local.emulator import Emulator
from tests.callers import CUSTOMER
from tests.contradictions import confirmed, contradictions, listed
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import KEY, START, open_at, open_provider
from tests.integration.racing import at_once, outcome

CLIENTS = 48
CONNECTIONS = CONFIG.merge(Config(max_pool_connections=CLIENTS, read_timeout=60))
"""One for each client, and the patience of them all: here nobody asks how long an answer takes."""
QUARTER = timedelta(minutes=15)

type Store = DynamoAppointments


@pytest.fixture
def store(engine: Emulator, table: Table) -> Store:
    """As in production, with a connection for each client."""
    client = engine.client("dynamodb", access_key=table.access_key, config=CONNECTIONS)
    return DynamoAppointments(sender(client), table.name, Backoff())


@pytest.fixture
def now() -> Call:
    return call(clock=at(NOW), seconds=60)


def booking(
    provider: Provider, store: Store, now: Call, slot: int, key: str | None = None
) -> Callable[[], Appointment]:
    """An act: book at that quarter of an hour after START."""
    command = CreateAppointment(provider.id, START + slot * QUARTER, DETAILS, key, {})
    return lambda: create_appointment(command, store, now).entity


def test_of_many_clients_one_gets_the_slot(table: Table, store: Store, now: Call) -> None:
    provider = open_provider(store, now)
    outcomes = at_once(booking(provider, store, now, slot=0) for _ in range(CLIENTS))
    assert outcomes == {"done": 1, "SlotTaken": CLIENTS - 1}
    assert contradictions(table.items()) == []


def test_one_key_makes_one_appointment_however_many_send_it(table: Table, store: Store, now: Call) -> None:
    provider = open_provider(store, now)
    outcomes = at_once(booking(provider, store, now, slot=0, key=KEY) for _ in range(CLIENTS))
    assert outcomes == {"done": CLIENTS}
    assert len(confirmed(table.items())) == 1


def test_appointments_of_different_lengths_never_overlap(table: Table, store: Store, now: Call) -> None:
    # Every client books, moves and cancels again and again within the same six hours, while the schedule changes.
    provider = open_provider(store, now, duration=15)
    made = []
    for n in range(CLIENTS // 4):
        open_at(provider, store, now, windows=[Window(0, 1440)], duration=15 * (1 + n % 8))
        days_later = START.replace(hour=0) + timedelta(days=1 + n)
        made.append(create_appointment(CreateAppointment(provider.id, days_later, DETAILS), store, now).entity)
    open_at(provider, store, now, duration=15)

    def client(n: int) -> Callable[[], Counter[str]]:
        dice = random.Random(n)

        def act() -> object:
            appointment, start = dice.choice(made), START + dice.randrange(24) * QUARTER
            match dice.randrange(8):
                case 0:
                    return open_at(provider, store, now, duration=15 * dice.randint(1, 2))
                case 1:
                    return cancel_appointment(CancelAppointment(appointment.id), store, now)
                case 2 | 3:
                    return create_appointment(CreateAppointment(provider.id, start, DETAILS), store, now)
                case _:
                    return reschedule_appointment(RescheduleAppointment(appointment.id, start), store, now)

        return lambda: Counter(outcome(act) for _ in range(4))

    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes: Counter[str] = sum(pool.map(lambda act: act(), [client(n) for n in range(CLIENTS)]), Counter())
    assert outcomes.keys() <= {"done", "SlotTaken", "SlotNotOffered", "AppointmentIsCancelled"}
    assert outcomes["SlotTaken"] > 0
    assert contradictions(table.items()) == []


def test_clients_that_swap_their_times_never_share_one(table: Table, store: Store, now: Call) -> None:
    # Long and short appointments, each moved onto its neighbours by three clients at once.
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=15)
    made = [booking(provider, store, now, slot)() for slot in range(0, 32, 4)]
    provider = open_at(provider, store, now, windows=[Window(0, 1440)], duration=45)
    midnight = START.replace(hour=0)
    made += [
        create_appointment(CreateAppointment(provider.id, midnight + 3 * n * QUARTER, DETAILS), store, now).entity
        for n in range(8)
    ]
    open_at(provider, store, now, windows=[Window(0, 1440)], duration=15)
    dice = random.Random(11)

    def move(appointment: Appointment) -> Callable[[], Appointment]:
        start = midnight + dice.randrange(60) * QUARTER
        return lambda: reschedule_appointment(RescheduleAppointment(appointment.id, start), store, now)

    outcomes = at_once(move(appointment) for appointment in made for _ in range(3))
    assert outcomes["done"] >= 1
    assert outcomes.keys() <= {"done", "SlotTaken"}
    assert len(confirmed(table.items())) == len(made)
    assert contradictions(table.items()) == []


def test_booking_moving_and_cancelling_at_once_leaves_no_contradiction(table: Table, store: Store, now: Call) -> None:
    provider = open_provider(store, now, duration=15)
    made = [booking(provider, store, now, slot)() for slot in range(16)]
    dice = random.Random(13)

    def act(n: int) -> Callable[[], object]:
        appointment, slot = made[n % 16], dice.randrange(24)
        if n < 16:
            return lambda: cancel_appointment(CancelAppointment(appointment.id), store, now)
        if n < 32:
            start = START + slot * QUARTER
            return lambda: reschedule_appointment(RescheduleAppointment(appointment.id, start), store, now)
        return booking(provider, store, now, slot)

    outcomes = at_once(act(n) for n in range(CLIENTS))
    assert outcomes.keys() <= {"done", SlotTaken.__name__, AppointmentIsCancelled.__name__}
    assert outcomes["done"] >= 16
    assert contradictions(table.items()) == []


# --- the limit of a customer's open appointments ---------------------------------------------------------------------

LIMIT = 10
BOOKINGS = 50


def of_a_customer(now: Call) -> Call:
    """The same call, by a customer for itself."""
    return replace(now, caller=CUSTOMER)


def own_booking(
    provider: Provider, store: Store, customer: Call, slot: int, key: str | None = None
) -> Callable[[], Appointment]:
    """An act: the customer books at that quarter of an hour after midnight."""
    start = START.replace(hour=0) + slot * QUARTER
    details = Details(Customer(customer.caller.customer_id, "Ada"))
    command = CreateAppointment(provider.id, start, details, key, {"start": slot})
    return lambda: create_appointment(command, store, customer).entity


def test_a_customer_who_books_many_at_once_gets_as_many_as_the_limit(table: Table, store: Store, now: Call) -> None:
    customer = of_a_customer(now)
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=15)
    outcomes = at_once(own_booking(provider, store, customer, slot) for slot in range(BOOKINGS))
    assert outcomes == {"done": LIMIT, "TooManyOpenAppointments": BOOKINGS - LIMIT}
    assert listed(table.items()) == sorted(confirmed(table.items()))
    assert contradictions(table.items()) == []


def test_the_limit_holds_while_staff_and_customer_cancel_and_move(table: Table, store: Store, now: Call) -> None:
    customer = of_a_customer(now)
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=15)
    made = [own_booking(provider, store, customer, slot)() for slot in range(LIMIT)]

    def act(n: int) -> Callable[[], object]:
        appointment, by = made[n % LIMIT], now if n % 2 else customer
        if n < 6:
            return lambda: cancel_appointment(CancelAppointment(appointment.id), store, by)
        if n < LIMIT:
            later = START.replace(hour=20) + n * QUARTER
            return lambda: reschedule_appointment(RescheduleAppointment(appointment.id, later), store, by)
        return own_booking(provider, store, customer, slot=n)

    outcomes = at_once(act(n) for n in range(BOOKINGS))
    assert outcomes["done"] + outcomes["TooManyOpenAppointments"] == BOOKINGS
    assert LIMIT - 6 <= len(confirmed(table.items())) <= LIMIT
    assert listed(table.items()) == sorted(confirmed(table.items()))
    assert contradictions(table.items()) == []


def test_appointments_that_are_over_make_room_once(table: Table, store: Store, now: Call) -> None:
    customer = of_a_customer(now)
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=15)
    for slot in range(LIMIT):
        own_booking(provider, store, customer, slot)()
    later = replace(customer, clock=at(START))
    outcomes = at_once(own_booking(provider, store, later, slot=40 + n) for n in range(BOOKINGS))
    assert outcomes == {"done": LIMIT, "TooManyOpenAppointments": BOOKINGS - LIMIT}
    assert len(listed(table.items())) == LIMIT
    assert contradictions(table.items()) == []


def test_one_key_counts_once_however_often_it_is_sent(table: Table, store: Store, now: Call) -> None:
    customer = of_a_customer(now)
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=15)
    outcomes = at_once(own_booking(provider, store, customer, n % 5, key=f"key-{n % 5}") for n in range(BOOKINGS))
    assert outcomes == {"done": BOOKINGS}
    assert len(listed(table.items())) == 5
    assert contradictions(table.items()) == []

"""The limits of a day and of a week, exact whatever happens at once."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import SlotNotOffered
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.change import Change
from booking.providers.provider import Provider, ProviderChange
from booking.providers.rules import Rules
from booking.providers.schedule import Window
from booking.rules.reasons import Reason
from tests.contradictions import confirmed, contradictions
from tests.engine import Table
from tests.examples import DETAILS
from tests.integration.appointments.test_races import CLIENTS, QUARTER, now, store
from tests.integration.examples import START, open_provider
from tests.integration.racing import at_once

__all__ = ["now", "store"]

type Store = DynamoAppointments

DAY = timedelta(days=1)
MIDNIGHT = START.replace(hour=0)
RACERS = 50


def with_rules(provider: Provider, store: Store, call: Call, **rules: int) -> Provider:
    """The provider after its rules have changed."""
    before = store.provider(provider.id)
    record = before.record.after(Change(ProviderChange.UPDATED, call.origin()))
    store.update_provider(before, replace(before, rules=Rules(**rules), record=record), call)
    return store.provider(provider.id)


def limited(store: Store, now: Call, **rules: int) -> Provider:
    """Open day and night, a quarter of an hour each."""
    return with_rules(open_provider(store, now, windows=[Window(0, 1440)], duration=15), store, now, **rules)


def book(provider: Provider, store: Store, now: Call, slot: int, **given: Any) -> Callable[[], Appointment]:
    """An act: book at that quarter of an hour after midnight."""
    command = CreateAppointment(provider.id, MIDNIGHT + slot * QUARTER, DETAILS, **given)
    return lambda: create_appointment(command, store, now).entity


def tickets(table: Table) -> list[str]:
    return sorted(item["SK"]["S"] for item in table.items() if item["SK"]["S"][15:16] == "#")


@pytest.mark.parametrize("limit", [1, 7])
def test_of_many_who_book_at_once_as_many_get_a_place_as_the_limit(
    table: Table, store: Store, now: Call, limit: int
) -> None:
    provider = limited(store, now, max_per_day=limit)
    outcomes = at_once(book(provider, store, now, slot) for slot in range(RACERS))
    assert outcomes == {"done": limit, "SlotNotOffered": RACERS - limit}
    assert len(tickets(table)) == limit
    assert contradictions(table.items()) == []


def test_the_last_place_of_a_day_goes_to_one(table: Table, store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=5, max_per_week=30)
    for slot in range(4):
        book(provider, store, now, slot)()
    outcomes = at_once(book(provider, store, now, slot) for slot in range(4, 4 + RACERS))
    assert outcomes == {"done": 1, "SlotNotOffered": RACERS - 1}
    assert contradictions(table.items()) == []


def test_two_limits_hold_in_one_transaction(table: Table, store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=4, max_per_week=6)
    outcomes = at_once(book(provider, store, now, 96 * (n % 3) + n) for n in range(24))
    assert outcomes == {"done": 6, "SlotNotOffered": 18}
    assert len(tickets(table)) == 12
    assert contradictions(table.items()) == []


def test_the_reason_is_the_limit(store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=1)
    book(provider, store, now, 0)()
    with pytest.raises(SlotNotOffered) as refused:
        book(provider, store, now, 4)()
    assert [each.reason for each in refused.value.reasons] == [Reason.LIMIT_DAY]
    assert refused.value.alternatives[0].start == MIDNIGHT - QUARTER


def test_a_cancelled_appointment_makes_room(table: Table, store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=1)
    first = book(provider, store, now, 0)()
    cancel_appointment(CancelAppointment(first.id), store, now)
    book(provider, store, now, 4)()
    assert len(tickets(table)) == 1
    assert contradictions(table.items()) == []


def test_a_move_within_the_day_keeps_the_ticket_and_one_to_another_day_changes_it(
    table: Table, store: Store, now: Call
) -> None:
    provider = limited(store, now, max_per_day=1)
    made = book(provider, store, now, 0)()
    moved = reschedule_appointment(RescheduleAppointment(made.id, MIDNIGHT + 8 * QUARTER), store, now)
    assert moved.tickets == made.tickets
    away = reschedule_appointment(RescheduleAppointment(made.id, MIDNIGHT + DAY), store, now)
    assert away.tickets != made.tickets
    assert len(tickets(table)) == 1
    assert contradictions(table.items()) == []


def test_a_full_day_takes_nobody_who_is_moved_there(store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=1)
    book(provider, store, now, 0)()
    elsewhere = book(provider, store, now, 96)()
    with pytest.raises(SlotNotOffered):
        reschedule_appointment(RescheduleAppointment(elsewhere.id, MIDNIGHT + 8 * QUARTER), store, now)


def test_appointments_from_before_the_limit_count(table: Table, store: Store, now: Call) -> None:
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=15)
    old = [book(provider, store, now, slot)() for slot in range(3)]
    with_rules(provider, store, now, max_per_day=4)
    outcomes = at_once(book(provider, store, now, slot) for slot in range(4, 24))
    assert outcomes == {"done": 1, "SlotNotOffered": 19}
    cancel_appointment(CancelAppointment(old[0].id), store, now)
    reschedule_appointment(RescheduleAppointment(old[1].id, MIDNIGHT + DAY), store, now)
    outcomes = at_once(book(provider, store, now, slot) for slot in range(30, 40))
    assert outcomes == {"done": 2, "SlotNotOffered": 8}
    assert contradictions(table.items()) == []


def test_what_staff_books_beyond_the_limit_takes_no_ticket(table: Table, store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=1)
    book(provider, store, now, 0)()
    beyond = book(provider, store, now, 4, override=(Reason.LIMIT_DAY,))()
    assert (beyond.tickets, beyond.override) == ((), (Reason.LIMIT_DAY,))
    assert contradictions(table.items()) == []


def starts_by_day(items: Iterable[Mapping[str, Any]]) -> Counter[str]:
    standing = {*confirmed(items := [*items])}
    return Counter(item["startTime"]["S"][:10] for item in items if item.get("id", {}).get("S") in standing)


def test_the_limit_holds_while_clients_book_move_and_cancel(table: Table, store: Store, now: Call) -> None:
    provider = limited(store, now, max_per_day=6, max_per_week=15)
    made = [book(provider, store, now, 96 * (n % 3) + n)() for n in range(12)]

    def act(n: int) -> Callable[[], object]:
        dice, appointment = random.Random(n), made[n % len(made)]
        slot = 96 * dice.randrange(3) + dice.randrange(60)
        match n % 3:
            case 0:
                return lambda: cancel_appointment(CancelAppointment(appointment.id), store, now)
            case 1:
                start = MIDNIGHT + slot * QUARTER
                return lambda: reschedule_appointment(RescheduleAppointment(appointment.id, start), store, now)
            case _:
                return book(provider, store, now, slot)

    outcomes = at_once(act(n) for n in range(CLIENTS))
    assert outcomes.keys() <= {"done", "SlotTaken", "SlotNotOffered", "AppointmentIsCancelled"}
    assert max(starts_by_day(table.items()).values()) <= 6
    assert len(confirmed(table.items())) <= 15
    assert contradictions(table.items()) == []

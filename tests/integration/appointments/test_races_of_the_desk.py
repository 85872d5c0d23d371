"""Many at once who move appointments to colleagues, release the rest of others, and correct them.

Whoever wins, the claims, tickets and lists of all providers are exactly what the appointments say.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from booking.appointments.appointment import Appointment, Corrections
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
from booking.providers.commands import ChangeState
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.rules.reasons import Reason
from tests.contradictions import confirmed, contradictions, listed
from tests.engine import Table, at
from tests.examples import DETAILS
from tests.integration.appointments.test_limits import MIDNIGHT, book, limited, tickets
from tests.integration.appointments.test_races import (
    CLIENTS,
    LIMIT,
    QUARTER,
    Store,
    now,
    of_a_customer,
    own_booking,
    store,
)
from tests.integration.examples import START, open_at, open_provider
from tests.integration.racing import Act, at_once
from tests.soundness import assert_table_is_sound

__all__ = ["now", "store"]

HALF = CLIENTS // 2


@pytest.fixture
def colleagues(store: Store, now: Call) -> list[Provider]:
    """Three who are open day and night, a quarter of an hour each."""
    return [open_provider(store, now, windows=[Window(0, 1440)], duration=15) for _ in range(3)]


def hand_over(appointment: Appointment, to: Provider, store: Store, by: Call, slot: int) -> Callable[[], Appointment]:
    """An act: move it to that provider, and to that quarter of an hour after midnight."""
    command = RescheduleAppointment(appointment.id, MIDNIGHT + slot * QUARTER, provider_id=to.id)
    return lambda: reschedule_appointment(command, store, by)


def cancel(appointment: Appointment, store: Store, by: Call) -> Callable[[], Appointment]:
    return lambda: cancel_appointment(CancelAppointment(appointment.id), store, by)


def assert_sound(table: Table) -> None:
    assert contradictions(table.items()) == []
    assert_table_is_sound(table)


def held(table: Table, provider: Provider) -> set[str]:
    """The appointments that have a claim or a ticket with that provider."""
    mine = [item for item in table.items() if item["PK"]["S"] == f"PROVIDER#{provider.id}" and "owner" in item]
    return {item["owner"]["S"].removeprefix("APPOINTMENT#") for item in mine}


def standing(table: Table, provider: Provider) -> set[str]:
    """The confirmed appointments that say that they are with that provider."""
    items = table.items()
    return {
        item["id"]["S"]
        for item in items
        if item["SK"]["S"] == "APPOINTMENT"
        if item["providerId"]["S"] == provider.id and item["id"]["S"] in confirmed(items)
    }


# --- moves to another provider ---------------------------------------------------------------------------------------


def test_of_many_who_are_handed_over_to_one_start_one_gets_it(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    target, *sources = colleagues
    made = [book(sources[n % 2], store, now, n)() for n in range(CLIENTS)]
    outcomes = at_once(hand_over(each, target, store, now, slot=0) for each in made)
    assert outcomes == {"done": 1, "SlotTaken": CLIENTS - 1}
    assert len(standing(table, target)) == 1
    assert_sound(table)


def test_a_move_to_a_colleague_and_a_booking_there_do_not_both_get_the_start(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    target, source, _ = colleagues
    made = [book(source, store, now, n)() for n in range(HALF)]
    acts: list[Act] = [hand_over(each, target, store, now, slot=n // 4) for n, each in enumerate(made)]
    outcomes = at_once([*acts, *(book(target, store, now, n // 4) for n in range(HALF))])
    assert outcomes == {"done": HALF // 4, "SlotTaken": CLIENTS - HALF // 4}
    assert held(table, target) == standing(table, target)
    assert_sound(table)


def test_what_is_cancelled_while_it_is_handed_over_keeps_no_time_of_anybody(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    target, source, _ = colleagues
    made = [book(source, store, now, n)() for n in range(HALF)]
    moves: list[Act] = [hand_over(each, target, store, now, slot=n) for n, each in enumerate(made)]
    outcomes = at_once([*moves, *(cancel(each, store, now) for each in made)])
    assert outcomes.keys() <= {"done", "AppointmentIsCancelled"}
    assert outcomes["done"] >= HALF
    assert confirmed(table.items()) == []
    assert held(table, target) == held(table, source) == set()
    assert_sound(table)


def test_one_that_is_handed_over_to_several_at_once_ends_with_one_of_them(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    made = book(colleagues[0], store, now, 0)()
    outcomes = at_once(hand_over(made, colleagues[n % 3], store, now, slot=n % 2) for n in range(CLIENTS))
    assert outcomes == {"done": CLIENTS}
    assert sum(len(held(table, each)) for each in colleagues) == 1
    assert_sound(table)


def test_nobody_is_handed_over_to_who_is_deactivated_meanwhile(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    target, source, _ = colleagues
    made = [book(source, store, now, n)() for n in range(HALF)]
    acts: list[Act] = [hand_over(each, target, store, now, slot=n) for n, each in enumerate(made)]
    acts.insert(HALF // 2, lambda: deactivate_provider(ChangeState(target.id), store, now))
    outcomes = at_once(acts)
    assert outcomes["done"] + outcomes["SlotNotOffered"] == HALF + 1
    assert held(table, target) == standing(table, target)
    assert len(standing(table, target)) == outcomes["done"] - 1
    assert_sound(table)


def test_the_last_place_of_a_colleagues_day_goes_to_one(table: Table, store: Store, now: Call) -> None:
    source = limited(store, now, max_per_day=90, max_per_week=90)
    target = limited(store, now, max_per_day=5, max_per_week=30)
    for slot in range(4):
        book(target, store, now, slot)()
    made = [book(source, store, now, slot)() for slot in range(HALF)]
    outcomes = at_once(hand_over(each, target, store, now, slot=10 + n) for n, each in enumerate(made))
    assert outcomes == {"done": 1, "SlotNotOffered": HALF - 1}
    assert len(tickets(table)) == 2 * (5 + HALF - 1)
    assert_sound(table)


# --- the lists of open appointments ----------------------------------------------------------------------------------


def test_a_customer_who_moves_many_to_one_provider_gets_as_many_there_as_the_limit(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    customer, (target, *sources) = of_a_customer(now), colleagues
    made = [own_booking(source, store, customer, slot)() for source in sources for slot in range(LIMIT)]
    for slot in range(4):
        own_booking(target, store, customer, slot)()
    outcomes = at_once(hand_over(each, target, store, customer, slot=10 + n) for n, each in enumerate(made))
    assert outcomes == {"done": LIMIT - 4, "TooManyOpenAppointments": 2 * LIMIT - (LIMIT - 4)}
    assert listed(table.items()) == sorted(confirmed(table.items()))
    assert_sound(table)


def test_what_staff_hands_over_while_its_customer_does_counts_once_or_not_at_all(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    customer, (target, source, _) = of_a_customer(now), colleagues
    made = [own_booking(source, store, customer, slot)() for slot in range(LIMIT)]
    by_customer = [hand_over(each, target, store, customer, slot=n) for n, each in enumerate(made)]
    by_staff = [hand_over(each, target, store, now, slot=50 + n) for n, each in enumerate(made)]
    assert at_once([*by_customer, *by_staff]) == {"done": 2 * LIMIT}
    counted = [each for each in standing(table, target) if store.appointment(each).is_counted]
    assert listed(table.items()) == sorted(counted)
    assert len(standing(table, target)) == LIMIT
    assert_sound(table)


# --- what was released -----------------------------------------------------------------------------------------------


def test_a_rest_that_many_release_is_booked_once(table: Table, store: Store, now: Call) -> None:
    """An hour from START. Twenty minutes later nobody has come, so two quarters of an hour are left."""
    provider = open_provider(store, now, duration=60)
    missed = create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now).entity
    provider = open_at(provider, store, now, duration=15)
    later = replace(now, clock=at(START + timedelta(minutes=20)))
    release = SetAttendance(missed.id, Attendance.NO_SHOW, releases_rest=True)
    bookings = [CreateAppointment(provider.id, START + n * QUARTER, DETAILS) for n in (2, 3)]
    acts: list[Act] = [lambda: set_attendance(release, store, later) for _ in range(8)]
    acts += [partial(create_appointment, bookings[n % 2], store, later) for n in range(HALF)]
    random.Random(3).shuffle(acts)
    outcomes = at_once(acts)
    assert outcomes["done"] + outcomes["SlotTaken"] == len(acts)
    assert 8 <= outcomes["done"] <= 8 + 2
    assert store.appointment(missed.id).version == 2, "who releases what is released changes nothing"
    assert_sound(table)


def test_what_is_taken_back_while_it_is_released_keeps_no_claim(table: Table, store: Store, now: Call) -> None:
    """It was recorded 20 minutes after its start."""
    provider = open_provider(store, now, duration=60)
    later = replace(now, clock=at(START + timedelta(minutes=20)))
    recorded = CreateAppointment(provider.id, START, DETAILS, override=[Reason.PAST])
    walk_in = create_appointment(recorded, store, later).entity
    release = SetAttendance(walk_in.id, Attendance.COMPLETED, releases_rest=True)
    releases: list[Act] = [lambda: set_attendance(release, store, later)] * HALF
    outcomes = at_once([*releases, cancel(walk_in, store, later), cancel(walk_in, store, later)])
    assert outcomes.keys() <= {"done", "AppointmentIsCancelled"}
    assert held(table, provider) == set()
    assert_sound(table)


def test_all_that_a_desk_does_at_once_leaves_no_contradiction(
    table: Table, store: Store, now: Call, colleagues: list[Provider]
) -> None:
    made = [book(colleagues[n % 3], store, now, n)() for n in range(12)]

    def act(n: int) -> Act:
        dice, appointment = random.Random(n), made[n % len(made)]
        to, slot = dice.choice(colleagues), dice.randrange(24)
        match n % 6:
            case 0:
                return cancel(appointment, store, now)
            case 1:
                return book(to, store, now, slot)
            case 2:
                correction = UpdateAppointment(appointment.id, Corrections(notes=f"note {n}"))
                return lambda: update_appointment(correction, store, now)
            case _:
                return hand_over(appointment, to, store, now, slot)

    outcomes = at_once(act(n) for n in range(CLIENTS))
    assert outcomes.keys() <= {"done", "SlotTaken", "AppointmentIsCancelled"}
    assert all(held(table, each) == standing(table, each) for each in colleagues)
    assert_sound(table)

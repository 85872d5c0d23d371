"""The number of requests that the desk's reads make, and what they read again when somebody changes something."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.desk.board import MOST_ON_A_BOARD, BoardQuery
from booking.desk.get_board import get_board
from booking.desk.get_day import get_day
from booking.desk.get_month import get_month
from booking.desk.reading import MOST_READINGS
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.time.intervals import Interval
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import LATER, START, Countdown, open_provider
from tests.integration.faults import Fault, Faults, Only, as_it_is, first

DAY, MONTH, LONG_AGO = START.date(), START.date().replace(day=1), date(2024, 1, 1)

type Book = Callable[..., Appointment]


@pytest.fixture
def reader(table: Table, store: EveryStore) -> EveryStore:
    """A store that remembers nothing yet."""
    return EveryStore(table.send, table.name)


@pytest.fixture
def board(store: EveryStore, now: Call) -> list[Provider]:
    """As many as fit, each with two appointments."""
    made = [open_provider(store, now, name=f"Dr. {number:02}") for number in range(MOST_ON_A_BOARD)]
    for provider in made:
        for start in (START, LATER):
            create_appointment(CreateAppointment(provider.id, start, DETAILS), store, now)
    return made


@pytest.mark.usefixtures("booked")
def test_a_day(reader: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    for _ in range(2):
        with only(GetItem=1, Query=1, BatchGetItem=1):
            assert len(get_day(provider.id, DAY, reader, now).appointments) == 1


def test_a_day_without_appointments(reader: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        get_day(provider.id, DAY, reader, now)


def test_a_day_with_rules_reads_them_once(
    store: EveryStore, reader: EveryStore, ruled: Provider, now: Call, only: Only
) -> None:
    create_appointment(CreateAppointment(ruled.id, START, DETAILS, service_id="visit"), store, now)
    with only(GetItem=1, Query=1, BatchGetItem=2):
        get_day(ruled.id, DAY, reader, now)
    with only(GetItem=1, Query=1, BatchGetItem=1):
        get_day(ruled.id, DAY, reader, now)


def test_a_day_of_more_than_a_hundred_appointments(
    table: Table, store: EveryStore, reader: EveryStore, now: Call, only: Only
) -> None:
    provider = open_provider(store, now, slot_minutes=5, duration=5, windows=[Window(0, 24 * 60)])
    midnight = START.replace(hour=0)
    for number in range(101):
        start = midnight + timedelta(minutes=5 * number)
        create_appointment(CreateAppointment(provider.id, start, DETAILS), store, now)
    with only(GetItem=1, Query=1, BatchGetItem=2):
        assert len(get_day(provider.id, DAY, reader, now).appointments) == 101


def test_an_archived_day(reader: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        assert get_day(provider.id, LONG_AGO, reader, now).is_archived


def test_a_board_of_twenty(reader: EveryStore, board: list[Provider], now: Call, only: Only) -> None:
    ids = [provider.id for provider in board]
    with only(BatchGetItem=2, Query=20):
        days = get_board(BoardQuery(DAY, ids), reader, now).days
    assert [(day.provider.id, len(day.appointments)) for day in days] == [(each, 2) for each in ids]


def test_a_board_by_name(reader: EveryStore, board: list[Provider], now: Call, only: Only) -> None:
    with only(BatchGetItem=2, Query=1 + 20):
        days = get_board(BoardQuery(DAY), reader, now).days
    assert [day.provider.name for day in days] == [provider.name for provider in board]


def test_a_month(reader: EveryStore, provider: Provider, booked: Appointment, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        assert sum(day.booked for day in get_month(provider.id, MONTH, reader, now).dates) == 1
    assert booked


def test_a_month_does_not_count_what_began_before_it(store: EveryStore, now: Call) -> None:
    """At half past eleven in the evening, for an hour."""
    provider = open_provider(store, now, windows=[Window(0, 30), Window(30, 24 * 60)], duration=60)
    start = START.replace(day=31, hour=23, minute=30)
    create_appointment(CreateAppointment(provider.id, start, DETAILS), store, now)
    january, february = (get_month(provider.id, date(2027, month, 1), store, now).dates for month in (1, 2))
    assert (january[-1].booked, february[0].booked) == (1, 0)
    assert (january[-1].free, february[0].free) == (24 * 60 - 30, 24 * 60 - 30)


def test_a_month_with_rules_reads_time_off_once(reader: EveryStore, ruled: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1, BatchGetItem=1):
        get_month(ruled.id, MONTH, reader, now)
    with only(GetItem=1, Query=1):
        get_month(ruled.id, MONTH, reader, now)


def test_an_archived_month(reader: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        get_month(provider.id, LONG_AGO, reader, now)


def moving(store: EveryStore, appointment: Appointment, start: Any, now: Call) -> Fault:
    """It is moved after its claims were read, and before it is."""
    return first(lambda: reschedule_appointment(RescheduleAppointment(appointment.id, start), store, now))


def test_an_appointment_that_is_moved_meanwhile_is_shown_once(
    store: EveryStore, reader: EveryStore, booked: Appointment, now: Call, faults: Faults
) -> None:
    faults.on("BatchGetItem", moving(store, booked, LATER, now))
    found = get_day(booked.provider_id, DAY, reader, now)
    assert [each.interval.start for each in found.appointments] == [LATER]
    assert found.free[0] == Interval(START, LATER)
    assert faults.sent["Query"] == 2


def test_an_appointment_that_is_moved_to_another_date_meanwhile_is_gone(
    store: EveryStore, reader: EveryStore, booked: Appointment, now: Call, faults: Faults
) -> None:
    faults.on("BatchGetItem", moving(store, booked, START + timedelta(days=1), now))
    found = get_day(booked.provider_id, DAY, reader, now)
    assert (found.appointments, len(found.free)) == ([], 1)


def test_an_appointment_that_is_cancelled_meanwhile_is_gone(
    store: EveryStore, reader: EveryStore, booked: Appointment, now: Call, faults: Faults
) -> None:
    faults.on("BatchGetItem", first(lambda: cancel_appointment(CancelAppointment(booked.id), store, now)))
    found = get_day(booked.provider_id, DAY, reader, now)
    assert (found.appointments, len(found.free)) == ([], 1)


def test_after_three_readings_it_is_shown_as_it_stands(
    store: EveryStore, reader: EveryStore, booked: Appointment, now: Call, faults: Faults
) -> None:
    starts = [LATER, START, LATER]
    faults.on("BatchGetItem", *(moving(store, booked, start, now) for start in starts))
    found = get_day(booked.provider_id, DAY, reader, now)
    assert [each.interval.start for each in found.appointments] == [LATER]
    assert faults.sent["Query"] == MOST_READINGS


def test_of_a_board_only_the_part_that_has_changed_is_read_again(
    store: EveryStore, reader: EveryStore, board: list[Provider], now: Call, faults: Faults
) -> None:
    moved = get_day(board[3].id, DAY, store, now).appointments[1]
    faults.sent.clear()
    to_start = moving(store, moved, START + timedelta(hours=3), now)
    faults.on("BatchGetItem", as_it_is, to_start)
    days = get_board(BoardQuery(DAY, [each.id for each in board]), reader, now).days
    assert [len(day.appointments) for day in days] == [2] * 20
    assert (faults.sent["Query"], faults.sent["BatchGetItem"]) == (20 + 1, 3)


def test_a_board_ends_in_time(reader: EveryStore, board: list[Provider], now: Call) -> None:
    """It asks how much time is left before it reads the claims of each of 20 providers, and before their rules."""
    ids = [provider.id for provider in board]
    for questions in (19, 39):
        with pytest.raises(Busy):
            get_board(BoardQuery(DAY, ids), reader, call(clock=at(NOW), seconds_left=Countdown(questions)))
    assert len(get_board(BoardQuery(DAY, ids), reader, call(clock=at(NOW), seconds_left=Countdown(40))).days) == 20

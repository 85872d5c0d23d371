"""A month agrees with its days, read one by one."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.calls.call import Call
from booking.desk.get_day import get_day
from booking.desk.get_month import get_month
from booking.desk.month import DateOfMonth, DateState
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, WeeklySchedule, date_of, day_number
from booking.time.grid import slot_at, start_of
from booking.time.intervals import Interval
from tests.engine import at, call
from tests.examples import booked, provider
from tests.fake_store import FakeStore
from tests.unit.rules.cases import random_windows

MONTHS = [(zone, date(2027, month, 1)) for zone in ("Europe/Rome", "America/New_York") for month in (3, 10, 11)]


def random_store(choose: random.Random, timezone: str, first: date) -> FakeStore:
    """With claims that do not overlap, appointments over midnight, overrides and time off."""
    store, slot = FakeStore(), choose.choice((15, 30, 60))
    week = WeeklySchedule.of({name: random_windows(choose, slot) for name in WEEKDAYS})
    length = choose.choice((None, slot, 3 * slot, 8 * slot))
    made = replace(provider(), timezone=timezone, slot_minutes=slot, schedule=week, appointment_duration=length)
    midnight = datetime(first.year, first.month, 1, tzinfo=UTC)
    at_slot, end = slot_at(midnight - timedelta(days=2), slot), slot_at(midnight + timedelta(days=34), slot)
    while (at_slot := at_slot + choose.choice((0, 1, 2, 30))) < end:
        long, before, after = choose.randrange(1, 12), choose.choice((0, 0, 2)), choose.choice((0, 0, 3))
        store.put(standing(f"a-{at_slot}", made, range(at_slot + before, at_slot + before + long), before, after))
        at_slot += before + long + after
    for number in range(31):
        if choose.random() < 0.2:
            store.overrides[made.id, first + timedelta(days=number)] = tuple(random_windows(choose, slot))
    off = midnight + timedelta(minutes=choose.randrange(40_000))
    store.listed[made.id] = {"off": Interval(off, off + timedelta(minutes=choose.randrange(5000)))}
    store.put(replace(made, has_overrides=True, has_time_off=True))
    return store


def standing(appointment_id: str, of: Provider, own: range, before: int, after: int) -> Appointment:
    slot = of.slot_minutes
    starts = [start_of(edge, slot) for edge in (own.start, own.stop, own.start - before, own.stop + after)]
    claims = (Interval(*starts[2:]),)
    return replace(booked(), id=appointment_id, slot_minutes=slot, interval=Interval(*starts[:2]), claims=claims)


def by_its_day(store: FakeStore, day: date, now: Call) -> DateOfMonth:
    """By the definition, from the day."""
    (of,) = store.providers.values()
    found = get_day(of.id, day, store, now)
    booked_then = sum(of.day_of(each.interval.start) == day for each in found.appointments)
    lengths = [stretch.length // timedelta(minutes=1) for stretch in found.free]
    free = sum(lengths)
    if of.day_of(now.now()) > day:
        return DateOfMonth(found.day, DateState.PAST, booked_then, 0)
    minute = timedelta(minutes=of.slot_minutes)
    is_open = any(
        not any(off.start < start + minute and start < off.end for off in store.listed[of.id].values())
        for window in found.windows
        for start in (window.start + n * minute for n in range(window.length // minute))
    )
    has_room = any(length >= (of.appointment_duration or of.slot_minutes) for length in lengths)
    state = (DateState.OPEN if has_room else DateState.FULL) if is_open else DateState.CLOSED
    return DateOfMonth(found.day, state, booked_then, free)


@pytest.mark.parametrize(("timezone", "first"), MONTHS)
def test_a_month_is_what_its_days_are(timezone: str, first: date) -> None:
    choose, states = random.Random(f"{timezone} {first}"), set[DateState]()
    for _ in range(6):
        store = random_store(choose, timezone, first)
        now = call(clock=at(datetime(first.year, first.month, choose.randrange(1, 28), 11, 7, tzinfo=UTC)))
        (of,) = store.providers
        month = get_month(of, first, store, now)
        assert month.dates == [by_its_day(store, date_of(each.day), now) for each in month.dates]
        assert month.dates[0].day == day_number(first)
        states |= {each.state for each in month.dates}
    assert states == {*DateState}

"""The decisions of list_time_off and get_time_off."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY
from booking.calls.refusals import FieldError, Forbidden, Unauthorized, ValidationFailed
from booking.providers.refusals import ProviderNotFound
from booking.time.intervals import Interval
from booking.time_off.get_time_off import get_time_off
from booking.time_off.list_time_off import list_time_off
from booking.time_off.refusals import TimeOffNotFound
from booking.time_off.time_off import Dates, Period, TimeOff
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.engine import at, call
from tests.examples import MADE, OTHER_ID, PROVIDER_ID, origin, provider
from tests.fake_store import FakeStore

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = Interval(MADE - HOUR, MADE + HOUR)
EASTER = Dates(date(2027, 3, 26), date(2027, 3, 29))  # in Rome, from 23:00 to 22:00 in UTC


@pytest.fixture(autouse=True)
def _entries(store: FakeStore) -> None:
    last_week = made("last-week", Interval(MADE - 7 * DAY, MADE - 6 * DAY), MADE - 8 * DAY)
    removed = made("gone", NOON).removed(origin("change-2"))
    for entry in (last_week, made("easter", EASTER), made("noon", NOON), removed):
        store.entries[PROVIDER_ID, entry.id] = entry


def made(entry_id: str, period: Period, instant: datetime = MADE) -> TimeOff:
    return TimeOff.add(entry_id, provider(), period, None, origin(at=instant))


def listed(store: FakeStore, begin: date | None = None, end: date | None = None) -> list[str]:
    return [entry.id for entry in list_time_off(PROVIDER_ID, begin, end, store, call(clock=at(MADE)))]


def utc(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_by_default_it_lists_all_that_is_not_over_by_start(store: FakeStore) -> None:
    assert listed(store) == ["noon", "easter"]


def test_what_is_over_can_be_listed_and_what_was_removed_not(store: FakeStore) -> None:
    assert listed(store, date.min, date.max) == ["last-week", "noon", "easter"]


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        (date(2027, 3, 29), date(2027, 3, 29), ["easter"]),
        (date(2027, 3, 30), None, []),
        (date(2027, 1, 2), date(2027, 3, 26), ["easter"]),
        (date(2027, 1, 2), date(2027, 3, 25), []),
        (utc(2027, 3, 29, 21), None, ["easter"]),
        (utc(2027, 3, 29, 22), None, []),
        (utc(2027, 1, 2, 0), utc(2027, 3, 25, 23), []),
        (utc(2027, 1, 2, 0), utc(2027, 3, 26, 0), ["easter"]),
        (date(2027, 1, 2), utc(2027, 3, 25, 23), []),
    ],
)
def test_it_lists_what_overlaps_the_range(store: FakeStore, begin: date, end: date | None, found: list[str]) -> None:
    """A date is in Rome, and the last one is included; an instant is the end itself."""
    assert listed(store, begin, end) == found


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (date(2027, 4, 2), date(2027, 4, 1)),
        (date(2027, 4, 2), utc(2027, 4, 1, 21)),
        (utc(2027, 4, 1, 22), date(2027, 4, 1)),
        (utc(2027, 4, 1, 1), utc(2027, 4, 1, 0)),
        (None, MADE - HOUR),
    ],
)
def test_a_range_that_ends_before_it_begins_is_refused(store: FakeStore, begin: date | None, end: date) -> None:
    with pytest.raises(ValidationFailed) as refused:
        listed(store, begin, end)
    assert refused.value.errors == (FieldError("to", "must not be before from"),)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (date(2027, 4, 2), utc(2027, 4, 1, 22)),
        (utc(2027, 4, 1, 21), date(2027, 4, 1)),
        (utc(2027, 4, 1, 1), utc(2027, 4, 1, 1)),
    ],
)
def test_the_shortest_range_may_be_listed(store: FakeStore, begin: date, end: date) -> None:
    assert listed(store, begin, end) == []


def test_one_entry_is_read_also_if_it_was_removed(store: FakeStore, present: Call) -> None:
    assert get_time_off(PROVIDER_ID, "gone", store, present).is_removed
    with pytest.raises(TimeOffNotFound):
        get_time_off(PROVIDER_ID, "easter-monday", store, present)


def test_staff_reads_it_and_nobody_else(store: FakeStore) -> None:
    for caller in (CUSTOMER, PROVIDER):
        for read in (
            lambda call: list_time_off(PROVIDER_ID, None, None, store, call),
            lambda call: get_time_off(PROVIDER_ID, "noon", store, call),
        ):
            with pytest.raises(Forbidden):
                read(call(caller=caller))
    with pytest.raises(Unauthorized):
        list_time_off(PROVIDER_ID, None, None, store, call(caller=NOBODY))
    store.put(provider().updated({"subject": THERAPIST}, origin("change-3")))
    for caller in (DESK, PROVIDER):
        assert get_time_off(PROVIDER_ID, "noon", store, call(caller=caller)).interval == NOON


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        list_time_off(OTHER_ID, None, None, store, present)

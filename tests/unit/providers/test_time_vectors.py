"""Facts from other schedulers' public tests: time_vectors.json says which, whose, and why some are left out."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from booking.providers.schedule import WeeklySchedule, Window, week_errors
from booking.time.bits import bits_at, slots_at
from booking.time.intervals import Interval, intersection
from booking.time.zones import zone
from tests.unit.providers.offering import merged, offered, working_time

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FILE = json.loads(Path(__file__).with_name("time_vectors.json").read_text("utf-8"))
VECTORS: list[dict[str, Any]] = FILE["vectors"]


def of_kind(kind: str) -> list[Any]:
    return [pytest.param(vector, id=vector["id"]) for vector in VECTORS if vector["kind"] == kind]


def window(texts: list[str]) -> Window:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in texts)
    return Window(start, end)


def week_of(vector: dict[str, Any]) -> dict[str, list[Window]]:
    return {day: [window(texts) for texts in windows] for day, windows in vector["week"].items()}


def interval(edges: list[Any]) -> Interval:
    """From two instants as text, or two numbers of 5-minute slots since the epoch."""
    start, end = (
        datetime.fromisoformat(edge) if isinstance(edge, str) else EPOCH + edge * timedelta(minutes=5) for edge in edges
    )
    return Interval(start, end)


def intervals(list_of_edges: list[list[Any]]) -> list[Interval]:
    return [interval(edges) for edges in list_of_edges]


def slots_of(stretch: Interval) -> range:
    """Of 5 minutes."""
    return range(*((edge - EPOCH) // timedelta(minutes=5) for edge in (stretch.start, stretch.end)))


def working_time_of(vector: dict[str, Any]) -> list[Interval]:
    """Of the vector's dates, or of all dates that its range touches, cut to the range."""
    schedule, tz = WeeklySchedule.of(week_of(vector)), zone(vector["timezone"])
    if "dates" in vector:
        first, last = map(date.fromisoformat, vector["dates"])
        return working_time(schedule, tz, first, last)
    asked = interval([vector["from"], vector["to"]])
    first, last = asked.start.astimezone(tz).date(), asked.end.astimezone(tz).date()
    parts = (intersection(part, asked) for part in working_time(schedule, tz, first, last))
    return [part for part in parts if part]


def test_every_id_of_the_collection_is_either_tested_or_left_out_with_a_reason() -> None:
    tested = [vector["id"] for vector in VECTORS]
    assert len(FILE["ids"]) == 30
    assert sorted([*tested, *FILE["left_out"]]) == sorted(FILE["ids"])
    assert all(FILE["left_out"].values())


def test_every_vector_is_of_a_kind_that_is_tested() -> None:
    assert {vector["kind"] for vector in VECTORS} == {"working_time", "refused", "free", "intersection"}


@pytest.mark.parametrize("vector", of_kind("working_time"))
def test_a_week_becomes_the_expected_working_time(vector: dict[str, Any]) -> None:
    expected, found = vector["expected"], working_time_of(vector)
    if "ranges_utc" in expected:
        assert found == intervals(expected["ranges_utc"])
    if "elapsed_hours" in expected:
        assert sum((part.length for part in found), timedelta()) == timedelta(hours=expected["elapsed_hours"])
    if "last_range_utc" in expected:
        assert found[-1] == interval(expected["last_range_utc"])
        assert len(found) == expected["range_count"]


@pytest.mark.parametrize("vector", [param for param in of_kind("working_time") if param.id.startswith("drv-")])
def test_hourly_appointments_are_offered_as_often_as_working_time_has_hours(vector: dict[str, Any]) -> None:
    schedule, tz = WeeklySchedule.of(week_of(vector)), zone(vector["timezone"])
    day, hour = date.fromisoformat(vector["dates"][0]), timedelta(hours=1)
    found = list(offered(schedule, tz, day, slot_minutes=60, step=hour, length=hour))
    assert len(found) == vector["expected"]["elapsed_hours"]


def test_an_appointment_of_90_minutes_runs_on_over_midnight() -> None:
    vector = next(vector for vector in VECTORS if vector["id"] == "cal-dr-10")
    schedule, tz, length = WeeklySchedule.of(week_of(vector)), zone(vector["timezone"]), timedelta(minutes=90)
    found = list(offered(schedule, tz, date(2023, 6, 13), slot_minutes=30, step=length, length=length))
    assert found == intervals([["2023-06-13T22:00:00Z", "2023-06-13T23:30:00Z"]])


@pytest.mark.parametrize("vector", of_kind("refused"))
def test_a_week_that_other_products_mend_silently_is_refused(vector: dict[str, Any]) -> None:
    assert [error.field for error in week_errors(week_of(vector), 5)] == vector["fields"]


@pytest.mark.parametrize("vector", of_kind("free"))
def test_what_is_not_claimed_is_free(vector: dict[str, Any]) -> None:
    windows = [slots_of(stretch) for stretch in intervals(vector["open"])]
    claims = {slot for taken in intervals(vector["claimed"]) for slot in slots_of(taken)}
    base, size = windows[0].start, windows[-1].stop - windows[0].start
    is_open, is_taken = (bits_at(slots, base, size) for slots in ({*chain.from_iterable(windows)}, claims))
    found = slots_at(is_open & ~is_taken, base)
    assert merged(interval([slot, slot + 1]) for slot in found) == intervals(vector["free"])


@pytest.mark.parametrize("vector", of_kind("intersection"))
def test_sets_of_intervals_meet_where_each_is_open(vector: dict[str, Any]) -> None:
    def common(ones: list[Interval], others: list[Interval]) -> list[Interval]:
        parts = (intersection(one, other) for one in ones for other in others)
        return merged(part for part in parts if part)

    assert reduce(common, map(intervals, vector["sets"])) == intervals(vector["expected"])

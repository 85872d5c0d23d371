from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.calls.refusals import FieldError
from booking.providers.schedule import WEEKDAYS, WeeklySchedule, Window, day_number, pieces, week_errors
from booking.time.grid import EPOCH
from booking.time.intervals import Interval
from booking.time.zones import zone
from tests.unit.providers.offering import working_time

HOUR = 60
SECOND = timedelta(seconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(*pairs: tuple[str, str]) -> list[Interval]:
    return [Interval(utc(start), utc(end)) for start, end in pairs]


def every_day(*edges: tuple[int, int]) -> WeeklySchedule:
    return WeeklySchedule.of({day: [Window(*pair) for pair in edges] for day in WEEKDAYS})


def pieces_of(week: WeeklySchedule, tz: ZoneInfo, day: date) -> list[Interval]:
    number = day_number(day)
    found = pieces(week.of_day, tz, range(number, number + 1))
    assert {day for day, _, _ in found} <= {number}
    return [Interval(EPOCH + start * SECOND, EPOCH + end * SECOND) for _, start, end in found]


def fields(errors: list[FieldError]) -> list[str]:
    return [error.field for error in errors]


def monday_errors(*windows: Window, slot: int = 5) -> list[str]:
    return fields(week_errors({"monday": windows}, slot))


def test_a_new_schedule_is_closed_all_week() -> None:
    assert WeeklySchedule().by_day() == dict.fromkeys(WEEKDAYS, ())


def test_a_day_left_out_is_closed() -> None:
    schedule = WeeklySchedule.of({"tuesday": [Window(540, 600)]})
    assert schedule.by_day() == dict.fromkeys(WEEKDAYS, ()) | {"tuesday": (Window(540, 600),)}


def test_windows_of_a_day_are_kept_in_order() -> None:
    schedule = WeeklySchedule.of({"monday": [Window(840, 900), Window(540, 600)]})
    assert schedule.by_day()["monday"] == (Window(540, 600), Window(840, 900))


def test_a_week_is_told_as_clock_times_of_all_seven_days() -> None:
    schedule = WeeklySchedule.of({"monday": [Window(0, 65), Window(1200, 1440)]})
    told = schedule.as_text()
    assert list(told) == list(WEEKDAYS)
    assert told["monday"] == [{"start": "00:00", "end": "01:05"}, {"start": "20:00", "end": "24:00"}]
    assert told["sunday"] == []


def test_a_date_has_the_windows_of_its_weekday() -> None:
    schedule = WeeklySchedule.of({"wednesday": [Window(540, 600)]})
    assert schedule.of_day(day_number(date(2027, 3, 3))) == (Window(540, 600),)
    assert schedule.of_day(day_number(date(2027, 3, 4))) == ()


# --- what a week may be ------------------------------------------------------------------------------------------


def test_windows_may_touch_and_come_in_any_order() -> None:
    assert monday_errors(Window(600, 660), Window(540, 600), Window(660, 24 * HOUR)) == []


def test_a_whole_day_is_a_window() -> None:
    assert monday_errors(Window(0, 24 * HOUR)) == []


@pytest.mark.parametrize("end", [540, 535, 0])
def test_a_window_must_end_after_it_starts(end: int) -> None:
    assert monday_errors(Window(480, 485), Window(540, end))[0] == "weeklySchedule.monday[1].end"


def test_a_window_that_begins_in_another_is_named_as_the_client_numbered_it() -> None:
    assert monday_errors(Window(840, 900), Window(590, 660), Window(540, 600)) == ["weeklySchedule.monday[1].start"]


def test_a_window_inside_a_long_one_is_found_behind_a_short_one() -> None:
    assert monday_errors(Window(0, 600), Window(60, 120), Window(180, 240)) == [
        "weeklySchedule.monday[1].start",
        "weeklySchedule.monday[2].start",
    ]


def test_the_same_window_twice_is_refused() -> None:
    assert monday_errors(Window(540, 600), Window(540, 600)) == ["weeklySchedule.monday[1].start"]


def test_windows_of_different_days_do_not_meet() -> None:
    assert week_errors({"monday": [Window(540, 600)], "tuesday": [Window(540, 600)]}, 5) == []


def test_a_day_may_have_24_windows() -> None:
    windows = [Window(n * HOUR, n * HOUR + 30) for n in range(24)]
    assert monday_errors(*windows) == []


def test_a_day_may_not_have_25_windows() -> None:
    windows = [Window(n * HOUR, n * HOUR + 30) for n in range(24)]
    assert monday_errors(*windows, Window(23 * HOUR + 30, 24 * HOUR)) == ["weeklySchedule.monday"]


def test_windows_must_start_and_end_on_slots() -> None:
    found = week_errors({"sunday": [Window(840, 900), Window(545, 610)]}, 30)
    assert fields(found) == ["weeklySchedule.sunday[1].start", "weeklySchedule.sunday[1].end"]
    assert found[0].message == "must be a multiple of the provider's slotMinutes (30) after midnight"


def test_every_fault_of_the_week_is_named() -> None:
    week = {"friday": [Window(600, 540)], "monday": [Window(540, 607), Window(600, 660)]}
    assert fields(week_errors(week, 5)) == [
        "weeklySchedule.monday[0].end",
        "weeklySchedule.monday[1].start",
        "weeklySchedule.friday[0].end",
    ]


# --- what instants a date's windows are --------------------------------------------------------------------------


def test_a_window_is_wall_clock_time_in_the_zone() -> None:
    rome = zone("Europe/Rome")
    week = every_day((9 * HOUR, 10 * HOUR))
    assert pieces_of(week, rome, date(2027, 3, 1)) == spans(("2027-03-01T08:00", "2027-03-01T09:00"))
    assert pieces_of(week, rome, date(2027, 7, 1)) == spans(("2027-07-01T07:00", "2027-07-01T08:00"))


def test_the_part_of_a_window_inside_a_gap_does_not_exist() -> None:
    week = every_day((1 * HOUR, 2 * HOUR + 30))
    assert pieces_of(week, zone("Europe/Rome"), date(2027, 3, 28)) == spans(("2027-03-28T00:00", "2027-03-28T01:00"))


def test_a_window_inside_a_gap_does_not_exist() -> None:
    assert pieces_of(every_day((2 * HOUR, 3 * HOUR)), zone("Europe/Rome"), date(2027, 3, 28)) == []


def test_a_window_over_a_gap_is_one_piece() -> None:
    week = every_day((1 * HOUR, 4 * HOUR))
    assert pieces_of(week, zone("Europe/Rome"), date(2027, 3, 28)) == spans(("2027-03-28T00:00", "2027-03-28T02:00"))


def test_a_window_that_ends_inside_a_repeated_hour_is_two_pieces() -> None:
    """Once to 01:30 on the first pass, then 01:00 to 01:30 on the second."""
    week = every_day((0, 90))
    assert pieces_of(week, zone("America/New_York"), date(2026, 11, 1)) == spans(
        ("2026-11-01T04:00", "2026-11-01T05:30"), ("2026-11-01T06:00", "2026-11-01T06:30")
    )


def test_the_repeated_hour_itself_is_one_piece_of_two_hours() -> None:
    week = every_day((1 * HOUR, 2 * HOUR))
    assert pieces_of(week, zone("America/New_York"), date(2026, 11, 1)) == spans(
        ("2026-11-01T05:00", "2026-11-01T07:00")
    )


def test_pieces_are_in_order_of_time_not_of_windows() -> None:
    week = every_day((1 * HOUR, 90), (90, 2 * HOUR))
    assert pieces_of(week, zone("America/New_York"), date(2026, 11, 1)) == spans(
        ("2026-11-01T05:00", "2026-11-01T05:30"),
        ("2026-11-01T05:30", "2026-11-01T06:00"),
        ("2026-11-01T06:00", "2026-11-01T06:30"),
        ("2026-11-01T06:30", "2026-11-01T07:00"),
    )


def test_lord_howe_repeats_half_an_hour() -> None:
    week = every_day((60, 2 * HOUR))
    assert pieces_of(week, zone("Australia/Lord_Howe"), date(2027, 4, 4)) == spans(
        ("2027-04-03T14:00", "2027-04-03T15:30")
    )


def test_lord_howe_skips_half_an_hour() -> None:
    week = every_day((2 * HOUR, 3 * HOUR))
    assert pieces_of(week, zone("Australia/Lord_Howe"), date(2027, 10, 3)) == spans(
        ("2027-10-02T15:30", "2027-10-02T16:00")
    )


def test_a_date_that_the_zone_skips_has_no_time() -> None:
    """Samoa went from 29 December 2011 to the 31st."""
    assert pieces_of(every_day((0, 24 * HOUR)), zone("Pacific/Apia"), date(2011, 12, 30)) == []


def test_the_dates_around_a_skipped_one_meet() -> None:
    found = working_time(every_day((0, 24 * HOUR)), zone("Pacific/Apia"), date(2011, 12, 29), date(2011, 12, 31))
    assert found == spans(("2011-12-29T10:00", "2011-12-31T10:00"))


def test_a_clock_set_back_over_midnight_shows_the_last_hour_of_a_date_twice() -> None:
    """Newfoundland, 2010: at 00:01 on 7 November it became 23:01 on the 6th."""
    week = every_day((23 * HOUR, 24 * HOUR))
    assert pieces_of(week, zone("America/St_Johns"), date(2010, 11, 6)) == spans(
        ("2010-11-07T01:30", "2010-11-07T02:30"), ("2010-11-07T02:31", "2010-11-07T03:30")
    )


def test_the_first_minute_of_a_date_may_stand_apart() -> None:
    week = every_day((0, HOUR))
    assert pieces_of(week, zone("America/St_Johns"), date(2010, 11, 7)) == spans(
        ("2010-11-07T02:30", "2010-11-07T02:31"), ("2010-11-07T03:30", "2010-11-07T04:30")
    )


def test_working_time_joins_windows_that_touch_also_over_midnight() -> None:
    week = every_day((0, 6 * HOUR), (6 * HOUR, 7 * HOUR), (20 * HOUR, 24 * HOUR))
    assert working_time(week, zone("UTC"), date(2027, 3, 1), date(2027, 3, 2)) == spans(
        ("2027-03-01T00:00", "2027-03-01T07:00"),
        ("2027-03-01T20:00", "2027-03-02T07:00"),
        ("2027-03-02T20:00", "2027-03-03T00:00"),
    )


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 3, 1), 24)])
def test_a_day_has_as_many_hours_as_the_clock_lets_it(day: date, hours: int) -> None:
    (piece,) = pieces_of(every_day((0, 24 * HOUR)), zone("Europe/Rome"), day)
    assert piece.length == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("week", "minutes"),
    [
        ({}, 0),
        ({"monday": [(540, 600), (660, 780)]}, 120),
        ({"monday": [(540, 600), (600, 660)]}, 120),
        ({"monday": [(1380, 1440)], "tuesday": [(0, 120)]}, 180),
        ({"sunday": [(1380, 1440)], "monday": [(0, 30), (60, 120)]}, 90),
        ({"monday": [(0, 60)]}, 60),
    ],
)
def test_the_longest_stretch_goes_over_windows_that_touch_over_midnight_and_over_sunday(
    week: dict[str, list[tuple[int, int]]], minutes: int
) -> None:
    schedule = WeeklySchedule.of({day: [Window(*edges) for edges in windows] for day, windows in week.items()})
    assert schedule.longest_stretch() == minutes


def test_a_week_that_is_never_closed_has_room_for_all() -> None:
    assert every_day((0, 1440)).longest_stretch() >= 7 * 24 * HOUR


@pytest.mark.parametrize(
    ("edges", "is_whole"), [([(0, 1440)], True), ([(0, 720), (720, 1440)], True), ([(0, 1435)], False), ([], False)]
)
def test_a_whole_date_is_covered_by_windows_without_a_gap(edges: list[tuple[int, int]], is_whole: bool) -> None:
    assert WeeklySchedule.of({"friday": [Window(*pair) for pair in edges]}).has_a_whole_date() is is_whole

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.providers.schedule import WEEKDAYS, WeeklySchedule, Window
from booking.time.grid import SLOT_MINUTES, nearest, next_boundary, slots_in
from booking.time.intervals import Interval
from booking.time.zones import zone
from tests.unit.providers.offering import offered

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UTC_ZONE = zone("UTC")
DAY = timedelta(days=1)


def around_noon(start: int, end: int) -> Interval:
    return Interval(NOON + start * MINUTE, NOON + end * MINUTE)


def starts(
    *windows: tuple[int, int],
    day: date,
    step: int,
    tz: ZoneInfo = UTC_ZONE,
    slot: int = 5,
    length: int | None = None,
) -> list[str]:
    """The wall-clock times offered on a date when the windows are those of every day."""
    schedule = WeeklySchedule.of({weekday: [Window(*edges) for edges in windows] for weekday in WEEKDAYS})
    found = offered(schedule, tz, day, slot_minutes=slot, step=step * MINUTE, length=(length or step) * MINUTE)
    return [interval.start.astimezone(tz).isoformat(timespec="minutes")[11:] for interval in found]


# --- the grid ----------------------------------------------------------------------------------------------------


def test_an_interval_covers_the_slots_from_its_start_to_before_its_end() -> None:
    assert slots_in(around_noon(0, 45), 15) == (NOON, NOON + 15 * MINUTE, NOON + 30 * MINUTE)


@pytest.mark.parametrize("slot", SLOT_MINUTES)
def test_an_instant_on_the_grid_is_its_own_boundary(slot: int) -> None:
    assert next_boundary(NOON, slot) == NOON


def test_the_next_boundary_is_never_before_the_instant() -> None:
    assert next_boundary(NOON + timedelta(seconds=1), 20) == NOON + 20 * MINUTE


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    st.sampled_from(SLOT_MINUTES),
)
def test_boundaries_are_whole_slots_since_the_epoch(instant: datetime, slot: int) -> None:
    boundary = next_boundary(instant, slot)
    assert boundary.timestamp() % (slot * 60) == 0
    assert timedelta() <= boundary - instant < slot * MINUTE


# --- what a schedule offers --------------------------------------------------------------------------------------


def test_starts_count_from_the_start_of_the_window_in_steps_of_the_duration() -> None:
    assert starts((545, 640), day=date(2027, 3, 1), step=30) == ["09:05+00:00", "09:35+00:00", "10:05+00:00"]


def test_each_window_counts_anew() -> None:
    found = starts((540, 600), (610, 670), day=date(2027, 3, 1), step=40)
    assert found == ["09:00+00:00", "10:10+00:00"]


def test_a_window_shorter_than_the_appointment_offers_nothing() -> None:
    assert starts((540, 600), day=date(2027, 3, 1), step=65) == []


def test_an_appointment_may_run_on_into_a_touching_window_whose_own_starts_are_offered_too() -> None:
    found = starts((540, 600), (600, 650), day=date(2027, 3, 1), step=50)
    assert found == ["09:00+00:00", "09:50+00:00", "10:00+00:00"]


def test_open_day_and_night_with_50_minutes_offers_2320_and_midnight() -> None:
    today = starts((0, 1440), day=date(2027, 3, 1), step=50)
    tomorrow = starts((0, 1440), day=date(2027, 3, 2), step=50)
    assert (today[-1], tomorrow[0]) == ("23:20+00:00", "00:00+00:00")


def test_a_longer_appointment_takes_the_same_starts_while_it_fits() -> None:
    assert starts((540, 660), day=date(2027, 3, 1), step=30, length=60) == ["09:00+00:00", "09:30+00:00", "10:00+00:00"]


def test_a_shorter_appointment_takes_the_same_starts_to_the_end() -> None:
    found = starts((540, 660), day=date(2027, 3, 1), step=50, length=15)
    assert found == ["09:00+00:00", "09:50+00:00", "10:40+00:00"]


def test_an_appointment_of_24_hours_fits_an_open_week() -> None:
    assert starts((0, 1440), day=date(2027, 3, 1), step=1440) == ["00:00+00:00"]


def test_24_hours_from_the_start_of_a_short_day_run_on_into_the_next() -> None:
    assert starts((0, 1440), day=date(2027, 3, 28), step=1440, tz=zone("Europe/Rome")) == ["00:00+01:00"]


def test_24_hours_may_begin_twice_on_a_long_day() -> None:
    assert starts((0, 1440), day=date(2027, 10, 31), step=1440, tz=zone("Europe/Rome")) == [
        "00:00+02:00",
        "23:00+01:00",
    ]


def test_24_hours_run_on_over_a_date_that_the_zone_skips() -> None:
    apia = zone("Pacific/Apia")
    assert starts((0, 1440), day=date(2011, 12, 29), step=720, length=1440, tz=apia) == ["00:00-10:00", "12:00-10:00"]
    assert starts((0, 1440), day=date(2011, 12, 30), step=720, length=1440, tz=apia) == []


def test_a_window_that_begins_in_a_gap_counts_from_where_the_gap_ends() -> None:
    found = starts((150, 270), day=date(2027, 3, 28), step=45, tz=zone("Europe/Rome"))
    assert found == ["03:00+02:00", "03:45+02:00"]


def test_a_gap_that_ends_between_slots_counts_from_the_next_slot() -> None:
    """Newfoundland, 2010: at 00:01 on 14 March it became 01:01."""
    found = starts((30, 120), day=date(2010, 3, 14), step=15, slot=15, tz=zone("America/St_Johns"))
    assert found == ["01:15-02:30", "01:30-02:30", "01:45-02:30"]


def test_a_repeated_hour_is_offered_twice_told_apart_by_the_offset() -> None:
    found = starts((60, 120), day=date(2026, 11, 1), step=30, tz=zone("America/New_York"))
    assert found == ["01:00-04:00", "01:30-04:00", "01:00-05:00", "01:30-05:00"]


def test_each_piece_of_a_window_counts_anew() -> None:
    found = starts((0, 90), day=date(2026, 11, 1), step=60, length=30, tz=zone("America/New_York"))
    assert found == ["00:00-04:00", "01:00-04:00", "01:00-05:00"]


def test_lord_howe_offers_its_repeated_half_hour() -> None:
    found = starts((90, 150), day=date(2027, 4, 4), step=30, slot=30, tz=zone("Australia/Lord_Howe"))
    assert found == ["01:30+11:00", "01:30+10:30", "02:00+10:30"]


def test_the_nearest_come_first_and_of_two_equally_near_the_earlier() -> None:
    assert nearest([98, 99, 101, 103], 100, 3) == [99, 101, 98]

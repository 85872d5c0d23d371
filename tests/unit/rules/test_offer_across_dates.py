"""The engine at midnight, where a zone changes its offset, on whole dates, and at the date line."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking.providers.rules import Rules
from booking.rules.reasons import Reason
from tests.unit.rules.asked import Asked, offering

MONDAY, TUESDAY = "2027-03-01", "2027-03-02"
SPRING, AUTUMN = "2027-03-28", "2027-10-31"
"""In Rome, 02:00 to 03:00 does not exist on the first one, and exists twice on the other."""
ROME = "Europe/Rome"
HOUR = timedelta(hours=1)


# --- midnight ---


def test_windows_that_touch_at_midnight_are_one_working_time_and_two_grids() -> None:
    night = Asked("00:00-01:00 23:30-24:00", service=offering(60, Rules(slot_interval=30)))
    assert night.starts(MONDAY) == ["00:00", "23:30"]
    assert night.reasons(f"{MONDAY}T00:30") == [Reason.OUTSIDE_HOURS]


def test_a_visit_runs_over_midnight_into_an_override() -> None:
    assert Asked("23:00-24:00", duration=90, overrides={TUESDAY: "00:00-00:30"}).starts(MONDAY) == ["23:00"]


def test_a_visit_runs_over_midnight_from_an_override_into_the_week() -> None:
    assert Asked("00:00-00:30", duration=90, overrides={MONDAY: "23:00-24:00"}).starts(MONDAY) == ["23:00"]


def test_an_override_that_closes_the_next_date_ends_the_working_time_at_midnight() -> None:
    closed = Asked("00:00-24:00", overrides={TUESDAY: ""})
    assert closed.starts(MONDAY)[-1] == "23:00"
    assert closed.reasons(f"{MONDAY}T23:30") == [Reason.OUTSIDE_HOURS, Reason.OFF_GRID]


def test_a_window_of_the_day_before_that_ends_at_midnight_stands() -> None:
    night = Asked("22:00-24:00", duration=120, overrides={TUESDAY: ""})
    assert night.instants(MONDAY, TUESDAY) == ["2027-03-01T22:00+00:00"]


def test_40_slots_of_an_hour_may_take_the_next_two_dates() -> None:
    assert Asked("00:00-24:00", slot=60, duration=40 * 60).starts(MONDAY) == ["00:00"]
    late = Asked("00:00-24:00", slot=60, duration=60, service=offering(40 * 60, Rules(slot_interval=23 * 60)))
    assert late.starts(MONDAY) == ["00:00", "23:00"]
    closed = Asked(late.hours, slot=60, service=late.service, overrides={"2027-03-03": ""})
    assert closed.starts(MONDAY) == ["00:00"]


# --- changes of the offset ---


def test_a_buffer_is_elapsed_time_across_an_hour_that_does_not_exist() -> None:
    """The hour before 03:00 is 01:00 to 02:00."""
    early = Asked(
        "03:00-05:00", timezone=ROME, rules=Rules(buffer_before=60), claims=[(f"{SPRING}T01:30", f"{SPRING}T03:00")]
    )
    assert early.reasons(f"{SPRING}T03:00") == [Reason.BUFFER]
    free = Asked(early.hours, timezone=ROME, rules=early.rules, claims=[(f"{SPRING}T00:30", f"{SPRING}T01:00")])
    assert free.starts(SPRING) == ["03:00"]


def test_a_buffer_is_elapsed_time_across_an_hour_that_exists_twice() -> None:
    """The two hours before 03:00 are 02:00 to 03:00, twice."""
    rules, first_two = Rules(buffer_before=120), f"{AUTUMN}T02:00+02:00"
    early = Asked("03:00-04:00", timezone=ROME, rules=rules, claims=[(f"{AUTUMN}T01:30", first_two)])
    assert early.starts(AUTUMN) == ["03:00"]
    taken = Asked("03:00-04:00", timezone=ROME, rules=rules, claims=[(first_two, f"{AUTUMN}T02:30+02:00")])
    assert taken.reasons(f"{AUTUMN}T03:00") == [Reason.BUFFER]


def test_steps_are_elapsed_time_and_do_not_begin_again_after_the_change() -> None:
    assert Asked("01:00-06:00", timezone=ROME, duration=90).starts(SPRING) == ["01:00", "03:30"]
    assert Asked("01:00-04:00", timezone=ROME, duration=90).starts(AUTUMN) == ["01:00", "02:30"]


def test_an_override_on_the_day_that_loses_an_hour() -> None:
    assert Asked(timezone=ROME, overrides={SPRING: "01:00-05:00"}).starts(SPRING) == ["01:00", "03:00", "04:00"]
    lost = Asked(timezone=ROME, overrides={SPRING: "02:00-03:00"})
    assert lost.starts(SPRING) == []
    assert lost.reasons(f"{SPRING}T03:00") == [Reason.OUTSIDE_HOURS]


def test_an_override_on_the_day_that_gains_an_hour() -> None:
    twice = Asked(timezone=ROME, overrides={AUTUMN: "02:00-03:00"})
    assert twice.instants(AUTUMN) == ["2027-10-31T02:00+02:00", "2027-10-31T02:00+01:00"]
    split = Asked(timezone=ROME, overrides={AUTUMN: "01:00-02:30"}, duration=30)
    assert split.starts(AUTUMN) == ["01:00", "01:30", "02:00", "02:00"]


def test_an_override_ends_with_the_repeated_hour_of_a_zone_that_goes_back_at_midnight() -> None:
    """In Beirut, 23:00 to 24:00 of 2027-10-30 exists twice."""
    late = Asked("", timezone="Asia/Beirut", overrides={"2027-10-30": "23:00-24:00"})
    assert late.instants("2027-10-30", "2027-10-31") == ["2027-10-30T23:00+03:00", "2027-10-30T23:00+02:00"]


@pytest.mark.parametrize("hours", ["09:00-12:00", "09:00-11:00 11:00-12:00"])
def test_a_visit_stays_in_the_hours_where_the_zone_no_longer_fits_the_slots(hours: str) -> None:
    """In India, whole hours of UTC begin at half past."""
    assert Asked(hours, timezone="Asia/Kolkata", slot=60).starts(MONDAY) == ["09:30", "10:30"]


def test_a_date_that_the_clock_shows_again_goes_on() -> None:
    """In Newfoundland in 2010, 00:01 of 7 November became 23:01 of the 6th."""
    late = Asked("23:00-24:00", timezone="America/St_Johns", slot=15, duration=30, now="2010-11-01T00:00")
    assert late.starts("2010-11-06") == ["23:00", "23:30", "23:15"]


# --- whole dates ---

WHOLE = Asked("00:00-24:00", timezone=ROME, slot=60, service=offering("day"))


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (MONDAY, 24), (AUTUMN, 25)])
def test_a_whole_date_is_as_long_as_the_zone_makes_it(day: str, hours: int) -> None:
    assert WHOLE.starts(day) == ["00:00"]
    assert WHOLE.interval(f"{day}T00:00").length == hours * HOUR


def test_whole_dates_end_where_the_next_ones_begin() -> None:
    offer = WHOLE.offer("2027-10-30", "2027-11-01")
    starts = offer.openings()
    assert offer.ends(starts) == [*starts[1:], starts[-1] + 24]
    assert Asked(slot=30).offer(MONDAY).ends([100, 102]) == [102, 104]


@pytest.mark.parametrize("day", [SPRING, MONDAY, AUTUMN])
def test_a_whole_date_needs_all_its_hours_and_no_others(day: str) -> None:
    start, end = WHOLE.interval(f"{day}T00:00")
    for taken in (start, end - HOUR):
        assert claimed(WHOLE, taken).reasons(f"{day}T00:00") == [Reason.TAKEN]
    for free in (start - HOUR, end):
        assert claimed(WHOLE, free).starts(day) == ["00:00"]


@pytest.mark.parametrize("day", [SPRING, MONDAY, AUTUMN])
def test_a_whole_date_has_its_buffers_around_it(day: str) -> None:
    asked = replace(WHOLE, service=offering("day", Rules(buffer_before=60, buffer_after=120)))
    start, end = asked.interval(f"{day}T00:00")
    for taken in (start - HOUR, end, end + HOUR):
        assert claimed(asked, taken).reasons(f"{day}T00:00") == [Reason.BUFFER]
    for free in (start - 2 * HOUR, end + 2 * HOUR):
        assert claimed(asked, free).starts(day) == ["00:00"]


def test_a_whole_date_has_one_start() -> None:
    assert replace(WHOLE, rules=Rules(slot_interval=60)).starts(MONDAY, TUESDAY) == ["00:00", "00:00"]
    assert WHOLE.reasons(f"{MONDAY}T01:00") == [Reason.OFF_GRID]


def test_a_whole_date_needs_windows_that_cover_it() -> None:
    assert replace(WHOLE, overrides={MONDAY: "00:00-12:00 12:00-24:00"}).starts(MONDAY) == ["00:00"]
    assert replace(WHOLE, overrides={MONDAY: "00:00-23:00"}).reasons(f"{MONDAY}T00:00") == [Reason.OUTSIDE_HOURS]
    assert replace(WHOLE, overrides={MONDAY: "01:00-24:00"}).starts(MONDAY) == []


def test_windows_need_not_cover_an_hour_that_does_not_exist_but_both_that_exist_twice() -> None:
    without_two = "00:00-02:00 03:00-24:00"
    assert replace(WHOLE, overrides={SPRING: without_two}).starts(SPRING) == ["00:00"]
    assert replace(WHOLE, overrides={AUTUMN: without_two}).reasons(f"{AUTUMN}T00:00") == [Reason.OUTSIDE_HOURS]


def test_a_whole_date_begins_at_one_where_the_zone_skips_its_first_hour() -> None:
    beirut = replace(WHOLE, timezone="Asia/Beirut")
    assert beirut.instants(SPRING) == ["2027-03-28T01:00+03:00"]
    assert beirut.interval(f"{SPRING}T01:00").length == 23 * HOUR


def claimed(asked: Asked, hour: datetime) -> Asked:
    return replace(asked, claims=[(hour.isoformat(), (hour + HOUR).isoformat())])


# --- the date line ---


def test_a_date_that_a_zone_skips_has_no_starts() -> None:
    """Samoa went from 2011-12-29 to 2011-12-31."""
    apia = Asked("00:00-24:00", timezone="Pacific/Apia", now="2011-12-01T00:00")
    assert apia.starts("2011-12-30") == []
    assert len(apia.starts("2011-12-29", "2011-12-31")) == 48


def test_a_visit_runs_over_the_date_that_a_zone_skips() -> None:
    night = Asked("00:00-01:00 23:00-24:00", timezone="Pacific/Apia", duration=120, now="2011-12-01T00:00")
    assert night.instants("2011-12-29", "2011-12-30") == ["2011-12-29T23:00-10:00"]
    assert night.interval("2011-12-29T23:00").end == night.instant("2011-12-31T01:00")


def test_whole_dates_around_the_date_that_a_zone_skips() -> None:
    days = replace(WHOLE, timezone="Pacific/Apia", now="2011-12-01T00:00")
    assert days.instants("2011-12-29", "2011-12-31") == ["2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00"]
    assert days.instants("2011-12-30") == []


def test_no_claims_matter_to_a_date_that_a_zone_skips() -> None:
    for asked in (Asked(), WHOLE):
        assert not replace(asked, timezone="Pacific/Apia").offer("2011-12-30").slots


@pytest.mark.parametrize(
    ("timezone", "tomorrow"),
    [("Pacific/Kiritimati", "2027-03-03"), ("Pacific/Kwajalein", "2027-03-02"), ("Etc/GMT+12", "2027-03-01")],
)
def test_days_of_notice_and_days_ahead_are_dates_of_the_provider(timezone: str, tomorrow: str) -> None:
    """At 11:00 UTC of 2027-03-01 it is 01:00 of the next date in Kiritimati, and 23:00 of the date before at -12."""
    rules = Rules(min_notice_days=1, max_advance_days=1)
    asked = Asked("09:00-10:00", timezone=timezone, now="2027-03-01T11:00+00:00", rules=rules)
    assert [start[:10] for start in asked.instants("2027-02-26", "2027-03-06")] == [tomorrow]


@pytest.mark.parametrize("timezone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", ROME])
@pytest.mark.parametrize("asked", [Asked("00:00-24:00"), WHOLE, Asked("00:00-24:00", duration=1200)])
def test_the_ends_of_the_calendar_are_asked_like_any_other_dates(timezone: str, asked: Asked) -> None:
    asked = replace(asked, timezone=timezone, now="2027-01-01T00:00+00:00")
    assert asked.starts("0001-01-01", "0001-01-02") == asked.starts("9999-12-30", "9999-12-31") == []
    assert Reason.PAST in asked.reasons("0001-01-01T00:00+00:00")
    assert Reason.TOO_FAR in asked.reasons("9999-12-31T23:59:59+00:00")


# --- limits ---


def test_a_week_that_is_full_ends_with_its_week_and_not_with_the_year() -> None:
    """2026-W53 is 2026-12-28 to 2027-01-03."""
    week = ["2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"]
    full = Asked("09:00-10:00", now="2026-12-01T00:00", full={Reason.LIMIT_WEEK: week})
    found = full.instants("2026-12-26", "2027-01-05")
    assert [start[:10] for start in found] == ["2026-12-26", "2026-12-27", "2027-01-04", "2027-01-05"]
    assert full.reasons("2027-01-01T09:00") == full.reasons("2026-12-31T09:00") == [Reason.LIMIT_WEEK]

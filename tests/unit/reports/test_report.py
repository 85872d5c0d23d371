"""The figures of days, against days that were counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.appointments.appointment import CancelledBy
from booking.appointments.attendance import Attendance
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window, day_number
from booking.reports.report import Counted, Figures, figures_of, is_over, joined, open_minutes
from booking.rules.rulebook import Rulebook
from booking.time.intervals import Interval
from tests.examples import NINE, new_provider, origin, provider

HOUR = timedelta(hours=1)
MONDAY = day_number(NINE.date())
ROUND_THE_CLOCK = {day: [Window(0, 1440)] for day in WEEKDAYS}


def confirmed(
    attendance: Attendance = Attendance.EXPECTED,
    service_id: str | None = None,
    minutes: int = 30,
    lead: timedelta = HOUR,
    start: datetime = NINE,
) -> Counted:
    own = Interval(start, start + timedelta(minutes=minutes))
    return Counted("a", own, True, attendance, service_id, start - lead)


def cancelled(before: timedelta, by: CancelledBy = CancelledBy.CUSTOMER) -> Counted:
    made = NINE - timedelta(days=30)
    own = Interval(NINE, NINE + HOUR)
    return Counted("c", own, False, Attendance.EXPECTED, None, made, NINE - before, by)


def test_a_day_without_appointments_has_open_minutes_and_zeros() -> None:
    figures = figures_of([], 480)
    assert figures == Figures(480)
    assert (figures.appointments, figures.no_shows, figures.mean_lead_minutes) == (0, 0, None)


def test_a_day_by_hand() -> None:
    """Four came or will, one did not, one was cancelled in time and one late."""
    figures = figures_of(
        [
            confirmed(Attendance.COMPLETED, "massage", 60, 2 * HOUR),
            confirmed(Attendance.ARRIVED, "massage", 60, HOUR),
            confirmed(Attendance.EXPECTED, None, 15, 24 * HOUR),
            confirmed(Attendance.EXPECTED, "haircut", 30, timedelta(minutes=1)),
            confirmed(Attendance.NO_SHOW, "haircut", 30, timedelta(0)),
            cancelled(48 * HOUR),
            cancelled(HOUR),
        ],
        480,
    )
    assert (figures.open_minutes, figures.booked_minutes, figures.appointments) == (480, 195, 5)
    assert figures.by_attendance == {"COMPLETED": 1, "ARRIVED": 1, "EXPECTED": 2, "NO_SHOW": 1}
    assert figures.by_service == {"massage": 2, "haircut": 2, None: 1}
    assert (figures.cancelled, figures.late_cancels, figures.no_shows) == (2, 1, 1)
    assert figures.mean_lead_minutes == (120 + 60 + 24 * 60 + 1) // 5


@pytest.mark.parametrize(
    ("before", "is_late"),
    [
        (timedelta(seconds=1), True),
        (timedelta(hours=24, seconds=-1), True),
        (timedelta(hours=24), False),
        (timedelta(0), False),
        (-HOUR, False),
    ],
    ids=["at the last second", "in 24 hours less a second", "in 24 hours", "at its start", "taken back afterwards"],
)
def test_a_cancellation_is_late_in_the_last_24_hours(before: timedelta, is_late: bool) -> None:
    assert figures_of([cancelled(before)], 0).late_cancels == is_late


@pytest.mark.parametrize(("by", "late"), [(CancelledBy.DESK, 1), (CancelledBy.PROVIDER, 0)])
def test_it_is_nobodys_fault_but_the_providers_if_a_resolution_cancels(by: CancelledBy, late: int) -> None:
    assert figures_of([cancelled(HOUR, by)], 0).late_cancels == late


def test_what_was_cancelled_before_that_was_recorded_is_not_late() -> None:
    unknown = cancelled(HOUR)._replace(cancelled_at=None, cancelled_by=None)
    figures = figures_of([unknown], 0)
    assert (figures.cancelled, figures.late_cancels) == (1, 0)


def test_what_is_recorded_after_its_start_has_no_lead() -> None:
    assert figures_of([confirmed(lead=-HOUR), confirmed(lead=HOUR)], 0).mean_lead_minutes == 30


def test_the_mean_lead_is_rounded_down_to_minutes() -> None:
    leads = [timedelta(seconds=59), timedelta(seconds=60)]
    assert figures_of([confirmed(lead=lead) for lead in leads], 0).mean_lead_minutes == 0


def test_open_minutes_are_the_windows_without_time_off() -> None:
    off = Interval(NINE + HOUR, NINE + 2 * HOUR)
    assert open_minutes(Rulebook(provider(), time_off=[off]), range(MONDAY, MONDAY + 2)) == {
        MONDAY: 480 - 60,
        MONDAY + 1: 480,
    }


def test_an_override_replaces_the_windows_of_its_date() -> None:
    rulebook = Rulebook(provider(), overrides={MONDAY: [Window(600, 660)], MONDAY + 1: []})
    assert open_minutes(rulebook, range(MONDAY, MONDAY + 3)) == {MONDAY: 60, MONDAY + 1: 0, MONDAY + 2: 480}


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2027, 3, 28), 23 * 60), (date(2027, 10, 31), 25 * 60)], ids=["spring", "autumn"]
)
def test_a_day_on_which_clocks_change_has_an_hour_less_or_more(day: date, minutes: int) -> None:
    rulebook = Rulebook(new_provider().with_schedule(ROUND_THE_CLOCK, 30, origin()))
    assert open_minutes(rulebook, range(day_number(day), day_number(day) + 1)) == {day_number(day): minutes}


@pytest.mark.parametrize(
    ("now", "over"),
    [(datetime(2027, 3, 1, 22, 59, tzinfo=UTC), False), (datetime(2027, 3, 1, 23, 0, tzinfo=UTC), True)],
    ids=["23:59 in Rome", "24:00 in Rome"],
)
def test_a_day_is_over_at_midnight_of_its_zone(now: datetime, over: bool) -> None:
    assert is_over(provider(), MONDAY, now) is over


def test_a_date_that_the_zone_skips_is_over() -> None:
    """Samoa had no 30 December 2011."""
    samoa = Provider.create("samoa", origin(), name="Samoa", timezone="Pacific/Apia", slot_minutes=60)
    assert is_over(samoa, day_number(date(2011, 12, 30)), datetime(2011, 1, 1, tzinfo=UTC))


def test_days_near_one_another_are_read_at_once() -> None:
    assert joined({1, 2, 4, 12}, 3) == [range(1, 5), range(12, 13)]
    assert joined({1, 2, 4}, 1) == [range(1, 3), range(4, 5)]
    assert joined((), 3) == []

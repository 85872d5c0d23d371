from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calls.change import Change, Origin
from booking.calls.record import Record
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.provider import Provider, ProviderChange, ProviderDetails, ProviderState
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, WeeklySchedule, Window, bookable_starts
from booking.time.grid import interval_of, slot_at, start_of
from booking.time.intervals import Interval
from booking.time.zones import zone
from tests.examples import AUTHOR

type Make = Callable[..., Provider]

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = 7 * DAY
MONDAY = date(2027, 3, 1)
OPEN_ALWAYS = {day: [(0, 1440)] for day in WEEKDAYS}
NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)


def create(origin: Origin, timezone: str = "Europe/Rome", slot_minutes: int = 15) -> Provider:
    return Provider.create("p-1", origin, name="Dr. Rossi", timezone=timezone, slot_minutes=slot_minutes)


def bookable(provider: Provider, day: date, now: datetime, length: timedelta | None = None) -> list[datetime]:
    """The starts that are offered on a date, claims not asked."""
    return free(provider, day, now, set(), length)


def free(
    provider: Provider, day: date, now: datetime, claimed: set[datetime], length: timedelta | None = None
) -> list[datetime]:
    offer = provider.offer(day, day, bookable_starts(now, provider.slot_minutes), length)
    return [start_of(slot, provider.slot_minutes) for slot in offer.openings(slots(provider, claimed))]


def slots(provider: Provider, starts: set[datetime]) -> list[int]:
    return sorted(slot_at(start, provider.slot_minutes) for start in starts)


def alternatives(
    provider: Provider, wanted: datetime, now: datetime, claimed: set[datetime], *, length: timedelta, within: timedelta
) -> list[Interval]:
    return provider.alternatives(wanted, now, slots(provider, claimed), length, within)


def starts(intervals: list[Interval]) -> list[datetime]:
    return [interval.start for interval in intervals]


def refusal(attempt: Callable[[], object]) -> tuple[FieldError, ...]:
    with pytest.raises(ValidationFailed) as refused:
        attempt()
    return refused.value.errors


# --- creating ----------------------------------------------------------------------------------------------------


def test_a_new_provider_is_active_and_has_no_schedule(origin: Origin, now: datetime) -> None:
    provider = Provider.create(
        "p-1", origin, name="Dr. Rossi", timezone="Europe/Rome", email="rossi@example.org", fingerprint="f-1"
    )
    assert provider == Provider(
        id="p-1",
        name="Dr. Rossi",
        email="rossi@example.org",
        timezone="Europe/Rome",
        slot_minutes=15,
        appointment_duration=None,
        schedule=WeeklySchedule(),
        state=ProviderState.ACTIVE,
        record=Record(1, now, now, Change(ProviderChange.CREATED, origin), "f-1"),
    )


def test_an_unknown_zone_is_refused(origin: Origin) -> None:
    (error,) = refusal(lambda: create(origin, timezone="Mars/Olympus"))
    assert error.field == "timezone"


@pytest.mark.parametrize("slot_minutes", [0, 1, 12, 45, 120, -15])
def test_slots_of_another_length_are_refused(origin: Origin, slot_minutes: int) -> None:
    assert refusal(lambda: create(origin, slot_minutes=slot_minutes)) == (
        FieldError("slotMinutes", "must be one of 5, 10, 15, 20, 30, 60"),
    )


def test_slots_that_do_not_fit_the_zone_are_refused_naming_those_that_do(origin: Origin) -> None:
    assert refusal(lambda: create(origin, timezone="Asia/Kolkata", slot_minutes=60)) == (
        FieldError("slotMinutes", "must divide every UTC offset of Asia/Kolkata; these do: 5, 10, 15, 30"),
    )


# --- details -----------------------------------------------------------------------------------------------------


def test_a_new_detail_adds_one_to_the_version_and_leaves_the_others(origin: Origin) -> None:
    later = Origin("change-2", origin.at + HOUR, AUTHOR, "request-2")
    before = create(origin).with_schedule({"monday": [Window(540, 600)]}, 30, origin)
    after = before.updated({"email": "rossi@example.org"}, later)
    assert after == replace(before, email="rossi@example.org", record=after.record)
    assert (after.version, after.record.updated_at) == (3, later.at)
    assert after.change == Change(ProviderChange.UPDATED, later)


def test_a_detail_that_is_none_is_cleared(origin: Origin) -> None:
    known = create(origin).updated({"email": "rossi@example.org", "subject": "sub-1"}, origin)
    cleared = known.updated({"email": None}, origin)
    assert (cleared.email, cleared.subject, cleared.version) == (None, "sub-1", 3)


@pytest.mark.parametrize("details", [{}, {"name": "Dr. Rossi"}, {"name": "Dr. Rossi", "email": None, "subject": None}])
def test_details_that_the_provider_has_already_change_nothing(origin: Origin, details: ProviderDetails) -> None:
    later = Origin("change-2", origin.at + HOUR, AUTHOR, "request-2")
    assert create(origin).updated(details, later) == create(origin)


def test_rules_that_are_sent_are_set_and_the_others_stay(origin: Origin) -> None:
    ruled = create(origin).updated({"rules": {"buffer_after": 15, "max_per_day": 4}}, origin)
    after = ruled.updated({"rules": {"max_per_day": None, "min_notice_days": 1}}, origin)
    assert (after.rules, after.version) == (Rules(buffer_after=15, min_notice_days=1), 3)
    assert after.updated({"rules": {"min_notice_days": 1}}, origin) is after


def test_rules_that_contradict_one_another_are_refused(origin: Origin) -> None:
    known = create(origin).updated({"rules": {"max_advance_days": 7}}, origin)
    errors = refusal(lambda: known.updated({"rules": {"min_notice_days": 8, "buffer_before": 5}}, origin))
    assert [error.field for error in errors] == ["bufferBefore", "minNoticeDays"]


def test_buffers_leave_room_for_the_appointment(origin: Origin) -> None:
    provider = create(origin).with_schedule({}, 300, origin)
    assert provider.updated({"rules": {"buffer_before": 150, "buffer_after": 150}}, origin).version == 3
    (error,) = refusal(lambda: provider.updated({"rules": {"buffer_before": 150, "buffer_after": 165}}, origin))
    assert error.field == "bufferBefore"


def test_slots_may_change_before_the_first_schedule(origin: Origin) -> None:
    assert create(origin).updated({"slot_minutes": 30}, origin).slot_minutes == 30
    fixed = create(origin).with_schedule({}, 15, origin)
    assert refusal(lambda: fixed.updated({"slot_minutes": 30}, origin)) == (
        FieldError("slotMinutes", "cannot be changed from 15 after the first schedule, service or override"),
    )
    assert fixed.updated({"slot_minutes": 15}, origin) is fixed


def test_new_slots_fit_the_zone_and_the_buffers(origin: Origin) -> None:
    provider = create(origin, timezone="Asia/Kolkata").updated({"rules": {"buffer_after": 15}}, origin)
    errors = refusal(lambda: provider.updated({"slot_minutes": 60}, origin))
    assert [error.field for error in errors] == ["slotMinutes", "slotMinutes"]
    (error,) = refusal(lambda: provider.updated({"slot_minutes": 10}, origin))
    assert error.message == "must be a multiple of the provider's slotMinutes (10)"


# --- its state ---------------------------------------------------------------------------------------------------


def test_a_provider_is_deactivated_and_reactivated_and_keeps_all_else(origin: Origin) -> None:
    before = create(origin)
    inactive = before.deactivated(origin)
    assert (inactive.state, inactive.version, inactive.is_active) == (ProviderState.INACTIVE, 2, False)
    assert inactive.change == Change(ProviderChange.DEACTIVATED, origin)
    active = inactive.reactivated(origin)
    assert active == replace(before, record=active.record)
    assert (active.version, active.change.type) == (3, ProviderChange.REACTIVATED)


def test_a_provider_that_is_so_already_stays_as_it_is(origin: Origin) -> None:
    provider = create(origin)
    assert provider.reactivated(origin) is provider
    assert provider.deactivated(origin).deactivated(origin).version == 2


# --- the schedule ------------------------------------------------------------------------------------------------


def test_a_schedule_replaces_the_week_and_adds_one_to_the_version(origin: Origin) -> None:
    later = Origin("change-2", origin.at + HOUR, AUTHOR, "request-2")
    provider = create(origin).with_schedule({"friday": [Window(540, 600)]}, 30, origin)
    updated = provider.with_schedule({"monday": [Window(600, 660), Window(540, 600)]}, 45, later)
    assert updated.schedule == WeeklySchedule.of({"monday": [Window(540, 600), Window(600, 660)]})
    assert (updated.appointment_duration, updated.version) == (45, 3)
    assert (updated.record.created_at, updated.record.updated_at) == (origin.at, later.at)
    assert updated.change == Change(ProviderChange.SCHEDULE_UPDATED, later)


def test_a_schedule_keeps_the_zone_unless_another_is_named(origin: Origin) -> None:
    provider = create(origin, timezone="Asia/Kolkata")
    assert provider.with_schedule({}, 15, origin).timezone == "Asia/Kolkata"
    assert provider.with_schedule({}, 15, origin, "Asia/Tokyo").timezone == "Asia/Tokyo"


@pytest.mark.parametrize("timezone", ["Mars/Olympus", ""])
def test_a_provider_cannot_move_to_an_unknown_zone(origin: Origin, timezone: str) -> None:
    (error,) = refusal(lambda: create(origin).with_schedule({}, 15, origin, timezone))
    assert (error.field, error.message[:12]) == ("timezone", "must be a na")


def test_a_provider_cannot_move_to_a_zone_that_its_slots_do_not_fit(origin: Origin) -> None:
    (error,) = refusal(lambda: create(origin, slot_minutes=60).with_schedule({}, 60, origin, "Asia/Kolkata"))
    message = "must have UTC offsets that are multiples of the provider's slotMinutes (60)"
    assert error == FieldError("timezone", message)


@pytest.mark.parametrize(
    ("slot_minutes", "duration"), [(5, 5), (5, 200), (15, 600), (30, 1200), (60, 60), (60, 1440), (20, 800)]
)
def test_a_duration_is_one_to_40_slots(origin: Origin, slot_minutes: int, duration: int) -> None:
    provider = create(origin, slot_minutes=slot_minutes)
    assert provider.with_schedule({}, duration, origin).appointment_duration == duration


@pytest.mark.parametrize(
    ("slot_minutes", "duration", "longest"),
    [(15, 0, 600), (15, -15, 600), (15, 20, 600), (5, 205, 200), (15, 615, 600), (60, 1500, 1440), (30, 1230, 1200)],
)
def test_another_duration_is_refused(origin: Origin, slot_minutes: int, duration: int, longest: int) -> None:
    provider = create(origin, slot_minutes=slot_minutes)
    message = f"must be a multiple of the provider's slotMinutes ({slot_minutes}), at most {longest}"
    assert refusal(lambda: provider.with_schedule({}, duration, origin)) == (
        FieldError("appointmentDuration", message),
    )


def test_all_that_is_wrong_with_a_schedule_is_named_at_once(origin: Origin) -> None:
    week = {"monday": [Window(840, 900), Window(545, 600)]}
    errors = refusal(lambda: create(origin).with_schedule(week, 20, origin, "Mars/Olympus"))
    assert [error.field for error in errors] == [
        "weeklySchedule.monday[1].start",
        "appointmentDuration",
        "timezone",
    ]


@pytest.mark.parametrize(("duration", "fits"), [(90, True), (105, False)])
def test_a_duration_fits_into_the_week(origin: Origin, duration: int, fits: bool) -> None:
    week = {"monday": [Window(540, 600), Window(600, 630)], "friday": [Window(540, 600)]}
    if fits:
        assert create(origin).with_schedule(week, duration, origin).appointment_duration == duration
    else:
        assert refusal(lambda: create(origin).with_schedule(week, duration, origin)) == (
            FieldError("appointmentDuration", "must fit into the week: its longest time without a break is 90 minutes"),
        )


def test_a_duration_fits_with_the_buffers_into_40_slots(origin: Origin) -> None:
    provider = create(origin).updated({"rules": {"buffer_before": 15, "buffer_after": 15}}, origin)
    assert provider.with_schedule({}, 570, origin).appointment_duration == 570
    assert refusal(lambda: provider.with_schedule({}, 585, origin)) == (
        FieldError("appointmentDuration", "must take at most 40 slots with both buffers: 600 minutes, and it is 615"),
    )


# --- what can be booked ------------------------------------------------------------------------------------------


def test_a_provider_without_a_schedule_has_no_slots(origin: Origin, now: datetime) -> None:
    assert bookable(create(origin), MONDAY, now) == []


def test_what_has_passed_is_not_bookable(provider_open: Make) -> None:
    provider = provider_open(monday=[(540, 630)])
    assert bookable(provider, MONDAY, NINE) == [NINE + 30 * MINUTE, NINE + 60 * MINUTE]


@pytest.mark.parametrize("day", [date.min, MONDAY - DAY, MONDAY + 732 * DAY, date.max])
def test_a_date_outside_the_horizon_has_no_slots(provider_open: Make, now: datetime, day: date) -> None:
    assert bookable(provider_open(**OPEN_ALWAYS), day, now) == []


def test_the_last_bookable_start_is_730_days_ahead(provider_open: Make, now: datetime) -> None:
    in_auckland = provider_open(timezone="Pacific/Auckland", **OPEN_ALWAYS)
    assert bookable(in_auckland, date(2029, 2, 28), now)[-1] == now + 730 * DAY


def test_the_last_bookable_start_may_lie_on_the_date_after_730_dates(provider_open: Make) -> None:
    """Rome in 2029 sets its clocks forward two days before, in 2027 one day after."""
    provider = provider_open(timezone="Europe/Rome", **OPEN_ALWAYS)
    before_midnight = datetime(2027, 3, 27, 22, 30, tzinfo=UTC)
    (first, last) = bookable(provider, date(2029, 3, 27), before_midnight)
    assert (first, last) == (before_midnight + 730 * DAY - 30 * MINUTE, before_midnight + 730 * DAY)


def test_today_is_today_in_the_zone_of_the_provider(provider_open: Make) -> None:
    """At 22:00 UTC on Monday it is Tuesday in Auckland."""
    provider = provider_open(timezone="Pacific/Auckland", tuesday=[(0, 1440)])
    evening = datetime(2027, 3, 1, 22, tzinfo=UTC)
    assert bookable(provider, date(2027, 3, 2), evening)[0] == evening + 30 * MINUTE


def test_a_date_that_the_clock_will_show_again_is_bookable(provider_open: Make) -> None:
    """Newfoundland, 2010: at 00:01 on 7 November it became 23:01 on the 6th."""
    provider = provider_open(timezone="America/St_Johns", saturday=[(0, 1440)])
    first_minute_of_the_seventh = datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC)
    wanted = datetime(2010, 11, 7, 2, 45, tzinfo=UTC)
    assert provider.offer_at(wanted, first_minute_of_the_seventh) == Interval(wanted, wanted + 30 * MINUTE)


def test_a_start_that_is_offered_can_be_taken(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(540, 600)])
    assert provider.offer_at(NINE, now) == Interval(NINE, NINE + 30 * MINUTE)


def test_the_same_instant_in_another_zone_is_the_same_start(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(540, 600)])
    in_rome = NINE.astimezone(zone("Europe/Rome"))
    offer = provider.offer_at(in_rome, now)
    assert offer is not None
    assert offer.start.tzinfo is UTC


@pytest.mark.parametrize("minutes", [-30, 15, 60, 1440])
def test_a_start_that_is_not_offered_cannot_be_taken(provider_open: Make, now: datetime, minutes: int) -> None:
    assert provider_open(monday=[(540, 600)]).offer_at(NINE + minutes * MINUTE, now) is None


@pytest.mark.parametrize("distance", [timedelta(), -DAY, 730 * DAY + MINUTE])
def test_a_start_outside_the_horizon_cannot_be_taken(provider_open: Make, distance: timedelta) -> None:
    provider = provider_open(slot=5, duration=5, **OPEN_ALWAYS)
    assert provider.offer_at(NINE, NINE - distance) is None


@pytest.mark.parametrize("start", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_the_calendar_cannot_be_taken(provider_open: Make, now: datetime, start: datetime) -> None:
    assert provider_open(timezone="Pacific/Auckland", monday=[(0, 1440)]).offer_at(start, now) is None


def test_claimed_time_is_not_free(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(540, 630)])
    assert free(provider, MONDAY, now, {NINE + 45 * MINUTE}) == [NINE, NINE + 60 * MINUTE]


def test_an_appointment_of_another_length_needs_its_own_time_free(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(540, 660)])
    claimed = {NINE + 75 * MINUTE}
    assert free(provider, MONDAY, now, claimed, length=60 * MINUTE) == [NINE]


# --- alternatives ------------------------------------------------------------------------------------------------


def test_alternatives_are_the_three_nearest_the_earlier_of_two_first(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(420, 1020)])
    found = alternatives(provider, NINE, now, {NINE}, length=30 * MINUTE, within=WEEK)
    assert starts(found) == [NINE - 30 * MINUTE, NINE + 30 * MINUTE, NINE - 60 * MINUTE]


def test_alternatives_are_free_and_in_the_future(provider_open: Make) -> None:
    provider = provider_open(monday=[(420, 660)])
    found = alternatives(
        provider, NINE, NINE - 10 * MINUTE, {NINE, NINE + 45 * MINUTE}, length=30 * MINUTE, within=WEEK
    )
    assert starts(found)[:2] == [NINE + 60 * MINUTE, NINE + 90 * MINUTE]
    assert len(found) == 3


def test_alternatives_start_at_most_so_far_away(provider_open: Make) -> None:
    provider = provider_open(duration=15, monday=[(555, 570)])
    quarter_past = NINE + 15 * MINUTE
    found = alternatives(provider, NINE, NINE - 8 * DAY, {quarter_past}, length=15 * MINUTE, within=WEEK)
    assert starts(found) == [quarter_past - 7 * DAY]
    assert alternatives(provider, NINE, NINE - 8 * DAY, {quarter_past}, length=15 * MINUTE, within=6 * DAY) == []


def test_alternatives_reach_seven_days_also_where_the_date_is_another(provider_open: Make) -> None:
    provider = provider_open(timezone="Pacific/Auckland", duration=15, monday=[(1320, 1335)])
    found = alternatives(provider, NINE, NINE - 8 * DAY, {NINE}, length=15 * MINUTE, within=WEEK)
    assert starts(found) == [NINE - 7 * DAY, NINE + 7 * DAY]


def test_alternatives_have_the_length_that_is_asked_for(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(540, 660)])
    found = alternatives(provider, NINE, now, {NINE}, length=60 * MINUTE, within=WEEK)
    assert found[:2] == [Interval(NINE + 30 * MINUTE, NINE + 90 * MINUTE), Interval(NINE + HOUR, NINE + 2 * HOUR)]
    assert found[2].length == HOUR


def test_an_appointments_own_claims_left_out_count_as_free(provider_open: Make, now: datetime) -> None:
    provider = provider_open(monday=[(540, 660)])
    own, foreign = {NINE, NINE + 15 * MINUTE}, {NINE + 30 * MINUTE}
    wanted = NINE + 30 * MINUTE
    assert NINE not in starts(alternatives(provider, wanted, now, own | foreign, length=30 * MINUTE, within=WEEK))
    assert NINE in starts(alternatives(provider, wanted, now, foreign, length=30 * MINUTE, within=WEEK))


def test_the_claims_that_alternatives_may_meet_reach_to_the_end_of_the_last(provider_open: Make) -> None:
    slots = provider_open(monday=[]).slots_around(NINE, HOUR, 7 * DAY)
    assert interval_of(slots, 15) == Interval(NINE - 7 * DAY, NINE + 7 * DAY + HOUR)

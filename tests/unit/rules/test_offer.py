"""What the engine offers, and its reasons. Without a date in a test's name or rules, the date is a Monday."""

from booking.providers.provider import ProviderState
from booking.providers.rules import Rules
from booking.rules.reasons import Reason
from booking.rules.rulebook import Visit
from tests.unit.rules.asked import Asked, offering

DAY = "2027-03-01"
NEXT_DAY = "2027-03-02"
NINE, TEN = f"{DAY}T09:00", f"{DAY}T10:00"


# --- the grid ---


def test_starts_count_from_the_beginning_of_each_window() -> None:
    assert Asked("09:00-12:00 13:30-15:30").starts(DAY) == ["09:00", "10:00", "11:00", "13:30", "14:30"]


def test_the_step_is_both_buffers_and_the_duration() -> None:
    rules = Rules(buffer_before=30, buffer_after=60)
    assert Asked("09:00-17:00", rules=rules).starts(DAY) == ["09:00", "11:30", "14:00"]


def test_an_interval_may_be_shorter_than_the_duration() -> None:
    assert Asked(rules=Rules(slot_interval=30)).starts(DAY) == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_an_interval_may_be_longer_than_the_duration() -> None:
    assert Asked(rules=Rules(slot_interval=90)).starts(DAY) == ["09:00", "10:30"]


def test_a_start_between_two_steps_is_off_the_grid() -> None:
    assert Asked().reasons(f"{DAY}T09:30") == [Reason.OFF_GRID]


def test_a_start_inside_a_slot_is_off_the_grid() -> None:
    assert Asked().reasons(f"{DAY}T09:00:01") == [Reason.OFF_GRID]


def test_a_start_inside_a_slot_is_judged_on_its_own_date() -> None:
    late = Asked("00:00-24:00", overrides={NEXT_DAY: ""}, full={Reason.LIMIT_DAY: [DAY]})
    assert late.reasons(f"{DAY}T23:45") == [Reason.OUTSIDE_HOURS, Reason.OFF_GRID, Reason.LIMIT_DAY]


def test_a_start_inside_a_slot_is_judged_by_the_clock_as_it_is() -> None:
    assert Asked(now=f"{DAY}T09:10").reasons(f"{DAY}T09:10") == [Reason.PAST, Reason.OFF_GRID]
    assert Asked(now=f"{DAY}T09:10").reasons(f"{DAY}T09:10:01") == [Reason.OFF_GRID]
    late = Asked(now=f"{DAY}T08:00", rules=Rules(min_notice_minutes=70))
    assert late.reasons(f"{DAY}T09:09") == [Reason.TOO_SOON, Reason.OFF_GRID]
    assert late.reasons(f"{DAY}T09:10") == [Reason.OFF_GRID]


def test_a_start_outside_all_windows_is_on_no_grid() -> None:
    assert Asked().reasons(f"{DAY}T08:30") == [Reason.OUTSIDE_HOURS]


# --- services ---


def test_a_service_has_its_own_duration() -> None:
    assert Asked(service=offering(90)).starts(DAY) == ["09:00", "10:30"]


def test_a_rule_that_the_service_does_not_set_is_the_providers() -> None:
    book = Asked(rules=Rules(buffer_after=30, slot_interval=30), service=offering(60, Rules(slot_interval=60)))
    claimed = Asked(rules=book.rules, service=book.service, claims=[(f"{DAY}T11:00", f"{DAY}T11:30")])
    assert book.starts(DAY) == ["09:00", "10:00", "11:00"]
    assert claimed.starts(DAY) == ["09:00"]


def test_a_retired_service_is_not_offered() -> None:
    retired = Asked(service=offering(60, is_active=False))
    assert retired.starts(DAY) == []
    assert retired.reasons(NINE) == [Reason.SERVICE_RETIRED]


def test_an_inactive_provider_offers_nothing() -> None:
    inactive = Asked(state=ProviderState.INACTIVE)
    assert inactive.starts(DAY) == []
    assert inactive.reasons(NINE) == [Reason.PROVIDER_INACTIVE]


def test_a_provider_without_a_duration_is_closed_unless_a_service_has_one() -> None:
    assert Asked(duration=None).reasons(NINE) == [Reason.CLOSED]
    assert Asked(duration=None).starts(DAY) == []
    assert Asked(duration=None, service=offering(60)).starts(DAY) == ["09:00", "10:00", "11:00"]


def test_an_appointment_that_is_moved_keeps_its_length_on_the_grid_of_new_ones() -> None:
    assert Asked(moved=Visit(3)).starts(DAY) == ["09:00", "10:00"]
    assert Asked(moved=Visit(1)).starts(DAY) == ["09:00", "10:00", "11:00"]


# --- the clock ---


def test_what_starts_now_is_past() -> None:
    assert Asked(now=TEN).starts(DAY) == ["11:00"]
    assert Asked(now=TEN).reasons(TEN) == [Reason.PAST]


def test_notice_in_minutes_is_inclusive() -> None:
    assert Asked(now=f"{DAY}T08:00", rules=Rules(min_notice_minutes=120)).starts(DAY) == ["10:00", "11:00"]
    late = Asked(now=f"{DAY}T08:00:00.000001", rules=Rules(min_notice_minutes=120))
    assert late.starts(DAY) == ["11:00"]
    assert late.reasons(TEN) == [Reason.TOO_SOON]


def test_notice_in_days_counts_dates_and_not_hours() -> None:
    tomorrow = Asked(now=f"{DAY}T23:59", rules=Rules(min_notice_days=1))
    assert tomorrow.starts(DAY, NEXT_DAY) == ["09:00", "10:00", "11:00"]
    assert Asked(now=f"{DAY}T00:00", rules=Rules(min_notice_days=1)).reasons(NINE) == [Reason.TOO_SOON]


def test_both_kinds_of_notice_hold() -> None:
    rules = Rules(min_notice_minutes=600, min_notice_days=1)
    assert Asked(now=f"{DAY}T00:00", rules=rules).reasons(f"{DAY}T11:00") == [Reason.TOO_SOON]
    assert Asked(now=f"{DAY}T23:59", rules=rules).reasons(f"{NEXT_DAY}T09:00") == [Reason.TOO_SOON]


def test_a_notice_of_zero_is_none_and_a_service_may_set_it_against_its_provider() -> None:
    now = f"{DAY}T09:59"
    walk_in = Asked(now=now, rules=Rules(min_notice_minutes=60), service=offering(60, Rules(min_notice_minutes=0)))
    assert walk_in.starts(DAY) == ["10:00", "11:00"]
    assert walk_in.reasons(NINE) == [Reason.PAST]


def test_the_horizon_is_inclusive_and_counts_dates() -> None:
    near = Asked(now=f"{DAY}T23:59", rules=Rules(max_advance_days=1))
    assert near.reasons(f"{NEXT_DAY}T11:00") == []
    assert near.reasons("2027-03-03T09:00") == [Reason.TOO_FAR]


def test_nobody_books_more_than_730_days_ahead() -> None:
    assert Asked(now="2027-03-01T12:00").reasons("2029-02-28T11:00") == []
    assert Asked(now="2027-03-01T12:00").reasons("2029-03-01T09:00") == [Reason.TOO_FAR]


# --- hours and time off ---


def test_a_date_without_windows_is_closed() -> None:
    assert Asked("").reasons(NINE) == [Reason.CLOSED]


def test_a_visit_that_runs_out_of_the_hours_is_outside_them() -> None:
    assert Asked(rules=Rules(slot_interval=30)).reasons(f"{DAY}T11:30") == [Reason.OUTSIDE_HOURS]


def test_a_visit_may_run_from_one_window_into_another_that_touches_it() -> None:
    assert Asked("09:00-10:00 10:00-10:30", service=offering(90)).starts(DAY) == ["09:00"]


def test_an_override_replaces_the_week() -> None:
    assert Asked(overrides={DAY: "14:00-16:00"}).starts(DAY, NEXT_DAY) == ["14:00", "15:00", "09:00", "10:00", "11:00"]


def test_an_override_closes_a_date_and_opens_one() -> None:
    assert Asked(overrides={DAY: ""}).reasons(NINE) == [Reason.CLOSED]
    assert Asked("", overrides={DAY: "09:00-10:00"}).starts(DAY) == ["09:00"]


def test_time_off_blocks_each_slot_that_it_touches() -> None:
    away = Asked(time_off=[(f"{DAY}T10:59:59", f"{DAY}T11:00:00")])
    assert away.starts(DAY) == ["09:00", "11:00"]
    assert away.reasons(TEN) == [Reason.TIME_OFF]
    assert Asked(time_off=[(f"{DAY}T10:59:59", f"{DAY}T11:00:01")]).starts(DAY) == ["09:00"]


def test_time_off_may_overlap_and_its_union_blocks() -> None:
    away = [(f"{DAY}T09:30", f"{DAY}T10:30"), (f"{DAY}T10:00", f"{DAY}T11:00"), (f"{DAY}T08:00", f"{DAY}T09:00")]
    assert Asked(time_off=away).starts(DAY) == ["11:00"]


def test_time_off_of_other_months_is_not_in_the_way() -> None:
    away = [("2026-01-01T00:00", "2026-12-01T00:00"), ("2027-06-01T00:00", "2028-05-01T00:00")]
    assert Asked(time_off=away).starts(DAY) == ["09:00", "10:00", "11:00"]
    assert Asked(time_off=[("2026-12-01T00:00", "2027-11-01T00:00")]).starts(DAY) == []


# --- claims and buffers ---


def test_a_claimed_slot_is_in_no_opening() -> None:
    taken = Asked(claims=[(f"{DAY}T10:30", f"{DAY}T11:00")])
    assert taken.starts(DAY) == ["09:00", "11:00"]
    assert taken.reasons(TEN) == [Reason.TAKEN]


def test_buffers_may_lie_outside_the_hours_and_inside_time_off() -> None:
    rules = Rules(buffer_before=60, buffer_after=60)
    away = [(f"{DAY}T08:00", f"{DAY}T09:00"), (f"{DAY}T10:00", f"{DAY}T11:00")]
    assert Asked("09:00-10:00", rules=rules, time_off=away).starts(DAY) == ["09:00"]


def test_a_buffer_may_cross_midnight() -> None:
    late = Asked("23:00-24:00", rules=Rules(buffer_after=60), overrides={NEXT_DAY: ""})
    assert late.starts(DAY) == ["23:00"]


def test_a_buffer_that_meets_a_claim_is_a_reason_of_its_own() -> None:
    before = [(f"{DAY}T08:30", f"{DAY}T09:00")]
    assert Asked(rules=Rules(buffer_before=30), claims=before).reasons(NINE) == [Reason.BUFFER]
    after = [(f"{DAY}T10:00", f"{DAY}T10:30")]
    assert Asked(rules=Rules(buffer_after=30), claims=after).reasons(NINE) == [Reason.BUFFER]


def test_two_appointments_never_share_a_buffer() -> None:
    """The visit at 11:00 claims 10:30 to 12:30."""
    rules = Rules(buffer_before=30, buffer_after=30, slot_interval=30)
    claims = [(f"{DAY}T10:30", f"{DAY}T12:30")]
    assert Asked("08:00-16:00", rules=rules, claims=claims).starts(DAY)[:4] == ["08:00", "08:30", "09:00", "13:00"]


def test_an_interval_smaller_than_the_duration_with_buffers_offers_every_start_beside_the_claims() -> None:
    """The visit at 10:00 claims 09:45 to 11:15."""
    rules = Rules(buffer_before=15, buffer_after=15, slot_interval=30)
    asked = Asked("08:00-14:00", slot=15, rules=rules, claims=[(f"{DAY}T09:45", f"{DAY}T11:15")])
    assert asked.starts(DAY) == ["08:00", "08:30", "11:30", "12:00", "12:30", "13:00"]
    assert asked.reasons(f"{DAY}T09:00") == [Reason.TAKEN, Reason.BUFFER]
    assert asked.reasons(f"{DAY}T11:00") == [Reason.TAKEN, Reason.BUFFER]


def test_claims_come_in_any_order_and_from_any_time() -> None:
    claims = [(f"{DAY}T11:00", f"{DAY}T11:30"), (f"{DAY}T09:00", f"{DAY}T09:30"), ("2020-01-01", "2020-01-02")]
    assert Asked(claims=[*claims, ("2040-01-01", "2040-01-02")]).starts(DAY) == ["10:00"]


def test_claims_matter_from_the_first_buffer_to_the_last() -> None:
    rules = Rules(buffer_before=60, buffer_after=90)
    first, beyond = Asked(rules=rules).instant(f"{DAY}T00:00"), Asked(rules=rules).instant(f"{NEXT_DAY}T00:00")
    slots = Asked(rules=rules).offer(DAY).slots
    assert slots.start * 1800 == first.timestamp() - 60 * 60
    assert slots.stop * 1800 == beyond.timestamp() + (30 + 90) * 60


def test_a_visit_claims_its_own_time_and_its_buffers() -> None:
    asked = Asked(rules=Rules(buffer_before=30, buffer_after=60))
    edges = asked.offer(DAY).claimed_at(asked.instant(NINE))
    assert [f"{edge:%H:%M}" for edge in edges] == ["08:30", "11:00"]


# --- all reasons ---


def test_reasons_can_be_left_out_of_account() -> None:
    day = Asked(state=ProviderState.INACTIVE, overrides={NEXT_DAY: ""}).offer(DAY, NEXT_DAY)
    assert len(day.openings(despite=[Reason.PROVIDER_INACTIVE])) == 3
    assert len(day.openings(despite=[Reason.PROVIDER_INACTIVE, Reason.CLOSED])) == 3 + 48
    assert day.openings(despite=[Reason.CLOSED]) == []


def test_limits_that_are_reached_are_given_as_dates() -> None:
    full = {Reason.LIMIT_WEEK: [DAY, NEXT_DAY], Reason.LIMIT_DAY: [NEXT_DAY]}
    assert Asked(full=full).starts(DAY, "2027-03-03") == ["09:00", "10:00", "11:00"]
    assert Asked(full=full).reasons(f"{NEXT_DAY}T09:00") == [Reason.LIMIT_DAY, Reason.LIMIT_WEEK]


def test_all_reasons_are_given_in_their_order() -> None:
    rules = Rules(min_notice_days=1, buffer_before=30, max_advance_days=1)
    asked = Asked(
        now=f"{DAY}T12:00",
        rules=rules,
        state=ProviderState.INACTIVE,
        service=offering(60, is_active=False),
        time_off=[(f"{DAY}T00:00", f"{NEXT_DAY}T00:00")],
        claims=[(f"{DAY}T00:00", f"{NEXT_DAY}T00:00")],
        full={Reason.LIMIT_WEEK: [DAY], Reason.LIMIT_DAY: [DAY]},
    )
    never_together = {Reason.TOO_FAR, Reason.CLOSED}
    assert asked.reasons(f"{DAY}T11:30") == [reason for reason in Reason if reason not in never_together]
    closed = Asked("", now=NINE, rules=rules).reasons("2027-03-03T09:00")
    assert closed == [Reason.TOO_FAR, Reason.CLOSED]

"""The place of an appointment, or the reasons against its start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.rules.claims import Claims, Standing
from booking.rules.counting import Counted
from booking.rules.limits import Ticket
from booking.rules.place import Refused, Search, Wanted, dates_of
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.time.grid import slot_at
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, MADE, NINE, OTHER_ID, origin, provider

EIGHT_AT_NIGHT = NINE + timedelta(hours=11)
QUARTER = timedelta(minutes=15)


def search(start: datetime = NINE, *override: Reason, of: Provider | None = None, now: datetime = MADE) -> Search:
    return Search(Rulebook(of or provider()), Wanted(start, Counted(OTHER_ID), override), origin(at=now))


def reasons(asked: Search, claims: Claims | None = None) -> list[Reason]:
    with pytest.raises(Refused) as refused:
        asked.place(claims or Claims())
    return [*refused.value.reasons]


def with_rules(**given: int) -> Provider:
    return replace(provider(), rules=Rules(**given))


def test_a_start_that_is_offered_is_a_place() -> None:
    assert search().place().interval == Interval(NINE, NINE + HALF_HOUR)


def test_the_buffers_are_claimed_with_it() -> None:
    place = search(of=with_rules(buffer_before=15, buffer_after=30, slot_interval=30)).place()
    assert place.claimed == Interval(NINE - QUARTER, NINE + 4 * QUARTER)


def test_all_reasons_are_given_in_their_order() -> None:
    claims = Claims({slot_at(EIGHT_AT_NIGHT, 15): "another"})
    assert reasons(search(EIGHT_AT_NIGHT), claims) == [Reason.OUTSIDE_HOURS, Reason.TAKEN]


def test_a_reason_that_is_skipped_is_kept_with_the_place() -> None:
    place = search(EIGHT_AT_NIGHT, Reason.OUTSIDE_HOURS, Reason.TOO_FAR).place()
    assert (place.interval.start, place.skipped) == (EIGHT_AT_NIGHT, (Reason.OUTSIDE_HOURS,))


def test_what_is_left_after_skipping_is_refused() -> None:
    claims = Claims({slot_at(EIGHT_AT_NIGHT, 15): "another"})
    assert reasons(search(EIGHT_AT_NIGHT, Reason.OUTSIDE_HOURS), claims) == [Reason.TAKEN]


@pytest.mark.parametrize("reason", [Reason.TAKEN, Reason.BUFFER])
def test_nobody_skips_a_claim(reason: Reason) -> None:
    claims = Claims({slot_at(NINE, 15): "another"})
    assert reasons(search(NINE, reason), claims) == [Reason.TAKEN]


@pytest.mark.parametrize(("late", "is_refused"), [(timedelta(hours=23), False), (timedelta(hours=24), True)])
def test_the_past_can_be_skipped_for_a_day(late: timedelta, is_refused: bool) -> None:
    asked = search(NINE, Reason.PAST, now=NINE + late)
    assert reasons(asked) == [Reason.PAST] if is_refused else asked.place().skipped == (Reason.PAST,)


def test_a_start_inside_a_slot_can_be_skipped_by_nobody() -> None:
    assert reasons(search(NINE + timedelta(minutes=7), Reason.OFF_GRID)) == [Reason.OFF_GRID]
    assert search(NINE + QUARTER, Reason.OFF_GRID).place().skipped == (Reason.OFF_GRID,)


def test_nobody_skips_the_last_day_of_all() -> None:
    far = datetime(2030, 3, 1, 9, tzinfo=UTC)
    assert reasons(search(far, Reason.TOO_FAR)) == [Reason.TOO_FAR]
    near = with_rules(max_advance_days=10)
    assert search(NINE, Reason.TOO_FAR, of=near).place().skipped == (Reason.TOO_FAR,)


def test_the_claims_are_read_first_only_if_a_limit_counts() -> None:
    assert search().reading is None
    reading = search(of=with_rules(max_per_day=3)).reading
    assert reading
    assert reading.is_counted


def test_under_a_limit_a_place_has_a_ticket() -> None:
    (ticket,) = search(of=with_rules(max_per_day=1)).place().tickets
    assert ticket == Ticket(Reason.LIMIT_DAY, 20_878, 1)


def test_a_limit_that_is_skipped_gives_no_ticket() -> None:
    full = Claims(standing=[Standing("a-1", Interval(NINE + HALF_HOUR, NINE + 2 * HALF_HOUR))])
    asked = search(NINE, Reason.LIMIT_DAY, of=with_rules(max_per_day=1))
    assert asked.place(full)[2:] == ((), (Reason.LIMIT_DAY,))
    assert reasons(search(of=with_rules(max_per_day=1)), full) == [Reason.LIMIT_DAY]


def test_a_write_that_met_claims_is_refused_for_them() -> None:
    assert search().met([NINE]).reasons == [Reason.TAKEN]
    assert search(of=with_rules(buffer_before=15, slot_interval=30)).met([NINE - QUARTER]).reasons == [Reason.BUFFER]


@pytest.mark.parametrize(("year", "reason"), [(1, Reason.PAST), (9999, Reason.TOO_FAR)])
def test_at_the_ends_of_the_calendar_nothing_else_is_asked(year: int, reason: Reason) -> None:
    edge = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime.max.replace(tzinfo=UTC)
    assert reasons(search(edge)) == [reason]
    assert search(edge, of=with_rules(max_per_day=1)).reading is None
    assert [*dates_of(edge, provider())] == []

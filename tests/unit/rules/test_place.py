"""The place of an appointment, or the reasons against its start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from booking.calls.change import Change
from booking.calls.record import Record
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import Window, day_number
from booking.rules.against import Asked, against
from booking.rules.claims import Claims, Standing
from booking.rules.counting import Counted
from booking.rules.limits import Ticket
from booking.rules.offer import Offer
from booking.rules.place import Refused, Search, Wanted, dates_of
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.services.offering import WHOLE_DAY, Offering, OfferingChange
from booking.time.grid import slot_at
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, MADE, NINE, OTHER_ID, new_provider, origin, provider

EIGHT_AT_NIGHT = NINE + timedelta(hours=11)
QUARTER = timedelta(minutes=15)
DAY = day_number(NINE.date())


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


# --- what nothing says the length of, and whole dates ----------------------------------------------------------------


@pytest.mark.parametrize("start", [NINE, NINE + QUARTER])
def test_without_a_length_nobody_skips_that_the_provider_is_closed(start: datetime) -> None:
    """An appointment of one slot was booked, before the length of the slots was fixed."""
    assert reasons(search(start, Reason.CLOSED, of=new_provider())) == [Reason.CLOSED]


def test_an_appointment_that_has_a_length_is_judged_by_the_overrides_of_a_provider_without_a_week() -> None:
    """Everything was closed to it, although a service is booked there."""
    book = Rulebook(new_provider(), overrides={DAY: (Window(0, 1440),)})
    assert Offer(book, range(DAY, DAY + 1), MADE, Visit(2)).reasons(NINE) == []


@pytest.mark.parametrize("windows", [(), (Window(0, 1440),)])
def test_a_whole_date_begins_with_the_date_even_if_staff_skips_the_hours(windows: tuple[Window, ...]) -> None:
    hourly = new_provider(slot_minutes=60, timezone="UTC")
    record = Record.new(Change(OfferingChange.CHANGED, origin()))
    offering = Offering("day", record, hourly.id, "A day", None, WHOLE_DAY, Rules(), is_active=True)
    book = Rulebook(hourly, offering, overrides={DAY: windows})
    everything = (Reason.CLOSED, Reason.OFF_GRID, Reason.OUTSIDE_HOURS)

    def asked(start: datetime) -> Search:
        return Search(book, Wanted(start, Counted(OTHER_ID), everything), origin())

    assert reasons(asked(NINE)) == [Reason.OFF_GRID]
    assert asked(NINE.replace(hour=0)).place().interval.length == timedelta(days=1)


@pytest.mark.parametrize(
    ("met", "told"),
    [
        ([Reason.TIME_OFF], [Reason.OUTSIDE_HOURS]),
        ([Reason.OUTSIDE_HOURS], [Reason.OUTSIDE_HOURS]),
        ([Reason.OUTSIDE_HOURS, Reason.TIME_OFF], [Reason.OUTSIDE_HOURS]),
        ([Reason.CLOSED, Reason.TIME_OFF], [Reason.CLOSED]),
    ],
)
def test_the_public_cannot_tell_time_off_from_other_hours(met: list[Reason], told: list[Reason]) -> None:
    time = Interval(NINE, NINE + HALF_HOUR)
    asked = Asked(Rulebook(provider(), time_off=[time]), time, MADE)
    shown = against(asked, met, for_staff=False)
    assert [each.reason for each in shown] == told
    assert {each.detail for each in shown} <= {
        "2027-03-01T10:00:00+01:00 is outside the provider's hours on Monday, 2027-03-01.",
        "The provider is closed on Monday, 2027-03-01.",
    }
    assert [each.reason for each in against(asked, met, for_staff=True)] == met


def test_a_whole_date_says_that_it_begins_with_the_date() -> None:
    hourly = new_provider(slot_minutes=60, timezone="UTC")
    record = Record.new(Change(OfferingChange.CHANGED, origin()))
    offering = Offering("day", record, hourly.id, "A day", None, WHOLE_DAY, Rules(), is_active=True)
    asked = Asked(
        Rulebook(hourly, offering, overrides={DAY: (Window(0, 1440),)}), Interval(NINE, NINE + timedelta(days=1)), MADE
    )
    (told,) = against(asked, [Reason.OFF_GRID], for_staff=True)
    assert "there is one a date, at its beginning, and an appointment takes 1440 minutes" in told.detail
    assert not told.is_overridable

"""Limits held against what stands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.providers.schedule import day_number
from booking.rules.claims import Claims, Standing
from booking.rules.counting import NEW, Counted, Tally
from booking.rules.limits import Limit, Ticket
from booking.rules.reasons import Reason
from booking.time.intervals import Interval
from booking.time.zones import zone

ONE_A_DAY, ONE_A_WEEK = Limit(Reason.LIMIT_DAY, 1), Limit(Reason.LIMIT_WEEK, 1)
CUTS = Limit(Reason.LIMIT_DAY, 1, "cut")
UTC_ZONE = zone("UTC")
MONDAY = day_number(date(2027, 3, 1))
NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
WEEK = range(MONDAY, MONDAY + 7)
OTHER = "00000000-0000-4000-8000-00000000000c"


def standing(start: datetime = NINE, appointment_id: str = "a-1", service_id: str | None = None) -> Standing:
    return Standing(appointment_id, Interval(start, start + timedelta(hours=1)), service_id)


def tally(*limits: Limit, claims: Claims, counted: Counted = NEW, tz: ZoneInfo = UTC_ZONE) -> Tally:
    return Tally(limits, claims, tz, counted)


def test_a_date_with_as_many_as_its_limit_is_full() -> None:
    assert tally(ONE_A_DAY, claims=Claims(standing=[standing()])).full(WEEK) == {Reason.LIMIT_DAY: {MONDAY}}


def test_a_full_week_is_full_on_each_of_its_dates() -> None:
    claims = Claims(standing=[standing()])
    assert tally(ONE_A_WEEK, claims=claims).full(range(MONDAY + 6, MONDAY + 8)) == {Reason.LIMIT_WEEK: {*WEEK}}


def test_appointments_count_on_the_local_date_of_their_start() -> None:
    late = Claims(standing=[standing(NINE + timedelta(hours=14))])
    assert tally(ONE_A_DAY, claims=late).full(WEEK) == {Reason.LIMIT_DAY: {MONDAY}}
    assert tally(ONE_A_DAY, claims=late, tz=zone("Europe/Rome")).full(WEEK) == {Reason.LIMIT_DAY: {MONDAY + 1}}


def test_the_limit_of_a_service_counts_only_that_service() -> None:
    assert tally(CUTS, claims=Claims(standing=[standing(service_id="shave"), standing()])).full(WEEK) == {}
    assert tally(CUTS, claims=Claims(standing=[standing(service_id="cut")])).full(WEEK) == {Reason.LIMIT_DAY: {MONDAY}}


def test_an_appointment_that_is_moved_within_the_date_needs_nothing_new() -> None:
    old = Counted("a-1", (), MONDAY)
    count = tally(ONE_A_DAY, claims=Claims(standing=[standing()]), counted=old)
    assert (count.full(WEEK), [*count.tickets(MONDAY)]) == ({}, [])


def test_an_appointment_keeps_its_ticket_within_the_date_and_takes_another_elsewhere() -> None:
    own = Ticket(Reason.LIMIT_DAY, MONDAY, 1)
    claims = Claims(standing=[standing(appointment_id=OTHER)], tickets={own: OTHER})
    count = tally(ONE_A_DAY, claims=claims, counted=Counted(OTHER, (own,), MONDAY))
    assert [*count.tickets(MONDAY)] == [own]
    assert [*count.tickets(MONDAY + 1)] == [Ticket(Reason.LIMIT_DAY, MONDAY + 1, 1)]


def test_a_ticket_says_where_it_counts_even_if_the_provider_has_moved_to_another_zone() -> None:
    own = Ticket(Reason.LIMIT_DAY, MONDAY, 1)
    moved = Counted(OTHER, (own,), MONDAY + 1)
    assert [*tally(ONE_A_DAY, claims=Claims(), counted=moved).tickets(MONDAY)] == [own]
    assert [*tally(ONE_A_DAY, claims=Claims(), counted=moved).tickets(MONDAY + 1)] == [own._replace(day=MONDAY + 1)]


def test_an_appointment_takes_one_ticket_of_each_limit() -> None:
    taken = [*tally(ONE_A_DAY, ONE_A_WEEK, CUTS, claims=Claims(), counted=Counted(OTHER)).tickets(MONDAY + 2)]
    assert taken == [
        Ticket(Reason.LIMIT_DAY, MONDAY + 2, 1),
        Ticket(Reason.LIMIT_WEEK, MONDAY, 1),
        Ticket(Reason.LIMIT_DAY, MONDAY + 2, 1, "cut"),
    ]


def test_of_a_limit_that_is_full_an_appointment_takes_no_ticket() -> None:
    """Staff has skipped the limit."""
    assert [*tally(ONE_A_DAY, claims=Claims(standing=[standing()]), counted=Counted(OTHER)).tickets(MONDAY)] == []

"""The working time of dates, and what of it is free."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from booking.desk.hours import CLOSED, free_of, hours_on, intervals_of, is_archived, parts_of, slots_of, stretches
from booking.providers.provider import Provider
from booking.providers.schedule import Window, day_number
from booking.rules.rulebook import Rulebook
from booking.time.grid import slot_at
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, MADE, NINE, provider

MONDAY = day_number(NINE.date())
EIGHT = NINE - timedelta(hours=1)
"""09:00 in Rome, when the sample provider opens."""
SAMOA = replace(provider(), timezone="Pacific/Apia")
SKIPPED = day_number(date(2011, 12, 30))


def free(book: Rulebook, claimed: set[int] | None = None, now: datetime = MADE) -> list[Interval]:
    hours = hours_on(book, range(MONDAY, MONDAY + 1)).get(MONDAY, CLOSED)
    return intervals_of(free_of(hours, claimed or set(), now, 15), book.provider)


def opened(*windows: Window) -> Rulebook:
    return Rulebook(provider(), overrides={MONDAY: windows})


def test_a_free_date_is_one_stretch() -> None:
    assert free(Rulebook(provider())) == [Interval(EIGHT, EIGHT + timedelta(hours=8))]


def test_a_claim_and_time_off_cut_it() -> None:
    off = [Interval(NINE + timedelta(minutes=10), NINE + timedelta(hours=20))]
    book = Rulebook(provider(), time_off=off)
    assert free(book, {slot_at(EIGHT + HALF_HOUR, 15)}) == [
        Interval(EIGHT, EIGHT + HALF_HOUR),
        Interval(EIGHT + HALF_HOUR + HALF_HOUR / 2, NINE),
    ]


def test_a_slot_that_has_begun_is_past() -> None:
    assert free(Rulebook(provider()), now=NINE)[0].start == NINE + HALF_HOUR / 2
    assert free(Rulebook(provider()), now=NINE - timedelta(microseconds=1))[0].start == NINE


def test_windows_that_touch_are_two_windows_and_one_stretch() -> None:
    book = opened(Window(540, 600), Window(600, 660))
    assert len(hours_on(book, range(MONDAY, MONDAY + 1))[MONDAY].windows) == 2
    assert free(book) == [Interval(EIGHT, EIGHT + timedelta(hours=2))]


def test_a_window_until_midnight_ends_with_the_date() -> None:
    assert free(opened(Window(1380, 1440))) == [
        Interval(datetime(2027, 3, 1, 22, 0, tzinfo=UTC), datetime(2027, 3, 1, 23, 0, tzinfo=UTC))
    ]


def test_a_closed_date_has_no_hours() -> None:
    assert hours_on(opened(), range(MONDAY, MONDAY + 1)) == {}
    assert free(opened()) == []


def test_a_date_has_23_24_or_25_hours() -> None:
    lengths = [
        len(slots_of(provider(), range(day_number(day), day_number(day) + 1))) / 4
        for day in (date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31))
    ]
    assert lengths == [23, 24, 25]


def test_a_date_that_the_zone_skips_has_nothing() -> None:
    assert (parts_of(SAMOA, SKIPPED), slots_of(SAMOA, range(SKIPPED, SKIPPED + 1))) == ([], range(0))
    assert is_archived(SAMOA, SKIPPED, MADE, timedelta(days=400))


def test_a_date_is_archived_when_a_claim_may_be_gone() -> None:
    """The first one of an appointment that begins 40 slots before the date, which is ten hours."""
    midnight, kept = datetime(2027, 2, 28, 23, 0, tzinfo=UTC), timedelta(days=400)
    expires = midnight - timedelta(hours=10) + timedelta(minutes=15) + kept
    assert is_archived(provider(), MONDAY, expires, kept)
    assert not is_archived(provider(), MONDAY, expires - timedelta(microseconds=1), kept)


def test_stretches_are_in_order() -> None:
    assert stretches([7, 3, 4, 9, 8]) == [range(3, 5), range(7, 10)]


def test_the_wall_clock_that_goes_back_over_midnight_makes_two_parts() -> None:
    """In St. John's in 2010 at one minute past midnight: the date before came back for an hour."""
    there: Provider = replace(provider(), timezone="America/St_Johns")
    parts = parts_of(there, day_number(date(2010, 11, 7)))
    assert [part.length for part in parts] == [timedelta(minutes=1), timedelta(hours=24)]

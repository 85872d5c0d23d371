import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from booking.time.grid import SLOT_MINUTES
from booking.time.intervals import Interval
from booking.time.zones import UnknownZone, fitting_slot_minutes, offset_at, offset_spans, zone, zone_names

HOUR = timedelta(hours=1)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def changes_in_file(name: str) -> Iterator[int]:
    """The seconds since the epoch at which the offset changes, as the zone's file lists them (RFC 9636)."""
    data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    utc_flags, std_flags, leaps, times, types, letters = struct.unpack_from(">6l", data, 20)
    header = 44 + times * 5 + types * 6 + letters + leaps * 8 + std_flags + utc_flags
    _, _, _, times, types, _ = struct.unpack_from(">6l", data, header + 20)
    at = header + 44
    instants = struct.unpack_from(f">{times}q", data, at)
    kinds = data[at + 8 * times : at + 9 * times]
    offsets = [struct.unpack_from(">l", data, at + 9 * times + 6 * n)[0] for n in range(types)]
    for (_, before), (instant, after) in pairwise(zip(instants, kinds, strict=True)):
        if offsets[before] != offsets[after]:
            yield instant


def test_no_zone_has_ever_kept_an_offset_for_less_than_two_days() -> None:
    shortest = min(after - before for name in zone_names() for before, after in pairwise(changes_in_file(name)))
    assert shortest > timedelta(days=2).total_seconds()


def test_a_zone_is_found_by_its_iana_name() -> None:
    assert zone("Europe/Rome").key == "Europe/Rome"


def test_links_are_names_too() -> None:
    assert offset_at(zone("Asia/Calcutta"), NOW) == offset_at(zone("Asia/Kolkata"), NOW)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "europe/rome", "../zones", "/etc/localtime", "Europe", "UTC\0"])
def test_a_name_that_is_not_in_the_database_is_unknown(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_every_name_of_the_database_can_be_loaded() -> None:
    far = [name for name in zone_names() if abs(offset_at(zone(name), NOW)) >= 15 * HOUR]
    assert len(zone_names()) > 590
    assert far == []


def test_the_rules_do_not_come_from_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoneinfo.TZPATH", ("/nowhere",))
    zone.cache_clear()
    assert offset_at(zone("Europe/Rome"), NOW) == HOUR


def test_the_offset_is_east_of_greenwich_positive() -> None:
    assert offset_at(zone("America/New_York"), NOW) == -5 * HOUR


def test_spans_are_cut_at_the_second_at_which_the_offset_changes() -> None:
    first, last = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 11, 30, tzinfo=UTC)
    spring, autumn = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)
    assert list(offset_spans(zone("Europe/Rome"), first, last)) == [
        (Interval(first, spring), HOUR),
        (Interval(spring, autumn), 2 * HOUR),
        (Interval(autumn, last), HOUR),
    ]


def test_a_span_that_ends_at_a_change_is_not_cut() -> None:
    first, spring = datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert list(offset_spans(zone("Europe/Rome"), first, spring)) == [(Interval(first, spring), HOUR)]


def test_a_span_that_begins_at_a_change_has_the_new_offset() -> None:
    spring = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert list(offset_spans(zone("Europe/Rome"), spring, spring + HOUR)) == [
        (Interval(spring, spring + HOUR), 2 * HOUR)
    ]


def test_an_offset_that_lasts_a_week_is_not_overlooked() -> None:
    """Recife's summer time of 2000."""
    recife = zone("America/Recife")
    spans = offset_spans(recife, datetime(2000, 10, 7, tzinfo=UTC), datetime(2000, 11, 1, tzinfo=UTC))
    assert [offset for _, offset in spans] == [-3 * HOUR, -2 * HOUR, -3 * HOUR]


def test_a_change_within_the_minute_is_found_to_the_second() -> None:
    """Liberia gave up 44 minutes 30 seconds behind Greenwich in 1972."""
    change = datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC)
    spans = list(offset_spans(zone("Africa/Monrovia"), change - HOUR, change + HOUR))
    assert spans == [
        (Interval(change - HOUR, change), -timedelta(minutes=44, seconds=30)),
        (Interval(change, change + HOUR), timedelta()),
    ]


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("Europe/Rome", (5, 10, 15, 20, 30, 60)),
        ("Asia/Kolkata", (5, 10, 15, 30)),
        ("Asia/Kathmandu", (5, 15)),
        ("Australia/Lord_Howe", (5, 10, 15, 30)),
        ("Pacific/Chatham", (5, 15)),
    ],
)
def test_slots_fit_a_zone_when_they_divide_all_its_offsets(name: str, fitting: tuple[int, ...]) -> None:
    assert fitting_slot_minutes(zone(name), NOW, SLOT_MINUTES) == fitting


def test_an_offset_that_the_zone_has_left_does_not_matter() -> None:
    """Pyongyang was half an hour off from 2015 to 2018."""
    pyongyang = zone("Asia/Pyongyang")
    assert 60 not in fitting_slot_minutes(pyongyang, datetime(2017, 1, 1, tzinfo=UTC), SLOT_MINUTES)
    assert 60 in fitting_slot_minutes(pyongyang, datetime(2019, 1, 1, tzinfo=UTC), SLOT_MINUTES)


def test_an_offset_that_the_zone_takes_within_ten_years_matters() -> None:
    before_by_nine_years = datetime(2006, 9, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    before_by_eleven = datetime(2004, 8, 1, tzinfo=UTC)
    assert 60 not in fitting_slot_minutes(zone("Asia/Pyongyang"), before_by_nine_years, SLOT_MINUTES)
    assert 60 in fitting_slot_minutes(zone("Asia/Pyongyang"), before_by_eleven, SLOT_MINUTES)


def test_at_least_one_slot_length_fits_every_zone() -> None:
    assert all(15 in fitting_slot_minutes(zone(name), NOW, SLOT_MINUTES) for name in zone_names())

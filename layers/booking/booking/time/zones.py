"""Time zones: IANA names, and the instants at which their offsets from UTC change.

The rules come only from the pinned `tzdata` package, never from the machine. So a laptop, a test and a Lambda agree
on every offset.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from booking.time.intervals import Interval

# Every zone has kept each offset for at least a week. The shortest period so far is Brazil's summer of 2000.
_STEP = timedelta(days=6)

_SECOND = timedelta(seconds=1)


class UnknownZone(ValueError):
    """The IANA time zone database does not have this name."""


@cache
def zone_names() -> frozenset[str]:
    """Every name in the IANA database, links included. Case matters."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The zone with this IANA name, from the tzdata package. Raises UnknownZone."""
    if name not in zone_names():
        raise UnknownZone(name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as source:
        return ZoneInfo.from_file(source, key=name)


def in_zone(instant: datetime, tz: ZoneInfo) -> datetime:
    """The instant on the zone's wall clock. If that overflows the calendar (years 1 and 9999), the instant in UTC."""
    try:
        return instant.astimezone(tz)
    except OverflowError:
        return instant.astimezone(UTC)


def offset_at(tz: ZoneInfo, instant: datetime) -> timedelta:
    """Wall clock minus UTC at an instant; zero where `in_zone` returns UTC."""
    offset = in_zone(instant, tz).utcoffset()
    assert offset is not None  # a ZoneInfo always has an offset, and so does UTC
    return offset


def offset_spans(tz: ZoneInfo, start: datetime, end: datetime) -> list[tuple[Interval, timedelta]]:
    """Cut [start, end) wherever the zone's offset changes. Returns the parts in order, each with its offset."""
    spans: list[tuple[Interval, timedelta]] = []
    left, offset, probe = start, offset_at(tz, start), start
    while probe < end:
        before, probe = probe, probe + min(_STEP, end - probe)
        if offset_at(tz, probe) != offset:
            probe = _first_change(tz, before, probe, offset)
            if probe < end:
                spans.append((Interval(left, probe), offset))
                left, offset = probe, offset_at(tz, probe)
    return [*spans, (Interval(left, end), offset)]


def _first_change(tz: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    """The first whole second in (before, after] with an offset other than `offset`. `after` must have another one."""
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if offset_at(tz, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def fitting_slot_minutes(tz: ZoneInfo, now: datetime, choices: tuple[int, ...]) -> tuple[int, ...]:
    """The choices (in minutes) that divide every UTC offset of the zone in the next ten years."""
    offsets = _offsets_of_ten_years(tz, now.astimezone(UTC).date())
    return tuple(m for m in choices if all(offset % timedelta(minutes=m) == timedelta(0) for offset in offsets))


@lru_cache(maxsize=64)
def _offsets_of_ten_years(tz: ZoneInfo, first: date) -> frozenset[timedelta]:
    start = datetime.combine(first, time.min, UTC)
    return frozenset(offset for _, offset in offset_spans(tz, start, start + timedelta(days=3653)))


def unknown_zone(timezone: str) -> str | None:
    """The fault of a zone's name, or None."""
    return None if timezone in zone_names() else "must be a name of the IANA time zone database, such as Europe/Rome"

"""Instants as text: RFC 3339 with seconds and no fraction."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def utc_text(instant: datetime) -> str:
    """In UTC with Z: 2027-03-01T08:00:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_of(text: str) -> datetime:
    """What `utc_text` wrote."""
    return datetime.fromisoformat(text)


def zoned_text(instant: datetime, tz: ZoneInfo) -> str:
    """With the offset that the zone has then: 2027-03-01T09:00:00+01:00."""
    return in_zone(instant, tz).isoformat(timespec="seconds")


def zoned_texts(instants: Iterable[datetime], tz: ZoneInfo) -> list[str]:
    """Each with the offset that the zone has then."""
    return [zoned_text(instant, tz) for instant in instants]


def in_zone(instant: datetime, tz: ZoneInfo) -> datetime:
    """On the zone's wall clock; in UTC in the calendar's first and last hours, where that would overflow."""
    try:
        return instant.astimezone(tz)
    except OverflowError:
        return instant.astimezone(UTC)

"""The working time of some dates, and what of it is free. Pure, and counted in slots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from booking.providers.provider import Provider
from booking.providers.schedule import MAX_SLOTS, Piece, pieces, whole_dates
from booking.rules.rulebook import Rulebook
from booking.time.grid import EPOCH, interval_of, slot_at, slots_touched, start_of
from booking.time.intervals import Interval


class Hours(NamedTuple):
    """Of one date. `windows`: as the wall clock and its changes cut them. `open`: the slots without time off."""

    windows: Sequence[Interval] = ()
    open: AbstractSet[int] = frozenset()


CLOSED = Hours()


def parts_of(provider: Provider, day: int) -> list[Interval]:
    """The stretches of a date (days since the epoch): one, but where the zone turns its clock back over midnight.

    None if the zone skips the date.
    """
    return [*map(_interval, whole_dates(provider.tz, day, day + 1))]


def slots_of(provider: Provider, days: range) -> range:
    """The slots that have a part on some dates."""
    found, slot = whole_dates(provider.tz, days.start, days.stop), provider.slot_minutes * 60
    return range(found[0][1] // slot, -(-found[-1][2] // slot)) if found else range(0)


def is_archived(provider: Provider, day: int, now: datetime, kept: timedelta) -> bool:
    """Whether claims may be gone of appointments that stand on the date. `kept`: how long after its slot a claim is.

    Their first claim may lie before the date. Nothing stands on a date that the zone skips.
    """
    first = slots_of(provider, range(day, day + 1)).start - MAX_SLOTS
    return start_of(first + 1, provider.slot_minutes) + kept <= now


def hours_on(rulebook: Rulebook, days: range) -> Mapping[int, Hours]:
    """By date. A closed date has none. The rulebook must have the windows of all dates."""
    provider, by_day = rulebook.provider, dict[int, list[Piece]]()
    for piece in pieces(rulebook.windows_on, provider.tz, days):
        by_day.setdefault(piece[0], []).append(piece)
    off = _off(rulebook, slots_of(provider, days)) if rulebook.time_off else frozenset()
    slot = provider.slot_minutes * 60
    return {
        day: Hours(
            [*map(_interval, found)],
            {at for start, end in _joined(found) for at in range(-(-start // slot), end // slot)} - off,
        )
        for day, found in by_day.items()
    }


def free_of(hours: Hours, claimed: AbstractSet[int], now: datetime, slot_minutes: int) -> list[range]:
    """The stretches of open slots that nobody claims and that are still to begin, in order."""
    past = slot_at(now, slot_minutes)
    return stretches(slot for slot in hours.open if slot > past and slot not in claimed)


def stretches(slots: Iterable[int]) -> list[range]:
    """Slots in any order as ranges, in order."""
    found: list[range] = []
    for slot in sorted(slots):
        if found and found[-1].stop == slot:
            found[-1] = range(found[-1].start, slot + 1)
        else:
            found.append(range(slot, slot + 1))
    return found


def intervals_of(found: Iterable[range], provider: Provider) -> list[Interval]:
    return [interval_of(slots, provider.slot_minutes) for slots in found]


def _interval(piece: Piece) -> Interval:
    _, start, end = piece
    return Interval(EPOCH + timedelta(seconds=start), EPOCH + timedelta(seconds=end))


def _joined(found: Iterable[Piece]) -> Iterator[tuple[int, int]]:
    """Windows that touch are one stretch of time, also if they touch inside a slot."""
    joined: list[tuple[int, int]] = []
    for _, start, end in found:
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    yield from joined


def _off(rulebook: Rulebook, among: range) -> AbstractSet[int]:
    """Those of the slots that time off touches."""
    off = set[int]()
    for time in rulebook.time_off:
        touched = slots_touched(time, rulebook.provider.slot_minutes)
        off.update(range(max(touched.start, among.start), min(touched.stop, among.stop)))
    return off

"""The engine: which starts a provider offers on some dates, and the reasons against all others. Pure.

It counts in slots. Each reason is a set of starts, kept as the bits of one whole number. A start is offered if no
reason has it: what is offered, booked and explained cannot differ. The work is linear in dates, windows and claims.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from booking.providers.provider import Provider, ProviderState
from booking.providers.schedule import DAY, day_number, pieces, whole_dates
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.time.bits import bits_at, bits_every, bits_of, run_starts, slots_at
from booking.time.grid import slot_at, slots_touched, start_of
from booking.time.intervals import Interval
from booking.time.zones import in_zone

AROUND = 3
"""How many dates on each side the engine keeps in view: more than a visit with its buffers takes."""

LATER = 2
"""How many dates after the last one may have working time of a visit that begins on it."""

_FIRST_DAY, _LAST_DAY = day_number(date(2, 1, 1)), day_number(date(9998, 12, 31))

_NO_CLAIMS: AbstractSet[int] = frozenset()

_NO_TIME = timedelta()

type Full = Mapping[Reason, Collection[int]]
"""For LIMIT_DAY and LIMIT_WEEK: the dates (days since the epoch) on which no further appointment may start."""


@lru_cache(maxsize=1024)  # a request asks for the date of the present, and of a start, several times
def date_number(instant: datetime, tz: ZoneInfo) -> int:
    """The date in the zone, as days since the epoch. The instant is in UTC: a repeated hour would have one date."""
    return day_number(in_zone(instant, tz).date())


def is_on_calendar(day: int) -> bool:
    """Whether Python's calendar, which has the years 1 to 9999, has room around the date for all that is looked at."""
    return _FIRST_DAY <= day <= _LAST_DAY


def slots_on(provider: Provider, days: range, tz: ZoneInfo | None = None) -> range:
    """The slots of some dates, from the first to the last. None if the zone skips them.

    `tz`: the zone of the dates, by default the provider's.
    """
    slot = provider.slot_minutes * 60
    found = whole_dates(tz or provider.tz, days.start, days.stop)
    return range(-(-found[0][1] // slot), -(-found[-1][2] // slot)) if found else range(0)


class Offer:
    """All starts on some dates of the provider's zone (days since the epoch), for one kind of visit.

    The rulebook's overrides must cover the dates and the `LATER` ones after them. `visit` is that of a new
    appointment, unless another is given: that of an appointment to be moved.
    """

    def __init__(self, rulebook: Rulebook, days: range, now: datetime, visit: Visit | None = None) -> None:
        self._book, self._days, self._now = rulebook, days, now
        known = visit or rulebook.visit
        self._visit, self._has_length = known or Visit(1), known is not None
        self._tz, self._slot = rulebook.provider.tz, rulebook.provider.slot_minutes
        per_day = DAY // (self._slot * 60)
        self._base, beyond = (days.start - AROUND) * per_day, (days.stop + AROUND) * per_day
        self._size = beyond - self._base
        self._all = (1 << self._size) - 1
        self._dates = dict.fromkeys(days, 0)
        last_end = 0
        for day, start, last_end in whole_dates(self._tz, days.start, days.stop):
            self._dates[day] |= bits_of(self._beginning(start, last_end))
        self._asked = sum(self._dates.values())
        self._inside = self._grid = self._working = 0
        own = self._visit.before + (self._visit.length or 0) + self._visit.after
        self._lay_out(rulebook.step or own, last_end)

    def openings(
        self, claims: AbstractSet[int] = _NO_CLAIMS, full: Full | None = None, despite: Collection[Reason] = ()
    ) -> list[int]:
        """The slots, in order, with which a visit may begin. `claims`: the claimed slots around.

        `despite`: reasons that do not count.
        """
        against = 0
        for reason, starts in self._against(claims, full or {}):
            if reason not in despite:
                against |= starts
        return slots_at(self._asked & ~against, self._base)

    def reasons(self, start: datetime, claims: AbstractSet[int] = _NO_CLAIMS, full: Full | None = None) -> list[Reason]:
        """All reasons against a start, in the order of `Reason`. Empty if and only if it is offered.

        The start is on one of the dates. If it lies inside a slot, it is off the grid. The clock then judges the start
        as it is, and the other rules judge the beginning of its slot.
        """
        slot = slot_at(start, self._slot)
        into = start - start_of(slot, self._slot)
        against = self._against(claims, full or {}, into)
        holds = {reason for reason, starts in against if starts >> slot - self._base & 1}
        if into:
            holds.add(Reason.OFF_GRID)
        return [reason for reason in Reason if reason in holds]

    def judge_of(self, among: Collection[Reason]) -> Callable[[datetime], tuple[Reason, ...]]:
        """Says which of some reasons are against the start of a slot, whatever is claimed.

        The sets are made once, for many starts.
        """
        sets = [(reason, starts) for reason, starts in self._against(_NO_CLAIMS, {}) if reason in among]

        def judge(start: datetime) -> tuple[Reason, ...]:
            at = slot_at(start, self._slot) - self._base
            return tuple(reason for reason, starts in sets if starts >> at & 1)

        return judge

    def ends(self, starts: Iterable[int]) -> list[int]:
        """The slots after visits that begin with these slots."""
        length = self._visit.length
        if length is not None:
            return [start + length for start in starts]
        return [start + self._length_on(date_number(start_of(start, self._slot), self._tz)) for start in starts]

    def interval_at(self, start: datetime) -> Interval:
        """The own time of a visit that begins then, on one of the dates."""
        length = self._length_on(date_number(start, self._tz))
        return Interval(start, start + length * timedelta(minutes=self._slot))

    def claimed_at(self, start: datetime) -> Interval:
        """The own time of a visit, and its buffers."""
        slot, own = timedelta(minutes=self._slot), self.interval_at(start)
        return Interval(own.start - self._visit.before * slot, own.end + self._visit.after * slot)

    @property
    def slots(self) -> range:
        """The slots whose claims matter to a start on the dates. None if the zone skips all of them."""
        if not self._asked:
            return range(self._base, self._base)
        first = (self._asked & -self._asked).bit_length() - 1
        longest = max(map(self._length_on, self._days))
        beyond = self._asked.bit_length() + longest - 1 + self._visit.after
        return range(self._base + first - self._visit.before, self._base + beyond)

    def _lay_out(self, step: int, last_end: int) -> None:
        """The windows of the dates, and the working time until a visit that begins on them has ended.

        `last_end`: where the last date ends, in seconds since the epoch.
        """
        worked_from = worked_until = 0
        found = pieces(self._book.windows_on, self._tz, self._days)
        if found and found[-1][2] == last_end:  # only then the work may go on on the next date
            found = pieces(self._book.windows_on, self._tz, range(self._days.start, self._days.stop + LATER))
        for day, start, end in found:
            worked_from, worked_until = worked_from if start == worked_until else start, end
            self._working |= bits_of(self._within(worked_from, worked_until))
            if day in self._dates:
                slots = self._beginning(start, end)
                piece = bits_of(slots)
                self._inside |= piece
                if self._visit.length is not None:
                    self._grid |= bits_every(step, slots)
        if self._visit.length is None:
            self._inside, self._grid = self._all, sum(map(self._first_of, self._dates))

    def _against(
        self, claims: AbstractSet[int], full: Full, into: timedelta = _NO_TIME
    ) -> Iterator[tuple[Reason, int]]:
        """Of each reason, the starts that it is against. `into`: from the beginnings of slots to the starts in them."""
        return chain(self._rules_against(into) if into else self._by_rules, self._others_against(claims, full))

    @cached_property
    def _by_rules(self) -> list[tuple[Reason, int]]:
        """Of the rules alone. Kept, because `openings` is called again with some of them left out."""
        return [*self._rules_against(_NO_TIME)]

    def _rules_against(self, into: timedelta) -> Iterator[tuple[Reason, int]]:
        """As `_against`, without what other appointments are the reason for."""
        everything, rules, days = self._all, self._book.rules, self._days
        provider, offering = self._book.provider, self._book.offering
        if provider.state is not ProviderState.ACTIVE:
            yield Reason.PROVIDER_INACTIVE, everything
        if offering is not None and not offering.is_active:
            yield Reason.SERVICE_RETIRED, everything
        yield Reason.PAST, self._until(self._now - into)
        today = date_number(self._now, self._tz)
        if rules.min_notice_minutes:
            notice = timedelta(minutes=rules.min_notice_minutes, microseconds=-1)
            yield Reason.TOO_SOON, self._until(self._now - into + notice)
        if rules.min_notice_days:
            yield Reason.TOO_SOON, self._on(range(days.start, min(days.stop, today + rules.min_notice_days)))
        if (beyond := today + self._book.horizon + 1) < days.stop:
            yield Reason.TOO_FAR, self._on(range(max(days.start, beyond), days.stop))
        closed = self._closed()
        yield Reason.CLOSED, closed
        yield Reason.OUTSIDE_HOURS, everything & ~self._fitting(self._working) & ~closed
        if self._book.time_off:
            yield Reason.TIME_OFF, everything & ~self._fitting(everything & ~self._time_off())
        yield Reason.OFF_GRID, self._inside & ~self._grid

    def _others_against(self, claims: AbstractSet[int], full: Full) -> Iterator[tuple[Reason, int]]:
        """What other appointments are the reason for."""
        everything = self._all
        if claims:
            free = everything & ~bits_at(claims, self._base, self._size)
            yield Reason.TAKEN, everything & ~self._fitting(free)
            yield Reason.BUFFER, everything & ~self._with_free_buffers(free)
        for reason, dates in full.items():
            yield reason, self._on(dates)

    def _closed(self) -> int:
        """The starts on dates without windows. Without a length nothing can start at all."""
        if not self._has_length:
            return self._all
        return self._on([day for day in self._days if not self._book.windows_on(day)])

    def _fitting(self, free: int) -> int:
        """The starts of visits whose own time is free."""
        if self._visit.length is not None:
            return run_starts(free, self._visit.length)
        found = 0
        for length, starts in self._lengths():
            found |= run_starts(free, length) & starts
        return found

    def _with_free_buffers(self, free: int) -> int:
        before, after = self._visit.before, self._visit.after
        found = run_starts(free, before) << before if before else self._all
        if after:
            ends = run_starts(free, after)
            found &= sum(ends >> length & starts for length, starts in self._lengths())
        return found

    def _lengths(self) -> Iterator[tuple[int, int]]:
        """The lengths that visits may have, each with the starts of those: a whole date may have 23 to 25 hours."""
        if self._visit.length is not None:
            yield self._visit.length, self._all
            return
        for length in {starts.bit_count() for starts in self._dates.values() if starts}:
            yield length, sum(starts for starts in self._dates.values() if starts.bit_count() == length)

    def _length_on(self, day: int) -> int:
        return self._dates[day].bit_count() if self._visit.length is None else self._visit.length

    def _first_of(self, day: int) -> int:
        return self._dates[day] & -self._dates[day]

    def _on(self, days: Iterable[int]) -> int:
        """The starts on some dates. Those that were not asked for, and those that the zone skips, have none."""
        found = 0
        for day in days:
            found |= self._dates.get(day, 0)
        return found

    def _until(self, instant: datetime) -> int:
        """The slots that begin at or before an instant."""
        beyond = slot_at(instant, self._slot) + 1 - self._base
        return bits_of(range(min(beyond, self._size))) if beyond > 0 else 0

    def _time_off(self) -> int:
        found = 0
        for time in self._book.time_off:
            off = slots_touched(time, self._slot)
            found |= bits_of(range(max(off.start - self._base, 0), min(off.stop - self._base, self._size)))
        return found

    def _beginning(self, start: int, end: int) -> range:
        """The slots, from the base, that begin in a stretch (seconds since the epoch)."""
        slot = self._slot * 60
        return range(-(-start // slot) - self._base, -(-end // slot) - self._base)

    def _within(self, start: int, end: int) -> range:
        """The slots, from the base, that lie all inside a stretch. It has more only if a window ends inside a slot."""
        slot = self._slot * 60
        return range(-(-start // slot) - self._base, end // slot - self._base)

"""The scheduling rules by their definition: each rule is asked about each start, one after another, on instants.

It is slow and uses nothing of the engine. Tests compare the two.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.providers.schedule import Window
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.services.offering import WHOLE_DAY

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
_FINEST = 5 * MINUTE
"""It divides all slot lengths, and all offsets of the next ten years."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HORIZON_DAYS = 730
"""Where nobody sets `max_advance_days`."""


@dataclass(frozen=True)
class Visit:
    """What needs a place. `length` is None for a whole date."""

    length: timedelta | None
    before: timedelta
    after: timedelta


@dataclass(frozen=True)
class BruteForce:
    """`claimed`: the starts of the claimed slots. `full`: for each limit, the dates on which it is reached.

    `moved` is the visit of an appointment that is being moved; by default it is a new one. A slot belongs to the date
    and to the piece in which it starts. If the slot length divides the zone's offsets, neither ends inside a slot.
    """

    book: Rulebook
    now: datetime
    claimed: Collection[datetime] = ()
    full: Mapping[Reason, Collection[date]] = field(default_factory=dict)
    moved: Visit | None = None
    _places: dict[datetime, tuple[date, int | None]] = field(default_factory=dict, repr=False)
    _positions: dict[datetime, int] = field(default_factory=dict, repr=False)

    def starts_on(self, day: date) -> list[datetime]:
        """All slots whose wall clock shows that date, in order."""
        around = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
        slots = (around + n * self.slot for n in range(5 * DAY // self.slot))
        return [start for start in slots if self.date_of(start) == day]

    def reasons(self, start: datetime) -> list[Reason]:
        """All that hold. The clock judges a start inside a slot as it is, other rules the beginning of its slot."""
        slot = EPOCH + (start - EPOCH) // self.slot * self.slot
        return [*self._about_the_offer(), *self._about_the_clock(slot, start), *self._about_the_slot(slot, start)]

    def _about_the_offer(self) -> Iterator[Reason]:
        if self.book.provider.state != "ACTIVE":
            yield Reason.PROVIDER_INACTIVE
        if self.book.offering and not self.book.offering.is_active:
            yield Reason.SERVICE_RETIRED

    def _about_the_clock(self, slot: datetime, start: datetime) -> Iterator[Reason]:
        day, today = self.date_of(slot), self.date_of(self.now)
        if start <= self.now:
            yield Reason.PAST
        minutes, days = self.rule("min_notice_minutes"), self.rule("min_notice_days")
        # 0 is no notice at all: a service sets it against its provider's.
        if (minutes and start - self.now < minutes * MINUTE) or (days and day < today + days * DAY):
            yield Reason.TOO_SOON
        horizon = self.rule("max_advance_days")
        if day > today + (HORIZON_DAYS if horizon is None else horizon) * DAY:
            yield Reason.TOO_FAR

    def _about_the_slot(self, slot: datetime, start: datetime) -> Iterator[Reason]:
        day, visit, own = self.date_of(slot), self.visit, self.own_slots(slot)
        end = slot + len(own) * self.slot
        if not self.windows_on(day):
            yield Reason.CLOSED
        elif not all(self._is_working(each) for each in own):
            yield Reason.OUTSIDE_HOURS
        if any(away.start < end and slot < away.end for away in self.book.time_off):
            yield Reason.TIME_OFF
        # A whole date begins with the date, whatever the windows.
        has_a_grid = visit.length is None or self.window_at(slot) is not None
        if start != slot or (has_a_grid and not self._is_on_the_grid(slot)):
            yield Reason.OFF_GRID
        if self._meets_a_claim(slot, end):
            yield Reason.TAKEN
        if self._meets_a_claim(slot - visit.before, slot) or self._meets_a_claim(end, end + visit.after):
            yield Reason.BUFFER
        for reason in (Reason.LIMIT_DAY, Reason.LIMIT_WEEK):
            if day in self.full.get(reason, ()):
                yield reason

    def own_slots(self, start: datetime) -> Sequence[datetime]:
        """The slots of the visit's own time. A whole date is as long as the date on which the visit starts."""
        length = self.visit.length
        slots = len(self.starts_on(self.date_of(start))) if length is None else length // self.slot
        return [start + n * self.slot for n in range(slots)]

    def _is_working(self, slot: datetime) -> bool:
        return all(self.window_at(slot + n * _FINEST) is not None for n in range(self.slot // _FINEST))

    def _is_on_the_grid(self, slot: datetime) -> bool:
        if self.visit.length is None:
            return slot == self.starts_on(self.date_of(slot))[0]
        return self._position(slot) * self.slot % self.step == timedelta()

    def _position(self, slot: datetime) -> int:
        """The slots from the beginning of the piece to this one: before the piece is another window, date, or none."""
        if slot not in self._positions:
            before = slot - self.slot
            is_first = self._place(before) != self._place(slot)
            self._positions[slot] = 0 if is_first else self._position(before) + 1
        return self._positions[slot]

    def _meets_a_claim(self, start: datetime, end: datetime) -> bool:
        while start < end:
            if start in self.claimed:
                return True
            start += self.slot
        return False

    @property
    def slot(self) -> timedelta:
        return self.book.provider.slot_minutes * MINUTE

    @property
    def tz(self) -> ZoneInfo:
        return self.book.provider.tz

    @property
    def visit(self) -> Visit:
        return self.moved or self._new_visit

    @property
    def _new_visit(self) -> Visit:
        offering, length = self.book.offering, self.book.provider.appointment_duration
        if offering is not None:
            length = None if offering.duration == WHOLE_DAY else int(offering.duration)
        buffers = [(self.rule(name) or 0) * MINUTE for name in ("buffer_before", "buffer_after")]
        return Visit(None if length is None else length * MINUTE, *buffers)

    @property
    def step(self) -> timedelta:
        """From one start to the next. That of a moved appointment is that of a new one, too."""
        interval, visit = self.rule("slot_interval"), self._new_visit
        if interval is not None:
            return interval * MINUTE
        assert visit.length is not None  # a whole date has no steps
        return visit.before + visit.length + visit.after

    def rule(self, name: str) -> int | None:
        """The service's, and the provider's where the service sets none."""
        offering, default = self.book.offering, getattr(self.book.provider.rules, name)
        own: int | None = getattr(offering.rules, name) if offering else None
        return default if own is None else own

    def windows_on(self, day: date) -> Sequence[Window]:
        overrides = {(EPOCH + number * DAY).date(): windows for number, windows in self.book.overrides.items()}
        return overrides.get(day, self.book.provider.schedule.days[day.weekday()])

    def date_of(self, instant: datetime) -> date:
        return instant.astimezone(self.tz).date()

    def window_at(self, instant: datetime) -> int | None:
        return self._place(instant)[1]

    def _place(self, instant: datetime) -> tuple[date, int | None]:
        """The date that the wall clock shows, and which of its windows contains the time that it shows."""
        if instant not in self._places:
            wall = instant.astimezone(self.tz)
            minute = wall.hour * 60 + wall.minute
            windows = enumerate(self.windows_on(wall.date()))
            inside = [number for number, window in windows if window.start <= minute < window.end]
            self._places[instant] = wall.date(), inside[0] if inside else None
        return self._places[instant]

"""All rules about one provider's time, as one reading found them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from booking.providers.provider import Provider
from booking.providers.rules import MAX_DAYS, Rules
from booking.providers.schedule import Window
from booking.rules.limits import Limit, limits_in
from booking.services.offering import WHOLE_DAY, Offering
from booking.time.intervals import Interval


class Visit(NamedTuple):
    """What needs a place, in slots. `length` is None for a whole date. The buffers need not be working time."""

    length: int | None
    before: int = 0
    after: int = 0


class _Parts(NamedTuple):
    """What was read. A base class of its own, because a named tuple can keep nothing that follows from its parts."""

    provider: Provider
    offering: Offering | None = None
    time_off: Sequence[Interval] = ()
    overrides: Mapping[int, Sequence[Window]] = {}


class Rulebook(_Parts):
    """The provider was read first, and all else after it: then the provider's version covers the whole.

    - `offering`: the service that is asked for, or None for the provider's own duration.
    - `time_off`: intervals of instants, in any order; they may overlap.
    - `overrides`: by date (days since the epoch), the windows that hold instead of those of the week.

    What follows from these parts and is asked for several times in a request is kept.
    """

    @property
    def has_parts(self) -> bool:
        """Whether more was read than the provider."""
        return self.offering is not None or self.provider.has_overrides or self.provider.has_time_off

    @cached_property
    def rules(self) -> Rules:
        """The service's rules, and the provider's where it sets none."""
        return self.offering.rules.over(self.provider.rules) if self.offering else self.provider.rules

    @property
    def horizon(self) -> int:
        """The dates after today that can be booked."""
        most = self.rules.max_advance_days
        return MAX_DAYS if most is None else most

    @property
    def duration(self) -> int | None:
        """In minutes. None for a whole date, and for a provider without a schedule if no service is asked for."""
        if self.offering is None:
            return self.provider.appointment_duration
        return None if self.offering.duration == WHOLE_DAY else self.offering.duration

    @cached_property
    def visit(self) -> Visit | None:
        """What a new appointment needs, or None if nothing says how long it is."""
        duration = self.duration
        if duration is None and self.offering is None:
            return None
        slot, rules = self.provider.slot_minutes, self.rules
        before, after = rules.buffer_before or 0, rules.buffer_after or 0
        return Visit(None if duration is None else duration // slot, before // slot, after // slot)

    @property
    def step(self) -> int | None:
        """Slots from one start to the next in a window. None if nothing says it but the visit."""
        interval = self.rules.slot_interval
        if interval is not None:
            return interval // self.provider.slot_minutes
        visit = self.visit
        return visit.before + visit.length + visit.after if visit and visit.length is not None else None

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Those in force: the provider's, and those of the service."""
        limits = limits_in(self.provider.rules, None)
        return (*limits, *limits_in(self.offering.rules, self.offering.id)) if self.offering else limits

    def with_overrides(self, read_before: Mapping[int, Sequence[Window]]) -> "Rulebook":
        """With further dates that have their own windows. Where both know a date, the rulebook is right."""
        return self._replace(overrides={**read_before, **self.overrides}) if read_before else self

    def windows_on(self, day: int) -> Sequence[Window]:
        """The windows of a date: days since the epoch."""
        overridden = self.overrides.get(day)
        return self.provider.schedule.of_day(day) if overridden is None else overridden

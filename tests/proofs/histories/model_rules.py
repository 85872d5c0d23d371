"""The scheduling rules of a small world, written from docs/rules.md: which reasons there are against a start.

A provider in UTC, with the same windows every day unless a date has its own, and none of them at midnight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.proofs.histories.history import (
    AppointmentRecord,
    OverrideRecord,
    ProviderRecord,
    Rules,
    Schedule,
    ServiceRecord,
    TimeOffRecord,
)

MINUTES_OF_A_DAY = 24 * 60
PRESENT = 28_333_320
"""A quarter of an hour in November 2023. What starts before it is past for any run, and cannot be recorded."""

ORDER = (
    *("provider-inactive", "service-retired", "past", "too-soon", "too-far", "closed", "outside-hours", "time-off"),
    *("off-grid", "taken", "buffer", "limit-day", "limit-week"),
)
NEVER_SKIPPED = frozenset({"provider-inactive", "taken", "buffer"})
BY_CLAIMS = frozenset({"taken", "buffer"})


class Visit(NamedTuple):
    """In minutes."""

    length: int
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Known:
    """All rules of a provider. `services` and `time_off` by id, `overrides` by the minute at which the date begins."""

    provider: ProviderRecord
    services: Mapping[str, ServiceRecord] = field(default_factory=dict)
    time_off: Mapping[str, TimeOffRecord] = field(default_factory=dict)
    overrides: Mapping[int, OverrideRecord] = field(default_factory=dict)
    now: int = 0

    @property
    def today(self) -> int:
        return self.now // MINUTES_OF_A_DAY

    def is_skippable(self, reason: str, start: int) -> bool:
        """What is past may be recorded for a day."""
        return reason not in NEVER_SKIPPED and (reason != "past" or start > self.now - MINUTES_OF_A_DAY)

    def rules(self, service: str | None) -> dict[str, int]:
        """Those of the service, and the provider's where it sets none; without the limits."""
        own = self.services[service].rules if service else ()
        return {**dict(self.provider.rules), **dict(own)}

    def visit(self, service: str | None) -> Visit | None:
        """Of a new appointment. None if nothing says how long it is."""
        if service is None and self.provider.schedule is None:
            return None
        length = self.services[service].duration if service else self.provider.schedule.duration  # type: ignore[union-attr]
        return self.buffers(service)._replace(length=length)

    def buffers(self, service: str | None) -> Visit:
        """Of no length of its own."""
        rules = self.rules(service)
        return Visit(0, rules.get("bufferBefore", 0), rules.get("bufferAfter", 0))

    def windows_on(self, day: int) -> tuple[tuple[int, int], ...]:
        """In minutes of the day."""
        override = self.overrides.get(day)
        if override is not None and override.windows is not None:
            return override.windows
        return self.provider.schedule.windows if self.provider.schedule else ()

    def limits(self, service: str | None) -> list[tuple[str, int, str | None]]:
        """The reason, the number, and the service whose appointments count; None for all."""
        sources: list[tuple[Rules, str | None]] = [(self.provider.rules, None)]
        if service:
            sources.append((self.services[service].rules, service))
        names = {"maxPerDay": "limit-day", "maxPerWeek": "limit-week"}
        return [(names[name], most, of) for rules, of in sources for name, most in rules if name in names]

    def against(self, start: int, service: str | None, visit: Visit | None = None) -> set[str]:
        """The reasons but for those that other appointments make. `visit`: of an appointment that stands."""
        new = self.visit(service)
        visit = visit or new or Visit(15)
        found = set()
        if not self.provider.is_active:
            found.add("provider-inactive")
        if service and not self.services[service].is_active:
            found.add("service-retired")
        if start <= self.now:
            found.add("past")
        minute, day = start % MINUTES_OF_A_DAY, start - start % MINUTES_OF_A_DAY
        notice = self.rules(service).get("minNoticeDays")
        if notice and day // MINUTES_OF_A_DAY < self.today + notice:
            found.add("too-soon")
        windows = self.windows_on(day)
        if new is None or not windows:
            found.add("closed")
        elif not any(first <= minute and minute + visit.length <= last for first, last in windows):
            found.add("outside-hours")
        if any(
            start < entry.end and entry.start < start + visit.length
            for entry in self.time_off.values()
            if not entry.is_removed
        ):
            found.add("time-off")
        step = self.rules(service).get("slotInterval") or (sum(new) if new else 1)
        if any(first <= minute < last and (minute - first) % step for first, last in windows):
            found.add("off-grid")
        return found

    def full(
        self, start: int, service: str | None, others: Iterable[AppointmentRecord], own: AppointmentRecord | None = None
    ) -> set[str]:
        """The limits that are reached. `own`: what is to be moved, which counts already where it stands."""
        others = [each for each in others if each.is_confirmed]
        found = set()
        for reason, most, of in self.limits(service):
            period = _day if reason == "limit-day" else _week
            if own and of in (None, own.service) and period(own.start) == period(start):
                continue
            counted = [each for each in others if of in (None, each.service) and period(each.start) == period(start)]
            if len(counted) >= most:
                found.add(reason)
        return found


def met(start: int, visit: Visit, others: Iterable[AppointmentRecord]) -> set[str]:
    """The reasons that the claims of others make."""
    found, end = set(), start + visit.length
    for other in others:
        if not other.is_confirmed:
            continue
        if _share(range(start, end), other.claimed):
            found.add("taken")
        around = range(start - visit.before, start), range(end, end + visit.after)
        if any(_share(part, other.claimed) for part in around):
            found.add("buffer")
    return found


def code_of(reasons: set[str]) -> str:
    """Of a refusal for these reasons."""
    if "past" in reasons:
        return "slot-in-past"
    return "slot-taken" if reasons <= BY_CLAIMS else "slot-not-offered"


def told(reasons: set[str], *, to_staff: bool) -> frozenset[str]:
    """Only staff learns of time off. On a closed date nobody else has to: it is closed."""
    if to_staff or "time-off" not in reasons:
        return frozenset(reasons)
    shown = reasons - {"time-off"}
    return frozenset(shown if "closed" in shown else shown | {"outside-hours"})


def in_order(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(reasons, key=ORDER.index))


def offers(schedule: Schedule | None, start: int, minutes: int) -> bool:
    """Whether the schedule alone allows an appointment of that length to start then."""
    if schedule is None:
        return False
    minute = start % MINUTES_OF_A_DAY
    return any(
        first <= minute and minute + minutes <= last and (minute - first) % schedule.duration == 0
        for first, last in schedule.windows
    )


def _share(one: range, other: range) -> bool:
    return bool(one and other) and one.start < other.stop and other.start < one.stop


def _day(start: int) -> int:
    return start // MINUTES_OF_A_DAY


def _week(start: int) -> int:
    """The first day of 1970 was a Thursday."""
    return (_day(start) + 3) // 7

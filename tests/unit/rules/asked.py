"""A small provider whose rules are written as texts, and what the engine says about its starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal

from booking.calls.change import Change
from booking.calls.record import Record
from booking.providers.provider import Provider, ProviderState
from booking.providers.rules import NO_RULES, Rules
from booking.providers.schedule import WEEKDAYS, WeeklySchedule, Window, day_number
from booking.rules.offer import Offer
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.services.offering import Offering, OfferingChange
from booking.time.grid import slot_at, start_of
from booking.time.intervals import Interval
from booking.time.zones import zone
from tests.examples import PROVIDER_ID, new_provider, origin

RECORD = Record.new(Change(OfferingChange.CHANGED, origin()))


def offering(duration: int | Literal["day"], rules: Rules = NO_RULES, *, is_active: bool = True) -> Offering:
    return Offering("service", RECORD, PROVIDER_ID, "Service", None, duration, rules, is_active)


def windows(text: str) -> tuple[Window, ...]:
    """As in "09:00-12:00 14:00-24:00". An empty text is a closed day."""
    edges = [[int(clock[:2]) * 60 + int(clock[3:]) for clock in window.split("-")] for window in text.split()]
    return tuple(Window(start, end) for start, end in edges)


@dataclass(frozen=True)
class Asked:
    """Texts of instants without an offset are on the provider's wall clock. `hours` hold on every day of the week.

    `overrides`: windows by date. `time_off` and `claims`: from and to.
    """

    hours: str = "09:00-12:00"
    timezone: str = "UTC"
    slot: int = 30
    duration: int | None = 60
    rules: Rules = NO_RULES
    state: ProviderState = ProviderState.ACTIVE
    service: Offering | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    time_off: Sequence[tuple[str, str]] = ()
    now: str = "2027-01-01T00:00"
    claims: Sequence[tuple[str, str]] = ()
    full: Mapping[Reason, Sequence[str]] = field(default_factory=dict)
    moved: Visit | None = None

    def starts(self, first: str, last: str | None = None) -> list[str]:
        """What is offered on a date, or on the dates from `first` to `last`: HH:MM on the wall clock."""
        return [f"{start:%H:%M}" for start in self._offered(first, last)]

    def instants(self, first: str, last: str | None = None) -> list[str]:
        """The same, with date and offset."""
        return [start.isoformat(timespec="minutes") for start in self._offered(first, last)]

    def reasons(self, start: str) -> list[Reason]:
        return self.offer(start[:10]).reasons(self.instant(start), self._claimed, self._full)

    def interval(self, start: str) -> Interval:
        return self.offer(start[:10]).interval_at(self.instant(start))

    def offer(self, first: str, last: str | None = None) -> Offer:
        days = range(_number(first), _number(last or first) + 1)
        return Offer(self.book, days, self.instant(self.now), self.moved)

    def instant(self, text: str) -> datetime:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=zone(self.timezone))).astimezone(UTC)

    @property
    def book(self) -> Rulebook:
        time_off = [Interval(self.instant(start), self.instant(end)) for start, end in self.time_off]
        overrides = {_number(day): windows(text) for day, text in self.overrides.items()}
        return Rulebook(self._provider, self.service, time_off, overrides)

    @property
    def _provider(self) -> Provider:
        return replace(
            new_provider(),
            timezone=self.timezone,
            slot_minutes=self.slot,
            appointment_duration=self.duration,
            schedule=WeeklySchedule.of({day: windows(self.hours) for day in WEEKDAYS}),
            rules=self.rules,
            state=self.state,
        )

    def _offered(self, first: str, last: str | None) -> list[datetime]:
        slots = self.offer(first, last).openings(self._claimed, self._full)
        return [start_of(slot, self.slot).astimezone(zone(self.timezone)) for slot in slots]

    @property
    def _claimed(self) -> set[int]:
        edges = [[slot_at(self.instant(text), self.slot) for text in claim] for claim in self.claims]
        return {slot for start, end in edges for slot in range(start, end)}

    @property
    def _full(self) -> dict[Reason, set[int]]:
        return {reason: {_number(day) for day in days} for reason, days in self.full.items()}


def _number(day: str) -> int:
    return day_number(date.fromisoformat(day))

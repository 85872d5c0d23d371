"""Which rules may have been in force during a call: each part of them alone, by the times of the calls."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    ChangeProvider,
    ChangeSchedule,
    Deactivate,
    Reactivate,
    Recorded,
    Refused,
    RemoveTimeOff,
    RetireService,
    SetOverride,
    SetService,
    SetTimeOff,
    Unknown,
)
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY
from tests.proofs.histories.rights import RULES

type Part = tuple[str, str | int | None]
"""A part of the rules: what it is, and of what (a service, a date, an entry of time off)."""


class InForce:
    """The calls that changed rules, or may have, by the part that they changed."""

    def __init__(self, calls: Sequence[Recorded]) -> None:
        self.changes: dict[Part, list[tuple[object, Recorded]]] = defaultdict(list)
        for call in calls:
            if not isinstance(call.outcome, Refused):
                for part, value in _changed(call):
                    self.changes[part].append((value, call))

    def of(self, part: Part, start: float, end: float, *, at_first: object = None) -> set[object]:
        """All values that the part may have had at some time in [start, end]."""
        changes = self.changes.get(part, [])
        found = {
            value
            for value, call in changes
            if call.start <= end
            and not any(
                isinstance(later.outcome, Answered) and later.end < start and _end(call) < later.start
                for _, later in changes
            )
        }
        if not any(isinstance(call.outcome, Answered) and call.end < start for _, call in changes):
            found.add(at_first)
        return found

    def has_changed(self, part: Part, start: float, end: float, but: Recorded) -> bool:
        """Whether another call may have changed it in [start, end]."""
        return any(
            call is not but and call.start <= end and start <= _end(call) for _, call in self.changes.get(part, ())
        )

    def rule(self, name: str, service: str | None, start: float, end: float) -> set[object]:
        """Of the service, or of the provider where the service sets none."""
        general = self.of(("rule", name), start, end)
        if service is None:
            return general
        own = self.of((f"rule {name}", service), start, end)
        return own - {None} | (general if None in own else set())

    def windows(self, day: int, start: float, end: float) -> set[tuple[tuple[int, int], ...]]:
        """Of the date that begins at this minute."""
        own = self.of(("override", day), start, end)
        weeks = self.of(("schedule", None), start, end) if None in own else set()
        found = [*own, *(week.windows for week in weeks if week)]  # type: ignore[attr-defined]
        return {windows for windows in found if windows is not None}

    def durations(self, service: str | None, start: float, end: float) -> set[int]:
        if service is not None:
            return {int(str(each)) for each in self.of(("duration", service), start, end) if each is not None}
        return {week.duration for week in self.of(("schedule", None), start, end) if week}  # type: ignore[attr-defined]

    def steps(self, service: str | None, start: float, end: float) -> set[int]:
        """From one start to the next."""
        lengths = [self.durations(service, start, end)]
        lengths += [_minutes(self.rule(name, service, start, end)) for name in ("bufferBefore", "bufferAfter")]
        intervals = self.rule("slotInterval", service, start, end)
        found = {int(str(each)) for each in intervals if each}
        return found | ({sum(each) for each in product(*lengths)} if None in intervals else set())

    def against(self, record: AppointmentRecord, start: float, end: float) -> Iterator[str]:
        """The reasons that held during all of [start, end], whatever else did."""
        minute = record.start % MINUTES_OF_A_DAY
        windows = self.windows(record.start - minute, start, end)
        if not any(windows):
            yield "closed"
        places = [(first, last) for each in windows for first, last in each]
        fits = any(first <= minute and minute + record.minutes <= last for first, last in places)
        if windows and all(windows) and not fits:
            yield "outside-hours"
        steps = self.steps(record.service, start, end)
        inside = [[first for first, last in each if first <= minute < last] for each in windows]
        if windows and all(
            firsts and all((minute - first) % step for first in firsts for step in steps) for firsts in inside
        ):
            yield "off-grid"
        if self.of(("active", None), start, end, at_first=True) == {False}:
            yield "provider-inactive"
        if record.service and self.of(("active", record.service), start, end, at_first=True) == {False}:
            yield "service-retired"
        for part in [part for part in self.changes if part[0] == "time off"]:
            entries = self.of(part, start, end)
            if all(entry and _meets(entry, record) for entry in entries):
                yield "time-off"


def _meets(entry: object, record: AppointmentRecord) -> bool:
    assert isinstance(entry, range)
    return record.start < entry.stop and entry.start < record.end


def _changed(call: Recorded) -> Iterator[tuple[Part, object]]:
    match call.operation:
        case ChangeSchedule(schedule):
            yield ("schedule", None), schedule
        case ChangeProvider(details):
            yield from ((("rule", name), value) for name, value in details if name in RULES)
        case Deactivate():
            yield ("active", None), False
        case Reactivate():
            yield ("active", None), True
        case SetService(id=service, duration=duration, rules=rules):
            yield ("active", service), True
            yield ("duration", service), duration
            own = dict(rules)
            yield from (((f"rule {name}", service), own.get(name)) for name in RULES)
        case RetireService(id=service):
            yield ("active", service), False
        case SetOverride(day=day, windows=windows):
            yield ("override", day), windows
        case SetTimeOff(id=entry, start=first, end=last):
            yield ("time off", entry), range(first, last)
        case RemoveTimeOff(id=entry):
            yield ("time off", entry), None


def _minutes(values: set[object]) -> set[int]:
    return {int(str(value)) if value else 0 for value in values}


def _end(call: Recorded) -> float:
    return float("inf") if isinstance(call.outcome, Unknown) else call.end

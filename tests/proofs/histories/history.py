"""The history of one provider: every call with its start, its end and its answer.

Instants are whole minutes since the Unix epoch (UTC); starts and ends of calls are seconds of a monotonic clock.
An appointment is identified by a label, its customer's name: the client knows it before any answer names an id.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.proofs.histories.callers import Author, Caller


@dataclass(frozen=True, slots=True)
class Schedule:
    """The same windows, [start, end) in minutes of the day, on every day; an appointment takes `duration` minutes."""

    windows: tuple[tuple[int, int], ...]
    duration: int


@dataclass(frozen=True, slots=True)
class CreateProvider:
    """Under one key for the whole history; `name` tells a repeat from another request."""

    name: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class ReadProvider:
    pass


@dataclass(frozen=True, slots=True)
class ReadAvailability:
    """Of the day that begins at this minute. Two requests long: no single instant explains its answer."""

    day: int


@dataclass(frozen=True, slots=True)
class ChangeSchedule:
    schedule: Schedule
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeProvider:
    """`details`: `name` and `subject`, those that change, with their values."""

    details: tuple[tuple[str, str | None], ...]
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """With `is_keyed` the label is the Idempotency-Key as well, and `start` tells a repeat from another request.

    `customer`: the id of the one for whom it is; None for a customer without a token.
    """

    label: str
    start: int
    is_keyed: bool = False
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class ReadAppointment:
    id: str


@dataclass(frozen=True, slots=True)
class Reschedule:
    id: str
    start: int
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """`reason` is this call's own, so that the record shows which call cancelled it; None for one that gives none."""

    id: str
    reason: str | None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class ExportCustomer:
    """Of all providers, by an index: no single instant explains its answer."""

    customer: str


@dataclass(frozen=True, slots=True)
class EraseCustomer:
    """Of one without appointments: otherwise the labels would be erased too."""

    customer: str


type OnProvider = CreateProvider | ReadProvider | ReadAvailability | ChangeSchedule | ChangeProvider
type OnAppointment = Book | ReadAppointment | Reschedule | Cancel
type OnCustomer = ExportCustomer | EraseCustomer
type Operation = OnProvider | OnAppointment | OnCustomer


@dataclass(frozen=True, slots=True)
class IsProvider:
    """No client's operation: in the search, the look at the right of another call. Whether this is the subject."""

    subject: str


type Step = Operation | IsProvider


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """`schedule` is None before the first one. What an answer does not show is None in its record."""

    version: int | None
    schedule: Schedule | None
    name: str | None = None
    subject: str | None = None

    def contradicts(self, other: "ProviderRecord") -> bool:
        """Whether the two show something differently."""
        shown = ((self.name, other.name), (self.subject, other.subject))
        return self.schedule != other.schedule or any(None not in pair and pair[0] != pair[1] for pair in shown)


@dataclass(frozen=True, slots=True)
class AppointmentRecord:
    """`reason` is that of the call that cancelled it. `customer`: whose it is; None for one without a token."""

    label: str
    start: int
    minutes: int
    is_confirmed: bool
    version: int
    reason: str | None = None
    customer: str | None = None

    @property
    def end(self) -> int:
        return self.start + self.minutes

    def overlaps(self, other: "AppointmentRecord") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Answered:
    """Success. `id` is the entity's; for availability the record is the starts shown as free.

    `fields`: the names of the fields of an answer that shows a provider. `customers`: whose appointments an export
    shows.
    """

    record: ProviderRecord | AppointmentRecord | tuple[int, ...]
    is_replay: bool = False
    id: str = field(default="", compare=False)
    fields: frozenset[str] | None = field(default=None, compare=False)
    customers: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one that leaves the outcome open: what was asked may happen at any later time, or never."""

    why: str


type Outcome = Answered | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call of one client. `end` means nothing where the outcome is unknown."""

    number: int
    client: int
    caller: Caller
    operation: Step
    start: float
    end: float
    outcome: Outcome

    def __str__(self) -> str:
        lasted = "?" if isinstance(self.outcome, Unknown) else f"{self.end:.6f}"
        return f"#{self.number} {self.caller} [{self.start:.6f}, {lasted}] {self.operation} -> {self.outcome}"


@dataclass(frozen=True, slots=True)
class Change:
    """A version of an appointment, or of the provider (its label is empty), as it was written.

    `by`: the author that is stored. `told`: the author in the event.
    """

    label: str
    version: int
    by: Author
    told: Author


@dataclass(frozen=True, slots=True)
class FinalState:
    """What the table holds at rest. `appointments` by id; `claims` by slot (its first minute) with the owner's id.

    `listed`: on the lists of customers' open appointments, the customer's id and the appointment's. `changes`: all
    that are known, by the table's stream; without one, the last of each entity. `further_providers`: how many there are
    besides this one.
    """

    provider: ProviderRecord | None
    slot_minutes: int
    appointments: Mapping[str, AppointmentRecord]
    claims: Mapping[int, str]
    listed: frozenset[tuple[str, str]] = frozenset()
    changes: Sequence[Change] = ()
    further_providers: int = 0


class Recorder:
    """Collects the calls of many clients at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: list[Recorded] = []
        self._numbers = 0

    def record(
        self, client: int, caller: Caller, operation: Operation, carry_out: Callable[[Caller, Operation], Outcome]
    ) -> Outcome:
        """Carry the operation out and keep what came of it."""
        start = self._clock()
        outcome = carry_out(caller, operation)
        end = self._clock()
        with self._lock:
            self._numbers += 1
            self._calls.append(Recorded(self._numbers, client, caller, operation, start, end, outcome))
        return outcome

    @property
    def calls(self) -> Sequence[Recorded]:
        """In order of their starts."""
        with self._lock:
            return sorted(self._calls, key=lambda call: call.start)


def most_at_once(calls: Sequence[Recorded]) -> int:
    """The greatest number of calls with a known outcome under way at one instant."""
    known = [call for call in calls if not isinstance(call.outcome, Unknown)]
    edges = sorted([(call.start, 1) for call in known] + [(call.end, -1) for call in known])
    at_once = most = 0
    for _, step in edges:
        at_once += step
        most = max(most, at_once)
    return most

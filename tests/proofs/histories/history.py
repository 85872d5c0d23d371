"""The history of the providers: every call with its start, its end and its answer.

Instants are whole minutes since the Unix epoch (UTC); starts and ends of calls are seconds of a monotonic clock.
An appointment is identified by a label, its customer's name: the client knows it before any answer names an id.
Providers are numbered from 0.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.proofs.histories.callers import Author, Caller


@dataclass(frozen=True, slots=True)
class Schedule:
    """The same windows, [start, end) in minutes of the day, on every day; an appointment takes `duration` minutes."""

    windows: tuple[tuple[int, int], ...]
    duration: int


type Rules = tuple[tuple[str, int], ...]
"""Those that are set, by the names that clients use, in order."""


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
    """`details`: `name`, `subject` and rules, those that change, with their values."""

    details: tuple[tuple[str, str | int | None], ...]
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Deactivate:
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Reactivate:
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class SetService:
    """`id`: of the service. `duration` and lengths among the `rules` are minutes."""

    id: str
    duration: int
    rules: Rules = ()
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class RetireService:
    id: str
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class SetOverride:
    """Of the date that begins at the minute `day`. `windows` as in a schedule; None removes the override."""

    day: int
    windows: tuple[tuple[int, int], ...] | None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class SetTimeOff:
    """Under an id of the client's own. It lasts from the minute `start` to the minute `end`."""

    id: str
    start: int
    end: int
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveTimeOff:
    id: str
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class ReadTimeOff:
    id: str


@dataclass(frozen=True, slots=True)
class ExplainStart:
    """Several requests long, like ReadAvailability. `service`: of that id, or None."""

    start: int
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """With `is_keyed` the label is the Idempotency-Key as well, and `start` tells a repeat from another request.

    `customer`: the id of the one for whom it is; None for a customer without a token. `service`: of that id, or None
    for the provider's own duration. `override`: the reasons that are to be skipped.
    """

    label: str
    start: int
    is_keyed: bool = False
    customer: str | None = None
    service: str | None = None
    override: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAppointment:
    id: str


class OfService(NamedTuple):
    """`id`: None for the provider's own duration."""

    id: str | None


@dataclass(frozen=True, slots=True)
class Reschedule:
    """`provider`, `service` and `duration`: None where they stay as they are.

    `books_as`: in the search, the subject that another provider must have, because the caller books with it, too.
    """

    id: str
    start: int
    if_match: int | None = None
    override: tuple[str, ...] = ()
    provider: int | None = None
    service: OfService | None = None
    duration: int | None = None
    books_as: str | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """`becomes`: in the search, the version that it was answered with; None if that is not known."""

    id: str
    if_match: int | None = None
    becomes: int | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """`reason` is this call's own, so that the record shows which call cancelled it; None for one that gives none."""

    id: str
    reason: str | None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class SetAttendance:
    """`releases`: whether others may have the rest of its time."""

    id: str
    attendance: str
    releases: bool = False
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """`field`: `notes` or `internalNote`."""

    id: str
    field: str
    value: str | None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class ReadDay:
    """Of the provider, the date that begins at this minute. Each appointment is shown as of an instant of its own."""

    day: int


@dataclass(frozen=True, slots=True)
class ReadBoard:
    """The same of all providers."""

    day: int


@dataclass(frozen=True, slots=True)
class ListAppointments:
    """Of the customer, or of the provider without one. By an index: no single instant explains its answer."""

    customer: str | None = None


@dataclass(frozen=True, slots=True)
class ExportCustomer:
    """Of all providers, by an index: no single instant explains its answer."""

    customer: str


@dataclass(frozen=True, slots=True)
class EraseCustomer:
    """Of one without appointments: otherwise the labels would be erased too."""

    customer: str


type OnRules = (
    SetService | RetireService | SetOverride | SetTimeOff | RemoveTimeOff | ReadTimeOff | Deactivate | Reactivate
)
type OnProvider = (
    CreateProvider | ReadProvider | ReadAvailability | ExplainStart | ChangeSchedule | ChangeProvider | OnRules
)
type OnAppointment = Book | ReadAppointment | Reschedule | Keep | Cancel | SetAttendance | Correct
type OnCustomer = ExportCustomer | EraseCustomer
type OnDesk = ReadDay | ReadBoard | ListAppointments
type Operation = OnProvider | OnAppointment | OnCustomer | OnDesk


@dataclass(frozen=True, slots=True)
class IsProvider:
    """No client's operation: in the search, the look at the right of another call.

    Whether this is the subject of one of these providers.
    """

    subject: str
    providers: frozenset[int]


type Step = Operation | IsProvider


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """`schedule` is None before the first one. What an answer does not show is None in its record.

    An answer without the name shows neither the rules nor whether the provider is active.
    """

    version: int | None
    schedule: Schedule | None
    name: str | None = None
    subject: str | None = None
    rules: Rules = ()
    is_active: bool = True

    def contradicts(self, other: "ProviderRecord") -> bool:
        """Whether the two show something differently."""
        shown = [(self.name, other.name), (self.subject, other.subject)]
        if None not in (self.name, other.name):
            shown += [(str(self.rules), str(other.rules)), (str(self.is_active), str(other.is_active))]
        return self.schedule != other.schedule or any(None not in pair and pair[0] != pair[1] for pair in shown)


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    id: str
    version: int
    duration: int
    rules: Rules
    is_active: bool

    @property
    def label(self) -> str:
        return f"SERVICE#{self.id}"


@dataclass(frozen=True, slots=True)
class TimeOffRecord:
    id: str
    version: int
    start: int
    end: int
    is_removed: bool

    @property
    def label(self) -> str:
        return f"TIMEOFF#{self.id}"


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """`version`: the provider's. An answer that changed nothing may show the version before the one that it saw."""

    day: int
    windows: tuple[tuple[int, int], ...] | None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AppointmentRecord:
    """`reason` is that of the call that cancelled it. `customer`: whose it is; None for one without a token.

    `provider`: with whom it stands. `released_from`: where the rest of its time begins, if others may have it.
    `internal_note` is not in answers to customers.
    `before` and `after` are its buffers, `skipped` the reasons against its start that did not count. The last two are
    the minutes before its start after which its customer may no longer change it.
    """

    label: str
    start: int
    minutes: int
    is_confirmed: bool
    version: int
    reason: str | None = None
    customer: str | None = None
    service: str | None = None
    before: int = 0
    after: int = 0
    skipped: tuple[str, ...] = ()
    cancel_cutoff: int | None = None
    reschedule_cutoff: int | None = None
    provider: int = 0
    attendance: str = "EXPECTED"
    attended_at: int | None = None
    released_from: int | None = None
    notes: str | None = None
    internal_note: str | None = field(default=None, compare=False)

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def claimed(self) -> range:
        """The minutes that it claims: its own and those of its buffers, without a rest that was released."""
        return range(self.start - self.before, self.released_from or self.end + self.after)

    def overlaps(self, other: "AppointmentRecord") -> bool:
        """Whether the two share a minute of one provider, buffers included."""
        is_with_one = self.provider == other.provider
        return is_with_one and self.claimed.start < other.claimed.stop and other.claimed.start < self.claimed.stop


@dataclass(frozen=True, slots=True)
class DayShown:
    """A provider's day on a board. `appointments`: with their ids. `free`: stretches of minutes."""

    provider: int
    appointments: tuple[tuple[str, AppointmentRecord], ...]
    free: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Success. `id` is the entity's; for availability the record is the starts shown as free.

    `fields`: the names of the fields of an answer that shows a provider. `customers`: whose appointments an export
    shows. `affected`: the ids of the appointments that a change of the rules hits, with the reasons against them.
    `reasons`: of a start that is explained.
    """

    record: ProviderRecord | AppointmentRecord | ServiceRecord | TimeOffRecord | OverrideRecord | tuple[int, ...]
    is_replay: bool = False
    id: str = field(default="", compare=False)
    fields: frozenset[str] | None = field(default=None, compare=False)
    customers: frozenset[str] = field(default=frozenset(), compare=False)
    affected: Mapping[str, frozenset[str]] | None = field(default=None, compare=False)
    reasons: frozenset[str] | None = field(default=None, compare=False)
    days: tuple[DayShown, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """`reasons`: those against the start; None if the refusal is about something else.

    `or_code`: of the model's outcome, another refusal that is as true.
    """

    code: str
    reasons: frozenset[str] | None = field(default=None, compare=False)
    or_code: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one that leaves the outcome open: what was asked may happen at any later time, or never."""

    why: str


type Outcome = Answered | Refused | Unknown


BY_OTHERS = frozenset({"taken", "buffer", "limit-day", "limit-week"})
"""The reasons that other appointments make."""


def explains(expected: Outcome, observed: Outcome) -> bool:
    """Whether the model's outcome is the observed one, with the same reasons if both have them.

    Without a limit, what stands is read after the rules, and not at all if time is short. So the reasons that other
    appointments make may be those of another instant of the call. A rule of the checker looks at them.
    """
    if isinstance(expected, Refused) and isinstance(observed, Refused):
        if observed.code == expected.or_code:
            return True
        if expected.reasons is None or observed.reasons is None:
            return expected == observed
        by_rules = [reasons - BY_OTHERS for reasons in (expected.reasons, observed.reasons)]
        return expected == observed and bool(observed.reasons) and by_rules[0] == by_rules[1]
    return expected == observed


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call of one client. `end` means nothing where the outcome is unknown.

    `provider`: whom it is about, or with whom its appointment was booked.
    """

    number: int
    client: int
    caller: Caller
    operation: Step
    start: float
    end: float
    outcome: Outcome
    provider: int = 0

    def __str__(self) -> str:
        lasted = "?" if isinstance(self.outcome, Unknown) else f"{self.end:.6f}"
        return f"#{self.number} {self.caller} [{self.start:.6f}, {lasted}] {self.operation} -> {self.outcome}"


@dataclass(frozen=True, slots=True)
class Change:
    """A version of an appointment, of the provider (its label is empty), of a service or of time off, as written.

    `by`: the author that is stored. `told`: the author in the event.
    """

    label: str
    version: int
    by: Author
    told: Author


@dataclass(frozen=True, slots=True)
class FinalState:
    """What the table holds at rest. `appointments` by id; `claims` by slot (its first minute) with the owner's id.

    The appointments are those that were booked with the provider. `listed`: on the lists of customers' open
    appointments, the customer's id and the appointment's. `tickets`: of limits, by key with the owner's id. `promised`:
    the tickets that confirmed appointments say they have. `kept`: what appointments are kept in spite of, by id.
    `further`: the services, the time off and the overrides. `changes`: all that are known, by the table's stream;
    without one, the last of each entity. `further_providers`: how many there are besides this one.
    """

    provider: ProviderRecord | None
    slot_minutes: int
    appointments: Mapping[str, AppointmentRecord]
    claims: Mapping[int, str]
    listed: frozenset[tuple[str, str]] = frozenset()
    tickets: Mapping[str, str] = field(default_factory=dict)
    promised: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, frozenset[str]] = field(default_factory=dict)
    further: tuple[ServiceRecord | TimeOffRecord | OverrideRecord, ...] = ()
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
        self,
        client: int,
        caller: Caller,
        operation: Operation,
        carry_out: Callable[[Caller, Operation], Outcome],
        provider: int = 0,
    ) -> Outcome:
        """Carry the operation out and keep what came of it."""
        start = self._clock()
        outcome = carry_out(caller, operation)
        end = self._clock()
        with self._lock:
            self._numbers += 1
            self._calls.append(Recorded(self._numbers, client, caller, operation, start, end, outcome, provider))
        return outcome

    @property
    def calls(self) -> Sequence[Recorded]:
        """In order of their starts."""
        with self._lock:
            return sorted(self._calls, key=lambda call: call.start)

    def about(self, provider: int) -> Sequence[Recorded]:
        return [call for call in self.calls if call.provider == provider]


def most_at_once(calls: Sequence[Recorded]) -> int:
    """The greatest number of calls with a known outcome under way at one instant."""
    known = [call for call in calls if not isinstance(call.outcome, Unknown)]
    edges = sorted([(call.start, 1) for call in known] + [(call.end, -1) for call in known])
    at_once = most = 0
    for _, step in edges:
        at_once += step
        most = max(most, at_once)
    return most

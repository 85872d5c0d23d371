"""What the clients of a history do: each chooses operations and callers at random, from what all have been told."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.proofs.histories.callers import Caller, People
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Correct,
    CreateProvider,
    Deactivate,
    ExplainStart,
    ExportCustomer,
    Keep,
    ListAppointments,
    OfService,
    Operation,
    Outcome,
    ProviderRecord,
    Reactivate,
    ReadAppointment,
    ReadAvailability,
    ReadBoard,
    ReadDay,
    ReadProvider,
    ReadTimeOff,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    Schedule,
    ServiceRecord,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
    TimeOffRecord,
)
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY, PRESENT, offers
from tests.proofs.histories.rights import Decision, decide
from tests.proofs.histories.workload_cases import UNKNOWN_ID

NAME = "Dr. Ada Conti"
SLOT_MINUTES = 15
SCHEDULES = (
    Schedule(((540, 720), (780, 1020)), 30),
    Schedule(((540, 720),), 45),
    Schedule(((600, 960),), 60),
    Schedule(((555, 735), (750, 900)), 15),
)
"""They share hours but not starts, so that a schedule change turns good starts into bad ones."""
OVERRIDES = ((), ((540, 720),), ((600, 1020),), None, None)
"""Closed, a short day, a long day, and twice the week again."""
SERVICES = ("cut", "colour")
TIMES_OFF = ("away-1", "away-2")
TERMS: Mapping[str, tuple[int | None, ...]] = {
    "bufferBefore": (None, None, 15),
    "bufferAfter": (None, None, 15, 30),
    "slotInterval": (None, None, 15, 30),
    "maxPerDay": (None, 3, 6),
    "maxPerWeek": (None, 5, 9),
    "minNoticeDays": (None, None, None, None, None, 60),
    "cancelCutoffMinutes": (None, None, None, 90 * MINUTES_OF_A_DAY),
    "rescheduleCutoffMinutes": (None, None, None, 90 * MINUTES_OF_A_DAY),
}
"""Appointments are a month ahead: 60 days of notice are too many, and a cutoff of 90 days is over."""
SKIPPED = (
    *(("closed",), ("outside-hours", "off-grid"), ("time-off", "outside-hours"), ("limit-day", "limit-week")),
    ("service-retired", "too-soon", "closed", "outside-hours", "time-off", "off-grid", "limit-day", "limit-week"),
    ("taken", "buffer", "provider-inactive", "off-grid"),
)
"""What staff wants to skip; the last of them is in vain."""
WALKED_IN = ("past", "too-soon", "closed", "outside-hours", "time-off", "off-grid", "limit-day", "limit-week")
GRID = range(540, 1035, SLOT_MINUTES)
NAMES = (NAME, "Dr. Ada Conti-Rossi", "A. Conti")

MIX: dict[str, int] = {
    "book": 26,
    "book_keyed": 12,
    "repeat_key": 8,
    "misuse_key": 2,
    "reschedule": 20,
    "cancel": 14,
    "change_schedule": 5,
    "change_provider": 8,
    "create_again": 2,
    "export": 3,
    "list": 1,
    "walk_in": 8,
    "attend": 14,
    "transfer": 12,
    "correct": 4,
    "day": 2,
    "board": 5,
    "read_appointment": 10,
    "read_provider": 4,
    "read_availability": 4,
}
"""Kinds of operations and their weights."""
RULES_MIX: dict[str, int] = {
    "set_service": 5,
    "retire_service": 1,
    "override": 6,
    "time_off": 6,
    "rules": 6,
    "state": 4,
    "keep": 4,
    "explain": 1,
    "read_time_off": 2,
}
MIX |= RULES_MIX
ON_APPOINTMENT = frozenset(
    {"read_appointment", "reschedule", "transfer", "cancel", "keep", "attend", "correct"},
)
RESTLESS = MIX | {"change_schedule": 22, "reschedule": 26}
"""Whatever was decided on a schedule may be wrong by the time it is written."""


@dataclass(frozen=True)
class Plan:
    """What the clients of one history do.

    `day`: the minute at which the one day begins on which all appointments lie. `abandoned`: the share of calls whose
    client goes on without the answer, while the call runs on. `denied`: the share of operations whose caller is anybody
    at all. `therapists`: of those whose caller is one of the therapists, whose rights come and go. The others have
    callers that may do them, as far as the client knows. `limit`: how many open appointments a customer may have, if
    it is few enough to be reached. `now`: the minute at which all calls are made; None for the time that it is. Without
    one, nobody is expected yet.
    """

    seed: int
    day: int
    people: People
    clients: int = 14
    calls: int = 250
    abandoned: float = 0.02
    denied: float = 0.12
    therapists: float = 0.18
    limit: int | None = None
    now: int | None = None
    mix: Mapping[str, int] = field(default_factory=lambda: MIX)


@dataclass
class Known:
    """What the clients have been told so far of one provider; each may use what another one learnt.

    `number`: the provider's among those of the history. `versions` and `customers`: of appointments, by their id.
    """

    number: int
    prefix: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    customers: dict[str, str | None] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    providers: dict[str, int] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    keyed: list[tuple[Caller, Book]] = field(default_factory=list)
    provider: ProviderRecord = field(default_factory=lambda: ProviderRecord(1, None))
    subject: str | None = None
    services: dict[str, ServiceRecord] = field(default_factory=dict)
    time_off: dict[str, TimeOffRecord] = field(default_factory=dict)

    def label(self) -> str:
        with self.lock:
            self.numbers += 1
            return f"{self.prefix}-{self.numbers:06}"

    def learn(self, outcome: Outcome) -> None:
        match outcome:
            case Answered(record=AppointmentRecord() as record, id=appointment_id):
                with self.lock:
                    self.versions[appointment_id] = max(record.version, self.versions.get(appointment_id, 0))
                    self.customers[appointment_id] = record.customer
                    self.starts[appointment_id] = record.start
                    self.providers[appointment_id] = record.provider
                    if not record.is_confirmed:
                        self.cancelled.add(appointment_id)
            case Answered(record=ServiceRecord() as service):
                with self.lock:
                    self.services[service.id] = service
            case Answered(record=TimeOffRecord() as entry):
                with self.lock:
                    self.time_off[entry.id] = entry
            case Answered(record=ProviderRecord(version=int() as version) as record, fields=fields):
                with self.lock:
                    if version >= (self.provider.version or 0):
                        self.provider = record
                        self.subject = record.subject if fields and "subject" in fields else self.subject


class Client:
    """One client's choices, from a generator of its own. It calls as whoever it likes."""

    def __init__(self, number: int, plan: Plan) -> None:
        self.number = number
        self.random = random.Random(f"{plan.seed} {number}")
        self._plan = plan

    def next(self, known: Known) -> tuple[Caller, Operation]:
        kind = self.random.choices([*self._plan.mix], [*self._plan.mix.values()])[0]
        if kind in {"repeat_key", "misuse_key"} and known.keyed:
            # Of the latest few: most of them are still being answered.
            caller, made = self.random.choice(known.keyed[-4:])
            return caller, made if kind == "repeat_key" else replace(made, start=self._start(known))
        operation = self._operation(kind, known)
        caller = self._caller(operation, known)
        if isinstance(operation, Book) and operation.is_keyed:
            known.keyed.append((caller, operation))
        return caller, operation

    def _operation(self, kind: str, known: Known) -> Operation:  # noqa: C901, PLR0911  # one for each case
        match kind:
            case "create_again":
                name = self.random.choice([NAME, NAME, "Dr. Eve Conti"])
                return CreateProvider(name, self._plan.people.therapists[known.number].subject)
            case "read_provider":
                return ReadProvider()
            case "read_availability":
                return ReadAvailability(self._plan.day)
            case "export":
                return ExportCustomer(self.random.choice(self._plan.people.customers).customer or "")
            case "change_schedule":
                return ChangeSchedule(self.random.choice(SCHEDULES), self._if_match(known.provider.version or 1))
            case "change_provider":
                return ChangeProvider(self._details(known), self._if_match(known.provider.version or 1))
            case "list":
                return ListAppointments(self.random.choice((None, self._plan.people.customers[0].customer)))
            case "day":
                return ReadDay(self._day())
            case "board":
                return ReadBoard(self._day())
            case "read_appointment" | "reschedule" | "cancel" | "keep" | "attend" | "correct" | "transfer" if (
                known.versions
            ):
                return self._on_appointment(kind, known)
            case kind if kind in RULES_MIX and kind not in ON_APPOINTMENT:
                return self._on_rules(kind, known)
        customer = self.random.choice([None, *(each.customer for each in self._plan.people.customers)])
        service = self.random.choice([None, *known.services]) if self.random.random() < 0.7 else None
        start = self._start(known, service)
        if kind == "walk_in" and self._plan.now is not None:
            customer, start = None, self._near()
        return Book(
            known.label(),
            start,
            is_keyed=kind == "book_keyed",
            customer=customer,
            service=service,
            override=self._override(start),
        )

    def _day(self) -> int:
        """A date to look at."""
        today = None if self._plan.now is None else self._plan.now // MINUTES_OF_A_DAY * MINUTES_OF_A_DAY
        return today if today is not None and self.random.random() < 0.4 else self._plan.day

    def _override(self, start: int) -> tuple[str, ...]:
        """What has begun is recorded most of the time, whatever else is against it."""
        if self._plan.now is not None and start <= self._plan.now and self.random.random() < 0.8:
            return WALKED_IN
        return self.random.choice(SKIPPED) if self.random.random() < 0.12 else ()

    def _on_rules(self, kind: str, known: Known) -> Operation:  # noqa: PLR0911  # one for each case
        if_match = self._if_match(known.provider.version or 1)
        match kind:
            case "set_service":
                service = self.random.choice(SERVICES)
                before = known.services.get(service)
                terms = self._terms(self.random.randrange(3))
                rules = tuple(sorted((name, value) for name, value in terms if value is not None))
                duration = self.random.choice((30, 45, 60))
                return SetService(service, duration, rules, self._if_match(before.version if before else 1))
            case "retire_service":
                return RetireService(self.random.choice(SERVICES))
            case "override":
                day = self._plan.day + self.random.choice((0, 0, MINUTES_OF_A_DAY))
                return SetOverride(day, self.random.choice(OVERRIDES), if_match)
            case "time_off":
                return self._on_time_off(known)
            case "read_time_off":
                return ReadTimeOff(self.random.choice(TIMES_OFF))
            case "explain":
                return ExplainStart(self._start(known))
            case "rules":
                return ChangeProvider(tuple(self._terms(self.random.choice((1, 2)))), if_match)
            case _:
                return self.random.choice((Deactivate(if_match), Reactivate(), Reactivate()))

    def _terms(self, number: int) -> list[tuple[str, int | None]]:
        return [(name, self.random.choice(TERMS[name])) for name in self.random.sample([*TERMS], number)]

    def _on_time_off(self, known: Known) -> Operation:
        entry = self.random.choice(TIMES_OFF)
        before = known.time_off.get(entry)
        if_match = self._if_match(before.version if before else 1)
        if before and not before.is_removed and self.random.random() < 0.7:
            return RemoveTimeOff(entry, if_match)
        start = self._plan.day + self.random.choice(GRID)
        return SetTimeOff(entry, start, start + self.random.choice((30, 90)), if_match)

    def _details(self, known: Known) -> tuple[tuple[str, str | None], ...]:
        """Its own therapist is the provider most of the time."""
        own = self._plan.people.therapists[known.number].subject
        subject = self.random.choice([own, own, own, None, *(each.subject for each in self._plan.people.therapists)])
        details = [("name", self.random.choice(NAMES)), ("subject", subject)]
        return tuple(self.random.choice([details[:1], details[1:], details]))

    def _on_appointment(self, kind: str, known: Known) -> Operation:  # noqa: PLR0911  # one for each case
        with known.lock:
            every = [*known.versions.items()]
            standing = [each for each in every if each[0] not in known.cancelled]
        if kind in {"reschedule", "attend", "transfer"} and standing and self.random.random() < 0.8:
            every = standing
        near = [each for each in every if self._is_near(known.starts[each[0]])]
        is_near = kind == "attend" and near and self.random.random() < 0.85
        recent = near[-8:] if is_near else every[-10:]
        appointment_id, version = self.random.choice(recent)
        if self.random.random() < 0.02:
            appointment_id = UNKNOWN_ID
        match kind:
            case "reschedule":
                return self._move(appointment_id, version, known)
            case "transfer" if appointment_id in known.starts:
                start, other = known.starts[appointment_id], 1 - known.providers[appointment_id]
                skipped = self.random.choice((WALKED_IN, WALKED_IN, ()))
                service = self.random.choice((None, OfService(None)))
                return Reschedule(appointment_id, start, self._if_match(version), skipped, other, service)
            case "keep":
                return Keep(appointment_id, self._if_match(version))
            case "attend":
                attendance = self.random.choice(("EXPECTED", "ARRIVED", "COMPLETED", "COMPLETED", "NO_SHOW"))
                releases = attendance in {"COMPLETED", "NO_SHOW"} and self.random.random() < 0.6
                return SetAttendance(appointment_id, attendance, releases, self._if_match(version))
            case "correct":
                of = self.random.choice(("notes", "notes", "internalNote"))
                return Correct(
                    appointment_id, of, self.random.choice((None, "by phone", "late")), self._if_match(version)
                )
            case "cancel":
                reason = None if self.random.random() < 0.2 else known.label()
                return Cancel(appointment_id, reason, self._if_match(version))
            case _:
                return ReadAppointment(appointment_id)

    def _move(self, appointment_id: str, version: int, known: Known) -> Reschedule:
        """Some go to one of both providers, with some of them to a service, or to another length."""
        service = self.random.choice([None, *SERVICES])
        start = self._start(known)
        return Reschedule(
            appointment_id,
            start,
            self._if_match(version),
            self._override(start),
            self.random.randrange(2) if self.random.random() < 0.35 else None,
            OfService(service) if self.random.random() < 0.15 else None,
            self.random.choice((15, 30, 60)) if self.random.random() < 0.15 else None,
        )

    def _caller(self, operation: Operation, known: Known) -> Caller:
        """A customer books for itself more often than staff does for it: it is to reach its limit."""
        people = self._plan.people
        everybody = [caller for caller in people.everybody if may_ask(caller, operation, people)]
        chance = self.random.random()
        if chance < self._plan.denied:
            return self.random.choice(everybody)
        if chance < self._plan.denied + self._plan.therapists:
            return self.random.choice(people.therapists)
        customer = known.customers.get(getattr(operation, "id", ""))
        if isinstance(operation, Book | ExportCustomer):
            customer = operation.customer
        able = [
            caller
            for caller in everybody
            if decide(caller, operation, subject=known.subject, customer=customer) is Decision.ALLOW
        ]
        themselves = [caller for caller in able if isinstance(operation, Book) and caller.customer]
        return self.random.choice([*able, *themselves * len(able)] or everybody)

    def _start(self, known: Known, service: str | None = None) -> int:
        """Most of the time one that the provider's own windows offer."""
        chance = self.random.random()
        if chance < 0.02:
            return PRESENT - MINUTES_OF_A_DAY
        if self._plan.now is not None and chance < 0.2:
            return self._near()
        schedule = known.provider.schedule
        if schedule and service in known.services:
            schedule = replace(schedule, duration=known.services[service].duration)
        good = [m for m in GRID if schedule and offers(schedule, m, schedule.duration)]
        day = self._plan.day + (MINUTES_OF_A_DAY if self.random.random() < 0.2 else 0)
        return day + self.random.choice(good if good and chance < 0.8 else GRID)

    def _is_near(self, start: int) -> bool:
        return self._plan.now is not None and abs(start - self._plan.now) < MINUTES_OF_A_DAY

    def _near(self) -> int:
        """A start of the present, if there is one."""
        first = (self._plan.now or 0) // SLOT_MINUTES * SLOT_MINUTES
        return first + SLOT_MINUTES * self.random.randrange(-4, 5)

    def _if_match(self, version: int) -> int | None:
        chance = self.random.random()
        if chance < 0.7:
            return None
        return version if chance < 0.95 else max(1, version - 1)


def may_ask(caller: Caller, operation: Operation, people: People) -> bool:
    """A provider is created under one key, and the key is one admin's own."""
    return not isinstance(operation, CreateProvider) or caller != people.admins[1]

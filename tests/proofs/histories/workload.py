"""Clients that send random requests about two providers at the same time; the service's outcomes are recorded."""

import random
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from tests.proofs.histories.callers import Caller, People
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    ExportCustomer,
    Operation,
    Outcome,
    ProviderRecord,
    ReadAppointment,
    ReadAvailability,
    ReadProvider,
    Recorded,
    Recorder,
    Reschedule,
    Schedule,
    Unknown,
)
from tests.proofs.histories.model import MINUTES_OF_A_DAY, PRESENT, offers
from tests.proofs.histories.rights import Decision, decide
from tests.proofs.histories.workload_cases import UNKNOWN_ID, cases

NAME = "Dr. Ada Conti"
SLOT_MINUTES = 15
SCHEDULES = (
    Schedule(((540, 720), (780, 1020)), 30),
    Schedule(((540, 720),), 45),
    Schedule(((600, 960),), 60),
    Schedule(((555, 735), (750, 900)), 15),
)
"""They share hours but not starts, so that a schedule change turns good starts into bad ones."""
GRID = range(540, 1035, SLOT_MINUTES)
OF_THE_FIRST = 0.85
"""The share of calls about the first provider: that many clients are to meet there."""
FEW_TRIES = 20

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
    "read_appointment": 10,
    "read_provider": 4,
    "read_availability": 4,
}
"""Kinds of operations and their weights."""
RESTLESS = MIX | {"change_schedule": 22, "reschedule": 26}
"""Whatever was decided on a schedule may be wrong by the time it is written."""


class Service(Protocol):
    """One provider of the service under test. Whatever happens to a call is an outcome, never an exception."""

    def carry_out(self, caller: Caller, operation: Operation) -> Outcome: ...


@dataclass(frozen=True)
class Plan:
    """What the clients of one history do.

    `day`: the minute at which the one day begins on which all appointments lie. `abandoned`: the share of calls whose
    client goes on without the answer, while the call runs on. `denied`: the share of operations whose caller is anybody
    at all. `therapists`: of those whose caller is one of the therapists, whose rights come and go. The others have
    callers that may do them, as far as the client knows. `limit`: how many open appointments a customer may have, if
    it is few enough to be reached.
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
    keyed: list[tuple[Caller, Book]] = field(default_factory=list)
    provider: ProviderRecord = field(default_factory=lambda: ProviderRecord(1, None))
    subject: str | None = None

    def label(self) -> str:
        with self.lock:
            self.numbers += 1
            return f"{self.prefix}-{self.numbers:06}"

    def learn(self, outcome: Outcome) -> None:
        match outcome:
            case Answered(record=AppointmentRecord(version=version, customer=customer), id=appointment_id):
                with self.lock:
                    self.versions[appointment_id] = max(version, self.versions.get(appointment_id, 0))
                    self.customers[appointment_id] = customer
            case Answered(record=ProviderRecord(version=int() as version) as record, fields=fields):
                with self.lock:
                    if version >= (self.provider.version or 0):
                        self.provider = record
                        self.subject = record.subject if fields and "subject" in fields else self.subject


class _Client:
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

    def _operation(self, kind: str, known: Known) -> Operation:  # noqa: PLR0911  # one for each case
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
            case "read_appointment" | "reschedule" | "cancel" if known.versions:
                return self._on_appointment(kind, known)
        customer = self.random.choice([None, *(each.customer for each in self._plan.people.customers)])
        return Book(known.label(), self._start(known), is_keyed=kind == "book_keyed", customer=customer)

    def _details(self, known: Known) -> tuple[tuple[str, str | None], ...]:
        """Its own therapist is the provider most of the time."""
        own = self._plan.people.therapists[known.number].subject
        subject = self.random.choice([own, own, own, None, *(each.subject for each in self._plan.people.therapists)])
        details = [("name", self.random.choice(NAMES)), ("subject", subject)]
        return tuple(self.random.choice([details[:1], details[1:], details]))

    def _on_appointment(self, kind: str, known: Known) -> Operation:
        with known.lock:
            recent = [*known.versions.items()][-10:]
        appointment_id, version = self.random.choice(recent)
        if self.random.random() < 0.02:
            appointment_id = UNKNOWN_ID
        match kind:
            case "reschedule":
                return Reschedule(appointment_id, self._start(known), self._if_match(version))
            case "cancel":
                reason = None if self.random.random() < 0.2 else known.label()
                return Cancel(appointment_id, reason, self._if_match(version))
            case _:
                return ReadAppointment(appointment_id)

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

    def _start(self, known: Known) -> int:
        chance = self.random.random()
        if chance < 0.02:
            return PRESENT - MINUTES_OF_A_DAY
        schedule = known.provider.schedule
        good = [m for m in GRID if schedule and offers(schedule, m, schedule.duration)]
        return self._plan.day + self.random.choice(good if good and chance < 0.8 else GRID)

    def _if_match(self, version: int) -> int | None:
        chance = self.random.random()
        if chance < 0.7:
            return None
        return version if chance < 0.95 else max(1, version - 1)


def may_ask(caller: Caller, operation: Operation, people: People) -> bool:
    """A provider is created under one key, and the key is one admin's own."""
    return not isinstance(operation, CreateProvider) or caller != people.admins[1]


def run(services: Sequence[Service], plan: Plan, run_names: Sequence[str]) -> list[Sequence[Recorded]]:
    """Let the clients create the providers and their schedules and then do what they like; all calls, by start.

    There is a service for each provider. Most calls are about the first, whose schedule all clients set at once. Its
    name among `run_names` makes the keys of its run its own. Returns when the last call has ended, abandoned ones
    included.
    """
    history = _Histories(services, plan, run_names)
    with ThreadPoolExecutor(plan.clients) as clients:
        gone = [clients.submit(history.go, number) for number in range(plan.clients)]
    errors = [error for error in (client.exception() for client in gone) if error]
    # Who only waited for another one that failed tells less than that one.
    for error in sorted(errors, key=lambda error: isinstance(error, threading.BrokenBarrierError)):
        raise error
    for thread in history.abandoned:
        thread.join()
    return [recorder.calls for recorder in history.recorders]


class _Histories:
    """The histories of the providers while they are made."""

    def __init__(self, services: Sequence[Service], plan: Plan, run_names: Sequence[str]) -> None:
        self._services, self._plan = services, plan
        self.recorders = [Recorder() for _ in services]
        self._known = [Known(number, name) for number, name in enumerate(run_names)]
        self._barrier = threading.Barrier(plan.clients)
        self.abandoned: list[threading.Thread] = []
        self._cases: Sequence[tuple[Caller, Operation]] = ()

    def go(self, number: int) -> None:
        try:
            self._go(_Client(number, self._plan))
        except BaseException:
            self._barrier.abort()  # the others would wait for ever
            raise

    def _go(self, client: _Client) -> None:
        plan, number = self._plan, client.number
        self._barrier.wait()
        for provider in self._opened_by(number):
            subject = plan.people.therapists[provider].subject
            self._answer(client, plan.people.admins[0], CreateProvider(NAME, subject), provider)
        self._barrier.wait()
        for provider in self._opened_by(number):
            schedule = ChangeSchedule(SCHEDULES[number % 2])
            self._do(client, provider, plan.people.admins[number % 2], schedule)
        self._barrier.wait()
        if number == 0:
            booking, appointment_id = self._first_bookings(client)
            self._cases = cases(plan.people, booking, appointment_id, plan.day, self._known[0].prefix)
        self._barrier.wait()
        for caller, operation in self._cases[number :: plan.clients]:
            self._do(client, 0, caller, operation)
        for _ in range(plan.calls // plan.clients - 2):
            provider = 0 if client.random.random() < OF_THE_FIRST else len(self._services) - 1
            caller, operation = client.next(self._known[provider])
            is_abandoned = client.random.random() < plan.abandoned
            self._do(client, provider, caller, operation, is_abandoned=is_abandoned)

    def _opened_by(self, number: int) -> range:
        return range(len(self._services) if number == 0 else 1)

    def _first_bookings(self, client: _Client) -> tuple[Book, str]:
        """The first customer's, with its id. The second customer books one more than it may.

        They are made when nobody else calls, so that every history has them.
        """
        mine, other = self._plan.people.customers
        # Of those set at once, one without an outcome may be the last: nobody would know what is offered.
        self._answer(client, self._plan.people.admins[0], ChangeSchedule(client.random.choice(SCHEDULES[:2])))
        schedule = self._known[0].provider.schedule
        offered = [self._plan.day + m for m in GRID if schedule and offers(schedule, m, schedule.duration)]
        first, *starts = offered or [self._plan.day]
        booking = self._keyed(first, mine)
        made = self._answer(client, mine, booking)
        if self._plan.limit is not None:
            for start in [*starts[: self._plan.limit], first]:
                self._answer(client, other, self._keyed(start, other))
        return booking, made.id if isinstance(made, Answered) else UNKNOWN_ID

    def _keyed(self, start: int, customer: Caller) -> Book:
        return Book(self._known[0].label(), start, is_keyed=True, customer=customer.customer)

    def _answer(self, client: _Client, caller: Caller, operation: Operation, provider: int = 0) -> Outcome:
        """A lost answer, or too little time, may leave a call without an outcome. It is repeated then."""
        for _ in range(FEW_TRIES):
            outcome = self._do(client, provider, caller, operation)
            if not isinstance(outcome, Unknown):
                break
        return outcome

    def _do(
        self, client: _Client, provider: int, caller: Caller, operation: Operation, *, is_abandoned: bool = False
    ) -> Outcome:
        carry_out = self._services[provider].carry_out

        def abandon(caller: Caller, operation: Operation) -> Outcome:
            running_on = threading.Thread(target=carry_out, args=(caller, operation))
            running_on.start()
            self.abandoned.append(running_on)
            return Unknown("abandoned")

        way = abandon if is_abandoned else carry_out
        outcome = self.recorders[provider].record(client.number, caller, operation, way)
        self._known[provider].learn(outcome)
        return outcome

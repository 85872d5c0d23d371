"""Clients that send random requests about one provider at the same time; the service's outcomes are recorded."""

import random
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeSchedule,
    CreateProvider,
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
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"

MIX: dict[str, int] = {
    "book": 26,
    "book_keyed": 12,
    "repeat_key": 8,
    "misuse_key": 2,
    "reschedule": 20,
    "cancel": 14,
    "change_schedule": 5,
    "create_again": 2,
    "read_appointment": 10,
    "read_provider": 4,
    "read_availability": 4,
}
"""Kinds of operations and their weights."""
RESTLESS = MIX | {"change_schedule": 22, "reschedule": 26}
"""Whatever was decided on a schedule may be wrong by the time it is written."""


class Service(Protocol):
    """One provider of the service under test. Whatever happens to a call is an outcome, never an exception."""

    def carry_out(self, operation: Operation) -> Outcome: ...


@dataclass(frozen=True)
class Plan:
    """What the clients of one history do.

    `day`: the minute at which the one day begins on which all appointments lie. `abandoned`: the share of calls whose
    client goes on without the answer, while the call runs on. `customers`: ids of those who book for themselves,
    each as often as staff does; without any, staff books all.
    """

    seed: int
    day: int
    clients: int = 14
    calls: int = 250
    abandoned: float = 0.02
    mix: Mapping[str, int] = field(default_factory=lambda: MIX)
    customers: Sequence[str] = ()


@dataclass
class _Known:
    """What the clients have been told so far; each may use what another one learnt."""

    prefix: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    keyed: list[Book] = field(default_factory=list)
    provider: ProviderRecord = field(default_factory=lambda: ProviderRecord(1, None))

    def label(self) -> str:
        with self.lock:
            self.numbers += 1
            return f"{self.prefix}-{self.numbers:06}"

    def learn(self, outcome: Outcome) -> None:
        match outcome:
            case Answered(record=AppointmentRecord(version=version), id=appointment_id):
                with self.lock:
                    self.versions[appointment_id] = max(version, self.versions.get(appointment_id, 0))
            case Answered(record=ProviderRecord() as record):
                with self.lock:
                    self.provider = max(self.provider, record, key=lambda known: known.version)


class _Client:
    """One client's choices, from a generator of its own."""

    def __init__(self, number: int, plan: Plan, known: _Known) -> None:
        self.number = number
        self.random = random.Random(f"{plan.seed} {number}")
        self._plan = plan
        self._known = known

    def next(self) -> Operation:  # noqa: PLR0911  # one for each case
        kind = self.random.choices([*self._plan.mix], [*self._plan.mix.values()])[0]
        match kind:
            case "create_again":
                return CreateProvider(self.random.choice([NAME, NAME, "Dr. Eve Conti"]))
            case "read_provider":
                return ReadProvider()
            case "read_availability":
                return ReadAvailability(self._plan.day)
            case "change_schedule":
                current = self._known.provider.version
                return ChangeSchedule(self.random.choice(SCHEDULES), self._if_match(current))
            case "repeat_key" | "misuse_key" if self._known.keyed:
                # Of the latest few: most of them are still being answered.
                made = self.random.choice(self._known.keyed[-4:])
                return made if kind == "repeat_key" else replace(made, start=self._start())
            case "read_appointment" | "reschedule" | "cancel" if self._known.versions:
                return self._on_appointment(kind)
        label, bookers = self._known.label(), [None, *self._plan.customers]
        customer = bookers[self._known.numbers % len(bookers)]
        booking = Book(label, self._start(), is_keyed=kind == "book_keyed", customer=customer)
        if booking.is_keyed:
            self._known.keyed.append(booking)
        return booking

    def _on_appointment(self, kind: str) -> Operation:
        with self._known.lock:
            recent = [*self._known.versions.items()][-10:]
        appointment_id, version = self.random.choice(recent)
        if self.random.random() < 0.02:
            appointment_id = UNKNOWN_ID
        match kind:
            case "reschedule":
                return Reschedule(appointment_id, self._start(), self._if_match(version))
            case "cancel":
                reason = None if self.random.random() < 0.2 else self._known.label()
                return Cancel(appointment_id, reason, self._if_match(version))
            case _:
                return ReadAppointment(appointment_id)

    def _start(self) -> int:
        chance = self.random.random()
        if chance < 0.02:
            return PRESENT - MINUTES_OF_A_DAY
        schedule = self._known.provider.schedule
        good = [m for m in GRID if schedule and offers(schedule, m, schedule.duration)]
        return self._plan.day + self.random.choice(good if good and chance < 0.8 else GRID)

    def _if_match(self, version: int) -> int | None:
        chance = self.random.random()
        if chance < 0.7:
            return None
        return version if chance < 0.95 else max(1, version - 1)


def run(service: Service, plan: Plan, run_name: str) -> Sequence[Recorded]:
    """Let the clients create the provider and its schedule at once and then do what they like; all calls, by start.

    `run_name` makes the keys of this run its own. Returns when the last call has ended, abandoned ones included.
    """
    recorder, known = Recorder(), _Known(run_name)
    barrier = threading.Barrier(plan.clients)
    abandoned: list[threading.Thread] = []

    def abandon(operation: Operation) -> Outcome:
        running_on = threading.Thread(target=service.carry_out, args=(operation,))
        running_on.start()
        abandoned.append(running_on)
        return Unknown("abandoned")

    def go(number: int) -> None:
        client = _Client(number, plan, known)
        barrier.wait()
        recorder.record(number, CreateProvider(NAME), service.carry_out)
        barrier.wait()
        known.learn(recorder.record(number, ChangeSchedule(SCHEDULES[number % 2]), service.carry_out))
        for _ in range(plan.calls // plan.clients - 2):
            carry_out = abandon if client.random.random() < plan.abandoned else service.carry_out
            known.learn(recorder.record(number, client.next(), carry_out))

    with ThreadPoolExecutor(plan.clients) as clients:
        for gone in [clients.submit(go, number) for number in range(plan.clients)]:
            gone.result()
    for thread in abandoned:
        thread.join()
    return recorder.calls

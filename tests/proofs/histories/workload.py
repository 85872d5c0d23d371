"""Clients that send random requests about two providers at the same time; the service's outcomes are recorded."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from tests.proofs.histories.callers import Caller
from tests.proofs.histories.history import (
    Answered,
    Book,
    ChangeSchedule,
    CreateProvider,
    Operation,
    Outcome,
    Recorded,
    Recorder,
    Unknown,
)
from tests.proofs.histories.model_rules import offers
from tests.proofs.histories.workload_cases import UNKNOWN_ID, cases
from tests.proofs.histories.workload_choices import GRID, NAME, SCHEDULES, Client, Known, Plan

OF_THE_FIRST = 0.85
"""The share of calls about the first provider: that many clients are to meet there."""
FEW_TRIES = 20


class Service(Protocol):
    """One provider of the service under test. Whatever happens to a call is an outcome, never an exception."""

    def carry_out(self, caller: Caller, operation: Operation) -> Outcome: ...


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
    return [history.recorder.about(number) for number in range(len(services))]


class _Histories:
    """The histories of the providers while they are made."""

    def __init__(self, services: Sequence[Service], plan: Plan, run_names: Sequence[str]) -> None:
        self._services, self._plan = services, plan
        self.recorder = Recorder()
        self._known = [Known(number, name) for number, name in enumerate(run_names)]
        self._barrier = threading.Barrier(plan.clients)
        self.abandoned: list[threading.Thread] = []
        self._cases: Sequence[tuple[Caller, Operation]] = ()

    def go(self, number: int) -> None:
        try:
            self._go(Client(number, self._plan))
        except BaseException:
            self._barrier.abort()  # the others would wait for ever
            raise

    def _go(self, client: Client) -> None:
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

    def _first_bookings(self, client: Client) -> tuple[Book, str]:
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

    def _answer(self, client: Client, caller: Caller, operation: Operation, provider: int = 0) -> Outcome:
        """A lost answer, or too little time, may leave a call without an outcome. It is repeated then."""
        for _ in range(FEW_TRIES):
            outcome = self._do(client, provider, caller, operation)
            if not isinstance(outcome, Unknown):
                break
        return outcome

    def _do(
        self, client: Client, provider: int, caller: Caller, operation: Operation, *, is_abandoned: bool = False
    ) -> Outcome:
        carry_out = self._services[provider].carry_out

        def abandon(caller: Caller, operation: Operation) -> Outcome:
            running_on = threading.Thread(target=carry_out, args=(caller, operation))
            running_on.start()
            self.abandoned.append(running_on)
            return Unknown("abandoned")

        way = abandon if is_abandoned else carry_out
        outcome = self.recorder.record(client.number, caller, operation, way, provider)
        self._known[provider].learn(outcome)
        return outcome

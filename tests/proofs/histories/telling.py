"""Histories on the use cases that are told call by call."""

import itertools
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from booking.dynamodb.sending import Answer, Request, Send
from local.store import EveryStore
from tests.engine import Table
from tests.proofs.faults.witnesses import Witness
from tests.proofs.histories.callers import Caller
from tests.proofs.histories.checker import check_all
from tests.proofs.histories.history import (
    Answered,
    ChangeSchedule,
    CreateProvider,
    Operation,
    Outcome,
    Recorder,
)
from tests.proofs.histories.history_table import final_states
from tests.proofs.histories.model import MAX_OPEN
from tests.proofs.histories.stories import ADMIN, HOURLY
from tests.proofs.histories.workload_answers import Providers
from tests.proofs.histories.workload_use_cases import UseCases


class Telling:
    """A history on the use cases, told call by call, in which one call can be held before one of its requests.

    `witness`: of what is written to the table, where the authors are to be judged too. `providers`: how many there are;
    all calls are about the first, unless they say otherwise.
    """

    def __init__(
        self,
        table: Table,
        send: Send,
        witness: Witness | None = None,
        providers: int = 1,
        now: int | None = None,
    ) -> None:
        self._now = now
        self.names = [uuid.uuid4().hex[:16] for _ in range(providers)]
        self.name = self.names[0]
        self._table, self._send, self._witness = table, send, witness
        self._before: Callable[[str], None] = lambda operation: None
        store = EveryStore(self._held_or_sent, table.name, max_open=MAX_OPEN)
        known = Providers()
        self._recorder = Recorder()
        self._services = [UseCases(store, name, number, known, now) for number, name in enumerate(self.names)]
        for provider in range(providers):
            self.do(CreateProvider("Ada"), provider=provider)
            self.do(ChangeSchedule(HOURLY), provider=provider)

    def ask(self, caller: Caller, operation: Operation, provider: int = 0) -> Outcome:
        return self._recorder.record(0, caller, operation, self._services[provider].carry_out, provider)

    def do(self, operation: Operation, by: Caller = ADMIN, provider: int = 0) -> Answered:
        outcome = self.ask(by, operation, provider)
        assert isinstance(outcome, Answered), outcome
        return outcome

    @contextmanager
    def held(
        self, request: str, nth: int, operation: Operation, by: Caller = ADMIN, provider: int = 0
    ) -> Iterator[None]:
        """What is done in the block is done before the n-th request of that kind that the operation makes."""
        reached, released = threading.Event(), threading.Event()
        carry_out = self._services[provider].carry_out
        held = threading.Thread(target=self._recorder.record, args=(1, by, operation, carry_out, provider))
        requests = itertools.count(1)

        def hold(operation: str) -> None:
            if operation == request and threading.current_thread() is held and next(requests) == nth:
                reached.set()
                assert released.wait(10)

        self._before = hold
        held.start()
        assert reached.wait(10)
        yield
        released.set()
        held.join()

    def spoil(self, way: Callable[[Send], Send]) -> None:
        """Whatever is sent from now on."""
        self._send = way(self._send)

    def _held_or_sent(self, operation: str, request: Request) -> Answer:
        self._before(operation)
        return self._send(operation, request)

    def violations(self) -> set[str]:
        records = self._witness.read() if self._witness else ()
        finals = final_states(self._table.client, self._table.name, self.names, records)
        calls = [self._recorder.about(number) for number in range(len(self.names))]
        return {violation.kind for violation in check_all([*zip(calls, finals, strict=True)], now=self._now).violations}

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
from tests.proofs.histories.checker import check
from tests.proofs.histories.history import (
    Answered,
    ChangeSchedule,
    CreateProvider,
    Operation,
    Outcome,
    Recorder,
)
from tests.proofs.histories.history_table import final_state
from tests.proofs.histories.stories import ADMIN, HOURLY
from tests.proofs.histories.workload_use_cases import UseCases


class Telling:
    """A history on the use cases, told call by call, in which one call can be held before one of its requests.

    `witness`: of what is written to the table, where the authors are to be judged too.
    """

    def __init__(self, table: Table, send: Send, witness: Witness | None = None) -> None:
        self.name = uuid.uuid4().hex[:16]
        self._table, self._send, self._witness = table, send, witness
        self._before: Callable[[str], None] = lambda operation: None
        store = EveryStore(self._held_or_sent, table.name)
        self._recorder, self._service = Recorder(), UseCases(store, self.name)
        self.do(CreateProvider("Ada"))
        self.do(ChangeSchedule(HOURLY))

    def ask(self, caller: Caller, operation: Operation) -> Outcome:
        return self._recorder.record(0, caller, operation, self._service.carry_out)

    def do(self, operation: Operation, by: Caller = ADMIN) -> Answered:
        outcome = self.ask(by, operation)
        assert isinstance(outcome, Answered), outcome
        return outcome

    @contextmanager
    def held(self, request: str, nth: int, operation: Operation, by: Caller = ADMIN) -> Iterator[None]:
        """What is done in the block is done before the n-th request of that kind that the operation makes."""
        reached, released = threading.Event(), threading.Event()
        held = threading.Thread(target=self._recorder.record, args=(1, by, operation, self._service.carry_out))
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

    def _held_or_sent(self, operation: str, request: Request) -> Answer:
        self._before(operation)
        return self._send(operation, request)

    def violations(self) -> set[str]:
        records = self._witness.read() if self._witness else ()
        final = final_state(self._table.client, self._table.name, self.name, records)
        return {violation.kind for violation in check(self._recorder.calls, final).violations}

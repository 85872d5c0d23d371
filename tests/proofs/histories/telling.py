"""Histories on the use cases that are told call by call."""

import itertools
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from booking.appointments.store import DynamoAppointments
from booking.dynamodb.sending import Answer, Request, Send
from tests.engine import Table
from tests.proofs.histories.checker import check
from tests.proofs.histories.history import (
    Answered,
    ChangeSchedule,
    CreateProvider,
    Operation,
    Recorder,
)
from tests.proofs.histories.history_table import final_state
from tests.proofs.histories.stories import ADMIN, HOURLY
from tests.proofs.histories.workload_use_cases import UseCases


class Telling:
    """A history on the use cases, told call by call, in which one call can be held before one of its requests."""

    def __init__(self, table: Table, send: Send) -> None:
        self.name = uuid.uuid4().hex[:16]
        self._table, self._send = table, send
        self._before: Callable[[str], None] = lambda operation: None
        store = DynamoAppointments(self._held_or_sent, table.name)
        self._recorder, self._service = Recorder(), UseCases(store, self.name)
        self.do(CreateProvider("Ada"))
        self.do(ChangeSchedule(HOURLY))

    def do(self, operation: Operation) -> Answered:
        outcome = self._recorder.record(0, ADMIN, operation, self._service.carry_out)
        assert isinstance(outcome, Answered), outcome
        return outcome

    @contextmanager
    def held(self, request: str, nth: int, operation: Operation) -> Iterator[None]:
        """What is done in the block is done before the n-th request of that kind that the operation makes."""
        reached, released = threading.Event(), threading.Event()
        held = threading.Thread(target=self._recorder.record, args=(1, ADMIN, operation, self._service.carry_out))
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
        final = final_state(self._table.client, self._table.name, self.name)
        return {violation.kind for violation in check(self._recorder.calls, final).violations}

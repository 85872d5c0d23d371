"""Faults for chosen requests between a store and DynamoDB.

They are injected at `Send`, which sends a request once. The tests of `sender` check how an SDK handles broken answers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from typing import Any

from booking.dynamodb.sending import Answer, Mistake, Request, Send, TurnedAway, Unanswered, cancellation

type Fault = Callable[[str, Request, Send], Answer]
"""What becomes of one request for an operation; the Send carries it out."""

type Only = Callable[..., AbstractContextManager[None]]
"""Makes a block that must send just these requests: `only(GetItem=1)`."""


class Faults:
    """A Send with planned faults, by operation. A request without a fault is sent unchanged. All are counted."""

    def __init__(self, send: Send) -> None:
        self.sent: Counter[str] = Counter()
        self.bodies: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        """The requests for each operation, as they were asked for."""
        self._send = send
        self._waiting: defaultdict[str, list[Fault]] = defaultdict(list)
        self._is_acting = False  # what others send from within a fault meets none itself

    def on(self, operation: str, *faults: Fault) -> None:
        """Let the next requests for an operation meet these faults, one each."""
        self._waiting[operation] += faults

    @property
    def are_used_up(self) -> bool:
        return not any(self._waiting.values())

    def __call__(self, operation: str, request: Request) -> Answer:
        self.sent[operation] += 1
        self.bodies[operation].append(deepcopy({**request}))
        waiting = self._waiting[operation]
        if not waiting or self._is_acting:
            return self._send(operation, request)
        self._is_acting = True
        try:
            return waiting.pop(0)(operation, request, self._send)
        finally:
            self._is_acting = False


def as_it_is(operation: str, request: Request, send: Send) -> Answer:
    """No fault, before one on a later request."""
    return send(operation, request)


def cut(operation: str, request: Request, send: Send) -> Answer:
    """The request never arrives."""
    raise Unanswered("cut")


def answer_lost(operation: str, request: Request, send: Send) -> Answer:
    """The request is carried out and its answer does not come back."""
    send(operation, request)
    raise Unanswered("answer lost")


def answer_lost_and_token_forgotten(operation: str, request: Request, send: Send) -> Answer:
    """The same, but the service no longer recognises the transaction, as after ten minutes."""
    # To the service, the one carried out was another transaction.
    return answer_lost(operation, {**request, "ClientRequestToken": request["ClientRequestToken"][::-1]}, send)


def turned_away(operation: str, request: Request, send: Send) -> Answer:
    """The service does not carry out the request, because of a throttle or a conflict with another request."""
    raise TurnedAway("turned away")


def mistaken(code: str) -> Fault:
    """The service reports a mistake in the request."""

    def fault(operation: str, request: Request, send: Send) -> Answer:
        raise Mistake(operation, code)

    return fault


def error(code: str, status: int = 400) -> Fault:
    """A passing error with its name at AWS. Nothing is carried out; after a 5xx the product cannot know that."""
    return cut if status >= 500 else turned_away


def cancelled(*codes: str) -> Fault:
    """The transaction is cancelled. `reasons` are those of its first requests; the others did not fail."""

    def fault(operation: str, request: Request, send: Send) -> Answer:
        writes = len(request["TransactItems"])
        reasons = [{"Code": code} for code in [*codes, *["None"] * writes][:writes]]
        raise cancellation(reasons) or Mistake(operation, "TransactionCanceledException")

    return fault


def answer_lost_and_then(meanwhile: Callable[[], object]) -> Fault:
    """The answer is lost, and others act before the request is sent again."""

    def fault(operation: str, request: Request, send: Send) -> Answer:
        send(operation, request)
        meanwhile()
        raise Unanswered("answer lost")

    return fault


def first(meanwhile: Callable[[], object]) -> Fault:
    """Others act just before the request arrives."""

    def fault(operation: str, request: Request, send: Send) -> Answer:
        meanwhile()
        return send(operation, request)

    return fault


def asked_with(**parameters: Any) -> Fault:
    """The request is carried out with these parameters added."""
    return lambda operation, request, send: send(operation, {**request, **parameters})


def answer_edited(edit: Callable[[dict[str, Any], Request], None]) -> Fault:
    """The request is carried out; `edit` changes its answer, given that and what was asked."""

    def fault(operation: str, request: Request, send: Send) -> Answer:
        answer = deepcopy({**send(operation, request)})
        edit(answer, request)
        return answer

    return fault

"""The faults that one request to the table can meet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from booking.dynamodb.sending import Answer, Cancelled, Reason, TurnedAway, Unanswered, cancellation
from tests.proofs.faults.attempts import Attempt, Killed, TableAttempt

WRITES = frozenset({"TransactWriteItems"})
_BATCH = frozenset({"BatchGetItem"})


@dataclass(frozen=True)
class Fault[OfOne: Attempt, Given]:
    """`operations`: those that can meet the fault, None for all. `is_final`: the process ends, nothing follows.

    `is_once`: not chosen at random, because a client may accept the second such answer.
    """

    name: str
    strike: Callable[[OfOne], Given]
    operations: frozenset[str] | None = None
    is_final: bool = False
    is_once: bool = False

    def can_strike(self, operation: str) -> bool:
        return self.operations is None or operation in self.operations

    def __str__(self) -> str:
        return self.name


type TableFault = Fault[TableAttempt, Answer]


def _unanswered(told: str) -> Callable[[TableAttempt], Answer]:
    """It is not carried out, and nobody can know."""

    def strike(_: TableAttempt) -> Answer:
        raise Unanswered(told)

    return strike


def _unanswered_after_success(told: str) -> Callable[[TableAttempt], Answer]:
    def strike(attempt: TableAttempt) -> Answer:
        attempt.send()
        raise Unanswered(told)

    return strike


def _turned_away(told: str) -> Callable[[TableAttempt], Answer]:
    def strike(_: TableAttempt) -> Answer:
        raise TurnedAway(told)

    return strike


def _connect_timeout(attempt: TableAttempt) -> Answer:
    attempt.clock.sleep(attempt.connect_seconds)
    raise Unanswered("connect timeout")


def _timeout_unseen(attempt: TableAttempt) -> Answer:
    attempt.clock.sleep(attempt.read_seconds)
    raise Unanswered("read timeout")


def _timeout_after_success(attempt: TableAttempt) -> Answer:
    attempt.send()
    return _timeout_unseen(attempt)


def _killed_before(_: TableAttempt) -> Answer:
    raise Killed


def _killed_after(attempt: TableAttempt) -> Answer:
    attempt.send()
    raise Killed


def _unprocessed(attempt: TableAttempt) -> Answer:
    return {"Responses": {}, "UnprocessedKeys": attempt.request["RequestItems"]}


def _first_key_unprocessed(attempt: TableAttempt) -> Answer:
    """The other keys are answered as the table has them."""
    given = attempt.send()
    (table, asked), *_ = attempt.request["RequestItems"].items()
    put_off = asked["Keys"][0]
    kept = [item for item in given["Responses"][table] if {name: item[name] for name in put_off} != put_off]
    return {"Responses": {table: kept}, "UnprocessedKeys": {table: {**asked, "Keys": [put_off]}}}


def _partly_judged(attempt: TableAttempt) -> Answer:
    """A transaction that is refused is so beside a conflict: the condition of its first sound write was not checked."""
    try:
        return attempt.send()
    except Cancelled as cancelled:
        reasons = [*cancelled.reasons]
        sound = next(n for n, reason in enumerate(reasons) if not reason.failed)
        reasons[sound] = Reason(is_passing=True)
        raise Cancelled(reasons) from None


def cancelled_because(code: str, position: int) -> TableFault:
    """The transaction is cancelled for what another does to its item at `position` (the last one if it has fewer)."""

    def strike(attempt: TableAttempt) -> Answer:
        reasons = [{"Code": "None"} for _ in attempt.request["TransactItems"]]
        reasons[min(position, len(reasons) - 1)] = {"Code": code}
        meaning = cancellation(reasons)
        assert meaning, code
        raise meaning

    return Fault(f"{code} on item {position}", strike, WRITES)


FAULTS: tuple[TableFault, ...] = (
    Fault("connection refused", _unanswered("refused")),
    Fault("connect timeout", _connect_timeout),
    Fault("timeout, not carried out", _timeout_unseen),
    Fault("timeout after success", _timeout_after_success),
    Fault("success, answer lost", _unanswered_after_success("closed")),
    Fault("500", _unanswered("InternalServerError")),
    Fault("500 after success", _unanswered_after_success("InternalServerError")),
    Fault("throttled by the table", _turned_away("ProvisionedThroughputExceededException")),
    Fault("throttled by the account", _turned_away("RequestLimitExceeded")),
    Fault("throttled", _turned_away("ThrottlingException")),
    Fault("killed before sending", _killed_before, is_final=True),
    Fault("killed after success", _killed_after, is_final=True),
    Fault("keys unprocessed", _unprocessed, _BATCH),
    Fault("first key unprocessed", _first_key_unprocessed, _BATCH),
    Fault("same token in progress", _unanswered("TransactionInProgressException"), WRITES),
    *(cancelled_because("TransactionConflict", n) for n in range(6)),
    cancelled_because("TransactionConflict", -1),
    Fault("a condition failed beside a conflict", _partly_judged, WRITES),
    cancelled_because("ThrottlingError", 2),
    cancelled_because("ProvisionedThroughputExceeded", 0),
)
"""By what DynamoDB or the network did. Some differ in their name alone by the time that `Send` tells of them."""


def faults_for(operation: str) -> Iterator[TableFault]:
    return (fault for fault in FAULTS if fault.can_strike(operation))

"""The faults: what can become of one request to AWS."""

import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from tests.proofs.faults.wire import Attempt, Killed, answer, error

WRITES = frozenset({"TransactWriteItems"})
_BATCH = frozenset({"BatchGetItem"})


@dataclass(frozen=True)
class Fault:
    """`operations`: those that it can happen to, None for all. `is_final`: the process is gone, nothing follows.

    `is_once`: not twice in a row, for botocore takes the second answer as it is.
    """

    name: str
    strike: Callable[[Attempt], AWSResponse]
    operations: frozenset[str] | None = None
    is_final: bool = False
    is_once: bool = False

    def can_strike(self, operation: str) -> bool:
        return self.operations is None or operation in self.operations

    def __str__(self) -> str:
        return self.name


def _not_connected(attempt: Attempt) -> AWSResponse:
    raise EndpointConnectionError(endpoint_url=attempt.request.url)


def _connect_timeout(attempt: Attempt) -> AWSResponse:
    attempt.clock.sleep(attempt.connect_seconds)
    raise ConnectTimeoutError(endpoint_url=attempt.request.url)


def _timeout_unseen(attempt: Attempt) -> AWSResponse:
    attempt.clock.sleep(attempt.read_seconds)
    raise ReadTimeoutError(endpoint_url=attempt.request.url)


def _timeout_after_success(attempt: Attempt) -> AWSResponse:
    attempt.send()
    attempt.clock.sleep(attempt.read_seconds)
    raise ReadTimeoutError(endpoint_url=attempt.request.url)


def _answer_lost(attempt: Attempt) -> AWSResponse:
    attempt.send()
    raise ConnectionClosedError(endpoint_url=attempt.request.url)


def _answer_garbled(attempt: Attempt) -> AWSResponse:
    """DynamoDB tells every answer's CRC32: botocore knows by it what was damaged on the way."""
    given = attempt.send()
    checksum = {"x-amz-crc32": str(binascii.crc32(given.content))}
    return answer(attempt.request, 200, b"#" + given.content, checksum)


def _error_after_success(attempt: Attempt) -> AWSResponse:
    attempt.send()
    return error(attempt.request, 500, "InternalServerError")


def _page_for_an_answer(attempt: Attempt) -> AWSResponse:
    return answer(attempt.request, 503, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})


def _killed_before(_: Attempt) -> AWSResponse:
    raise Killed


def _killed_after(attempt: Attempt) -> AWSResponse:
    attempt.send()
    raise Killed


def _unprocessed(attempt: Attempt) -> AWSResponse:
    return answer(attempt.request, 200, {"Responses": {}, "UnprocessedKeys": attempt.body["RequestItems"]})


def _first_key_unprocessed(attempt: Attempt) -> AWSResponse:
    """The other keys are answered as the table has them."""
    given = json.loads(attempt.send().content)
    (table, asked), *_ = attempt.body["RequestItems"].items()
    put_off = asked["Keys"][0]
    kept = [item for item in given["Responses"][table] if {name: item[name] for name in put_off} != put_off]
    unprocessed = {table: {**asked, "Keys": [put_off]}}
    return answer(attempt.request, 200, {"Responses": {table: kept}, "UnprocessedKeys": unprocessed})


def _errors(status: int, code: str) -> Callable[[Attempt], AWSResponse]:
    return lambda attempt: error(attempt.request, status, code)


def cancelled_because(code: str, position: int) -> Fault:
    """The transaction is cancelled for what another does to its item at `position` (the last one if it has fewer)."""

    def strike(attempt: Attempt) -> AWSResponse:
        reasons = [{"Code": "None"} for _ in attempt.body["TransactItems"]]
        reasons[min(position, len(reasons) - 1)] = {"Code": code, "Message": "injected"}
        return error(attempt.request, 400, "TransactionCanceledException", CancellationReasons=reasons)

    return Fault(f"{code} on item {position}", strike, WRITES)


FAULTS = (
    Fault("connection refused", _not_connected),
    Fault("connect timeout", _connect_timeout),
    Fault("timeout, not carried out", _timeout_unseen),
    Fault("timeout after success", _timeout_after_success),
    Fault("success, answer lost", _answer_lost),
    Fault("success, answer garbled", _answer_garbled, is_once=True),
    Fault("500", _errors(500, "InternalServerError")),
    Fault("500 after success", _error_after_success),
    Fault("503 page of a proxy", _page_for_an_answer),
    Fault("throttled by the table", _errors(400, "ProvisionedThroughputExceededException")),
    Fault("throttled by the account", _errors(400, "RequestLimitExceeded")),
    Fault("throttled", _errors(400, "ThrottlingException")),
    Fault("killed before sending", _killed_before, is_final=True),
    Fault("killed after success", _killed_after, is_final=True),
    Fault("keys unprocessed", _unprocessed, _BATCH),
    Fault("first key unprocessed", _first_key_unprocessed, _BATCH),
    Fault("same token in progress", _errors(400, "TransactionInProgressException"), WRITES),
    *(cancelled_because("TransactionConflict", n) for n in range(6)),
    cancelled_because("ThrottlingError", 2),
    cancelled_because("ProvisionedThroughputExceeded", 0),
)


def faults_for(operation: str) -> Iterator[Fault]:
    return (fault for fault in FAULTS if fault.can_strike(operation))


def entry_refused(code: str, position: int) -> Fault:
    """The bus takes all entries of a request but that at `position` (the last one if there are fewer)."""

    def strike(attempt: Attempt) -> AWSResponse:
        entries = attempt.body["Entries"]
        refused = min(position, len(entries) - 1)
        results: list[dict[str, str]] = []
        if len(entries) > 1:
            rest = [entry for n, entry in enumerate(entries) if n != refused]
            attempt.request.body = json.dumps({"Entries": rest}).encode()
            results = json.loads(attempt.send().content)["Entries"]
        results.insert(refused, {"ErrorCode": code, "ErrorMessage": "injected"})
        return answer(attempt.request, 200, {"FailedEntryCount": 1, "Entries": results})

    return Fault(f"entry {position} refused with {code}", strike, frozenset({"PutEvents"}))


BUS_FAULTS = (
    *(fault for fault in FAULTS if fault.operations is None),
    *(entry_refused(code, n) for code in ("InternalException", "ThrottlingException") for n in (0, 1, 9)),
    Fault("whole request throttled", _errors(400, "ThrottlingException"), frozenset({"PutEvents"})),
)
"""Those that pass, of the bus and of the queue."""
ENTRY_REFUSED_FOR_EVER = entry_refused("MalformedDetail", 0)

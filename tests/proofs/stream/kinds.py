"""The faults of the bus and of the queue that one of botocore's requests can meet."""

import binascii
import json
from collections.abc import Callable

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from tests.proofs.faults.attempts import Killed
from tests.proofs.faults.kinds import Fault
from tests.proofs.stream.wire import BusAttempt, answer, error

type BusFault = Fault[BusAttempt, AWSResponse]


def _not_connected(attempt: BusAttempt) -> AWSResponse:
    raise EndpointConnectionError(endpoint_url=attempt.request.url)


def _connect_timeout(attempt: BusAttempt) -> AWSResponse:
    attempt.clock.sleep(attempt.connect_seconds)
    raise ConnectTimeoutError(endpoint_url=attempt.request.url)


def _timeout_unseen(attempt: BusAttempt) -> AWSResponse:
    attempt.clock.sleep(attempt.read_seconds)
    raise ReadTimeoutError(endpoint_url=attempt.request.url)


def _timeout_after_success(attempt: BusAttempt) -> AWSResponse:
    attempt.send()
    return _timeout_unseen(attempt)


def _answer_lost(attempt: BusAttempt) -> AWSResponse:
    attempt.send()
    raise ConnectionClosedError(endpoint_url=attempt.request.url)


def _answer_garbled(attempt: BusAttempt) -> AWSResponse:
    given = attempt.send()
    checksum = {"x-amz-crc32": str(binascii.crc32(given.content))}
    return answer(attempt.request, 200, b"#" + given.content, checksum)


def _error_after_success(attempt: BusAttempt) -> AWSResponse:
    attempt.send()
    return error(attempt.request, 500, "InternalServerError")


def _page_for_an_answer(attempt: BusAttempt) -> AWSResponse:
    return answer(attempt.request, 503, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})


def _killed_before(_: BusAttempt) -> AWSResponse:
    raise Killed


def _killed_after(attempt: BusAttempt) -> AWSResponse:
    attempt.send()
    raise Killed


def _errors(status: int, code: str) -> Callable[[BusAttempt], AWSResponse]:
    return lambda attempt: error(attempt.request, status, code)


def entry_refused(code: str, position: int) -> BusFault:
    """The bus takes all entries of a request but that at `position` (the last one if there are fewer)."""

    def strike(attempt: BusAttempt) -> AWSResponse:
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


BUS_FAULTS: tuple[BusFault, ...] = (
    Fault("connection refused", _not_connected),
    Fault("connect timeout", _connect_timeout),
    Fault("timeout, not carried out", _timeout_unseen),
    Fault("timeout after success", _timeout_after_success),
    Fault("success, answer lost", _answer_lost),
    Fault("success, answer garbled", _answer_garbled, is_once=True),
    Fault("500", _errors(500, "InternalServerError")),
    Fault("500 after success", _error_after_success),
    Fault("503 page of a proxy", _page_for_an_answer),
    Fault("throttled by the service", _errors(400, "ProvisionedThroughputExceededException")),
    Fault("throttled by the account", _errors(400, "RequestLimitExceeded")),
    Fault("throttled", _errors(400, "ThrottlingException")),
    Fault("killed before sending", _killed_before, is_final=True),
    Fault("killed after success", _killed_after, is_final=True),
    *(entry_refused(code, n) for code in ("InternalException", "ThrottlingException") for n in (0, 1, 9)),
    Fault("whole request throttled", _errors(400, "ThrottlingException"), frozenset({"PutEvents"})),
)
"""Those that pass, of the bus and of the queue."""
ENTRY_REFUSED_FOR_EVER = entry_refused("MalformedDetail", 0)

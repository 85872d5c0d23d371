"""Trying again: which failures pass by themselves, how long to wait, and when to stop."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004
from botocore.parsers import ResponseParserError

from booking.application.call import Call
from booking.observability import count

# A request that is not answered takes 4 seconds, and so does the read that settles its outcome: with less time than
# for both, no other attempt is begun.
SECONDS_FOR_AN_ATTEMPT = 8.5

NO_ANSWER = (HTTPClientError, ConnectionError, ResponseParserError)
"""Failures of the way to DynamoDB and back: the request may have been carried out."""

FAILURES = (ClientError, *NO_ANSWER)
"""All that a request may end with besides an answer."""

_NOT_CARRIED_OUT = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
    }
)
_PERHAPS_CARRIED_OUT = frozenset({"InternalServerError", "ServiceUnavailable", "TransactionInProgressException"})


def is_transient(error: Exception) -> bool:
    """Whether the same request may succeed later."""
    if not isinstance(error, ClientError):
        return True
    code = error.response["Error"]["Code"]
    return code in _NOT_CARRIED_OUT | _PERHAPS_CARRIED_OUT or _status(error) >= 500  # noqa: PLR2004


def is_outcome_unknown(error: Exception) -> bool:
    """Whether a transient failure leaves open if the request was carried out, this time or when it was sent before."""
    if not isinstance(error, ClientError):
        return True
    return error.response["Error"]["Code"] not in _NOT_CARRIED_OUT or was_resent(error)


def was_resent(error: ClientError) -> bool:
    """Whether botocore sent the request more than once: an earlier one may have been carried out unseen."""
    return error.response.get("ResponseMetadata", {}).get("RetryAttempts", 0) > 0


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Full jitter: a random wait up to `base * 2**n` seconds after the n-th attempt, at most `cap`."""

    base: float = 0.05
    cap: float = 0.4
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = random.uniform

    def attempts(self, call: Call) -> Iterator[int]:
        """Number the attempts from 1, with a wait before each but the first, while the call's time suffices."""
        number = 1
        yield number
        while call.seconds_left() > SECONDS_FOR_AN_ATTEMPT:
            self.sleep(self.jitter(0, min(self.cap, self.base * 2**number)))
            count("Retried")
            number += 1
            yield number

"""Repeating a request that nobody waits for, until it is answered or the time is out."""

from collections.abc import Callable, Iterable

from botocore.exceptions import ClientError

from booking.domain.errors import Busy
from booking.persistence.retrying import NO_ANSWER, is_transient

_PASSING = frozenset({"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


def until_answered[Answer](send: Callable[[], Answer], attempts: Iterable[int]) -> Answer:
    """Failures that pass by themselves are tried again; others are raised as they came. Raises Busy at the end."""
    for _ in attempts:
        try:
            return send()
        except ClientError as error:
            if not _may_pass(error):
                raise
        except NO_ANSWER:
            continue
    raise Busy


def cancellation_codes(error: ClientError) -> set[str]:
    """Why the requests of a cancelled transaction failed; empty for another error."""
    return {reason["Code"] for reason in error.response.get("CancellationReasons", [])}


def _may_pass(error: ClientError) -> bool:
    codes = cancellation_codes(error)
    return codes <= _PASSING if codes else is_transient(error)

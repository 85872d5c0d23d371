"""Repeating a request that nobody waits for, until it is answered or the time is out."""

from collections.abc import Callable, Iterable

from botocore.exceptions import ClientError

from booking.domain.errors import Busy
from booking.persistence.cancellation import NOT_TO_BLAME, PASSING, cancellation_codes
from booking.persistence.retrying import FAILURES, is_transient


def until_answered[Answer](send: Callable[[], Answer], attempts: Iterable[int]) -> Answer:
    """Failures that pass by themselves are tried again; others are raised as they came. Raises Busy at the end."""
    for _ in attempts:
        try:
            return send()
        except FAILURES as error:
            if not _may_pass(error):
                raise
    raise Busy


def _may_pass(error: Exception) -> bool:
    codes = cancellation_codes(error) if isinstance(error, ClientError) else set()
    return codes <= {NOT_TO_BLAME, *PASSING} if codes else is_transient(error)

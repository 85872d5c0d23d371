import itertools
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from booking.domain.errors import Busy
from booking.persistence.repeating import until_answered


def failed(code: str, *reasons: str) -> ClientError:
    response = {"Error": {"Code": code}, "CancellationReasons": [{"Code": reason} for reason in reasons]}
    return ClientError(response, "TransactGetItems")  # type: ignore[arg-type]


def answering(*outcomes: Exception | str) -> Callable[[], str]:
    """Raises or returns one after another."""
    left = iter(outcomes)

    def send() -> str:
        outcome = next(left)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return send


@pytest.mark.parametrize(
    "passing",
    [
        failed("TransactionCanceledException", "None", "TransactionConflict"),
        failed("TransactionCanceledException", "ThrottlingError", "ProvisionedThroughputExceeded"),
        failed("ThrottlingException"),
        ReadTimeoutError(endpoint_url="http://127.0.0.1"),
    ],
)
def test_what_passes_by_itself_is_tried_again(passing: Exception) -> None:
    assert until_answered(answering(passing, "answer"), itertools.count()) == "answer"


@pytest.mark.parametrize(
    "lasting",
    [
        failed("TransactionCanceledException", "TransactionConflict", "ConditionalCheckFailed"),
        failed("TransactionCanceledException", "ValidationError"),
        failed("AccessDeniedException"),
    ],
)
def test_what_does_not_pass_is_raised_as_it_came(lasting: ClientError) -> None:
    with pytest.raises(ClientError) as raised:
        until_answered(answering(lasting, "answer"), itertools.count())
    assert raised.value is lasting


def test_when_the_attempts_are_used_up_the_table_is_busy() -> None:
    with pytest.raises(Busy):
        until_answered(answering(failed("ThrottlingException"), failed("ThrottlingException")), [1, 2])

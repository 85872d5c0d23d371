import itertools

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from booking.persistence.retrying import (
    NO_ANSWER,
    SECONDS_FOR_AN_ATTEMPT,
    Backoff,
    is_outcome_unknown,
    is_transient,
    was_resent,
)
from tests.engine import call


def error(code: str, status: int = 400, **metadata: int) -> ClientError:
    return ClientError(
        {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status, **metadata}},  # type: ignore[typeddict-item]
        "PutItem",
    )


THROTTLING = [
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionConflictException",
]


@pytest.mark.parametrize("code", [*THROTTLING, "TransactionInProgressException"])
def test_throttling_and_conflicts_pass(code: str) -> None:
    assert is_transient(error(code))


@pytest.mark.parametrize(("code", "status"), [("InternalServerError", 500), ("ServiceUnavailable", 503), ("Odd", 502)])
def test_failures_on_the_side_of_the_service_pass(code: str, status: int) -> None:
    assert is_transient(error(code, status))


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "ConditionalCheckFailedException",
        "IdempotentParameterMismatchException",
        "ResourceNotFoundException",
        "ValidationException",
    ],
)
def test_refusals_and_mistakes_of_ours_do_not_pass(code: str) -> None:
    assert not is_transient(error(code))


def test_an_error_without_a_status_passes_by_its_code_alone() -> None:
    assert not is_transient(ClientError({"Error": {"Code": "Odd"}}, "PutItem"))


@pytest.mark.parametrize("code", THROTTLING)
def test_a_throttled_request_was_not_carried_out(code: str) -> None:
    assert not is_outcome_unknown(error(code))


@pytest.mark.parametrize("code", ["InternalServerError", "ServiceUnavailable", "TransactionInProgressException", "Odd"])
def test_after_any_other_transient_failure_the_outcome_is_unknown(code: str) -> None:
    assert is_outcome_unknown(error(code, 500))


@pytest.mark.parametrize(
    "lost",
    [
        ReadTimeoutError(endpoint_url="http://x"),
        ConnectTimeoutError(endpoint_url="http://x"),
        EndpointConnectionError(endpoint_url="http://x"),
        ResponseParserError("half an answer"),
    ],
)
def test_a_cut_or_broken_answer_is_no_answer(lost: Exception) -> None:
    assert isinstance(lost, NO_ANSWER)


def test_a_request_sent_once_was_not_resent() -> None:
    assert not was_resent(error("ConditionalCheckFailedException", RetryAttempts=0))
    assert not was_resent(ClientError({"Error": {"Code": "Odd"}}, "PutItem"))


def test_botocore_tells_that_it_sent_a_request_again() -> None:
    assert was_resent(error("ConditionalCheckFailedException", RetryAttempts=1))


class Clock:
    """Time passes by sleeping alone."""

    def __init__(self, seconds_left: float) -> None:
        self.left = seconds_left
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.left -= seconds

    def attempts(self, backoff_base: float, cap: float) -> list[int]:
        """All attempts, with the longest wait before each."""
        backoff = Backoff(backoff_base, cap, self.sleep, jitter=lambda _, longest: longest)
        return list(backoff.attempts(call(seconds_left=lambda: self.left)))


def test_the_first_attempt_is_made_at_once_however_little_time_is_left() -> None:
    clock = Clock(seconds_left=0)
    assert clock.attempts(1, 1) == [1]
    assert clock.slept == []


def test_attempts_go_on_while_there_is_time_for_another() -> None:
    clock = Clock(seconds_left=SECONDS_FOR_AN_ATTEMPT + 3.5)
    assert clock.attempts(1, 1) == [1, 2, 3, 4, 5]


def test_the_longest_wait_doubles_up_to_the_cap() -> None:
    clock = Clock(seconds_left=SECONDS_FOR_AN_ATTEMPT + 10)
    clock.attempts(0.5, 3)
    assert clock.slept[:4] == [1, 2, 3, 3]


def test_waits_are_spread_from_nothing_to_the_longest() -> None:
    asked: list[tuple[float, float]] = []

    def jitter(least: float, longest: float) -> float:
        asked.append((least, longest))
        return least

    backoff = Backoff(0.5, 3, lambda _: None, jitter)
    assert list(itertools.islice(backoff.attempts(call()), 3)) == [1, 2, 3]
    assert asked == [(0, 1), (0, 2)]


def test_no_wait_is_made_for_an_attempt_that_nobody_asks_for() -> None:
    clock = Clock(seconds_left=60)
    attempts = Backoff(1, 1, clock.sleep).attempts(call(seconds_left=lambda: clock.left))
    next(attempts)
    assert clock.slept == []


def test_an_outcome_is_unknown_where_the_answer_before_a_throttled_resending_was_lost() -> None:
    assert is_outcome_unknown(error("ThrottlingException", RetryAttempts=1))

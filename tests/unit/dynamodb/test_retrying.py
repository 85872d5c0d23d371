"""The cases in which a request is sent again, and those in which it is not."""

import itertools
from collections.abc import Callable

import pytest

from booking.calls.refusals import Busy
from booking.dynamodb.retrying import SECONDS_FOR_AN_ATTEMPT, Backoff, until_answered
from booking.dynamodb.sending import TurnedAway, Unanswered
from tests.engine import call


def answering(*outcomes: Exception | str) -> Callable[[], str]:
    """Raises or returns one after another."""
    left = iter(outcomes)

    def send() -> str:
        outcome = next(left)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return send


def test_what_may_pass_is_sent_again_until_it_is_answered() -> None:
    assert until_answered(answering(TurnedAway(), Unanswered(), "answer"), itertools.count()) == "answer"


def test_what_does_not_pass_is_raised_as_it_came() -> None:
    with pytest.raises(ValueError, match="ours"):
        until_answered(answering(ValueError("ours"), "answer"), itertools.count())


@pytest.mark.parametrize(
    ("failures", "may_stand"), [([TurnedAway(), TurnedAway()], False), ([Unanswered(), TurnedAway()], True)]
)
def test_without_an_attempt_left_the_answer_is_busy_and_tells_whether_the_write_may_stand(
    failures: list[Exception], may_stand: bool
) -> None:
    with pytest.raises(Busy) as end:
        until_answered(answering(*failures), range(2))
    assert end.value.may_stand is may_stand


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


def test_a_read_is_tried_twice_with_a_wait_in_between() -> None:
    clock = Clock(seconds_left=0)
    assert list(Backoff(1, 1, clock.sleep, jitter=lambda _, longest: longest).twice()) == [1, 2]
    assert clock.slept == [1]

"""The shape of a consumer: which messages have to come again."""

from typing import TYPE_CHECKING, Any, cast

from booking.bus.consumer import consumer
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.events.event import DomainEvent
from tests.examples import booked, cancelled
from tests.functional.lambdas import Context
from tests.messages import batch, message

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

CONTEXT = cast("LambdaContext", Context("consumer"))
BOOKED, CANCELLED = message(DomainEvent(booked())), message(DomainEvent(cancelled()))


def again(event: dict[str, Any], *, failing: str = "", seen: list[Delivered] | None = None) -> list[str]:
    """The ids of the messages that come again if events of the type `failing` cannot be handled."""

    def handle(event: Delivered, _: Call, store: list[Delivered]) -> None:
        if event.type == failing:
            raise KeyError
        store.append(event)

    answer = consumer(handle, [] if seen is None else seen)(event, CONTEXT)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_each_message_is_handled() -> None:
    seen: list[Delivered] = []
    assert again(batch(BOOKED, CANCELLED), seen=seen) == []
    assert [event.type for event in seen] == ["AppointmentBooked", "AppointmentCancelled"]


def test_a_message_that_fails_comes_again_and_no_other_one() -> None:
    seen: list[Delivered] = []
    assert again(batch(BOOKED, CANCELLED, BOOKED), failing="AppointmentCancelled", seen=seen) == ["m2"]
    assert len(seen) == 2


def test_a_batch_of_failures_comes_again_message_by_message() -> None:
    assert again(batch(BOOKED, BOOKED), failing="AppointmentBooked") == ["m1", "m2"]


def test_a_message_that_is_no_event_comes_again_until_it_is_a_dead_letter() -> None:
    assert again(batch("what is this?", BOOKED)) == ["m1"]


def test_a_consumer_has_the_time_that_lambda_leaves() -> None:
    left: list[float] = []
    handler = consumer(lambda _, call, store: store.append(call.seconds_left()), left)
    handler(batch(BOOKED), cast("LambdaContext", Context("consumer", milliseconds=1500)))
    assert left == [1.5]


def test_a_failure_does_not_follow_into_the_next_call() -> None:
    assert again(batch(BOOKED), failing="AppointmentBooked") == ["m1"]
    assert again(batch(BOOKED)) == []

"""Events as messages of a consumer's queue."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from booking.bus.delivered import Delivered, delivered
from booking.events.event import DomainEvent
from docgen.messages import detail_of, message_of


def message(event: DomainEvent) -> str:
    return message_of(detail_of(event))


def news(entity: Any) -> Delivered:
    """The event of an entity's last change, as its consumers get it."""
    return delivered(message(DomainEvent(entity)))


def batch(*bodies: str) -> dict[str, Any]:
    """The event of Lambda for these messages: the first is `m1`."""
    return {"Records": [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies, 1)]}


def shuffled_with_repeats[Event](events: Iterable[Event], seed: int) -> Sequence[Event]:
    """As a bus may deliver them: in any order, and some of them again."""
    rng, delivered_once = random.Random(seed), [*events]
    repeated = [event for event in delivered_once for _ in range(rng.choice((1, 1, 2, 3)))]
    rng.shuffle(repeated)
    return repeated

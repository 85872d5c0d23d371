"""Publish the events of a batch of stream records: each at least once, in order for each entity."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from booking.events.event import DomainEvent

type Record = Mapping[str, Any]


class UnreadableRecord(Exception):
    """The record can never become an event, however often it is delivered."""


class NotDelivered(Exception):
    """The queue or the bus did not accept a message. A later attempt may succeed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An event to send. `position` is the position of its record in the stream, `entity` is the id of its entity."""

    position: str
    entity: str
    entry: Mapping[str, Any]


class EventBus(Protocol):
    def letter(self, event: DomainEvent, position: str) -> Letter:
        """Raise UnreadableRecord if the event is too large for the bus."""

    def requests(self, letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
        """Divide the letters into requests, in order. An entity appears at most once in each."""

    def send(self, letters: Sequence[Letter]) -> Mapping[str, bool]:
        """Send one request. Returns the positions that the bus did not accept: True if a later attempt may succeed."""


class DeadLetters(Protocol):
    def put(self, record: Any, reason: str) -> None:
        """Keep a whole record for people to look at. Raise NotDelivered."""


@dataclass(frozen=True, slots=True)
class Published:
    """`failed`: positions that the stream must deliver again. It continues from the first of them."""

    events: int
    dead: int
    failed: Collection[str]


def publish_events(
    records: Sequence[Any], event_in: Callable[[Record], DomainEvent | None], bus: EventBus, dead_letters: DeadLetters
) -> Published:
    """Send all events that can be sent. A record that cannot be rendered becomes a dead letter and blocks no other."""
    letters: list[Letter] = []
    dead: list[tuple[int, str]] = []
    for index, record in enumerate(records):
        try:
            letter = _letter(record, event_in, bus)
        except UnreadableRecord as error:
            dead.append((index, str(error)))
        else:
            letters += [letter] if letter else []
    events, refused, failed = _send(letters, bus)
    indexes = {_position(record): index for index, record in enumerate(records)}
    dead += [(indexes[letter.position], "refused by the bus") for letter in refused]
    # The stream delivers the first failed record again and all behind it. Dead letters behind it are put then.
    first_failed = min((indexes[position] for position in failed), default=len(records))
    buried = 0
    for index, reason in sorted(dead):
        if index > first_failed:
            break
        try:
            dead_letters.put(records[index], reason)
            buried += 1
        except NotDelivered:
            if not _position(records[index]):
                raise  # a record without a position cannot be reported: the whole batch has to come again
            failed.append(_position(records[index]))
            break
    return Published(events, buried, failed)


def _send(letters: Sequence[Letter], bus: EventBus) -> tuple[int, list[Letter], list[str]]:
    """The number of accepted letters, the letters that are refused every time, and the positions to deliver again.

    Once a letter has failed, all behind its request are delivered again.
    """
    taken, refused = 0, []
    for request in bus.requests(letters):
        not_taken = bus.send(request)
        taken += len(request) - len(not_taken)
        refused += [letter for letter in request if not_taken.get(letter.position) is False]
        failed = [position for position, may_succeed in not_taken.items() if may_succeed]
        if failed:
            behind = letters[letters.index(request[-1]) + 1 :]
            return taken, refused, failed + [letter.position for letter in behind]
    return taken, refused, []


def _letter(record: Any, event_in: Callable[[Record], DomainEvent | None], bus: EventBus) -> Letter | None:
    position = _position(record)
    if not position:
        raise UnreadableRecord("the record has no position in the stream")
    try:
        event = event_in(record)
        return bus.letter(event, position) if event else None
    except UnreadableRecord:
        raise
    except Exception as error:
        raise UnreadableRecord(f"{type(error).__name__} while reading the record") from error


def _position(record: Any) -> str:
    """The record's position in the stream, or an empty text if it has none."""
    match record:
        case {"dynamodb": {"SequenceNumber": str(position)}}:
            return position
        case _:
            return ""

"""The EventBridge bus: events as entries, entries in requests, and which of them the bus has accepted."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from booking import aws
from booking.aws import NO_ANSWER, code_of
from booking.bus.delivered import SOURCE
from booking.events.event import DomainEvent
from booking.events.publish_events import Letter, UnreadableRecord
from booking.events.rendering import render
from booking.observability import logger
from booking.settings import publisher_settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

MAX_ENTRIES = 10

MAX_BYTES = 1_000_000  # of a whole request: 1 MB, with a small margin

# The documented error codes that the entry itself causes: the bus would refuse it every time.
_REFUSED_FOR_EVER = frozenset({"InvalidArgument", "MalformedDetail", "RedactionFailure", "ValidationException"})


class EventBridgeBus:
    """Implements `booking.events.publish_events.EventBus`."""

    def __init__(self, client: "EventBridgeClient", bus_name: str) -> None:
        self._client = client
        self._bus_name = bus_name

    def letter(self, event: DomainEvent, position: str) -> Letter:
        model = render(event)
        entry = {
            "Source": SOURCE,
            "DetailType": model.event_type,
            "Detail": model.model_dump_json(by_alias=True),
            "Time": event.change.origin.at,
            "EventBusName": self._bus_name,
        }
        if _size(entry) > MAX_BYTES:
            raise UnreadableRecord("the event is larger than a request may be")
        return Letter(position, event.about, entry)

    def requests(self, letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
        """An entity appears at most once per request, so a partial failure cannot reorder its events."""
        request: list[Letter] = []
        size = 0
        for letter in letters:
            added = _size(letter.entry)
            if request and (
                len(request) == MAX_ENTRIES
                or size + added > MAX_BYTES
                or any(letter.entity == other.entity for other in request)
            ):
                yield request
                request, size = [], 0
            request.append(letter)
            size += added
        if request:
            yield request

    def send(self, letters: Sequence[Letter]) -> Mapping[str, bool]:
        try:
            answer = self._client.put_events(Entries=[letter.entry for letter in letters])  # type: ignore[misc]
        except ClientError as error:
            code = code_of(error)
            if code in _REFUSED_FOR_EVER and len(letters) > 1:
                # One entry caused the refusal. Sent alone, each entry shows whether it is the one.
                return {position: later for letter in letters for position, later in self.send([letter]).items()}
            return _not_taken(letters, code)
        except NO_ANSWER as error:
            return _not_taken(letters, code_of(error))
        codes = (entry.get("ErrorCode") for entry in answer["Entries"])
        failed = [(letter, code) for letter, code in zip(letters, codes, strict=True) if code]
        return {position: later for letter, code in failed for position, later in _not_taken([letter], code).items()}


def _not_taken(letters: Sequence[Letter], code: str) -> dict[str, bool]:
    logger().warning("events_not_taken", extra={"code": code, "entities": [letter.entity for letter in letters]})
    return {letter.position: code not in _REFUSED_FOR_EVER for letter in letters}


def _size(entry: Mapping[str, Any]) -> int:
    """In bytes, as EventBridge counts: 14 for the time, and the UTF-8 of source, detail type and detail."""
    return 14 + sum(len(entry[part].encode()) for part in ("Source", "DetailType", "Detail"))


@cache
def event_bus() -> EventBridgeBus:
    """The function's bus, made when the first batch needs it."""
    return EventBridgeBus(aws.client("events"), publisher_settings().event_bus_name)

"""The outcome of each record of a batch, with a fake bus and a fake dead-letter queue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from booking.events.event import DomainEvent
from booking.events.publish_events import Letter, NotDelivered, Published, Record, UnreadableRecord, publish_events
from tests.examples import booked

LATER, NEVER = True, False


@dataclass
class Bus:
    """Puts two letters in a request. `refuses`: by position, whether a later attempt may succeed."""

    refuses: Mapping[str, bool] = field(default_factory=dict)
    too_large: str = ""
    """The position of an event that is."""
    sent: list[str] = field(default_factory=list)

    def letter(self, event: DomainEvent, position: str) -> Letter:
        if position == self.too_large:
            raise UnreadableRecord("too large")
        return Letter(position, position, {})

    def requests(self, letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
        for first in range(0, len(letters), 2):
            yield letters[first : first + 2]

    def send(self, letters: Sequence[Letter]) -> Mapping[str, bool]:
        self.sent += [letter.position for letter in letters]
        return {letter.position: self.refuses[letter.position] for letter in letters if letter.position in self.refuses}


@dataclass
class DeadLetters:
    is_down: bool = False
    kept: list[tuple[Any, str]] = field(default_factory=list)

    def put(self, record: Any, reason: str) -> None:
        if self.is_down:
            raise NotDelivered
        self.kept.append((record, reason))


@pytest.fixture
def dead_letters() -> DeadLetters:
    return DeadLetters()


def record(position: int, **what: Any) -> dict[str, Any]:
    return {"dynamodb": {"SequenceNumber": str(position)}, **what}


def event_in(record: Record) -> DomainEvent | None:
    if record.get("poison"):
        raise KeyError("change")
    return None if record.get("a_claim") else DomainEvent(booked())


def publish(records: Sequence[Any], bus: Bus, dead_letters: DeadLetters) -> Published:
    return publish_events(records, event_in, bus, dead_letters)


def test_every_record_becomes_an_event_in_order(dead_letters: DeadLetters) -> None:
    bus = Bus()
    assert publish([record(n) for n in range(5)], bus, dead_letters) == Published(5, 0, [])
    assert bus.sent == ["0", "1", "2", "3", "4"]


def test_a_record_that_tells_of_no_change_is_passed_over(dead_letters: DeadLetters) -> None:
    bus = Bus()
    assert publish([record(0, a_claim=True), record(1)], bus, dead_letters) == Published(1, 0, [])
    assert bus.sent == ["1"]


def test_an_empty_batch_sends_nothing(dead_letters: DeadLetters) -> None:
    assert publish([], Bus(), dead_letters) == Published(0, 0, [])


def test_a_poison_record_goes_whole_to_the_dead_letters(dead_letters: DeadLetters) -> None:
    poison = record(0, poison=True)
    assert publish([poison], Bus(), dead_letters) == Published(0, 1, [])
    assert dead_letters.kept == [(poison, "KeyError while reading the record")]


def test_records_behind_a_poison_one_pass(dead_letters: DeadLetters) -> None:
    bus = Bus()
    publish([record(0, poison=True), record(1), record(2)], bus, dead_letters)
    assert bus.sent == ["1", "2"]


def test_an_event_too_large_for_the_bus_is_a_dead_letter(dead_letters: DeadLetters) -> None:
    assert publish([record(7)], Bus(too_large="7"), dead_letters) == Published(0, 1, [])


@pytest.mark.parametrize(
    "broken", [None, 5, "text", [], {}, {"dynamodb": None}, {"dynamodb": {"SequenceNumber": ["1"]}}]
)
def test_what_is_no_record_at_all_is_a_dead_letter(broken: Any, dead_letters: DeadLetters) -> None:
    bus = Bus()
    assert publish([broken, record(1)], bus, dead_letters) == Published(1, 1, [])
    assert (bus.sent, dead_letters.kept[0][0]) == (["1"], broken)


def test_a_transient_failure_reports_it_and_all_behind_it(dead_letters: DeadLetters) -> None:
    bus = Bus(refuses={"2": LATER})
    published = publish([record(n) for n in range(7)], bus, dead_letters)
    assert sorted(published.failed) == ["2", "4", "5", "6"]


def test_what_is_reported_for_another_attempt_is_not_sent_in_this_one(dead_letters: DeadLetters) -> None:
    bus = Bus(refuses={"2": LATER})
    publish([record(n) for n in range(7)], bus, dead_letters)
    assert bus.sent == ["0", "1", "2", "3"]


def test_only_events_that_the_bus_took_are_counted(dead_letters: DeadLetters) -> None:
    bus = Bus(refuses={"2": LATER})
    assert publish([record(n) for n in range(7)], bus, dead_letters).events == 3


def test_an_event_that_the_bus_never_takes_is_a_dead_letter_and_those_behind_it_pass(dead_letters: DeadLetters) -> None:
    bus = Bus(refuses={"1": NEVER})
    assert publish([record(n) for n in range(4)], bus, dead_letters) == Published(3, 1, [])
    assert dead_letters.kept == [(record(1), "refused by the bus")]


def test_one_never_taken_before_a_transient_failure_is_still_a_dead_letter(dead_letters: DeadLetters) -> None:
    bus = Bus(refuses={"0": NEVER, "1": LATER})
    assert publish([record(n) for n in range(3)], bus, dead_letters) == Published(0, 1, ["1", "2"])


def test_a_dead_letter_that_is_not_taken_is_reported_for_another_attempt() -> None:
    published = publish([record(0), record(1, poison=True)], Bus(), DeadLetters(is_down=True))
    assert published == Published(1, 0, ["1"])


def test_a_dead_letter_without_a_position_that_is_not_taken_brings_the_whole_batch_again() -> None:
    with pytest.raises(NotDelivered):
        publish([record(0), "no record"], Bus(), DeadLetters(is_down=True))


def test_poison_behind_a_transient_failure_is_left_for_its_next_delivery(dead_letters: DeadLetters) -> None:
    published = publish([record(1), record(2, poison=True)], Bus({"1": LATER}), dead_letters)
    assert published.failed == ["1"]
    assert dead_letters.kept == []


def test_poison_before_a_transient_failure_is_buried_for_it_does_not_come_again(dead_letters: DeadLetters) -> None:
    publish([{}, record(1, poison=True), record(2)], Bus({"2": LATER}), dead_letters)
    assert len(dead_letters.kept) == 2


def test_the_reason_of_an_event_that_is_too_large_is_kept(dead_letters: DeadLetters) -> None:
    publish([record(7)], Bus(too_large="7"), dead_letters)
    assert [reason for _, reason in dead_letters.kept] == ["too large"]

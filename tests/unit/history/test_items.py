"""Entries as items, and back."""

from typing import Any

import pytest

from booking.calls.change import Author
from booking.dynamodb.codec import from_wire, to_wire
from booking.history.entry import NOT_RECORDED, Entry, Kind, Whose, entry_of
from booking.history.items import entry_item, entry_key, entry_of_item
from tests.examples import MADE, booked, changed, offering, provider, rescheduled, time_off
from tests.messages import news

WHOSE = Whose(Kind.APPOINTMENT, "a-1")


def stored_and_read(entry: Entry) -> Entry:
    return entry_of_item(from_wire(to_wire(entry_item(entry))))


def test_the_key_sorts_by_version() -> None:
    keys = [entry_key(WHOSE, version)["SK"] for version in (1, 2, 10, 99_999_999)]
    assert keys == sorted(keys)
    assert entry_key(WHOSE, 12) == {"PK": "APPOINTMENT#a-1", "SK": "HISTORY#00000012"}


@pytest.mark.parametrize(
    "entry",
    [
        Entry(WHOSE, 1, NOT_RECORDED),
        Entry(WHOSE, 2, "AppointmentBooked", MADE, Author("nobody", "", "api"), "request-1", "resolution-1", {"a": 1}),
    ],
)
def test_an_entry_is_read_as_it_was_stored(entry: Entry) -> None:
    assert stored_and_read(entry) == entry


@pytest.mark.parametrize(
    "entity",
    [booked(), rescheduled(), provider(), offering().making(provider()), time_off().making(changed(provider()))],
)
def test_what_an_event_says_is_read_again_but_for_what_is_null(entity: object) -> None:
    entry = entry_of(news(entity))
    assert entry
    assert stored_and_read(entry).facts == without_nulls(entry.facts)


def without_nulls(facts: Any) -> Any:
    if isinstance(facts, dict):
        return {name: without_nulls(value) for name, value in facts.items() if value is not None}
    return facts

"""The decisions of keep_history: which event is an entry of which history."""

from dataclasses import replace
from typing import Any

import pytest

from booking.bus.delivered import Delivered
from booking.history.entry import Entry, Kind, Whose, entry_of
from tests.examples import (
    APPOINTMENT_ID,
    AUTHOR,
    MADE,
    PROVIDER_ID,
    booked,
    cancelled,
    changed,
    erasure,
    offering,
    overridden,
    provider,
    rescheduled,
    time_off,
)
from tests.messages import news

OF_APPOINTMENT, OF_PROVIDER = Whose(Kind.APPOINTMENT, APPOINTMENT_ID), Whose(Kind.PROVIDER, PROVIDER_ID)


def kept(entity: Any) -> Entry:
    entry = entry_of(news(entity))
    assert entry
    return entry


@pytest.mark.parametrize(
    ("entity", "whose", "version"),
    [
        (booked(), OF_APPOINTMENT, 1),
        (rescheduled(), OF_APPOINTMENT, 2),
        (cancelled(), OF_APPOINTMENT, 2),
        (provider(), OF_PROVIDER, 2),
        (overridden(), OF_PROVIDER, 3),
    ],
)
def test_an_event_is_an_entry_of_its_entity_at_its_version(entity: Any, whose: Whose, version: int) -> None:
    entry = kept(entity)
    assert (entry.whose, entry.version, entry.type) == (whose, version, entity.change.type)


@pytest.mark.parametrize("entity", [offering(), time_off()])
def test_a_change_of_a_service_or_of_time_off_is_an_entry_of_the_providers_version(entity: Any) -> None:
    entry = kept(entity.making(changed(provider())))
    assert (entry.whose, entry.version) == (OF_PROVIDER, 3)


def test_an_older_event_does_not_say_which_version_of_the_provider_it_made() -> None:
    assert entry_of(news(offering())) is None


def test_an_erased_customer_has_no_history() -> None:
    assert entry_of(news(erasure())) is None


def test_an_entry_says_who_and_when_and_through_which_channel() -> None:
    entry = kept(booked())
    assert (entry.at, entry.by) == (MADE, AUTHOR)
    assert entry.correlation_id == booked().change.origin.correlation_id


def test_an_entry_of_a_move_has_both_times() -> None:
    facts = kept(rescheduled()).facts
    assert facts["startTime"] != facts["previous"]["startTime"]


def test_an_entry_holds_nothing_of_the_customer() -> None:
    event = news(booked())
    assert event.data["customer"].keys() == {"id"}
    assert "customer" not in kept(booked()).facts


def test_what_caused_it_is_kept() -> None:
    event: Delivered = replace(news(booked()), resolution_id="r-1")
    entry = entry_of(event)
    assert entry
    assert entry.resolution_id == "r-1"

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from booking.appointments.items import appointment_item, claim_item
from booking.customers.erasure import Erasure
from booking.customers.items import erasure_item
from booking.dynamodb.codec import Item, to_wire
from booking.events.stream import event_in
from booking.providers.items import provider_item
from booking.providers.provider import ProviderChange
from booking.resolutions.items import outcome_item, resolution_item
from booking.resolutions.outcome import Outcome, OutcomeKind
from booking.resolutions.resolution import Counts
from booking.rules.items import claim_key, owner
from booking.services.items import offering_item
from tests.examples import (
    APPOINTMENT_ID,
    MADE,
    NINE,
    PROVIDER_ID,
    RESOLUTION_ID,
    booked,
    cancelled,
    erasure,
    new_provider,
    offering,
    origin,
    provider,
    resolution,
)


def record(new: Item | None, old: Item | None = None) -> dict[str, Any]:
    images = {"NewImage": new, "OldImage": old}
    return {"dynamodb": {"SequenceNumber": "1", **{name: to_wire(item) for name, item in images.items() if item}}}


def test_a_new_provider_is_an_event() -> None:
    event = event_in(record(provider_item(new_provider())))
    assert event is not None
    assert (event.entity, event.change.type) == (new_provider(), ProviderChange.CREATED)


def test_a_new_version_of_an_appointment_is_an_event() -> None:
    event = event_in(record(appointment_item(cancelled()), appointment_item(booked())))
    assert event is not None
    assert (event.entity, event.sequence) == (cancelled(), 2)


def test_a_write_that_makes_no_new_change_is_no_event() -> None:
    mended = {**provider_item(provider()), "GSI1SK": "mended by an operator"}
    assert event_in(record(mended, provider_item(provider()))) is None


def test_the_end_of_an_erasure_is_an_event_and_its_beginning_is_none() -> None:
    done, begun = erasure_item(erasure()), erasure_item(Erasure.begin("customer-1", origin()))
    event = event_in(record(done, begun))
    assert event is not None
    assert (event.entity, event.sequence) == (erasure(), 2)
    assert event_in(record(begun)) is None


def test_a_resolution_is_an_event_when_it_is_requested_and_done_and_not_when_it_is_planned() -> None:
    wanted = resolution()
    planned = wanted.planned_for([booked()], origin("change-3"))
    done = planned.completed(Counts(cancelled=1), origin("change-4"))
    versions = [None, *map(resolution_item, (wanted, planned, done))]
    events = [event_in(record(new, old)) for old, new in pairwise(versions)]
    assert [event and event.entity for event in events] == [wanted, None, done]


def test_an_outcome_is_no_event() -> None:
    outcome = Outcome(PROVIDER_ID, RESOLUTION_ID, APPOINTMENT_ID, OutcomeKind.CANCELLED, MADE)
    assert event_in(record(outcome_item(outcome))) is None


def test_an_appointment_that_loses_its_personal_data_is_no_event() -> None:
    assert event_in(record(appointment_item(booked().erased(MADE)), appointment_item(booked()))) is None


def test_a_service_that_is_set_is_an_event_and_that_its_provider_was_touched_is_none() -> None:
    event = event_in(record(offering_item(offering())))
    assert event is not None
    assert (event.entity, event.sequence) == (offering(), 1)
    assert event_in(record(provider_item(provider().touched()), provider_item(provider()))) is None


def test_a_claim_is_no_event() -> None:
    assert event_in(record({**claim_key(PROVIDER_ID, NINE), "owner": owner(APPOINTMENT_ID)})) is None


def test_a_removal_is_no_event() -> None:
    assert event_in(record(None, provider_item(provider()))) is None


def test_a_claim_that_was_deleted_for_its_age_is_no_event() -> None:
    removed = record(None, claim_item(booked(), NINE, timedelta(days=400)))
    by_dynamodb = {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}, "eventName": "REMOVE"}
    assert event_in({**removed, **by_dynamodb}) is None


def test_an_image_that_is_no_entity_of_ours_cannot_be_read() -> None:
    broken = {name: value for name, value in appointment_item(booked()).items() if name != "startTime"}
    with pytest.raises(KeyError):
        event_in(record(broken))

"""Resolutions and outcomes come back as they were stored."""

import json

import pytest

from booking.dynamodb.codec import from_wire, to_wire
from booking.providers.items import provider_key
from booking.resolutions.items import outcome_item, outcome_of, resolution_item, resolution_of
from booking.resolutions.outcome import Outcome, OutcomeKind
from booking.resolutions.resolution import Counts, Request, Resolution, ResolutionAction
from booking.services.items import offering_key
from tests.examples import APPOINTMENT_ID, MADE, OTHER_ID, PROVIDER_ID, RESOLUTION_ID, booked, origin, resolution

PLANNED = resolution().planned_for([booked()], origin("change-3"))
TRANSFER = Request(ResolutionAction.TRANSFER, (OTHER_ID,), is_dry_run=True)


@pytest.mark.parametrize(
    "given",
    [
        resolution(),
        resolution(TRANSFER),
        PLANNED,
        resolution().planned_for([], origin("change-3")),
        PLANNED.completed(Counts(1, 2, 3, 4), origin("change-4")),
    ],
)
def test_a_resolution_comes_back_as_it_was_stored(given: Resolution) -> None:
    wire = json.loads(json.dumps(to_wire(resolution_item(given))))
    assert resolution_of(from_wire(wire)) == given


@pytest.mark.parametrize(
    "given",
    [
        Outcome(PROVIDER_ID, RESOLUTION_ID, APPOINTMENT_ID, OutcomeKind.MOVED, MADE, moved_to=OTHER_ID),
        Outcome(PROVIDER_ID, RESOLUTION_ID, APPOINTMENT_ID, OutcomeKind.OPEN, MADE, reason="slot-taken"),
    ],
)
def test_an_outcome_comes_back_as_it_was_stored(given: Outcome) -> None:
    wire = json.loads(json.dumps(to_wire(outcome_item(given))))
    assert outcome_of(from_wire(wire)) == given


def test_no_key_stands_between_a_provider_and_its_services() -> None:
    """One Query reads the provider with all its services: it would read the resolutions, too."""
    outcome = Outcome(PROVIDER_ID, RESOLUTION_ID, APPOINTMENT_ID, OutcomeKind.CANCELLED, MADE)
    for item in (resolution_item(resolution()), outcome_item(outcome)):
        assert not provider_key(PROVIDER_ID)["SK"] <= item["SK"] <= offering_key(PROVIDER_ID, "z")["SK"]


def test_an_outcome_is_not_mistaken_for_a_resolution() -> None:
    """The stream's filter knows resolutions by the beginning of the sort key."""
    outcome = Outcome(PROVIDER_ID, RESOLUTION_ID, APPOINTMENT_ID, OutcomeKind.CANCELLED, MADE)
    assert not outcome_item(outcome)["SK"].startswith("ORDER#")

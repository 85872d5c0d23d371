"""docs/events.md and the JSON Schemas of events agree with the events on the bus."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from booking.appointments.appointment import AppointmentChange
from booking.bus.delivered import SOURCE
from booking.customers.erasure import ErasureChange
from booking.events.envelope import EVENT_MODELS
from booking.providers.provider import ProviderChange
from booking.resolutions.resolution import ResolutionChange
from booking.services.offering import OfferingChange
from booking.time_off.time_off import TimeOffChange
from docgen.files import EVENT_SCHEMAS, EVENTS_PAGE, generated_files
from docgen.scenario import Story
from tests.contract.schemas import document_at, faults, nodes

TYPES = [model.__name__ for model in EVENT_MODELS]
PAGE = EVENTS_PAGE.read_text()
OF_A_SERVICE = {"name"}
"""What a service is called. It is nobody's name."""
PERSONAL = {"name", "email", "phone", "notes", "reason", "cancellationReason", "metadata"}


def test_there_is_a_schema_for_every_type_and_no_other() -> None:
    changes = {
        *ProviderChange,
        *AppointmentChange,
        *ErasureChange,
        *OfferingChange,
        *TimeOffChange,
        *ResolutionChange,
    } - {
        ErasureChange.BEGUN,
        ResolutionChange.PLANNED,
    }
    assert sorted(TYPES) == sorted(change.value for change in changes)
    assert sorted(path.stem for path in EVENT_SCHEMAS.glob("*.json")) == sorted(TYPES)


def test_schemas_and_examples_are_those_that_the_code_generates(story: Story) -> None:
    for path, text in generated_files(story).items():
        assert path.read_text() == text, f"{path}: run 'make docs'"


@pytest.mark.parametrize("event_type", TYPES)
def test_an_event_fits_its_schema(event_type: str, story: Story) -> None:
    schema = document_at(EVENT_SCHEMAS / f"{event_type}.json")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert not faults(schema, story.events[event_type])
    assert schema["examples"] == [story.events[event_type]]


@pytest.mark.parametrize("event_type", TYPES)
def test_an_event_with_less_or_other_does_not_fit(event_type: str, story: Story) -> None:
    schema, event = document_at(EVENT_SCHEMAS / f"{event_type}.json"), story.events[event_type]
    for field in event:
        assert faults(schema, {name: value for name, value in event.items() if name != field}), field
        assert faults(schema, {**event, field: []}), field
    for field in event["data"]:
        data = {name: value for name, value in event["data"].items() if name != field}
        assert faults(schema, {**event, "data": data}), field
    assert faults(schema, {**event, "occurredAt": "2027-02-22"})
    assert faults(schema, {**event, "sequence": 0})
    assert faults(schema, {**event, "eventType": "Another"})


@pytest.mark.parametrize("event_type", TYPES)
def test_an_event_with_a_field_that_came_later_fits(event_type: str, story: Story) -> None:
    schema, event = document_at(EVENT_SCHEMAS / f"{event_type}.json"), story.events[event_type]
    assert not faults(schema, {**event, "later": 1, "data": {**event["data"], "later": {"x": 1}}})


@pytest.mark.parametrize("event_type", TYPES)
def test_no_event_has_a_field_for_personal_data(event_type: str, story: Story) -> None:
    schema = document_at(EVENT_SCHEMAS / f"{event_type}.json")
    fields = {name for node in nodes(schema) for name in node.get("properties", {})}
    assert "id" in fields
    personal = PERSONAL - OF_A_SERVICE if event_type in {*OfferingChange} else PERSONAL
    assert not fields & personal
    assert not {name for node in nodes(story.events[event_type]) for name in node} & personal


@pytest.mark.parametrize("event_type", TYPES)
def test_the_page_links_the_schema_of_every_type(event_type: str) -> None:
    assert f"\n### {event_type}\n" in PAGE
    assert f"(events/{event_type}.json)" in PAGE


def test_the_page_explains_every_field_of_the_envelope(story: Story) -> None:
    told = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert told == [*story.events["AppointmentBooked"]]


def test_the_pages_patterns_match_the_events_that_they_are_for(story: Story) -> None:
    patterns = [json.loads(text) for text in re.findall(r"<!-- pattern -->\n```json\n(.*?)```", PAGE, re.DOTALL)]
    matched = [{t for t in TYPES if matches(pattern, on_the_bus(t, story.events[t]))} for pattern in patterns]
    appointments = {"AppointmentBooked", "AppointmentRescheduled", "AppointmentCancelled"}
    assert matched == [appointments, {"AppointmentCancelled"}]


def on_the_bus(event_type: str, detail: Any) -> dict[str, Any]:
    return {"source": SOURCE, "detail-type": event_type, "detail": detail}


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """As EventBridge does, for patterns of plain values."""
    return all(
        name in event and (matches(wanted, event[name]) if isinstance(wanted, dict) else event[name] in wanted)
        for name, wanted in pattern.items()
    )

"""The events as the document's webhooks, so that clients see them and generators make their types."""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from booking.bus.delivered import SOURCE
from booking.events.envelope import EVENT_MODELS
from docgen.event_schemas import as_sent

type Json = dict[str, Any]

EVENTS = "Events"
_REF = "#/components/schemas/"


def webhooks(examples: Mapping[str, Any]) -> Json:
    """By event type. The body is the `detail` alone: what is around it is EventBridge's, the same for all services."""
    return {model.__name__: {"post": _webhook(model.__name__, model.__doc__ or "", examples)} for model in EVENT_MODELS}


def event_components() -> Json:
    """The schemas that the webhooks refer to."""
    _, made = models_json_schema([(model, "serialization") for model in EVENT_MODELS], ref_template=_REF + "{model}")
    schemas: Json = made["$defs"]
    for model in EVENT_MODELS:
        schema = schemas[model.__name__] = as_sent(schemas[model.__name__])
        for field in schema["properties"].values():
            field.pop("default", None)
    return schemas


def _webhook(event_type: str, meaning: str, examples: Mapping[str, Any]) -> Json:
    example = {event_type: {"value": examples[event_type]}}
    return {
        "operationId": f"on{event_type}",
        "tags": [EVENTS],
        "summary": meaning.partition(".")[0],
        "description": f"{meaning}\n\nNot an HTTP request: EventBridge delivers it. `source` is `{SOURCE}`, "
        f"`detail-type` is `{event_type}`, and this body is the `detail`.",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _REF + event_type}, "examples": example}},
        },
        "responses": {"default": {"description": "None: EventBridge's targets answer nothing."}},
    }

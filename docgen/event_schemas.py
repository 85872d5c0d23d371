"""The JSON Schema of every event's `detail`, with its example; and the examples in docs/events.md."""

import json
import re
from collections.abc import Mapping
from typing import Any

from booking.events.envelope import EVENT_MODELS
from docgen.tidying import tidy

type Json = dict[str, Any]


def event_schemas(examples: Mapping[str, Any]) -> dict[str, Json]:
    """By event type."""
    made = {}
    for model in EVENT_MODELS:
        schema = as_sent(tidy(model.model_json_schema(mode="serialization")))
        made[model.__name__] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:booking:event:{model.__name__}:1",
            "title": model.__name__,
            **schema,
            "examples": [examples[model.__name__]],
        }
    return made


def as_sent(schema: Json) -> Json:
    """The schema of an event, in which fields with a default are required too: they are always sent."""
    return {**schema, "required": list(schema["properties"])}


def with_examples(page: str, examples: Mapping[str, Any]) -> str:
    """The page with the first JSON block under each event's heading replaced by the event's example."""
    for event_type, example in examples.items():
        block = f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```"
        pattern = re.compile(rf"(^### {event_type}\n.*?)^```json\n.*?^```$", re.MULTILINE | re.DOTALL)
        page, count = pattern.subn(lambda found, block=block: found[1] + block, page, count=1)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"docs/events.md has no example under the heading {event_type}")
    return page

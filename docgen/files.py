"""The files of the generated documents, and their texts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docgen.access import with_policy
from docgen.event_schemas import event_schemas, with_examples
from docgen.openapi import openapi_document
from docgen.picture_of_a_day import picture_of_a_day
from docgen.sample_events import SAMPLE_REQUESTS, gateway_event
from docgen.sample_messages import CONSUMERS, sample_messages
from docgen.sample_records import sample_records
from docgen.scenario import Story
from local.handlers import sample_file
from local.paths import ROOT

OPENAPI = ROOT / "functions" / "api" / "show_docs" / "openapi.json"
"""The function serves this file. docs/openapi.json is a link to it."""
EVENT_SCHEMAS = ROOT / "docs" / "events"
EVENTS_PAGE = ROOT / "docs" / "events.md"
SECURITY_PAGE = ROOT / "docs" / "security.md"
PICTURE_OF_A_DAY = ROOT / "docs" / "images" / "day.svg"


def generated_files(story: Story) -> Mapping[Path, str]:
    """The text that each generated file should have."""
    schemas = event_schemas(story.events)
    return {
        OPENAPI: _text(openapi_document(story.exchanges, story.events)),
        **{EVENT_SCHEMAS / f"{event_type}.json": _text(schema) for event_type, schema in schemas.items()},
        **{sample_file(function): _text(gateway_event(function)) for function in SAMPLE_REQUESTS},
        sample_file("publish_events"): _text(sample_records()),
        **{sample_file(function): _text(sample_messages(function, *types)) for function, types in CONSUMERS.items()},
        EVENTS_PAGE: with_examples(EVENTS_PAGE.read_text(), story.events),
        SECURITY_PAGE: with_policy(SECURITY_PAGE.read_text()),
        PICTURE_OF_A_DAY: picture_of_a_day(),
    }


def _text(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

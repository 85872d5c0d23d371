"""Messages of the bus that start a resolution, through the function's entry point."""

from dataclasses import replace
from typing import Any

import pytest

from local.business import RESOLUTION_ID, STUDIO, resolution
from tests.engine import Table
from tests.functional.lambdas import Function, load, sample, with_body, with_headers
from tests.functional.seeds import Seeds

AT_LEISURE = 300_000


def again(function: Function, event: dict[str, Any], milliseconds: int = AT_LEISURE) -> list[Any]:
    """The messages that have to come again."""
    context = replace(function.context, milliseconds=milliseconds)
    found: list[Any] = function.handler(event, context)["batchItemFailures"]
    return found


def message_about(resolution_id: str, provider_id: str) -> dict[str, Any]:
    """The sample message, about another resolution."""
    event = sample("work_resolution")
    body = event["Records"][0]["body"]
    event["Records"][0]["body"] = body.replace(RESOLUTION_ID, resolution_id).replace(STUDIO.id, provider_id)
    return event


@pytest.fixture
def event(seeds: Seeds) -> dict[str, Any]:
    """The message about a resolution that was requested; one appointment stands there."""
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    asking = with_headers(
        with_body(sample("request_resolution"), {**resolution(), "dryRun": False}), idempotency_key=None
    )
    made = load("request_resolution")(asking).json
    return message_about(made["id"], provider.id)


def test_a_message_is_worked_through(function: Function, event: dict[str, Any]) -> None:
    assert again(function, event) == []
    appointment = load("get_appointment")(sample("get_appointment")).json
    assert (appointment["status"], appointment["cancelledBy"]) == ("CANCELLED", "provider")
    assert appointment["cancellationReason"] == "We are ill today, sorry"


def test_a_repeat_changes_nothing(function: Function, table: Table, event: dict[str, Any]) -> None:
    again(function, event)
    before = table.items()
    assert again(function, event) == []
    assert table.items() == before


def test_without_time_the_message_comes_again(function: Function, event: dict[str, Any]) -> None:
    assert again(function, event, milliseconds=50_000) == [
        {"itemIdentifier": event["Records"][0]["messageId"]},
    ]
    assert again(function, event) == []


def test_a_message_about_no_resolution_comes_again_until_it_is_a_dead_letter(function: Function, table: Table) -> None:
    assert len(again(function, sample("work_resolution"))) == 1
    assert table.items() == []


def test_the_end_is_counted(function: Function, event: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    again(function, event)
    assert '"ResolutionCompleted":[1.0]' in capsys.readouterr().out

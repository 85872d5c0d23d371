"""The deployed audit: its role has enough rights, it calls its next part, and the schedule that starts it exists."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from booking.dynamodb.codec import to_wire
from booking.rules.items import claim_key, owner
from local.handlers import sample_file
from local.stack import Stack
from tests.client import ApiClient, coming_monday
from tests.engine import NOW

LOST_ID = "00000000-0000-4000-8000-0000000000aa"
CHAIN_SECONDS = 60.0

type Invoke = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def invoke(stack: Stack) -> Invoke:
    functions = stack.emulator.client("lambda")

    def invoke(event: dict[str, Any]) -> dict[str, Any]:
        answer = functions.invoke(FunctionName=stack.resources["AuditTableFunction"], Payload=json.dumps(event))
        result: dict[str, Any] = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, result
        return result

    return invoke


def test_the_scheduled_event_finds_what_is_wrong_and_nothing_else(stack: Stack, invoke: Invoke) -> None:
    api = ApiClient(stack.api_url, stack.issuer.token("admin"))
    provider_id = api.create_provider()
    starts = api.free_starts(provider_id, coming_monday())
    booked = [api.book(provider_id, start) for start in starts[:3]]
    api.cancel(booked[0].body["id"])
    event = json.loads(sample_file("audit_table").read_text())

    before = invoke(event)
    assert before["is_over"]
    assert set(before["findings"].values()) == {0}
    assert before["items"]["claims"] >= 4

    table, orphan = stack.emulator.client("dynamodb"), to_wire({**claim_key(provider_id, NOW)})
    table.put_item(TableName=stack.table_name, Item={**orphan, **to_wire({"owner": owner(LOST_ID)})})
    try:
        after = invoke(event)
    finally:
        table.delete_item(TableName=stack.table_name, Key=orphan)
    assert after["findings"] == {**before["findings"], "orphan-claim": 1}
    assert after["suspicions"] == 1


def test_a_walk_in_parts_calls_itself_until_the_tables_end(stack: Stack, invoke: Invoke) -> None:
    for _ in range(3):
        ApiClient(stack.api_url, stack.issuer.token("admin")).create_provider()
    items = stack.emulator.client("dynamodb").scan(TableName=stack.table_name, Select="COUNT")["Count"]
    answer = invoke({"limits": {"page_size": items // 3, "pages": 1}})
    assert answer == {"part": 1, "is_over": False}

    deadline = time.monotonic() + CHAIN_SECONDS
    while not (ends := [line for line in audited(stack) if line["parts"] > 1]):
        assert time.monotonic() < deadline, "the last part has not come"
        time.sleep(0.2)
    (end,) = ends
    assert sum(end["items"].values()) >= items
    assert end["pages"] == end["parts"] >= 3


def audited(stack: Stack) -> list[dict[str, Any]]:
    """The line of each audit that came to the table's end."""
    logs = stack.emulator.client("logs")
    group = stack.resources["FunctionLogGroup"]
    events = logs.filter_log_events(logGroupName=group, filterPattern="table_audited")["events"]
    return [json.loads(event["message"]) for event in events if event["message"].startswith("{")]


def test_the_schedule_is_daily_and_enabled(stack: Stack) -> None:
    schedules = stack.emulator.client("scheduler").list_schedules()["Schedules"]
    (schedule,) = [s for s in schedules if "AuditTable" in s["Name"]]
    assert schedule["State"] == "ENABLED"
    assert stack.resources["AuditTableFunction"] in schedule["Target"]["Arn"]

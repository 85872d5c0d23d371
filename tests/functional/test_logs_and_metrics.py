"""The functions' log: business metrics, failures with their request's id, and no customer data."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from booking.dynamodb.sdk import dynamodb
from tests.engine import Table
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    Event,
    body_of,
    load,
    sample,
    with_body,
    with_headers,
    with_query,
)
from tests.functional.seeds import Seeds

SECRETS = (
    "Planted-Name",
    "planted@secret.example",
    "+39-PLANTED",
    "planted notes",
    "planted-key",
    "planted-value",
    "planted reason",
)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines since the last call. Every line must be JSON."""
    captured = capsys.readouterr()
    assert not captured.err
    return [json.loads(line) for line in captured.out.splitlines()]


def metrics(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """The counts of the one EMF line that was written."""
    (line,) = lines(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "BookingService"
    assert directive["Dimensions"] == [["service"]]
    assert line["service"] == "booking-service"
    assert all(metric["Unit"] == "Count" for metric in directive["Metrics"])
    return {metric["Name"]: line[metric["Name"]][0] for metric in directive["Metrics"]}


def planted() -> Event:
    """A booking full of personal data."""
    body = {
        **body_of(sample("create_appointment")),
        "customer": {"id": "customer-17", "name": SECRETS[0], "email": SECRETS[1], "phone": SECRETS[2]},
        "notes": SECRETS[3],
        "metadata": {SECRETS[4]: SECRETS[5]},
    }
    return with_body(with_headers(sample("create_appointment"), idempotency_key=None), body)


def broken_appointment(table: Table, seeds: Seeds) -> None:
    """An appointment whose item nobody can read."""
    appointment = load("create_appointment")
    seeds.scheduled_provider()
    stored = appointment(planted()).json["id"]
    (item,) = (item for item in table.items() if item.get("id", {}).get("S") == stored)
    key = {"S": f"APPOINTMENT#{APPOINTMENT_ID}"}
    table.client.put_item(TableName=table.name, Item={**item, "PK": key, "status": {"S": "LOST"}})


@pytest.fixture
def conflicting_transactions(table: Table) -> Iterator[None]:
    """Every transaction of the functions is answered with a conflict, as a table under load does."""
    cancelled = {
        "Error": {"Code": "TransactionCanceledException", "Message": ""},
        "CancellationReasons": [{"Code": "TransactionConflict"}, *[{"Code": "None"}] * 3],
    }

    # Not in the place of HTTP, where moto would carry the transaction out all the same.
    def answer(**_: Any) -> Any:
        return AWSResponse("", 400, HTTPHeaders(), None), cancelled

    events = dynamodb().meta.events
    events.register("before-call.dynamodb.TransactWriteItems", answer)
    yield
    events.unregister("before-call.dynamodb.TransactWriteItems", answer)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("create_provider", {"ProviderCreated": 1}),
        ("create_appointment", {"SlotTaken": 1}),
        ("update_provider", {"ProviderUpdated": 1}),
        ("update_schedule", {"ScheduleUpdated": 1}),
        ("deactivate_provider", {"ProviderDeactivated": 1}),
        ("reactivate_provider", {"NothingChanged": 1}),
        ("set_service", {"ServiceChanged": 1}),
        ("retire_service", {"ServiceNotFound": 1}),
        ("reschedule_appointment", {"AppointmentRescheduled": 1}),
        ("cancel_appointment", {"AppointmentCancelled": 1}),
    ],
)
def test_what_happened_is_counted(
    seeds: Seeds, capsys: pytest.CaptureFixture[str], name: str, expected: dict[str, float]
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    load(name)(sample(name))
    assert metrics(capsys) == expected


@pytest.mark.parametrize(
    ("name", "happened"),
    [
        ("update_provider", "ProviderUpdated"),
        ("deactivate_provider", "ProviderDeactivated"),
        ("set_service", "ServiceChanged"),
        ("create_appointment", "AppointmentBooked"),
        ("reschedule_appointment", "AppointmentRescheduled"),
        ("cancel_appointment", "AppointmentCancelled"),
    ],
)
def test_a_repeat_that_changes_nothing_is_counted_as_that(
    seeds: Seeds, capsys: pytest.CaptureFixture[str], name: str, happened: str
) -> None:
    provider = seeds.scheduled_provider()
    if name != "create_appointment":
        seeds.appointment(provider)
    function, repeat = load(name), with_headers(sample(name), if_match=None)
    function(sample(name))
    assert metrics(capsys) == {happened: 1}
    repeat["requestContext"]["requestId"] = "another-request"
    function(repeat)
    assert metrics(capsys) == {"NothingChanged": 1}


def test_a_schedule_is_counted(seeds: Seeds, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.provider()
    load("update_schedule")(sample("update_schedule"))
    assert metrics(capsys) == {"ScheduleUpdated": 1}


def test_counts_are_per_request_and_not_added_up(seeds: Seeds, capsys: pytest.CaptureFixture[str]) -> None:
    get = load("get_appointment")
    for _ in range(2):
        get(sample("get_appointment"))
        assert metrics(capsys) == {"AppointmentNotFound": 1}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "list_providers",
            "get_provider",
            "get_schedule",
            "list_services",
            "list_offered_services",
            "get_availability",
        ),
        *("list_appointments", "get_appointment"),
    ],
)
def test_reads_that_succeed_write_nothing(seeds: Seeds, capsys: pytest.CaptureFixture[str], name: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    load(name)(sample(name))
    assert lines(capsys) == []


def test_metrics_carry_the_requests_id(seeds: Seeds, capsys: pytest.CaptureFixture[str]) -> None:
    event = sample("get_appointment")
    load("get_appointment")(event)
    assert [line["correlation_id"] for line in lines(capsys)] == [event["requestContext"]["requestId"]]


def test_an_unexpected_error_is_a_problem_without_internals(
    table: Table, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_appointment(table, seeds)
    event = sample("get_appointment")
    answer = load("get_appointment")(event)
    assert (answer.status, answer.code) == (500, "internal-error")
    assert answer.json["requestId"] == event["requestContext"]["requestId"]
    assert not any(word in answer.raw["body"] for word in ("LOST", "ValueError", "Traceback", ".py", table.name))


def test_an_unexpected_error_is_logged_and_counted_under_the_requests_id(
    table: Table, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_appointment(table, seeds)
    lines(capsys)
    function, event = load("get_appointment"), sample("get_appointment")
    function(event)
    log, counts = lines(capsys)
    assert (log["level"], log["message"], log["exception_name"]) == ("ERROR", "internal_error", "ValueError")
    assert "in appointment_of" in log["exception"]
    assert log["exception"].endswith("\nValueError")
    assert log["correlation_id"] == event["requestContext"]["requestId"]
    assert log["function_request_id"] == function.context.aws_request_id
    assert counts["InternalError"] == [1]


def test_nothing_that_is_written_holds_customer_data(
    table: Table, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_appointment(table, seeds)
    book = load("create_appointment")
    book(planted())  # refused: the slot is taken
    load("get_appointment")(sample("get_appointment"))  # 500
    load("reschedule_appointment")(sample("reschedule_appointment"))  # 500
    load("cancel_appointment")(with_query(sample("cancel_appointment"), reason=SECRETS[6]))  # 500
    for field, value in (("notes", 5), ("customer", {"name": 5, "email": SECRETS[1]}), ("startTime", SECRETS[0])):
        book(with_body(planted(), {**body_of(planted()), field: value}))
    written = capsys.readouterr().out
    assert written.count("internal_error") == 3
    assert not [secret for secret in SECRETS if secret in written]


def test_a_refused_value_is_not_repeated_to_the_client(seeds: Seeds) -> None:
    event = with_body(planted(), {**body_of(planted()), "notes": [SECRETS[3]]})
    assert SECRETS[3] not in load("create_appointment")(event).raw["body"]


def test_out_of_time_a_write_is_busy_and_says_when_to_try_again(
    seeds: Seeds, capsys: pytest.CaptureFixture[str], conflicting_transactions: None
) -> None:
    seeds.scheduled_provider()
    before = seeds.snapshot()
    function = load("create_appointment")
    answer = replace(function, context=replace(function.context, milliseconds=1000))(sample("create_appointment"))
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "busy", "1")
    assert metrics(capsys) == {"Busy": 1}
    assert seeds.snapshot() == before


def test_not_even_at_debug_are_requests_to_aws_logged(seeds: Seeds, caplog: pytest.LogCaptureFixture) -> None:
    # Lambda sets the root logger to the level that the template names.
    seeds.scheduled_provider()
    with caplog.at_level(logging.DEBUG):
        assert load("create_appointment")(planted()).status == 201
    assert [secret for secret in SECRETS if secret in caplog.text] == []

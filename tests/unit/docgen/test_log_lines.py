"""The bytes that a booking writes to the logs."""

import json
from dataclasses import replace

import pytest

from booking import observability
from docgen.log_lines import access_line, billed_bytes, platform_bytes
from docgen.sample_calls import Called, called, sample
from local.paths import TEMPLATE
from local.translation import read_template

FORMAT = read_template(TEMPLATE)["Resources"]["BookingApi"]["Properties"]["AccessLogSettings"]["Format"]
ANSWER = {"statusCode": 201, "headers": {}, "body": '{"name":"Zo\u00eb"}', "isBase64Encoded": False}


@pytest.fixture
def booked() -> Called:
    return Called(sample("create_appointment"), ANSWER, [])


def test_each_line_is_billed_with_its_overhead() -> None:
    assert billed_bytes(["ab", "\u00e9"]) == 2 + 26 + 2 + 26


def test_the_access_line_is_what_the_template_asks_for(booked: Called) -> None:
    line = json.loads(access_line(FORMAT, booked, 45))
    assert (line["routeKey"], line["method"]) == ("POST /api/appointments", "POST")
    assert (line["status"], line["responseBytes"], line["latencyMs"], line["error"]) == ("201", "15", "45", "-")
    assert "$" not in str(line)


def test_a_variable_that_nobody_knows_is_not_guessed(booked: Called) -> None:
    with pytest.raises(KeyError, match="authorizer"):
        access_line('{"who":"$context.authorizer.principalId"}', booked, 45)


def test_lambda_writes_of_calls_that_succeed_above_warn_only() -> None:
    assert platform_bytes("WARN", 3) == 0
    assert platform_bytes("INFO", 3) > platform_bytes("INFO", 2) > 0


def test_what_was_counted_before_is_not_taken_for_the_calls_own(booked: Called) -> None:
    observability.count("Busy")

    def handler(_: object, __: object) -> dict[str, object]:
        observability.count("AppointmentBooked")
        observability.publish_metrics()
        return ANSWER

    (line,) = called(handler, booked.event).lines
    assert "AppointmentBooked" in line
    assert "Busy" not in line


def test_a_call_keeps_what_the_function_wrote_and_no_other(booked: Called, capsys: pytest.CaptureFixture[str]) -> None:
    def handler(event: object, _: object) -> dict[str, object]:
        print("one line")  # noqa: T201  # what is tested
        return {**ANSWER, "seen": event}

    made = called(handler, booked.event)
    assert made.lines == ["one line"]
    assert made.answer["seen"] == booked.event
    assert replace(made, answer=ANSWER).body == {"name": "Zo\u00eb"}
    assert capsys.readouterr().out == ""

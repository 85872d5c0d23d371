"""The terminal shows failures and prints of functions, with the paths of the sources, and nothing else."""

import json

import pytest

from local.log_lines import INIT_FAILED, broken_worker, for_terminal, is_cut_off

UNPACKED = "/x/booking-local-ab/ministack-lambda-booking-service-GetProviderFunction-E246-nl6f"
TRACEBACK = f"""Traceback (most recent call last):
  File "{UNPACKED}/_worker.py", line 128, in run
    result = handler_fn(event, context)
  File "{UNPACKED}/code/handler.py", line 2, in lambda_handler
    raise ValueError
  File "{UNPACKED}/layer_0/python/booking/http/endpoint.py", line 51, in answer
ValueError"""
SHOWN = """Traceback (most recent call last):
  File "functions/providers/get_provider/handler.py", line 2, in lambda_handler
    raise ValueError
  File "layers/booking/booking/http/endpoint.py", line 51, in answer
ValueError"""


@pytest.mark.parametrize(
    "message",
    [
        "START RequestId: b1366e54 Version: $LATEST",
        "END RequestId: b1366e54",
        "REPORT RequestId: b1366e54\tDuration: 215 ms",
        json.dumps({"level": "INFO", "message": "booked"}),
        json.dumps({"_aws": {}, "AppointmentBooked": 1}),
    ],
)
def test_what_is_no_failure_is_not_shown(message: str) -> None:
    assert for_terminal([message]) == []


def test_an_error_is_shown_with_its_request_and_its_traceback() -> None:
    fields = {"level": "ERROR", "message": "internal_error", "correlation_id": "r-1", "exception": TRACEBACK}
    assert for_terminal([json.dumps(fields)]) == [("error", f"ERROR internal_error (request r-1)\n{SHOWN}")]


def test_a_traceback_is_shown_with_the_paths_of_the_sources() -> None:
    assert for_terminal(["START RequestId: b1", *TRACEBACK.splitlines(), "END RequestId: b1"]) == [("error", SHOWN)]


def test_a_time_out_is_an_error() -> None:
    assert for_terminal(["Task timed out after 20.00 seconds"]) == [("error", "Task timed out after 20.00 seconds")]


@pytest.mark.parametrize("message", ["my print", "7", "[1, 2]", "Traceback is what I look for"])
def test_a_print_is_shown_as_a_print(message: str) -> None:
    assert for_terminal([message]) == [("print", message)]


def test_prints_and_errors_are_shown_in_the_order_of_the_log() -> None:
    logged = json.dumps({"level": "ERROR", "message": "internal_error"})
    messages = ["START RequestId: b1", "one", "two", logged, "three", *TRACEBACK.splitlines(), "END RequestId: b1"]
    assert for_terminal(messages) == [
        ("print", "one\ntwo"),
        ("error", "ERROR internal_error"),
        ("print", "three"),
        ("error", SHOWN),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Worker process exited immediately. stderr: ",
        "Worker process died",
        "'NoneType' object has no attribute 'stdin'",
        "'NoneType' object has no attribute 'stdout'",
        "[Errno 32] Broken pipe",
        f"[Errno 2] No such file or directory: '{UNPACKED}/code/handler.py'",
        "Failed to resolve layer arn:aws:lambda:us-east-1:000000000000:layer:booking-service-booking:6",
    ],
)
def test_a_worker_that_was_ended_is_told_from_a_failure_of_the_function(text: str) -> None:
    assert is_cut_off(text)
    assert not is_cut_off(f"AttributeError: {text}")
    assert not is_cut_off(f"{text}Fatal Python error")
    assert for_terminal(["mine", text]) == [("print", "mine"), ("error", text)]


def test_a_file_that_a_function_does_not_find_is_its_own_failure() -> None:
    assert not is_cut_off(f"{INIT_FAILED}[Errno 2] No such file or directory: '{UNPACKED}/code/data.json'")


def test_a_function_that_cannot_be_imported_is_named() -> None:
    line = (
        "2026-11-27 07:40:40 ERROR [lambda] Warm worker execution error for booking-service-GetProviderFunction-E246: "
        "Worker init failed: No module named 'nothing'"
    )
    assert broken_worker(line) == ("get_provider", f"{INIT_FAILED}No module named 'nothing'")
    assert broken_worker("2026-11-27 07:40:40 INFO [s3] bucket made") is None

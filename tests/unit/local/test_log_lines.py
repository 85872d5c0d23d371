"""The terminal shows failures and prints of functions, with the paths of the sources, and nothing else."""

import json

import pytest

from local.log_lines import broken_worker, for_terminal

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
    assert for_terminal([json.dumps(fields)]) == [f"ERROR internal_error (request r-1)\n{SHOWN}"]


def test_a_traceback_is_shown_with_the_paths_of_the_sources() -> None:
    assert for_terminal(["START RequestId: b1", *TRACEBACK.splitlines(), "END RequestId: b1"]) == [SHOWN]


@pytest.mark.parametrize("message", ["Task timed out after 20.00 seconds", "my print", "7"])
def test_a_time_out_and_a_print_are_shown(message: str) -> None:
    assert for_terminal([message]) == [message]


def test_a_function_that_cannot_be_imported_is_named() -> None:
    line = (
        "2026-11-27 07:40:40 ERROR [lambda] Warm worker execution error for booking-service-GetProviderFunction-E246: "
        "Worker init failed: No module named 'nothing'"
    )
    assert broken_worker(line) == "get_provider cannot be loaded: No module named 'nothing'"
    assert broken_worker("2026-11-27 07:40:40 INFO [s3] bucket made") is None

"""Structured logs and business metrics. Neither ever carries customer data.

The log says of an unexpected error what it was and where it was raised, never its text, which may quote personal data:
a KeyError is the key, pydantic shows what it refuses, and DynamoDB repeats parts of the request.

The first log line or count of a sandbox loads Powertools. Most reads write neither, so they never pay for it.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger, Metrics
    from aws_lambda_powertools.utilities.typing import LambdaContext

_keys: dict[str, str] = {}
"""The keys on every log line of the current request."""


def begin(function_request_id: str) -> None:
    """Start an invocation: its log lines carry its id, and no keys of an earlier invocation."""
    _keys.clear()
    _keys["function_request_id"] = function_request_id


def correlate(correlation_id: str) -> None:
    """Put the request's id on its log lines and metrics."""
    _keys["correlation_id"] = correlation_id


def logger() -> "Logger":
    made = powertools_logger()
    made.append_keys(**_keys)
    return made


@cache
def powertools_logger() -> "Logger":
    """The sandbox's logger, without the keys of a request."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415

    # At DEBUG, Powertools would also log its own steps.
    logging.getLogger("aws_lambda_powertools").setLevel(logging.INFO)
    return Logger()


@cache
def metrics() -> "Metrics":
    from aws_lambda_powertools import Metrics  # noqa: PLC0415

    return Metrics()


def count(name: str, value: int = 1) -> None:
    """Add to a business metric, such as AppointmentBooked or SlotTaken."""
    metrics().add_metric(name=name, unit="Count", value=value)


def count_seconds(name: str, value: float) -> None:
    """Add seconds to a metric of time."""
    metrics().add_metric(name=name, unit="Seconds", value=value)


def publish_metrics() -> None:
    """Write the counts since the last call, if there are any."""
    if not metrics.cache_info().currsize or not metrics().provider.metric_set:
        return
    if "correlation_id" in _keys:
        metrics().add_metadata("correlation_id", _keys["correlation_id"])
    metrics().flush_metrics()


class SafeToLog(Exception):
    """The base of errors whose text holds no value of a request or of the table: logs show it."""


class Failed(SafeToLog):
    """A function without a caller has failed. The text is the trace of the error."""


def failure(error: BaseException) -> dict[str, str]:
    """The fields of a log line about an unexpected error."""
    return {"exception_name": type(error).__name__, "exception": trace_of(error)}


def trace_of(error: BaseException) -> str:
    """The error and what led to it, in Python's form but without the texts."""
    chain = [error]
    while (earlier := _earlier(chain[-1])) is not None and earlier not in chain:
        chain.append(earlier)
    return "\n".join(map(_trace, reversed(chain)))


def without_texts(handler: "Callable[[Any, LambdaContext], Any]") -> "Callable[[Any, LambdaContext], Any]":
    """For a function that no client waits for: Lambda's runtime logs the text of the exception that ends it."""

    @wraps(handler)
    def handle(event: Any, context: "LambdaContext") -> Any:
        try:
            return handler(event, context)
        except SafeToLog:
            raise
        except Exception as error:  # noqa: BLE001  # any error may quote a value
            raise Failed(trace_of(error)) from None

    return handle


def _earlier(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _trace(error: BaseException) -> str:
    return "".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}{f': {error}' if isinstance(error, SafeToLog) else ''}"

"""Structured logs and business metrics. Neither ever carries customer data.

The first log line or count of a sandbox loads Powertools. Most reads write neither, so they never pay for it.
"""

import logging
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger, Metrics

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

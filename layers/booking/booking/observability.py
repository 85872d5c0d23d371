"""Structured logs and business metrics. Neither ever carries customer data.

Powertools is loaded by the first line or count of a sandbox: most reads write neither.
"""

import logging
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger, Metrics

_keys: dict[str, str] = {}
"""Those that each line has: of the request that is being answered."""


def begin(function_request_id: str) -> None:
    """Another invocation begins: the lines of its log carry its id, and no key of an earlier one."""
    _keys.clear()
    _keys["function_request_id"] = function_request_id


def correlate(correlation_id: str) -> None:
    """Put the id of the request being answered on the lines of its log and of its metrics."""
    _keys["correlation_id"] = correlation_id


def logger() -> "Logger":
    made = powertools_logger()
    made.append_keys(**_keys)
    return made


@cache
def powertools_logger() -> "Logger":
    """Of this sandbox, without the keys of a request."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415

    # At DEBUG it would tell of itself.
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
    """Add to the time that something took."""
    metrics().add_metric(name=name, unit="Seconds", value=value)


def publish_metrics() -> None:
    """Write what was counted since the last time, if anything was."""
    if not metrics.cache_info().currsize or not metrics().provider.metric_set:
        return
    if "correlation_id" in _keys:
        metrics().add_metadata("correlation_id", _keys["correlation_id"])
    metrics().flush_metrics()

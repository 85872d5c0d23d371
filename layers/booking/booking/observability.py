"""Structured logs and business metrics. Neither ever carries customer data."""

import logging
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit


@cache
def logger() -> Logger:
    """Asked for before anything else is done in a request.

    At DEBUG, botocore would log whole requests and credentials.
    """
    for library in ("botocore", "aws_lambda_powertools"):
        logging.getLogger(library).setLevel(logging.INFO)
    return Logger()


@cache
def metrics() -> Metrics:
    return Metrics()


def correlate(correlation_id: str) -> None:
    """Put the id of the request being answered on the lines of its log and of its metrics."""
    logger().set_correlation_id(correlation_id)
    metrics().add_metadata("correlation_id", correlation_id)


def count(name: str, value: int = 1) -> None:
    """Add to a business metric, such as AppointmentBooked or SlotTaken."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def count_seconds(name: str, value: float) -> None:
    """Add to the time that something took."""
    metrics().add_metric(name=name, unit=MetricUnit.Seconds, value=value)


def publish_metrics() -> None:
    """Write what was counted since the last time, if anything was."""
    if metrics().provider.metric_set:
        metrics().flush_metrics()

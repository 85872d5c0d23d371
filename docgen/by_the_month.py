"""Costs besides a booking's own bill: outbound data, storage, and monthly costs that do not depend on the load."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docgen.prices import (
    ALARM_METRIC_MONTH,
    ARCHIVE_GB_MONTH,
    ARCHIVED_GB,
    BACKUP_GB_MONTH,
    KMS_REQUEST,
    LOG_GB_MONTH,
    METRIC_MONTH,
    OUTBOUND_GB,
    SCHEDULED_CALL,
    TABLE_GB_MONTH,
)
from local.paths import ROOT

type Row = tuple[str, str, float]
"""The name of an item, its amount, dollars."""

EVENT_COUNT_METRICS = 7
"""The metrics of an event source mapping with the metrics group EventCount, by Lambda's guide.

They are assumed to cost as much as the service's own metrics.
"""

KEY_REQUESTS = 30 * 24 * 12
"""For each role that uses the table, DynamoDB sends KMS at most one request in five minutes."""

_OBSERVABILITY = ROOT / "docs" / "observability.md"


def of_a_million(outbound: int, stored: int, indexed: int, logged: int, event: int) -> list[Row]:
    """For a million bookings. Each argument is the bytes of one booking."""
    return [
        ("Outbound data", f"{outbound} bytes of answers", outbound / 1e3 * OUTBOUND_GB),
        ("Table, stored", f"{stored} bytes, and {indexed} in indexes", (stored + indexed) / 1e3 * TABLE_GB_MONTH),
        ("Table, point-in-time recovery", f"{stored} bytes", stored / 1e3 * BACKUP_GB_MONTH),
        ("Logs, stored", f"{logged} bytes, not compressed", logged / 1e3 * LOG_GB_MONTH),
        ("Event archive, written", f"{event} bytes", event / 1e3 * ARCHIVED_GB),
        ("Event archive, stored", f"{event} bytes", event / 1e3 * ARCHIVE_GB_MONTH),
    ]


def of_a_month(template: Mapping[str, Any]) -> list[Row]:
    """Costs that do not depend on the load, for a deployment that is used in every hour of the month."""
    resources: Mapping[str, Any] = template["Resources"]
    alarms = list(_of_type(resources, "AWS::CloudWatch::Alarm"))
    watched = sum(
        sum("MetricStat" in str(metric) for metric in alarm.get("Metrics", [{"MetricStat": {}}])) for alarm in alarms
    )
    filters = sum(len(of["MetricTransformations"]) for of in _of_type(resources, "AWS::Logs::MetricFilter"))
    ours, mappings = len(metric_names()), len(list(_mappings_with_metrics(resources)))
    roles = sum("dynamodb:" in str(function.get("Policies")) for function in _functions(resources))
    keys = len(list(_of_type(resources, "AWS::KMS::Key")))
    return [
        ("Alarms", f"{len(alarms)} over {watched} metrics", watched * ALARM_METRIC_MONTH),
        ("Metrics of the functions", f"{ours}, if each is counted every hour", ours * METRIC_MONTH),
        ("Metrics from the log", f"{filters}", filters * METRIC_MONTH),
        (
            "Metrics of the stream's mapping",
            f"{mappings * EVENT_COUNT_METRICS}",
            mappings * EVENT_COUNT_METRICS * METRIC_MONTH,
        ),
        (
            "KMS",
            f"{keys} keys of our own; for the table at most {KEY_REQUESTS * roles} requests of {roles} roles",
            KEY_REQUESTS * roles / 1e6 * KMS_REQUEST,
        ),
        ("Nightly audit", "30 scheduled calls; reading is in docs/auditing.md", 30 / 1e6 * SCHEDULED_CALL),
        ("SQS, S3", "nothing while no record fails; for the consumers see above", 0.0),
    ]


def metric_names() -> set[str]:
    """The functions' metrics, each with one dimension of one value. A test compares the page with the code."""
    section = _OBSERVABILITY.read_text().split("\n## Metrics\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def _of_type(resources: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    return (resource["Properties"] for resource in resources.values() if resource["Type"] == kind)


def _functions(resources: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return _of_type(resources, "AWS::Serverless::Function")


def _mappings_with_metrics(resources: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    events = (event for function in _functions(resources) for event in function["Events"].values())
    return (
        event for event in events if "EventCount" in event["Properties"].get("MetricsConfig", {}).get("Metrics", [])
    )

"""Daily: whether appointments and claims agree, in the whole table. Each part of a long walk calls the next."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from booking.application.audit_table import AuditReport, audit_table
from booking.application.audited_table import ItemKind
from booking.application.call import system_clock
from booking.domain.audit import Finding, FindingKind
from booking.messaging.audit_continuation import walk_in
from booking.messaging.audit_wiring import audit_continuation
from booking.observability import count, logger, metrics, publish_metrics
from booking.persistence.audit_wiring import audited_table

FINDINGS = {
    FindingKind.ORPHAN_CLAIM: "OrphanClaims",
    FindingKind.MISSING_CLAIM: "MissingClaims",
    FindingKind.FOREIGN_CLAIM: "ForeignClaims",
    FindingKind.OVERLAP: "OverlappingAppointments",
    FindingKind.UNREADABLE_ITEM: "UnreadableItems",
}


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    logger().append_keys(function_request_id=context.aws_request_id)
    walk = walk_in(event, system_clock())
    walk.require_bounded()

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000

    report, after = audit_table(
        audited_table(seconds_left),
        log_finding,
        since=walk.since,
        seconds_left=seconds_left,
        after=walk.after,
        limits=walk.limits,
    )
    count_report(report)
    if after is None:
        count("AuditsCompleted")
    publish_metrics()  # first: whatever fails from here on, what was found is told
    if after is not None:
        audit_continuation(context.function_name).ask(walk.going_on(report, after))
        return {"part": walk.part, "is_over": False}
    whole = summary(walk.so_far + report, walk.part)
    logger().info("table_audited", extra=whole)
    return {**whole, "is_over": True}


def log_finding(finding: Finding) -> None:
    extra = {"finding": finding.kind, "subject": finding.subject, "detail": finding.detail}
    logger().error("audit_finding", extra=extra)


def count_report(report: AuditReport) -> None:
    """Zeros too: an alarm and a graph need to see that nothing was found. Those of all parts add up."""
    count("AuditFindings", report.findings.total())
    for kind, name in FINDINGS.items():
        count(name, report.findings[kind])
    for item in ItemKind:
        count(f"Audited{item.capitalize()}", report.items[item])
    count("AuditPages", report.pages)
    metrics().add_metric(name="AuditDuration", unit=MetricUnit.Seconds, value=report.seconds)


def summary(report: AuditReport, parts: int) -> dict[str, Any]:
    """The whole walk, all parts together."""
    return {
        "items": {item.value: report.items[item] for item in ItemKind},
        "findings": {kind.value: report.findings[kind] for kind in FindingKind},
        "suspicions": report.suspicions,
        "pages": report.pages,
        "parts": parts,
        "seconds": round(report.seconds, 3),
    }

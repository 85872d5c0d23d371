"""The report of an audit: a log line and a count for each finding, one line for the whole walk. No customer data."""

from typing import Any

from booking.audit.audited import ItemKind
from booking.audit.findings import Finding, FindingKind
from booking.audit.walk import AuditReport
from booking.observability import count, count_seconds, logger, publish_metrics

_METRICS = {
    FindingKind.ORPHAN_CLAIM: "OrphanClaims",
    FindingKind.MISSING_CLAIM: "MissingClaims",
    FindingKind.FOREIGN_CLAIM: "ForeignClaims",
    FindingKind.OVERLAP: "OverlappingAppointments",
    FindingKind.STALE_FENCE: "StaleFences",
    FindingKind.WALL_CLOCK_MOVED: "WallClocksMoved",
    FindingKind.UNREADABLE_ITEM: "UnreadableItems",
    FindingKind.UNFINISHED_ERASURE: "UnfinishedErasures",
    FindingKind.NOT_ERASED: "AppointmentsNotErased",
    FindingKind.HISTORY_GAP: "HistoryGaps",
}


def log_finding(finding: Finding) -> None:
    extra = {"finding": finding.kind, "subject": finding.subject, "detail": finding.detail}
    logger().error("audit_finding", extra=extra)


def publish_report(report: AuditReport, *, is_over: bool) -> None:
    """Publish the metrics of one part; CloudWatch adds up all parts. Zeros too, for alarms and graphs."""
    # Without moved wall clocks: they cannot be repaired, so their own alarm may have to be muted until they are over.
    count("AuditFindings", report.findings.total() - report.findings[FindingKind.WALL_CLOCK_MOVED])
    for kind, name in _METRICS.items():
        count(name, report.findings[kind])
    for item in ItemKind:
        count(f"Audited{item.capitalize()}", report.items[item])
    count("AuditPages", report.pages)
    count("CardsDue", report.cards_due)
    count_seconds("AuditDuration", report.seconds)
    if is_over:
        count("AuditsCompleted")
    publish_metrics()


def log_summary(report: AuditReport, parts: int) -> dict[str, Any]:
    """Log the totals of the whole walk, and return them."""
    summary = {
        "items": {item.value: report.items[item] for item in ItemKind},
        "findings": {kind.value: report.findings[kind] for kind in FindingKind},
        "suspicions": report.suspicions,
        "pages": report.pages,
        "parts": parts,
        "seconds": round(report.seconds, 3),
    }
    logger().info("table_audited", extra=summary)
    return summary

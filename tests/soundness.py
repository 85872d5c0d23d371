"""The production self-check as the last step of a test: whatever happened, appointments and claims must agree."""

from datetime import UTC, datetime

from booking.audit.audit_table import AuditReport, audit_table
from booking.audit.findings import Finding
from booking.audit.store import DynamoAuditedTable
from booking.dynamodb.sending import sender
from tests.engine import Table

EVER = datetime.min.replace(tzinfo=UTC)


def audited(table: Table, since: datetime = EVER) -> tuple[AuditReport, list[Finding]]:
    """Of the whole table, past appointments included."""
    findings: list[Finding] = []
    report, after = audit_table(
        DynamoAuditedTable(sender(table.client), table.name, seconds_left=lambda: 900.0),
        findings.append,
        since=since,
        seconds_left=lambda: 900.0,
        pause=lambda _seconds: None,
    )
    assert after is None
    return report, findings


def assert_table_is_sound(table: Table) -> AuditReport:
    """No orphan claim, no confirmed appointment without all its claims, no overlap, nothing that cannot be read."""
    report, findings = audited(table)
    assert findings == []
    return report

"""The product's audit as the last step of a test: appointments and claims must agree, whatever happened."""

from datetime import UTC, datetime

from booking.audit.audit_table import audit_table
from booking.audit.findings import LOOK_BACK, Finding
from booking.audit.store import DynamoAuditedTable
from booking.audit.walk import AuditReport, Walk
from tests.engine import Table

EVER = datetime.min.replace(tzinfo=UTC) + LOOK_BACK
"""An audit at this instant checks past appointments too."""


def audited(table: Table, at: datetime = EVER) -> tuple[AuditReport, list[Finding]]:
    """Of the whole table, as of an instant."""
    findings: list[Finding] = []
    report, after = audit_table(
        DynamoAuditedTable(table.send, table.name, seconds_left=lambda: 900.0),
        Walk(at),
        findings.append,
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

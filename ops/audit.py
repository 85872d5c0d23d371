"""`make audit`: the daily audit on any table, with every finding printed; REPAIR=1 deletes orphan claims.

HISTORY=0 looks at no histories, for a deployment that keeps none.
TABLE_NAME names the table; endpoint, region and credentials are the environment's. Without it, the first local
stack is audited, or the one on PORT.
"""

import math
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError

from booking.audit.audit_table import audit_table
from booking.audit.audited import ItemKind, Reading
from booking.audit.consumers import DeployedConsumers
from booking.audit.findings import Finding, FindingKind
from booking.audit.orphans import delete_orphan
from booking.audit.ports import Cursor
from booking.audit.store import DynamoAuditedTable
from booking.audit.walk import AuditReport, Walk
from booking.calls.call import Call, system_clock
from booking.calls.refusals import Busy
from booking.dynamodb.sdk import dynamodb, sender
from booking.dynamodb.sending import Mistake
from local.settings import switch_from
from local.stack_file import point_to, running_stack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SOUND, FOUND, FAILED = 0, 1, 2
PAGES_BETWEEN_NEWS = 100
REPAIR_SECONDS = 30.0


def table_to_audit() -> str | None:
    """The table's name; the environment points at the table afterwards. None if there is no table."""
    if name := os.environ.get("TABLE_NAME"):
        return name
    stack = running_stack(os.environ.get("PORT", ""))
    if stack is None:
        return None
    point_to(stack)
    return str(stack["tableName"])


class Progress(DynamoAuditedTable):
    """Shows on standard error how far the walk has come."""

    pages = items = 0

    def page(self, after: Cursor | None, size: int) -> tuple[Reading, Cursor | None]:
        page, end = super().page(after, size)
        self.pages, self.items = self.pages + 1, self.items + len(page)
        if self.pages % PAGES_BETWEEN_NEWS == 0:
            sys.stderr.write(f"  {self.items:,} items ...\n")
        return page, end


def audit(
    client: "DynamoDBClient", table_name: str, *, repair: bool, keeps_history: bool = True
) -> tuple[AuditReport, int]:
    """The report and how many orphan claims were deleted."""
    deleted = 0

    def show(finding: Finding) -> None:
        nonlocal deleted
        say(f"{finding.kind}: {finding.subject}: {finding.detail}")
        if repair and finding.orphan:
            call = Call("audit", lambda: REPAIR_SECONDS)
            is_deleted = delete_orphan(sender(client), table_name, finding.orphan, call)
            deleted += is_deleted
            say("  deleted" if is_deleted else "  left alone: it has changed meanwhile")

    table = Progress(sender(client), table_name, seconds_left=lambda: math.inf)
    consumers = DeployedConsumers(keep_history=keeps_history)
    report, _ = audit_table(table, Walk(system_clock()), show, consumers, seconds_left=lambda: math.inf)
    return report, deleted


def main() -> int:
    """Exit status: 0 when nothing was found or all of it was repaired, 1 with findings, 2 when it could not run."""
    table_name = table_to_audit()
    if table_name is None:
        say("No table: name one (make audit TABLE_NAME=...), or run make dev in another terminal.")
        return FAILED
    os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"  # metrics are for the scheduled audit
    try:
        repair = switch_from("REPAIR", os.environ, default=False)
        keeps_history = switch_from("HISTORY", os.environ, default=True)
    except SystemExit as refused:  # whose own status would mean findings
        say(str(refused))
        return FAILED
    say(f"Auditing {table_name}{', deleting orphan claims' if repair else ''} ...")
    try:
        report, deleted = audit(dynamodb(), table_name, repair=repair, keeps_history=keeps_history)
    except (BotoCoreError, Mistake) as failure:
        say(": ".join(["The audit could not go on", str(failure), *getattr(failure, "__notes__", [])]))
        return FAILED
    except Busy:
        say("The audit could not go on: the table has not answered for half a minute.")
        return FAILED
    say(summary(report, deleted))
    return SOUND if report.findings.total() == deleted else FOUND


def summary(report: AuditReport, deleted: int) -> str:
    """Two lines: how much was read, and what was found."""
    items = ", ".join(counted(report.items[kind], kind) for kind in ItemKind)
    found = ", ".join(f"{report.findings[kind]} {kind}" for kind in FindingKind if report.findings[kind])
    repaired = f"; {counted(deleted, 'orphan claims')} deleted" if deleted else ""
    return (
        f"{items}; {counted(report.pages, 'pages')} in {report.seconds:.1f} s; "
        f"{counted(report.suspicions, 'suspicions')} read again\nfindings: {found or 'none'}{repaired}"
    )


def counted(count: int, plural: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{count:,} {plural.removesuffix('s') if count == 1 else plural}"


say = partial(print, flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""A walk through the table, in several parts. Each part calls the next with an event that holds its state.

So the cursor is stored nowhere: the audit writes nothing to the table that it audits, two walks cannot get into each
other's way, and a part that fails is repeated by Lambda from where it began.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from booking.audit.audited import ItemKind
from booking.audit.findings import FindingKind
from booking.audit.ports import Cursor
from booking.observability import SafeToLog

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

MAX_PARTS = 12
"""Lambda ends a chain of functions that call themselves after about 16. That guard stays, and this one comes before it,
with an error that says why. A part covers millions of items."""


class WalkTooLong(SafeToLog):
    """The table's end was not reached in the parts that a walk may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`pages`: how many at most before a part ends; None for as many as the time allows."""

    page_size: int = 500
    pages: int | None = None


@dataclass(slots=True)
class AuditReport:
    """The counts of a walk, or of a part. Suspicious items are read again; those still wrong are findings."""

    pages: int = 0
    suspicions: int = 0
    seconds: float = 0.0
    items: Counter[ItemKind] = field(default_factory=Counter)
    findings: Counter[FindingKind] = field(default_factory=Counter)
    cards_due: int = 0

    def __add__(self, other: "AuditReport") -> "AuditReport":
        return AuditReport(
            self.pages + other.pages,
            self.suspicions + other.suspicions,
            self.seconds + other.seconds,
            self.items + other.items,
            self.findings + other.findings,
            self.cards_due + other.cards_due,
        )


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk before a part runs. `after`: the key to begin behind. `so_far`: the totals of earlier parts."""

    started_at: datetime
    limits: Limits = field(default_factory=Limits)
    part: int = 1
    after: Cursor | None = None
    so_far: AuditReport = field(default_factory=AuditReport)

    def require_bounded(self) -> None:
        """Raise WalkTooLong. Asked when a part begins: Lambda's repeats of the refusal cost nothing."""
        if self.part > MAX_PARTS:
            raise WalkTooLong(f"not at the table's end after {MAX_PARTS} parts")

    def going_on(self, report: AuditReport, after: Cursor) -> "Walk":
        """The next part."""
        return replace(self, part=self.part + 1, after=after, so_far=self.so_far + report)


def walk_in(event: Mapping[str, Any], now: datetime) -> Walk:
    """The walk that the event goes on with, or a new one: from the schedule, or from a person who sets `limits`."""
    if "walk" in event:
        return TypeAdapter(Walk).validate_python(event["walk"])
    return Walk(now, TypeAdapter(Limits).validate_python(event.get("limits", {})))


def call_next_part(walk: Walk, client: "LambdaClient", function_name: str) -> None:
    """Call the function again, and do not wait for it."""
    event = {"walk": TypeAdapter(Walk).dump_python(walk, mode="json")}
    client.invoke(FunctionName=function_name, InvocationType="Event", Payload=json.dumps(event))

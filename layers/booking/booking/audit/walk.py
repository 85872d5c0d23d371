"""A walk that may take several parts: what one part hands to the next."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from booking.audit.audit_table import AuditReport, Limits
from booking.audit.findings import LOOK_BACK
from booking.audit.ports import Cursor

MAX_PARTS = 12
"""Lambda ends a chain of functions that call themselves after about 16. That guard stays, and this one comes before it,
with an error that says why. A part covers millions of items."""


class WalkTooLong(Exception):
    """The table's end was not reached in the parts that a walk may have."""


@dataclass(frozen=True, slots=True)
class Walk:
    """`after` is where this part begins; `so_far` what the parts before it found."""

    started_at: datetime
    limits: Limits = field(default_factory=Limits)
    part: int = 1
    after: Cursor | None = None
    so_far: AuditReport = field(default_factory=AuditReport)

    @property
    def since(self) -> datetime:
        """The same for all parts."""
        return self.started_at - LOOK_BACK

    def require_bounded(self) -> None:
        """Raise WalkTooLong. Asked when a part begins: Lambda's repeats of the refusal cost nothing."""
        if self.part > MAX_PARTS:
            raise WalkTooLong(f"not at the table's end after {MAX_PARTS} parts")

    def going_on(self, report: AuditReport, after: Cursor) -> "Walk":
        """The next part."""
        return replace(self, part=self.part + 1, after=after, so_far=self.so_far + report)

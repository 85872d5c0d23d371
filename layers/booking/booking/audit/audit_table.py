"""Walk a whole table and report where appointments and claims, or providers and their fences, do not agree.

The memory that it takes is bounded by a page, however large the table. The walk is no snapshot: what is written behind
it is for the next one. Every finding, though, was true at one instant.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from booking.audit.findings import (
    LOOK_BACK,
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    Finding,
    FindingKind,
    ProviderSlot,
    Unreadable,
    is_orphan,
    unreadable_item,
)
from booking.audit.ports import AuditedTable, Cursor, ItemKind, Page
from booking.audit.suspicions import findings_in

PAUSE_SECONDS = 1.0

_SECONDS_FOR_A_PAGE = 120.0

_SUSPICIONS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """`pages`: how many at most before the walk is interrupted; None for as many as the time allows."""

    page_size: int = 500
    pages: int | None = None


@dataclass(slots=True)
class AuditReport:
    """Of a walk or of a part of one. `suspicions` were read again; what was left of them are the findings."""

    pages: int = 0
    suspicions: int = 0
    seconds: float = 0.0
    items: Counter[ItemKind] = field(default_factory=Counter)
    findings: Counter[FindingKind] = field(default_factory=Counter)

    def __add__(self, other: "AuditReport") -> "AuditReport":
        return AuditReport(
            self.pages + other.pages,
            self.suspicions + other.suspicions,
            self.seconds + other.seconds,
            self.items + other.items,
            self.findings + other.findings,
        )

    @property
    def is_sound(self) -> bool:
        return not self.findings


def audit_table(
    table: AuditedTable,
    on_finding: Callable[[Finding], None],
    *,
    since: datetime,
    seconds_left: Callable[[], float],
    pause: Callable[[float], None] = time.sleep,
    after: Cursor | None = None,
    limits: Limits | None = None,
) -> tuple[AuditReport, Cursor | None]:
    """Go on `after` a cursor until the table's end, or until time or pages run out: one page at least.

    Returns what this part of the walk found, and the cursor for the next part, None at the end. Nothing that was seen
    up to the cursor is left open. `since` is LOOK_BACK before the audit: appointments that ended then or earlier are
    counted only. Raises Busy.
    """
    limits = limits or Limits()
    part = _Part(table, on_finding, since, pause)
    started = time.monotonic()
    while True:
        page = table.page(after, limits.page_size)
        part.take(page)
        after = page.next
        if after is None or part.report.pages == limits.pages or seconds_left() < _SECONDS_FOR_A_PAGE:
            part.settle()
            part.report.seconds = time.monotonic() - started
            return part.report, after


class _Part:
    """What one part of a walk has seen, and what of it is still to be read again."""

    def __init__(
        self,
        table: AuditedTable,
        on_finding: Callable[[Finding], None],
        since: datetime,
        pause: Callable[[float], None],
    ) -> None:
        self.report = AuditReport()
        self._table = table
        self._on_finding = on_finding
        self._since = since
        self._pause = pause
        self._suspicions: list[AuditedAppointment | AuditedClaim | AuditedProvider] = []

    def take(self, page: Page) -> None:
        self.report.pages += 1
        self.report.items.update(page.counts)
        for item in page.items:
            if isinstance(item, Unreadable):
                self._add(unreadable_item(item))  # an item is never read by halves: there is nothing to read again
        self._suspect(page)
        if len(self._suspicions) >= _SUSPICIONS_AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Read again what is suspected, after a pause in which a stale reading would have caught up."""
        if self._suspicions:
            self._pause(PAUSE_SECONDS)
        self.report.suspicions += len(self._suspicions)
        for suspicion in self._suspicions:
            for finding in findings_in(suspicion, self._table, self._since):
                self._add(finding)
        self._suspicions = []

    def _suspect(self, page: Page) -> None:
        claims = [item for item in page.items if isinstance(item, AuditedClaim)]
        appointments = [item for item in page.items if isinstance(item, AuditedAppointment) and self._is_due(item)]
        providers = [item for item in page.items if isinstance(item, AuditedProvider) and item.is_fenced]
        found = self._table.look_up(
            {claim.appointment_id for claim in claims},
            {slot for appointment in appointments for slot in appointment.slots},
            {provider.id for provider in providers},
        )
        self._suspicions += [c for c in claims if is_orphan(c, found.appointments.get(c.appointment_id))]
        self._suspicions += [a for a in appointments if self._is_suspect(a, found.owners)]
        self._suspicions += [p for p in providers if p.stale(found.fences[p.id])]

    def _is_suspect(self, appointment: AuditedAppointment, owners: Mapping[ProviderSlot, str]) -> bool:
        return not appointment.owns_its_slots(owners) or appointment.has_moved_on_the_clock(self._since + LOOK_BACK)

    def _is_due(self, appointment: AuditedAppointment) -> bool:
        return appointment.is_confirmed and appointment.span.end > self._since

    def _add(self, finding: Finding) -> None:
        self.report.findings[finding.kind] += 1
        self._on_finding(finding)

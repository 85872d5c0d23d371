"""Walk a whole table and report where appointments and claims, or providers and their fences, do not agree.

The memory that it takes is bounded by a page, however large the table. The walk is no snapshot: what is written behind
it is for the next one, and what it sees side by side was not side by side. So what looks wrong is only suspected. It is
read again, with all that it is checked against at one instant: every finding was true at that instant.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched

from booking.audit.audited import (
    AuditedAppointment,
    AuditedClaim,
    AuditedCustomer,
    AuditedProvider,
    Checked,
    ItemKey,
    Reading,
    Unreadable,
)
from booking.audit.findings import (
    ON_ITS_WAY,
    Finding,
    FindingKind,
    findings,
    history_gap,
    is_due,
    lost_claims,
    not_erased,
    overlap,
    unfinished_erasure,
    unreadable_item,
)
from booking.audit.ports import AuditedTable, Consumers, Cursor
from booking.audit.walk import AuditReport, Walk

PAUSE_SECONDS = 1.0

READINGS = 5
"""An item that has changed in each of so many readings is in use, and no finding."""

_SECONDS_FOR_A_PAGE = 120.0

_SUSPECTS_AT_ONCE = 100

_LOOKED_UP_AT_ONCE = 100

_MOST_AT_ONCE = 100

MOST_GAPS = 100
"""That a part looks for in histories: where none were kept before, nearly all have one."""

CARDS_LOOK_BACK = timedelta(hours=26)
"""The cards of customers whose appointments have changed in this time are made again: since the last daily audit, which
may have begun an hour later than usual."""


def audit_table(
    table: AuditedTable,
    walk: Walk,
    on_finding: Callable[[Finding], None],
    consumers: Consumers | None = None,
    *,
    seconds_left: Callable[[], float],
    pause: Callable[[float], None] = time.sleep,
) -> tuple[AuditReport, Cursor | None]:
    """Go on with a walk until the table's end, or until time or pages run out: one page at least.

    Returns what this part of the walk found, and the cursor for the next part, None at the end. Nothing that was seen
    up to the cursor is left open. Raises Busy.
    """
    part = _Part(table, walk.started_at, on_finding, consumers, pause)
    after, started = walk.after, time.monotonic()
    while True:
        page, after = table.page(after, walk.limits.page_size)
        part.take(page)
        if after is None or part.report.pages == walk.limits.pages or seconds_left() < _SECONDS_FOR_A_PAGE:
            part.settle()
            part.report.seconds = time.monotonic() - started
            return part.report, after


@dataclass(slots=True)
class _Part:
    """What one part of a walk has seen, and what of it is still to be read again."""

    table: AuditedTable
    now: datetime
    on_finding: Callable[[Finding], None]
    consumers: Consumers | None
    pause: Callable[[float], None]
    report: AuditReport = field(default_factory=AuditReport)
    suspects: list[Checked] = field(default_factory=list)
    due: set[str] = field(default_factory=set)
    """The ids of customers whose cards are made again."""

    def take(self, page: Reading) -> None:
        self.report.pages += 1
        self.report.items.update(key.kind for key in page)
        # An item is never read by halves: what cannot be read need not be read again.
        self._tell(unreadable_item(item) for item in page.values() if isinstance(item, Unreadable))
        due = [item for item in page.values() if isinstance(item, Checked) and is_due(item, self.now)]
        due.sort(key=lambda item: not isinstance(item, AuditedClaim))  # so a repair of claims precedes what needs them
        seen = self.table.look_up({key for item in due for key in item.against})
        self.suspects += [item for item in due if any(findings(item, seen, self.now))]
        for item in page.values():
            if isinstance(item, AuditedCustomer):
                self._tell(self._of_customer(item))
        if self.consumers:
            self._ask(self.consumers, page)
        if len(self.suspects) >= _SUSPECTS_AT_ONCE:
            self.settle()

    def _ask(self, consumers: Consumers, page: Reading) -> None:
        if consumers.keep_history:
            self._tell(self._gaps(page))
        due = self._changed_customers(page) - self.due
        self.report.cards_due += consumers.cards_due(due)
        self.due |= due

    def _gaps(self, page: Reading) -> Iterator[Finding]:
        """Entries stand behind their appointment, and so mostly on its page; before their provider."""
        since, room = self.now - ON_ITS_WAY, MOST_GAPS - self.report.findings[FindingKind.HISTORY_GAP]
        for item, missing in self._missing(page, since):
            if room == 0:
                return
            asked = missing[:_MOST_AT_ONCE]
            still = self.table.at_once({*asked})
            if gap := [key for key in asked if key not in still]:
                room -= 1
                yield history_gap(item, gap)

    def _missing(
        self, page: Reading, since: datetime
    ) -> Iterator[tuple[AuditedAppointment | AuditedProvider, list[ItemKey]]]:
        appointments = [item for item in page.values() if isinstance(item, AuditedAppointment)]
        expected = {item: [key for key in item.entries(since) if key not in page] for item in appointments}
        found = self.table.look_up({key for keys in expected.values() for key in keys})
        for item, keys in expected.items():
            if missing := [key for key in keys if key not in found]:
                yield item, missing
        for provider in [item for item in page.values() if isinstance(item, AuditedProvider)]:
            kept = self.table.kept(provider)
            if missing := [key for key in provider.entries(since, kept) if key not in kept]:
                yield provider, missing

    def _changed_customers(self, page: Reading) -> set[str]:
        since = self.now - CARDS_LOOK_BACK
        appointments = (item for item in page.values() if isinstance(item, AuditedAppointment))
        changed = (item for item in appointments if item.updated_at and item.updated_at >= since)
        return {item.customer_id for item in changed if item.customer_id}

    def _of_customer(self, customer: AuditedCustomer) -> Iterator[Finding]:
        """What an erasure has left behind stays so: no pause is needed before it is read again."""
        if any(unfinished_erasure(customer, self.now)):
            match self.table.at_once({customer.key}).get(customer.key):
                case AuditedCustomer() as current:
                    yield from unfinished_erasure(current, self.now)
        if customer.is_complete:
            for keys in batched(self.table.appointments_of(customer), _LOOKED_UP_AT_ONCE, strict=False):
                yield from self._forgotten(customer, self.table.look_up(keys))

    def _forgotten(self, customer: AuditedCustomer, appointments: Reading) -> Iterator[Finding]:
        for seen in appointments.values():
            if isinstance(seen, AuditedAppointment) and customer.forgot(seen):
                reading = self.table.at_once({customer.key, seen.key})
                match reading.get(customer.key), reading.get(seen.key):
                    case AuditedCustomer() as current, AuditedAppointment() as left:
                        yield from not_erased(current, left)

    def settle(self) -> None:
        """Read again what is suspected, after a pause in which a stale reading would have caught up."""
        if self.suspects:
            self.pause(PAUSE_SECONDS)
        self.report.suspicions += len(self.suspects)
        self._tell(finding for suspect in self.suspects for finding in self._read_again(suspect))
        self.suspects = []

    def _tell(self, found: Iterable[Finding]) -> None:
        for finding in found:
            self.report.findings[finding.kind] += 1
            self.on_finding(finding)

    def _read_again(self, suspect: Checked) -> Iterator[Finding]:
        """What is left of a suspicion. An item that has moved or changed owner is read with what it needs now."""
        for _ in range(READINGS):
            reading = self.table.at_once({suspect.key, *suspect.against})
            current = reading.get(suspect.key)
            if not isinstance(current, Checked) or not is_due(current, self.now):
                return
            if current.against == suspect.against:
                yield from findings(current, reading, self.now)
                if isinstance(current, AuditedAppointment) and any(lost_claims(current, reading)):
                    owners = {claim.owner for claim in reading.values() if isinstance(claim, AuditedClaim)}
                    yield from self._overlaps(current, self.table.near(current) | owners)
                return
            suspect = current

    def _overlaps(self, appointment: AuditedAppointment, others: set[ItemKey]) -> Iterator[Finding]:
        """The appointment is one that lacks a claim. Where both of a pair do, the one with the lower id reports it."""
        for seen in self.table.look_up(others - {appointment.key}).values():
            if not isinstance(seen, AuditedAppointment) or not appointment.overlaps(seen):
                continue
            reading = self.table.at_once({appointment.key, seen.key, *seen.against})
            match reading.get(appointment.key), reading.get(seen.key):
                case AuditedAppointment() as one, AuditedAppointment() as other if one.overlaps(other):
                    is_reported_there = is_due(other, self.now) and any(lost_claims(other, reading))
                    if one.id < other.id or not is_reported_there:
                        yield overlap(one, other)

"""What must hold between the items of the table, and what is said where it does not.

Claims are the key space of a provider's time: a slot has one claim, a claim one owner. So of two confirmed
appointments that overlap, one at least lacks a claim of its own; where every confirmed appointment owns the claims of
all its slots, none overlap. Checking each appointment against its claims, and each claim against its owner, suffices.

A booking checks one of its provider's fences in the place of the provider: each must say what the provider says.

An appointment is an instant, and its customer was told a wall-clock time: new zone rules may set the two apart.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import timezone as fixed_zone
from enum import StrEnum
from typing import NamedTuple

from booking.audit.audited import (
    AuditedAppointment,
    AuditedClaim,
    AuditedCustomer,
    AuditedProvider,
    Checked,
    ItemKey,
    Reading,
    Standing,
    Unreadable,
)
from booking.history.items import version_of
from booking.time.instants import utc_text, zoned_text
from booking.time.zones import offset_at, zone

LOOK_BACK = timedelta(days=2)
"""Appointments that ended longer ago are not checked: nothing can be done about them. Whatever went wrong between two
daily audits is seen once at least."""


ON_ITS_WAY = timedelta(hours=3)
"""An entry of a history may be on its way for so long: a consumer tries twenty times in two hours."""

PATIENCE = timedelta(days=1)
"""An erasure that was begun longer ago should be complete: whoever asked for it has stopped asking."""


class FindingKind(StrEnum):
    ORPHAN_CLAIM = "orphan-claim"
    MISSING_CLAIM = "missing-claim"
    FOREIGN_CLAIM = "foreign-claim"
    OVERLAP = "overlap"
    STALE_FENCE = "stale-fence"
    WALL_CLOCK_MOVED = "wall-clock-moved"
    UNREADABLE_ITEM = "unreadable-item"
    UNFINISHED_ERASURE = "unfinished-erasure"
    NOT_ERASED = "not-erased"
    HISTORY_GAP = "history-gap"


class Orphan(NamedTuple):
    """A claim that nothing needs. `version`: its appointment's when it was found so; None where there is none."""

    claim: AuditedClaim
    version: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be. Subject and detail hold ids and times, no personal data."""

    kind: FindingKind
    subject: str
    detail: str
    orphan: Orphan | None = None


def is_due(item: Checked, now: datetime) -> bool:
    """Whether it has to agree with other items. Every version of a provider but the first was made with its fences."""
    match item:
        case AuditedAppointment():
            return item.is_confirmed and item.span.end > now - LOOK_BACK
        case AuditedProvider():
            return item.standing.version > 1
        case _:
            return True


def findings(item: Checked, reading: Reading, now: datetime) -> Iterator[Finding]:
    """What is wrong with an item that is due. The reading holds what it is checked against."""
    match item:
        case AuditedAppointment():
            yield from lost_claims(item, reading)
            yield from _wall_clock_moved(item, now)
        case AuditedProvider():
            yield from _stale_fences(item, reading)
        case _:
            yield from _orphan_claim(item, reading)


def lost_claims(appointment: AuditedAppointment, reading: Reading) -> Iterator[Finding]:
    """At most one finding of each kind."""
    claims = {name: reading.get(key) for name, key in appointment.claims.items()}
    owners = {
        slot: claim.appointment_id if isinstance(claim, AuditedClaim) else "nobody legible"
        for slot, claim in claims.items()
        if claim
    }
    missing = [slot for slot in claims if slot not in owners]
    foreign = [f"{slot} is claimed by {owner}" for slot, owner in owners.items() if owner != appointment.id]
    if missing:
        yield Finding(FindingKind.MISSING_CLAIM, _subject(appointment), f"no claim for {', '.join(missing)}")
    if foreign:
        yield Finding(FindingKind.FOREIGN_CLAIM, _subject(appointment), ", ".join(foreign))


def overlap(one: AuditedAppointment, other: AuditedAppointment) -> Finding:
    first, second = sorted((one, other), key=lambda appointment: appointment.span)
    detail = f"overlaps appointment {second.id}, which starts at {utc_text(second.span.start)}"
    return Finding(FindingKind.OVERLAP, _subject(first), detail)


def unreadable_item(item: Unreadable) -> Finding:
    return Finding(FindingKind.UNREADABLE_ITEM, f"item {item.key}", item.reason)


def unfinished_erasure(customer: AuditedCustomer, now: datetime) -> Iterator[Finding]:
    if not customer.is_complete and customer.begun_at < now - PATIENCE:
        detail = f"begun at {utc_text(customer.begun_at)} and not complete"
        yield Finding(FindingKind.UNFINISHED_ERASURE, f"customer {customer.id}", detail)


def not_erased(customer: AuditedCustomer, appointment: AuditedAppointment) -> Iterator[Finding]:
    if customer.forgot(appointment):
        detail = f"older than the erasure of customer {customer.id}, begun at {utc_text(customer.begun_at)}"
        yield Finding(FindingKind.NOT_ERASED, _subject(appointment), detail)


def history_gap(item: AuditedAppointment | AuditedProvider, missing: Collection[ItemKey]) -> Finding:
    versions = ", ".join(str(version_of(key.SK)) for key in sorted(missing))
    subject = _subject(item) if isinstance(item, AuditedAppointment) else f"provider {item.id}"
    return Finding(FindingKind.HISTORY_GAP, subject, f"no entry for version {versions}")


def _wall_clock_moved(appointment: AuditedAppointment, now: datetime) -> Iterator[Finding]:
    """The instant is unchanged; its wall-clock time is not what the customer was told. Raises UnknownZone."""
    start = appointment.interval.start
    if appointment.wall_clock is None or start <= now:
        return
    timezone, offset = appointment.wall_clock
    if offset_at(zone(timezone), start) != offset:
        booked_for = start.astimezone(fixed_zone(offset)).isoformat(timespec="seconds")
        shown_now = zoned_text(start, zone(timezone))
        detail = f"booked for {booked_for} in {timezone}; by the zone's rules of today it is at {shown_now}"
        yield Finding(FindingKind.WALL_CLOCK_MOVED, _subject(appointment), detail)


def _stale_fences(provider: AuditedProvider, reading: Reading) -> Iterator[Finding]:
    """One finding for all of them."""
    stale = [
        f"fence {number} is {f'at {fence}' if isinstance(fence, Standing) else 'missing or not legible'}"
        for number, fence in enumerate(map(reading.get, provider.fences))
        if fence != provider.standing
    ]
    if stale:
        detail = f"at {provider.standing}, but {', '.join(stale)}"
        yield Finding(FindingKind.STALE_FENCE, f"provider {provider.id}", detail)


def _orphan_claim(claim: AuditedClaim, reading: Reading) -> Iterator[Finding]:
    """No confirmed appointment needs it. An owner that cannot be read is given the benefit of the doubt."""
    owner = reading.get(claim.owner)
    match owner:
        case None:
            why = f"there is no appointment {claim.appointment_id}"
        case AuditedAppointment(is_confirmed=False):
            why = f"appointment {owner.id} is cancelled"
        case AuditedAppointment() if claim.key not in owner.against:
            why = f"appointment {owner.id} does not take it"
        case _:
            return
    yield Finding(FindingKind.ORPHAN_CLAIM, str(claim), why, Orphan(claim, owner.version if owner else None))


def _subject(appointment: AuditedAppointment) -> str:
    start = utc_text(appointment.interval.start)
    return f"appointment {appointment.id} at {start} of provider {appointment.provider_id}"

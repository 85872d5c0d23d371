"""What must hold between appointments and the claims of their slots, and what is said where it does not.

Claims are the key space of a provider's time: a slot has one claim, a claim one owner. So of two confirmed
appointments that overlap, one at least lacks a claim of its own; where every confirmed appointment owns the claims of
all its slots, none overlap. Checking each appointment against its claims, and each claim against its owner, suffices.

A booking checks one of its provider's fences in the place of the provider: each must say what the provider says.

An appointment is an instant, and its customer was told a wall-clock time: new zone rules may set the two apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import timezone as fixed_zone
from enum import StrEnum
from typing import NamedTuple

from booking.providers.openings import MAX_SLOTS
from booking.time.grid import SLOT_MINUTES, next_boundary, slots_in
from booking.time.instants import utc_text, zoned_text
from booking.time.intervals import Interval, hull, intersection
from booking.time.zones import offset_at, zone

LOOK_BACK = timedelta(days=2)
"""Appointments that ended longer ago are not checked: nothing can be done about them. Whatever went wrong between two
daily audits is seen once at least."""

LONGEST_SPAN = MAX_SLOTS * timedelta(minutes=max(SLOT_MINUTES))


class FindingKind(StrEnum):
    ORPHAN_CLAIM = "orphan-claim"
    MISSING_CLAIM = "missing-claim"
    FOREIGN_CLAIM = "foreign-claim"
    OVERLAP = "overlap"
    STALE_FENCE = "stale-fence"
    WALL_CLOCK_MOVED = "wall-clock-moved"
    UNREADABLE_ITEM = "unreadable-item"


class ProviderSlot(NamedTuple):
    """What a claim takes: a provider's slot, named by its start."""

    provider_id: str
    start: datetime


@dataclass(frozen=True, slots=True)
class AuditedClaim:
    slot: ProviderSlot
    appointment_id: str


class WallClock(NamedTuple):
    """The zone of an appointment, and wall clock minus UTC at its start when it was booked or moved last."""

    timezone: str
    offset: timedelta


@dataclass(frozen=True, slots=True)
class AuditedAppointment:
    """What an audit reads of an appointment: no personal data. Raises ValueError for a time that cannot be claimed.

    `wall_clock` is None for one that was booked before offsets were kept.
    """

    id: str
    provider_id: str
    version: int
    is_confirmed: bool
    interval: Interval
    claimed: Interval
    slot_minutes: int
    wall_clock: WallClock | None = None

    def __post_init__(self) -> None:
        slot = timedelta(minutes=self.slot_minutes)
        if (
            self.slot_minutes not in SLOT_MINUTES
            or next_boundary(self.span.start, self.slot_minutes) != self.span.start
        ):
            raise ValueError("not on the grid of slots")
        if self.span.length % slot or not 0 < self.span.length // slot <= MAX_SLOTS:
            raise ValueError(f"not a whole number of slots from 1 to {MAX_SLOTS}")

    @property
    def span(self) -> Interval:
        """The time that it must own: what it says to claim, and its own time even where it says less."""
        return hull([self.interval, self.claimed])

    @property
    def slots(self) -> tuple[ProviderSlot, ...]:
        return tuple(ProviderSlot(self.provider_id, start) for start in slots_in(self.span, self.slot_minutes))

    def missing(self, owners: Mapping[ProviderSlot, str]) -> tuple[ProviderSlot, ...]:
        """Its slots that nobody claims."""
        return tuple(slot for slot in self.slots if slot not in owners)

    def foreign(self, owners: Mapping[ProviderSlot, str]) -> dict[ProviderSlot, str]:
        """Its slots that others claim, with the appointments that do."""
        return {slot: owners[slot] for slot in self.slots if owners.get(slot, self.id) != self.id}

    def owns_its_slots(self, owners: Mapping[ProviderSlot, str]) -> bool:
        return all(owners.get(slot) == self.id for slot in self.slots)

    def has_moved_on_the_clock(self, now: datetime) -> bool:
        """Whether it is still to come, at another wall-clock time than it was booked for. Raises UnknownZone."""
        if self.wall_clock is None or self.interval.start <= now:
            return False
        timezone, offset = self.wall_clock
        return offset_at(zone(timezone), self.interval.start) != offset

    def overlaps(self, other: "AuditedAppointment") -> bool:
        """Whether both are confirmed, of one provider, and not the same."""
        return (
            self.is_confirmed
            and other.is_confirmed
            and self.provider_id == other.provider_id
            and self.id != other.id
            and intersection(self.span, other.span) is not None
        )


class Standing(NamedTuple):
    """What a fence repeats of its provider."""

    version: int
    state: str

    def __str__(self) -> str:
        return f"version {self.version} and {self.state}"


type Fences = Sequence[Standing | None]
"""All that a provider should have, by number. None for one that is not there or cannot be read."""


@dataclass(frozen=True, slots=True)
class AuditedProvider:
    id: str
    standing: Standing

    @property
    def is_fenced(self) -> bool:
        """Every version but the first was made by a schedule, which puts all fences."""
        return self.standing.version > 1

    def stale(self, fences: Fences) -> dict[int, Standing | None]:
        """Its fences that do not say what it says, by number."""
        return {n: fence for n, fence in enumerate(fences) if self.is_fenced and fence != self.standing}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that is meant to be an appointment, a claim or a provider and cannot be read as one."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Orphan:
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


def is_orphan(claim: AuditedClaim, owner: AuditedAppointment | Unreadable | None) -> bool:
    """Whether no confirmed appointment needs the claim; an owner that cannot be read is given the benefit."""
    match owner:
        case AuditedAppointment():
            return not owner.is_confirmed or claim.slot not in owner.slots
        case _:
            return owner is None


def orphan_claim(claim: AuditedClaim, owner: AuditedAppointment | None) -> Finding:
    if owner is None:
        why = f"there is no appointment {claim.appointment_id}"
    elif owner.is_confirmed:
        why = f"appointment {owner.id} does not take this slot"
    else:
        why = f"appointment {owner.id} is cancelled"
    subject = f"claim of {_slot(claim.slot)} of provider {claim.slot.provider_id}"
    return Finding(FindingKind.ORPHAN_CLAIM, subject, why, Orphan(claim, owner.version if owner else None))


def lost_claims(appointment: AuditedAppointment, owners: Mapping[ProviderSlot, str]) -> list[Finding]:
    """What is wrong with the claims of a confirmed appointment: at most one finding of each kind."""
    missing, foreign = appointment.missing(owners), appointment.foreign(owners)
    findings = []
    if missing:
        detail = f"no claim for {', '.join(map(_slot, missing))}"
        findings.append(Finding(FindingKind.MISSING_CLAIM, _subject(appointment), detail))
    if foreign:
        detail = ", ".join(
            f"{_slot(slot)} is claimed by {other or 'nobody legible'}" for slot, other in foreign.items()
        )
        findings.append(Finding(FindingKind.FOREIGN_CLAIM, _subject(appointment), detail))
    return findings


def wall_clock_moved(appointment: AuditedAppointment, now: datetime) -> list[Finding]:
    """At most one finding. The instant is unchanged; its wall-clock time is not what the customer was told."""
    if appointment.wall_clock is None or not appointment.has_moved_on_the_clock(now):
        return []
    start, (timezone, offset) = appointment.interval.start, appointment.wall_clock
    booked_for = start.astimezone(fixed_zone(offset)).isoformat(timespec="seconds")
    shown_now = zoned_text(start, zone(timezone))
    detail = f"booked for {booked_for} in {timezone}; by the zone's rules of today it is at {shown_now}"
    return [Finding(FindingKind.WALL_CLOCK_MOVED, _subject(appointment), detail)]


def overlap(one: AuditedAppointment, other: AuditedAppointment) -> Finding:
    first, second = sorted((one, other), key=lambda appointment: appointment.span)
    detail = f"overlaps appointment {second.id}, which starts at {utc_text(second.span.start)}"
    return Finding(FindingKind.OVERLAP, _subject(first), detail)


def stale_fences(provider: AuditedProvider, fences: Fences) -> list[Finding]:
    """What is wrong with the fences of a provider: one finding for all of them."""
    stale = provider.stale(fences)
    if not stale:
        return []
    told = (f"fence {n} is {f'at {fence}' if fence else 'missing or not legible'}" for n, fence in stale.items())
    detail = f"at {provider.standing}, but {', '.join(told)}"
    return [Finding(FindingKind.STALE_FENCE, f"provider {provider.id}", detail)]


def unreadable_item(item: Unreadable) -> Finding:
    return Finding(FindingKind.UNREADABLE_ITEM, f"item {item.name}", item.reason)


def _subject(appointment: AuditedAppointment) -> str:
    start = utc_text(appointment.interval.start)
    return f"appointment {appointment.id} at {start} of provider {appointment.provider_id}"


def _slot(slot: ProviderSlot) -> str:
    return utc_text(slot.start)

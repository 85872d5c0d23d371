"""Suspicions of an audit: each is read again, all that it is about at one instant, before it counts as a finding.

What a walk sees side by side was not side by side: a booking may have come in between. A finding therefore rests on
one transactional reading. What changes during each of several such readings is in use, and no finding.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from booking.audit.findings import (
    LOOK_BACK,
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    Finding,
    Unreadable,
    is_orphan,
    lost_claims,
    orphan_claim,
    overlap,
    stale_fences,
    wall_clock_moved,
)
from booking.audit.ports import AuditedTable

READINGS = 5


def findings_in(
    suspicion: AuditedAppointment | AuditedClaim | AuditedProvider, table: AuditedTable, since: datetime
) -> Iterator[Finding]:
    """What is left of a suspicion. `since`: appointments that ended before are not checked."""
    match suspicion:
        case AuditedClaim():
            yield from _orphan(suspicion, table)
        case AuditedProvider():
            yield from _stale(suspicion, table)
        case _:
            yield from _of_appointment(suspicion, table, since)


def _orphan(claim: AuditedClaim, table: AuditedTable) -> Iterator[Finding]:
    for _ in range(READINGS):
        reading = table.at_once([claim.appointment_id], [claim.slot])
        owner = reading.owners.get(claim.slot)
        if not owner:
            return
        if owner == claim.appointment_id:
            appointment = reading.appointments.get(owner)
            if is_orphan(claim, appointment) and not isinstance(appointment, Unreadable):
                yield orphan_claim(claim, appointment)
            return
        claim = replace(claim, appointment_id=owner)


def _of_appointment(appointment: AuditedAppointment, table: AuditedTable, since: datetime) -> Iterator[Finding]:
    for _ in range(READINGS):
        reading = table.at_once([appointment.id], appointment.slots)
        current = reading.appointments.get(appointment.id)
        if not isinstance(current, AuditedAppointment) or not current.is_confirmed:
            return
        if current.slots == appointment.slots:
            found = lost_claims(current, reading.owners)
            yield from found
            yield from wall_clock_moved(current, since + LOOK_BACK)
            if found:
                suspects = {*table.near(current), *current.foreign(reading.owners).values()} - {current.id, ""}
                yield from _overlaps(current, suspects, table, since)
            return
        appointment = current


def _stale(provider: AuditedProvider, table: AuditedTable) -> Iterator[Finding]:
    reading = table.at_once((), (), [provider.id])
    current = reading.providers.get(provider.id)
    if isinstance(current, AuditedProvider):
        yield from stale_fences(current, reading.fences[provider.id])


def _overlaps(
    appointment: AuditedAppointment, suspects: set[str], table: AuditedTable, since: datetime
) -> Iterator[Finding]:
    """The appointment is one that lacks a claim. Where both of a pair do, the one with the lower id reports it."""
    for suspect in table.look_up(sorted(suspects), ()).appointments.values():
        if isinstance(suspect, Unreadable) or not appointment.overlaps(suspect):
            continue
        reading = table.at_once([appointment.id, suspect.id], suspect.slots)
        match reading.appointments.get(appointment.id), reading.appointments.get(suspect.id):
            case AuditedAppointment() as one, AuditedAppointment() as other if one.overlaps(other):
                is_reported_there = other.span.end > since and not other.owns_its_slots(reading.owners)
                if one.id < other.id or not is_reported_there:
                    yield overlap(one, other)

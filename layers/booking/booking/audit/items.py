"""Items as an audit reads them: ids, times and owners, never a customer's data."""

from datetime import datetime, timedelta
from datetime import timezone as fixed_zone
from decimal import Decimal

from booking.appointments.appointment import AppointmentStatus
from booking.appointments.keys import appointment_id_of, appointment_key, claim_key, owner, slot_of
from booking.audit.findings import (
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    ProviderSlot,
    Standing,
    Unreadable,
    WallClock,
)
from booking.audit.ports import ItemKind
from booking.dynamodb.wire import Item, Key
from booking.providers.keys import provider_id_of, provider_key
from booking.providers.provider import ProviderState
from booking.time.intervals import Interval
from booking.time.zones import zone

ATTRIBUTES = (
    *("PK", "SK", "owner", "state"),
    *("providerId", "version", "status", "startTime", "endTime", "claimFrom", "claimTo", "slotMinutes"),
    *("timezone", "utcOffsetMinutes"),
)
"""All that an audit reads; template.yaml allows it to scan no others."""

_NOT_SO = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


def kind_of(item: Item) -> ItemKind:
    """By its sort key. A provider's partition has room for others that begin with SLOT#; a claim's ends with Z."""
    sort_key: str = item["SK"]
    if sort_key == "PROVIDER":
        return ItemKind.PROVIDERS
    if sort_key == "APPOINTMENT":
        return ItemKind.APPOINTMENTS
    if sort_key.startswith("FENCE#"):
        return ItemKind.FENCES
    return ItemKind.CLAIMS if sort_key.startswith("SLOT#") and sort_key.endswith("Z") else ItemKind.OTHERS


def audited_appointment(item: Item) -> AuditedAppointment | Unreadable:
    try:
        _require_key(item, appointment_key(appointment_id_of(item["PK"])))
        return AuditedAppointment(
            id=appointment_id_of(item["PK"]),
            provider_id=item["providerId"],
            version=int(item["version"]),
            is_confirmed=AppointmentStatus(item["status"]) is AppointmentStatus.CONFIRMED,
            interval=Interval(_instant(item["startTime"]), _instant(item["endTime"])),
            claimed=Interval(_instant(item["claimFrom"]), _instant(item["claimTo"])),
            slot_minutes=int(item["slotMinutes"]),
            wall_clock=_wall_clock(item),
        )
    except _NOT_SO as error:
        return _unreadable(item, error)


def audited_claim(item: Item) -> AuditedClaim | Unreadable:
    try:
        slot = ProviderSlot(provider_id_of(item["PK"]), slot_of(item["SK"]))
        _require_key(item, claim_key(*slot))
        return AuditedClaim(slot, _owner(item["owner"]))
    except _NOT_SO as error:
        return _unreadable(item, error)


def audited_provider(item: Item) -> AuditedProvider | Unreadable:
    try:
        provider_id = provider_id_of(item["PK"])
        _require_key(item, provider_key(provider_id))
        return AuditedProvider(provider_id, Standing(int(item["version"]), ProviderState(item["state"]).value))
    except _NOT_SO as error:
        return _unreadable(item, error)


def audited_fence(item: Item) -> Standing | None:
    """None where it cannot be read. To the condition of a booking a number that is written as text is another one."""
    match item:
        case {"version": Decimal() as version, "state": str() as state} if version == int(version):
            return Standing(int(version), state)
        case _:
            return None


def _require_key(item: Item, key: Key) -> None:
    """An item under another key than its content's own is one that the service would not find."""
    if (item["PK"], item["SK"]) != (key["PK"], key["SK"]):
        raise ValueError(f"it would be looked for as {key['PK']} {key['SK']}")


def _owner(text: str) -> str:
    appointment_id = appointment_id_of(text)
    if not appointment_id or owner(appointment_id) != text:
        raise ValueError("its owner is no appointment")
    return appointment_id


def _wall_clock(item: Item) -> WallClock | None:
    if "utcOffsetMinutes" not in item:
        return None
    zone(item["timezone"])  # raises UnknownZone: without rules there is nothing to compare
    minutes = item["utcOffsetMinutes"]
    if minutes != int(minutes):
        raise ValueError(f"an offset of {minutes!r} minutes")
    offset = timedelta(minutes=int(minutes))
    fixed_zone(offset)  # raises ValueError for a day and more
    return WallClock(item["timezone"], offset)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant


def _unreadable(item: Item, error: Exception) -> Unreadable:
    reason = f"has no {error}" if isinstance(error, KeyError) else f"cannot be read: {error}"
    return Unreadable(f"{item['PK']} {item['SK']}", reason)

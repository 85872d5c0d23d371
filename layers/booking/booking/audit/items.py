"""Items as an audit reads them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from datetime import timezone as fixed_zone

from booking.appointments.appointment import AppointmentStatus
from booking.appointments.items import appointment_key, claims_in
from booking.audit.audited import (
    AuditedAppointment,
    AuditedClaim,
    AuditedCustomer,
    AuditedProvider,
    Checked,
    ItemKey,
    ItemKind,
    Standing,
    Unreadable,
)
from booking.customers.items import ERASED, ERASING, customer_id_of, customer_key
from booking.dynamodb.codec import Item, Key
from booking.providers.items import provider_id_of, provider_key
from booking.providers.provider import ProviderState
from booking.rules.items import appointment_id_of, claim_key, owner, slot_of, ticket_key, ticket_of
from booking.time.grid import EPOCH
from booking.time.intervals import Interval, hull
from booking.time.zones import zone

ATTRIBUTES = (
    *("PK", "SK", "owner", "state"),
    *("providerId", "version", "status", "startTime", "endTime", "claims", "claimFrom", "claimTo", "slotMinutes"),
    *("tickets", "releasedFrom"),
    *("timezone", "utcOffsetMinutes", "createdAt", "updatedAt", "erasedAt", "begunAt", "customerId"),
)
"""All that an audit reads; template.yaml allows it to scan no others."""


def key_of(item: Item) -> ItemKey:
    return ItemKey(item["PK"], item["SK"])


def audited(item: Item) -> Checked | AuditedCustomer | Standing | Unreadable | None:
    """As a reading holds it. An appointment, claim, provider or customer is read as a whole or is unreadable."""
    try:
        read = _READERS.get(key_of(item).kind)
        return read(item) if read else None
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        reason = f"has no {error}" if isinstance(error, KeyError) else f"cannot be read: {error}"
        return Unreadable(key_of(item), reason)


def _appointment(item: Item) -> AuditedAppointment:
    appointment_id = appointment_id_of(item["PK"])
    _require_key(item, appointment_key(appointment_id))
    return AuditedAppointment(
        id=appointment_id,
        provider_id=item["providerId"],
        version=int(item["version"]),
        is_confirmed=AppointmentStatus(item["status"]) is AppointmentStatus.CONFIRMED,
        interval=Interval(_instant(item["startTime"]), _instant(item["endTime"])),
        claimed=hull([Interval(_instant(start), _instant(end)) for start, end in claims_in(item)]),
        slot_minutes=int(item["slotMinutes"]),
        wall_clock=_wall_clock(item),
        created_at=_instant(item["createdAt"]),
        erased_at=_instant(item["erasedAt"]) if "erasedAt" in item else None,
        tickets=tuple(map(ticket_of, item.get("tickets", ()))),
        released_from=_instant(item["releasedFrom"]) if "releasedFrom" in item else None,
        updated_at=_instant(item["updatedAt"]),
        customer_id=item["customerId"],
    )


def _ticket(item: Item) -> AuditedClaim:
    provider_id, ticket = provider_id_of(item["PK"]), ticket_of(item["SK"])
    _require_key(item, ticket_key(provider_id, ticket))
    return AuditedClaim(provider_id, EPOCH + timedelta(days=ticket.day), _owner(item), ticket)


def _claim(item: Item) -> AuditedClaim:
    provider_id, start = provider_id_of(item["PK"]), slot_of(item["SK"])
    _require_key(item, claim_key(provider_id, start))
    return AuditedClaim(provider_id, start, _owner(item))


def _owner(item: Item) -> str:
    appointment_id = appointment_id_of(item["owner"])
    if not appointment_id or owner(appointment_id) != item["owner"]:
        raise ValueError("its owner is no appointment")
    return appointment_id


def _provider(item: Item) -> AuditedProvider:
    provider_id = provider_id_of(item["PK"])
    _require_key(item, provider_key(provider_id))
    standing = Standing(int(item["version"]), ProviderState(item["state"]).value)
    return AuditedProvider(provider_id, standing, _instant(item["updatedAt"]))


def _customer(item: Item) -> AuditedCustomer:
    customer_id = customer_id_of(item["PK"])
    _require_key(item, customer_key(customer_id))
    if item["state"] not in (ERASING, ERASED):
        raise ValueError(f"a state of {item['state']!r}")
    return AuditedCustomer(customer_id, _instant(item["begunAt"]), item["state"] == ERASED)


def _fence(item: Item) -> Standing | None:
    """To the condition of a booking, a number that is written as text is another one."""
    match item:
        case {"version": int(version), "state": str(state)} if not isinstance(version, bool):
            return Standing(version, state)
        case _:
            return None


def _require_key(item: Item, key: Key) -> None:
    """The service would not find an item under another key than that of its content."""
    if key_of(item) != ItemKey(**key):
        raise ValueError(f"it would be looked for as {ItemKey(**key)}")


def _wall_clock(item: Item) -> tuple[str, timedelta] | None:
    if "utcOffsetMinutes" not in item:
        return None
    zone(item["timezone"])  # raises UnknownZone: without rules there is nothing to compare
    minutes = item["utcOffsetMinutes"]
    if minutes != int(minutes):
        raise ValueError(f"an offset of {minutes!r} minutes")
    offset = timedelta(minutes=int(minutes))
    fixed_zone(offset)  # raises ValueError for a day and more
    return item["timezone"], offset


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant


_READERS: Mapping[ItemKind, Callable[[Item], Checked | AuditedCustomer | Standing | None]] = {
    ItemKind.APPOINTMENTS: _appointment,
    ItemKind.CLAIMS: _claim,
    ItemKind.TICKETS: _ticket,
    ItemKind.PROVIDERS: _provider,
    ItemKind.CUSTOMERS: _customer,
    ItemKind.FENCES: _fence,
}

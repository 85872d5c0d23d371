"""An appointment as an item of the table, and back; its keys, and those of the claims of its slots.

Claims stand in the provider's partition. An attribute whose value is None is left out.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from booking.appointments.appointment import Appointment, AppointmentChange, AppointmentStatus, Customer, Details
from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.records import record_item, record_of
from booking.providers.schedule import day_number
from booking.time.grid import second_of
from booking.time.instants import instant_of, utc_minute_text, utc_text
from booking.time.intervals import Interval


def fence_of(appointment_id: str, fences: int) -> int:
    """Which of the provider's fences the appointment checks: the same in each attempt, and evenly spread."""
    return int(appointment_id[:8], 16) % fences


def appointment_key(appointment_id: str) -> Key:
    return {"PK": owner(appointment_id), "SK": "APPOINTMENT"}


def claim_key(provider_id: str, slot: datetime) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": _slot_text(slot)}


def claim_item(appointment: Appointment, slot: datetime, kept: timedelta) -> Item:
    """The claim of the slot that starts then. `kept`: for how long after its end; then DynamoDB deletes it.

    Days late, and whoever asks until then still finds the slot claimed: it is past, and nobody books the past.
    """
    end = slot + timedelta(minutes=appointment.slot_minutes)
    return {
        **claim_key(appointment.provider_id, slot),
        "owner": owner(appointment.id),
        "ttl": second_of(end + kept),
    }


def claim_range(within: Interval) -> tuple[str, str]:
    """The first and the last sort key of the claims in [start, end); a slot's minute is the finest step."""
    first, beyond = _slot_text(within.start), _slot_text(within.end)
    # BETWEEN includes its end; no claim sorts between a minute and the same minute with "!" for its "Z".
    return first, beyond.removesuffix("Z") + "!"


def slot_of(sort_key: str) -> datetime:
    """The start of the slot that a claim's sort key names."""
    return datetime.fromisoformat(sort_key.removeprefix("SLOT#"))


def _slot_text(start: datetime) -> str:
    return f"SLOT#{utc_minute_text(start)}"


def claims_of(items: Iterable[Item], slot_minutes: int) -> dict[int, str]:
    """The claimed slots, in the order of the items, each with the id of the appointment that owns it."""
    prefix = len(owner(""))
    claims: dict[int, str] = {}
    for item in items:
        key = item["SK"]  # SLOT#2027-03-01T08:00Z: an instant is read from its two parts, which come many times
        minute = _minutes_to(key[5:15]) + _minute_of_day(key[16:21])
        claims[minute // slot_minutes] = item["owner"][prefix:]
    return claims


@lru_cache(maxsize=1024)
def _minutes_to(day: str) -> int:
    return day_number(date.fromisoformat(day)) * 24 * 60


@lru_cache(maxsize=24 * 60)
def _minute_of_day(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def owner(appointment_id: str) -> str:
    """How a claim names its appointment."""
    return f"APPOINTMENT#{appointment_id}"


def appointment_id_of(owner: str) -> str:
    return owner.removeprefix("APPOINTMENT#")


def appointment_item(appointment: Appointment) -> Item:
    customer, details = appointment.details.customer, appointment.details
    start, offset = utc_text(appointment.interval.start), appointment.utc_offset
    return present(
        {
            **appointment_key(appointment.id),
            "GSI1PK": f"PROVIDER#{appointment.provider_id}",
            "GSI1SK": start,
            "GSI2PK": f"CUSTOMER#{customer.id}",
            "GSI2SK": start,
            "id": appointment.id,
            "providerId": appointment.provider_id,
            "customerId": customer.id,
            "customerName": customer.name,
            "customerEmail": customer.email,
            "customerPhone": customer.phone,
            "notes": details.notes,
            "metadata": None if details.metadata is None else dict(details.metadata),
            "startTime": start,
            "endTime": utc_text(appointment.interval.end),
            "claimFrom": utc_text(appointment.claimed.start),
            "claimTo": utc_text(appointment.claimed.end),
            "slotMinutes": appointment.slot_minutes,
            "timezone": appointment.timezone,
            "utcOffsetMinutes": None if offset is None else offset // timedelta(minutes=1),
            "providerVersion": appointment.provider_version,
            "status": appointment.status.value,
            "cancellationReason": appointment.cancellation_reason,
            "isCounted": appointment.is_counted or None,
            "erasedAt": appointment.erased_at and utc_text(appointment.erased_at),
            **record_item(appointment.record),
        }
    )


def appointment_of(item: Item) -> Appointment:
    offset = item.get("utcOffsetMinutes")
    customer = Customer(
        item["customerId"], item.get("customerName"), item.get("customerEmail"), item.get("customerPhone")
    )
    erased_at = item.get("erasedAt")
    return Appointment(
        id=item["id"],
        provider_id=item["providerId"],
        details=Details(customer, item.get("notes"), item.get("metadata")),
        interval=Interval(instant_of(item["startTime"]), instant_of(item["endTime"])),
        claimed=Interval(instant_of(item["claimFrom"]), instant_of(item["claimTo"])),
        slot_minutes=int(item["slotMinutes"]),
        timezone=item["timezone"],
        provider_version=int(item["providerVersion"]),
        status=AppointmentStatus(item["status"]),
        cancellation_reason=item.get("cancellationReason"),
        record=record_of(item, AppointmentChange),
        utc_offset=None if offset is None else timedelta(minutes=int(offset)),
        is_counted=item.get("isCounted", False),
        erased_at=erased_at and instant_of(erased_at),
    )

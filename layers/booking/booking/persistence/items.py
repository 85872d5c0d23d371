"""Entities as items of the table, and back. An attribute whose value is None is left out."""

from datetime import datetime, timedelta

from booking.domain.appointments import Appointment, AppointmentStatus, Customer, Details
from booking.domain.changes import Change, ChangeType, Origin
from booking.domain.instants import utc_text
from booking.domain.intervals import Interval
from booking.domain.providers import Provider, ProviderState
from booking.domain.record import Record
from booking.domain.schedules import WeeklySchedule, Window
from booking.persistence.keys import appointment_key, provider_key
from booking.persistence.wire import Item, present


def provider_item(provider: Provider) -> Item:
    return present(
        {
            **provider_key(provider.id),
            "GSI1PK": "PROVIDERS",
            "GSI1SK": provider.name,
            "id": provider.id,
            "name": provider.name,
            "email": provider.email,
            "timezone": provider.timezone,
            "slotMinutes": provider.slot_minutes,
            "appointmentDuration": provider.appointment_duration,
            "weeklySchedule": [[f"{w.start}-{w.end}" for w in windows] for windows in provider.schedule.days],
            "state": provider.state.value,
            **_record_item(provider.record),
        }
    )


def provider_of(item: Item) -> Provider:
    duration = item.get("appointmentDuration")
    return Provider(
        id=item["id"],
        name=item["name"],
        email=item.get("email"),
        timezone=item["timezone"],
        slot_minutes=int(item["slotMinutes"]),
        appointment_duration=None if duration is None else int(duration),
        schedule=WeeklySchedule(
            tuple(
                tuple(Window(*(int(minute) for minute in window.split("-"))) for window in windows)
                for windows in item["weeklySchedule"]
            )
        ),
        state=ProviderState(item["state"]),
        record=_record_of(item),
    )


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
            **_record_item(appointment.record),
        }
    )


def appointment_of(item: Item) -> Appointment:
    offset = item.get("utcOffsetMinutes")
    customer = Customer(item["customerId"], item["customerName"], item.get("customerEmail"), item.get("customerPhone"))
    return Appointment(
        id=item["id"],
        provider_id=item["providerId"],
        details=Details(customer, item.get("notes"), item.get("metadata")),
        interval=Interval(_instant(item["startTime"]), _instant(item["endTime"])),
        claimed=Interval(_instant(item["claimFrom"]), _instant(item["claimTo"])),
        slot_minutes=int(item["slotMinutes"]),
        timezone=item["timezone"],
        provider_version=int(item["providerVersion"]),
        status=AppointmentStatus(item["status"]),
        cancellation_reason=item.get("cancellationReason"),
        record=_record_of(item),
        utc_offset=None if offset is None else timedelta(minutes=int(offset)),
    )


def _record_item(record: Record) -> Item:
    return {
        "version": record.version,
        "createdAt": utc_text(record.created_at),
        "updatedAt": utc_text(record.updated_at),
        "change": _change_item(record.change),
        "fingerprint": record.fingerprint,
    }


def _record_of(item: Item) -> Record:
    return Record(
        version=int(item["version"]),
        created_at=_instant(item["createdAt"]),
        updated_at=_instant(item["updatedAt"]),
        change=_change_of(item["change"]),
        fingerprint=item.get("fingerprint"),
    )


def _change_item(change: Change) -> Item:
    previous = change.previous
    return present(
        {
            "id": change.origin.id,
            "type": change.type.value,
            "at": utc_text(change.origin.at),
            "by": change.origin.by,
            "correlationId": change.origin.correlation_id,
            "previous": previous and {"startTime": utc_text(previous.start), "endTime": utc_text(previous.end)},
        }
    )


def _change_of(item: Item) -> Change:
    previous = item.get("previous")
    return Change(
        type=ChangeType(item["type"]),
        origin=Origin(item["id"], _instant(item["at"]), item["by"], item["correlationId"]),
        previous=previous and Interval(_instant(previous["startTime"]), _instant(previous["endTime"])),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)

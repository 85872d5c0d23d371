"""An appointment as an item of the table, and back, and the items of its claims and tickets.

Those stand in the provider's partition. An attribute whose value is None is left out.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.appointments.appointment import (
    Appointment,
    AppointmentChange,
    AppointmentStatus,
    CancelledBy,
    Customer,
    Details,
)
from booking.appointments.attendance import NOT_YET, Attendance, Attended
from booking.appointments.listed import Selection
from booking.calls.paging import Position
from booking.calls.record import Record
from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.listing import Filter, Stretch
from booking.dynamodb.records import record_item, record_of
from booking.providers.between import Between
from booking.rules.items import appointment_id_of, claim_key, of_item, owner, ticket_key, ticket_of, ticket_text
from booking.rules.limits import Ticket
from booking.rules.reasons import Reason
from booking.time.grid import EPOCH, second_of
from booking.time.instants import instant_of, utc_text
from booking.time.intervals import Interval

_MOST_BYTES = 5_500_000
"""Of the texts in one answer. A function's answer has at most 6 MB, and 100 appointments have 0.2 MB besides them."""

_TEXTS = (
    *("customerId", "customerName", "customerEmail", "customerPhone"),
    *("notes", "internalNote", "metadata", "cancellationReason"),
)

_DAYS_COUNTED = 8
"""A week, and a day for the zone: after so many days from its date no ticket counts."""


def fence_of(appointment_id: str, fences: int) -> int:
    """Which of the provider's fences the appointment checks: the same in each attempt, and evenly spread."""
    return int(appointment_id[:8], 16) % fences


def appointment_key(appointment_id: str) -> Key:
    return {"PK": owner(appointment_id), "SK": "APPOINTMENT"}


def claim_item(appointment: Appointment, slot: datetime, kept: timedelta) -> Item:
    """The claim of the slot that starts then. `kept`: for how long after its end; then DynamoDB deletes it.

    Days late, and whoever asks until then still finds the slot claimed: it is past, and nobody books the past.
    """
    end = slot + timedelta(minutes=appointment.slot_minutes)
    claim = {
        **claim_key(appointment.provider_id, slot),
        "owner": owner(appointment.id),
        "ttl": second_of(end + kept),
    }
    if slot == appointment.claims[0].start:
        claim["of"] = of_item(appointment.interval, appointment.service_id)
    return claim


def ticket_item(appointment: Appointment, ticket: Ticket, kept: timedelta) -> Item:
    """`kept`: for how long after the last day that the ticket counts for."""
    last = EPOCH + timedelta(days=ticket.day + _DAYS_COUNTED)
    return {
        **ticket_key(appointment.provider_id, ticket),
        "owner": owner(appointment.id),
        "ttl": second_of(last + kept),
    }


def appointment_item(appointment: Appointment) -> Item:
    customer, details = appointment.details.customer, appointment.details
    start, offset = utc_text(appointment.interval.start), appointment.utc_offset
    return present(
        {
            **appointment_key(appointment.id),
            "GSI1PK": _of_provider(appointment.provider_id),
            "GSI1SK": start,
            "GSI2PK": _of_customer(customer.id),
            "GSI2SK": start,
            "id": appointment.id,
            "providerId": appointment.provider_id,
            "customerId": customer.id,
            "customerName": customer.name,
            "customerEmail": customer.email,
            "customerPhone": customer.phone,
            "notes": details.notes,
            "internalNote": details.internal_note,
            "metadata": None if details.metadata is None else dict(details.metadata),
            "startTime": start,
            "endTime": utc_text(appointment.interval.end),
            "claims": [[utc_text(stretch.start), utc_text(stretch.end)] for stretch in appointment.claims],
            "claimFrom": utc_text(appointment.claims[0].start),  # these two are for functions of 1.x that still run
            "claimTo": utc_text(appointment.claims[-1].end),
            "slotMinutes": appointment.slot_minutes,
            "timezone": appointment.timezone,
            "utcOffsetMinutes": None if offset is None else offset // timedelta(minutes=1),
            "providerVersion": appointment.provider_version,
            "status": appointment.status.value,
            "cancellationReason": appointment.cancellation_reason,
            "isCounted": appointment.is_counted or None,
            "erasedAt": appointment.erased_at and utc_text(appointment.erased_at),
            "serviceId": appointment.service_id,
            "bufferBefore": appointment.buffer_before or None,
            "bufferAfter": appointment.buffer_after or None,
            "tickets": [ticket_text(ticket) for ticket in appointment.tickets] or None,
            "override": [reason.value for reason in appointment.override] or None,
            "kept": [reason.value for reason in appointment.kept] or None,
            "cancelCutoffMinutes": appointment.cancel_cutoff_minutes,
            "rescheduleCutoffMinutes": appointment.reschedule_cutoff_minutes,
            "isWholeDate": appointment.is_whole_date or None,
            "attendance": appointment.attended.attendance.value if appointment.attended.at else None,
            "attendedAt": appointment.attended.at and utc_text(appointment.attended.at),
            "releasedFrom": appointment.released_from and utc_text(appointment.released_from),
            "via": appointment.via,
            "cancelledAt": appointment.cancelled_at and utc_text(appointment.cancelled_at),
            "cancelledBy": appointment.cancelled_by and appointment.cancelled_by.value,
            **record_item(appointment.record),
        }
    )


def readable_appointment_of(item: Item) -> Appointment | None:
    """None if the service cannot have written the item. The audit says what is wrong with it."""
    try:
        return appointment_of(item)
    except (KeyError, TypeError, ValueError):
        return None


def appointment_of(item: Item) -> Appointment:
    offset = item.get("utcOffsetMinutes")
    customer = Customer(
        item["customerId"], item.get("customerName"), item.get("customerEmail"), item.get("customerPhone")
    )
    erased_at = item.get("erasedAt")
    record = record_of(item, AppointmentChange)
    return Appointment(
        id=item["id"],
        provider_id=item["providerId"],
        details=Details(customer, item.get("notes"), item.get("metadata"), item.get("internalNote")),
        interval=Interval(instant_of(item["startTime"]), instant_of(item["endTime"])),
        claims=tuple(Interval(instant_of(start), instant_of(end)) for start, end in claims_in(item)),
        slot_minutes=int(item["slotMinutes"]),
        timezone=item["timezone"],
        provider_version=int(item["providerVersion"]),
        status=AppointmentStatus(item["status"]),
        cancellation_reason=item.get("cancellationReason"),
        record=record,
        utc_offset=None if offset is None else timedelta(minutes=int(offset)),
        is_counted=item.get("isCounted", False),
        erased_at=erased_at and instant_of(erased_at),
        service_id=item.get("serviceId"),
        buffer_before=item.get("bufferBefore", 0),
        buffer_after=item.get("bufferAfter", 0),
        tickets=tuple(map(ticket_of, item.get("tickets", ()))),
        override=tuple(map(Reason, item.get("override", ()))),
        kept=tuple(map(Reason, item.get("kept", ()))),
        cancel_cutoff_minutes=item.get("cancelCutoffMinutes"),
        reschedule_cutoff_minutes=item.get("rescheduleCutoffMinutes"),
        is_whole_date=item.get("isWholeDate", False),
        attended=Attended(Attendance(item["attendance"]), instant_of(item["attendedAt"]))
        if "attendance" in item
        else NOT_YET,
        released_from=instant_of(released_from) if (released_from := item.get("releasedFrom")) else None,
        via=item.get("via") or _via_of(record),
        cancelled_at=instant_of(cancelled_at) if (cancelled_at := item.get("cancelledAt")) else None,
        cancelled_by=CancelledBy(cancelled_by) if (cancelled_by := item.get("cancelledBy")) else None,
    )


def _via_of(record: Record) -> str | None:
    """Of an appointment that is older than the attribute: known as long as nothing but its booking has happened."""
    return record.change.origin.by.via if record.change.type is AppointmentChange.BOOKED else None


def claims_in(item: Item) -> Sequence[Sequence[str]]:
    """The edges of the stretches of slots that it claims. Those of 1.x claimed one, and said so in two attributes."""
    return item.get("claims") or [[item["claimFrom"], item["claimTo"]]]


def stretch_of(selection: Selection) -> Stretch:
    """Where an index lists the appointments, by start."""
    between = _between(selection.starts)
    if selection.provider_id is not None:
        return Stretch("GSI1", _of_provider(selection.provider_id), between, selection.is_newest_first)
    assert selection.customer_id is not None
    return Stretch("GSI2", _of_customer(selection.customer_id), between, selection.is_newest_first)


def filter_of(selection: Selection) -> Filter:
    """What is no key of the index."""
    wanted = present({"status": selection.status, "serviceId": selection.service_id})
    return Filter((*wanted,), lambda item: all(item.get(name) == value for name, value in wanted.items()))


def index_key(stretch: Stretch, position: Position) -> Key:
    """Where a list goes on behind this position."""
    own = appointment_key(position.id)
    return {**own, stretch.partition_name: stretch.partition, stretch.sort_name: position.sort_key}


def position_of(stretch: Stretch, item: Item) -> Position:
    """Of an item's keys."""
    return Position(item[stretch.sort_name], appointment_id_of(item["PK"]))


def that_fit(items: Sequence[Item]) -> Sequence[Item]:
    """Those of a list that one answer can hold: the first ones, and at least one."""
    left = _MOST_BYTES
    for number, item in enumerate(items):
        left -= _bytes_of_texts(item)
        if left < 0 and number:
            return items[:number]
    return items


def _bytes_of_texts(item: Item) -> int:
    """At most. They are written as JSON twice: in the answer, and in what Lambda passes on to the gateway."""
    return len(json.dumps(json.dumps([item.get(name) for name in _TEXTS])))


def _between(starts: Between) -> tuple[str, str]:
    """As sort keys, both included. Starts are stored in whole seconds."""
    begin, end = starts
    lowest = "" if begin is None else utc_text(begin)
    highest = "" if end is None else utc_text(end)
    if begin and begin.microsecond:
        lowest += "~"  # sorts behind this second
    if end and not end.microsecond:
        highest = highest.removesuffix("Z")  # sorts before this second
    return lowest or "0", highest or "~"


def _of_provider(provider_id: str) -> str:
    return f"PROVIDER#{provider_id}"


def _of_customer(customer_id: str) -> str:
    return f"CUSTOMER#{customer_id}"

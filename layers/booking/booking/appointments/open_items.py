"""The list of a customer's open appointments with a provider: its item, and the writes to it.

One item for each pair: an attribute for each appointment, whose name is the id and whose value is the end, and how many
these are. So a write names what it changes, and need not read the others. The partition is the customer's, with a
prefix that nothing else has: a function that may write lists may write nothing else by that right.

An appointment that does not count is on no list. The writes below are for those that do.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from booking.appointments.appointment import Appointment
from booking.appointments.open_appointments import OpenAppointments
from booking.appointments.ports import OpenAppointmentsListed
from booking.calls.idempotency import is_id
from booking.dynamodb.codec import Item, Key, to_wire
from booking.dynamodb.transactions import Write
from booking.providers.schedule import HORIZON
from booking.time.grid import second_of
from booking.time.instants import instant_of, utc_text

LIST = "OPEN#"
"""How the partition keys of lists begin."""

KEPT = HORIZON + timedelta(days=30)
"""For how long a list is kept after it was written: until every appointment on it is over."""


def list_key(customer_id: str, provider_id: str) -> Key:
    return {"PK": f"{LIST}{customer_id}", "SK": f"PROVIDER#{provider_id}"}


def ends_of(item: Item) -> Mapping[str, datetime]:
    """The ends of the listed appointments, by id."""
    return {name: instant_of(value) for name, value in item.items() if is_id(name)}


def add_to_list(appointment: Appointment, limit: int, over: Collection[str], rank: int) -> Write:
    """List a new appointment if fewer than `limit` are listed, and take off the list those that are `over`.

    Those have to be listed still: another booking may have taken them off, and none may be subtracted twice.
    """
    names = {f"#over_{number}": appointment_id for number, appointment_id in enumerate(sorted(over))}
    room = " AND ".join(["#openCount < :limit", *(f"attribute_exists({name})" for name in names)])
    return Write(
        _update(
            appointment,
            "SET #id = :end, #ttl = :ttl" + (f" REMOVE {', '.join(names)}" if names else "") + " ADD #openCount :more",
            room if names else f"attribute_not_exists(#openCount) OR {room}",
            {"#ttl": "ttl", "#openCount": "openCount", **names},
            {**_times(appointment), ":more": 1 - len(over), ":limit": limit + len(over)},
        ),
        rank,
        lambda met: OpenAppointmentsListed(OpenAppointments(ends_of(met[0]), limit)),
    )


def move_on_list(appointment: Appointment, rank: int) -> Write:
    """List the appointment's new end."""
    update = _update(
        appointment, "SET #id = :end, #ttl = :ttl", "attribute_exists(#id)", {"#ttl": "ttl"}, _times(appointment)
    )
    return Write(update, rank, left_out=_nothing_to_change)


def take_off_list(appointment: Appointment, rank: int) -> Write:
    update = _update(
        appointment,
        "REMOVE #id ADD #openCount :less",
        "attribute_exists(#id)",
        {"#openCount": "openCount"},
        {":less": -1},
    )
    return Write(update, rank, left_out=_nothing_to_change)


def _update(
    appointment: Appointment, change: str, condition: str, names: Mapping[str, str], values: Mapping[str, Any]
) -> Mapping[str, Any]:
    return {
        "Update": {
            "Key": to_wire(list_key(appointment.details.customer.id, appointment.provider_id)),
            "ConditionExpression": condition,
            "UpdateExpression": change,
            "ExpressionAttributeNames": {"#id": appointment.id, **names},
            "ExpressionAttributeValues": to_wire(values),
        }
    }


def _times(appointment: Appointment) -> Mapping[str, Any]:
    written_at = appointment.change.origin.at
    return {":end": utc_text(appointment.interval.end), ":ttl": second_of(written_at + KEPT)}


def _nothing_to_change(_: Item) -> None:
    """The appointment is not listed, and so does not count: a cancellation or move needs no list."""

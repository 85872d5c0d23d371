"""Cards and the keys by which customers are found, as items of the table, and back.

A card stands beside the customer's erasure. A key stands in a partition of its own kind and first letter, so that one
Query finds all that begin with a text.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from booking.appointments.appointment import AppointmentStatus
from booking.appointments.attendance import Attendance
from booking.calls.paging import Position
from booking.customers.card import Card, Contact, Correction, Figures, Visit
from booking.customers.items import customer_partition, listing_of
from booking.customers.searching import SearchKey, keys_of
from booking.dynamodb.codec import Item, Key, present
from booking.rules.items import appointment_id_of
from booking.time.instants import instant_of, utc_text

SEARCH = "SEARCH#"
"""How the partition keys of keys begin: nothing else does."""


def card_key(customer_id: str) -> Key:
    return {"PK": customer_partition(customer_id), "SK": "CARD"}


def card_item(card: Card, change_id: str) -> Item:
    """`change_id`: by which a write is recognised whose answer was lost."""
    figures, corrections = card.figures, card.corrections or {}
    made = {name: _correction_item(correction) for name, correction in corrections.items()}
    return present(
        {
            **card_key(card.id),
            "id": card.id,
            "revision": card.revision,
            **card.contact._asdict(),
            "language": card.language,
            "corrections": made or None,
            "firstSeen": utc_text(figures.first_seen),
            "lastVisit": figures.last and utc_text(figures.last),
            "upcoming": [utc_text(start) for start in figures.upcoming] or None,
            "booked": figures.booked,
            "cancelled": figures.cancelled,
            "noShows": figures.no_shows,
            "change": {"id": change_id},
        }
    )


def card_of_item(item: Item) -> Card:
    last = item.get("lastVisit")
    corrections = item.get("corrections", {})
    return Card(
        id=item["id"],
        revision=item["revision"],
        contact=Contact(item["name"], item.get("email"), item.get("phone")),
        figures=Figures(
            instant_of(item["firstSeen"]),
            last and instant_of(last),
            tuple(map(instant_of, item.get("upcoming", ()))),
            item["booked"],
            item["cancelled"],
            item["noShows"],
        ),
        language=item.get("language"),
        corrections={name: _correction_of(made) for name, made in corrections.items()} or None,
    )


def visit_in(item: Item) -> Visit:
    """Of the index that lists the customer's appointments."""
    return Visit(
        appointment_id_of(item["PK"]),
        instant_of(item["startTime"]),
        item["status"] == AppointmentStatus.CANCELLED,
        item.get("attendance") == Attendance.NO_SHOW,
        instant_of(item["createdAt"]),
        instant_of(item["updatedAt"]),
    )


def visits_listing(customer_id: str) -> Mapping[str, Any]:
    """The Query for what a card needs of the customer's appointments."""
    names = {f"#{name}": name for name in ("status", "startTime", "attendance", "createdAt", "updatedAt")}
    query = {**listing_of(customer_id), "ExpressionAttributeNames": names}
    return {**query, "ProjectionExpression": ", ".join(["PK", *names])}


def search_items(card: Card) -> Iterator[Item]:
    for key in keys_of(card.contact):
        yield {**search_key(key, card.id), "customerId": card.id}


def search_key(key: SearchKey, customer_id: str) -> Key:
    return {"PK": partition_of(key), "SK": f"{key.text}#{customer_id}"}


def partition_of(key: SearchKey) -> str:
    return f"{SEARCH}{key.kind}#{key.text[0]}"


def found_by(item: Item) -> str:
    """The text by which a key's item finds its customer."""
    text: str = item["SK"].removesuffix(f"#{item['customerId']}")
    return text


def position_of(item: Item) -> Position:
    return Position(item["SK"], item["customerId"])


def _correction_item(correction: Correction) -> Item:
    return present({"value": correction.value, "at": utc_text(correction.at)})


def _correction_of(item: Item) -> Correction:
    return Correction(item.get("value"), instant_of(item["at"]))

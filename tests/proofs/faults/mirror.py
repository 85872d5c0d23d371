"""A copy of the table, made from a witness's records, and the states that it must never have."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.items import appointment_of
from booking.appointments.open_items import LIST, ends_of, list_key
from booking.dynamodb.codec import from_wire
from booking.events.event import DomainEvent
from booking.events.stream import event_in
from booking.providers.items import provider_of
from booking.providers.provider import Provider
from booking.rules.items import claim_key, is_claim, is_ticket, of_item, owner, ticket_key
from booking.services.items import offering_of
from booking.services.offering import Offering
from booking.time_off.items import time_off_of
from booking.time_off.time_off import TimeOff
from tests.engine import NOW

type Key = tuple[str, str]
type Record = dict[str, Any]


class Mirror:
    """The present contents of the table, and every event that its witness has reported.

    `touched`: the versions without an event that providers got from a change of a service or of time off.
    """

    def __init__(self) -> None:
        self.items: dict[Key, dict[str, Any]] = {}
        self.events: dict[str, list[DomainEvent]] = defaultdict(list)
        self.touched: dict[str, list[int]] = defaultdict(list)

    def apply(self, records: Sequence[Record]) -> None:
        for record in records:
            images = record["dynamodb"]
            keys = from_wire(images["Keys"])
            if "NewImage" in images:
                self.items[keys["PK"], keys["SK"]] = from_wire(images["NewImage"])
            else:
                del self.items[keys["PK"], keys["SK"]]
            event = event_in(record)
            if event:
                self.events[event.about].append(event)
            elif keys["SK"] == "PROVIDER":
                touched = provider_of(from_wire(images["NewImage"]))
                self.touched[touched.id].append(touched.version)

    def provider(self, provider_id: str) -> Provider | None:
        item = self.items.get((f"PROVIDER#{provider_id}", "PROVIDER"))
        return provider_of(item) if item else None

    def appointment(self, appointment_id: str) -> Appointment | None:
        item = self.items.get((owner(appointment_id), "APPOINTMENT"))
        return appointment_of(item) if item else None

    def offering(self, provider_id: str, service_id: str) -> Offering | None:
        item = self.items.get((f"PROVIDER#{provider_id}", f"SERVICE#{service_id}"))
        return offering_of(item) if item else None

    def time_off(self, provider_id: str, entry_id: str) -> TimeOff | None:
        item = self.items.get((f"PROVIDER#{provider_id}", f"TIMEOFF#{entry_id}"))
        return time_off_of(item) if item else None

    def appointments(self) -> list[Appointment]:
        return [appointment_of(item) for (_, sort_key), item in self.items.items() if sort_key == "APPOINTMENT"]

    def forget(self) -> None:
        """Start over: only later writes are checked."""
        self.items.clear()
        self.events.clear()
        self.touched.clear()


def violations(mirror: Mirror) -> Iterator[str]:
    """Orphan claims, appointments without their claims, the same of tickets, false lists, and false versions."""
    wanted: dict[Key, str] = {}
    for appointment in mirror.appointments():
        if appointment.status is AppointmentStatus.CONFIRMED:
            for slot in appointment.slots:
                key = claim_key(appointment.provider_id, slot)
                if (key["PK"], key["SK"]) in wanted:
                    yield f"two appointments at {key['SK']}"
                wanted[key["PK"], key["SK"]] = owner(appointment.id)
            yield from _first_claim_violations(mirror, appointment)
            for ticket in appointment.tickets:
                key = ticket_key(appointment.provider_id, ticket)
                wanted[key["PK"], key["SK"]] = owner(appointment.id)
    claims = {key: item["owner"] for key, item in mirror.items.items() if is_claim(key[1]) or is_ticket(key[1])}
    yield from (f"orphan claim {key[1]}" for key in claims if wanted.get(key) != claims[key])
    yield from (f"missing claim {key[1]}" for key in wanted if key not in claims)
    yield from _list_violations(mirror)
    yield from _event_violations(mirror)


def _first_claim_violations(mirror: Mirror, appointment: Appointment) -> Iterator[str]:
    """The first claim says whose time it is, and no other one does."""
    says = of_item(appointment.interval, appointment.service_id)
    for slot in appointment.slots:
        key = claim_key(appointment.provider_id, slot)
        found = mirror.items.get((key["PK"], key["SK"]), {}).get("of")
        if found != (says if slot == appointment.slots[0] else None):
            yield f"the claim {key['SK']} says {found} of {says}"


def _list_violations(mirror: Mirror) -> Iterator[str]:
    """What is to come and counts is listed with its end, nothing else that is to come is, and lists count rightly."""
    wanted: dict[Key, dict[str, datetime]] = defaultdict(dict)
    for appointment in mirror.appointments():
        if appointment.is_counted and appointment.is_confirmed:
            of_pair = list_key(appointment.details.customer.id, appointment.provider_id)
            wanted[of_pair["PK"], of_pair["SK"]][appointment.id] = appointment.interval.end
    lists = {key: item for key, item in mirror.items.items() if key[0].startswith(LIST)}
    for key in wanted.keys() | lists.keys():
        listed = ends_of(lists.get(key, {}))
        if key in lists and lists[key]["openCount"] != len(listed):
            yield f"the list {key} counts {lists[key]['openCount']} where it has {len(listed)}"
        if {i: end for i, end in listed.items() if end > NOW} != wanted[key]:
            yield f"the list {key} has {listed} where open are {wanted[key]}"


def _event_violations(mirror: Mirror) -> Iterator[str]:
    """Each version has one event, in order. What was touched has none."""
    for entity, told in mirror.events.items():
        sequences, touched = [event.sequence for event in told], mirror.touched.get(entity, [])
        first, last = min([*sequences, *touched]), max([*sequences, *touched])
        if sequences != [version for version in range(first, last + 1) if version not in touched]:
            yield f"versions of {entity}: {sequences}, touched {touched}"
        if len({event.change.origin.id for event in told}) != len(told):
            yield f"an eventId of {entity} stands for two versions"

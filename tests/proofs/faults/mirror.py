"""A copy of the table, made from a witness's records, and the states that it must never have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
from booking.rules.items import claim_key, owner
from tests.engine import NOW

type Key = tuple[str, str]
type Record = dict[str, Any]


class Mirror:
    """The present contents of the table, and every event that its witness has reported."""

    def __init__(self) -> None:
        self.items: dict[Key, dict[str, Any]] = {}
        self.events: dict[str, list[DomainEvent]] = defaultdict(list)

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
                self.events[event.entity.id].append(event)

    def provider(self, provider_id: str) -> Provider | None:
        item = self.items.get((f"PROVIDER#{provider_id}", "PROVIDER"))
        return provider_of(item) if item else None

    def appointment(self, appointment_id: str) -> Appointment | None:
        item = self.items.get((owner(appointment_id), "APPOINTMENT"))
        return appointment_of(item) if item else None

    def appointments(self) -> list[Appointment]:
        return [appointment_of(item) for (_, sort_key), item in self.items.items() if sort_key == "APPOINTMENT"]

    def forget(self) -> None:
        """Start over: only later writes are checked."""
        self.items.clear()
        self.events.clear()


def violations(mirror: Mirror) -> Iterator[str]:
    """Orphan claims, appointments without their claims, false lists, and versions without exactly one event."""
    wanted: dict[Key, str] = {}
    for appointment in mirror.appointments():
        if appointment.status is AppointmentStatus.CONFIRMED:
            for slot in appointment.slots:
                key = claim_key(appointment.provider_id, slot)
                if (key["PK"], key["SK"]) in wanted:
                    yield f"two appointments at {key['SK']}"
                wanted[key["PK"], key["SK"]] = owner(appointment.id)
    claims = {key: item["owner"] for key, item in mirror.items.items() if key[1].startswith("SLOT#")}
    yield from (f"orphan claim {key[1]}" for key in claims if wanted.get(key) != claims[key])
    yield from (f"missing claim {key[1]}" for key in wanted if key not in claims)
    yield from _list_violations(mirror)
    yield from _event_violations(mirror.events)


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


def _event_violations(events: Mapping[str, Sequence[DomainEvent]]) -> Iterator[str]:
    for entity, told in events.items():
        first = told[0].sequence
        if [event.sequence for event in told] != list(range(first, first + len(told))):
            yield f"versions of {entity}: {[event.sequence for event in told]}"
        if len({event.change.origin.id for event in told}) != len(told):
            yield f"an eventId of {entity} stands for two versions"

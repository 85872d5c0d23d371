"""The contents of the table before a function is called: provider and appointment of the sample events."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.commands import RescheduleAppointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.change import Origin
from booking.calls.refusals import Refusal
from booking.overrides.override import Override
from booking.providers.items import provider_key
from booking.providers.provider import Provider
from booking.providers.rules import RULE_NAMES
from booking.providers.schedule import Window
from booking.services.offering import Offering
from booking.time_off.time_off import Dates, TimeOff
from local.business import TIME_OFF_ID
from tests.engine import NOW, Table, at, call
from tests.examples import AUTHOR, ZOE, booked, new_provider, terms
from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID

WEEK: Mapping[str, Sequence[Window]] = {"monday": [Window(9 * 60, 12 * 60 + 30), Window(14 * 60, 18 * 60)]}
START = datetime(2028, 3, 6, 8, 30, tzinfo=UTC)
"""A Monday, 09:30 in Rome: where the sample events book."""
CREATED = NOW - timedelta(days=1)

WEEK_OFF = Dates(date(2028, 3, 20), date(2028, 3, 24))

HITS_NOTHING: Mapping[str, Any] = {"affectedAppointments": [], "truncated": False, "searchedUntil": None}
"""What an answer says of appointments if a change hits none."""

UNRULED: Mapping[str, Any] = {"active": True, **dict.fromkeys(RULE_NAMES.values())}
"""What a provider's answer says of its rules if it has none."""


type Seeded = dict[object, tuple[Provider, list[dict[str, Any]]]]
"""Providers that were put into a table earlier, with their items."""


@dataclass(frozen=True)
class Seeds:
    """Puts entities into the table through the store, so they are exactly as the service writes them.

    A provider with a schedule goes through the store once for each module. Later tests get a copy of its items, because
    a third of the tests begins with one.
    """

    table: Table
    seeded: Seeded = field(default_factory=dict)

    def provider(self, provider_id: str = PROVIDER_ID, *, slot_minutes: int = 15) -> Provider:
        """Version 1, without a schedule."""
        provider = new_provider(
            provider_id, _origin(), name="Studio Bianchi", email="a@b.example", slot_minutes=slot_minutes
        )
        self.table.store().add_provider(provider, call())
        return provider

    def scheduled_provider(
        self, provider_id: str = PROVIDER_ID, *, week: Mapping[str, Sequence[Window]] = WEEK, duration: int = 30
    ) -> Provider:
        """Version 2: open on Mondays, 09:00-12:30 and 14:00-18:00 in Rome, appointments of 30 minutes."""
        kind = provider_id, repr(week), duration
        if kind in self.seeded:
            provider, items = self.seeded[kind]
            self.table.put(items)
            return provider
        before = self.table.items()
        provider = self.new_schedule(self.provider(provider_id), week, duration)
        self.seeded[kind] = provider, [item for item in self.table.items() if item not in before]
        return provider

    def appointment(
        self,
        provider: Provider,
        appointment_id: str = APPOINTMENT_ID,
        start: datetime = START,
        *,
        now: datetime = CREATED,
        metadata: Mapping[str, str] | None = None,
        customer: Customer = ZOE,
    ) -> Appointment:
        """Confirmed, version 1."""
        details = Details(customer, "Second floor, please", metadata)
        appointment = booked(start, appointment_id=appointment_id, of=provider, details=details, made=_origin(now))
        self.table.store().book(appointment, call())
        return appointment

    def cancelled_appointment(self, provider: Provider, *, customer: Customer = ZOE) -> Appointment:
        """Version 2."""
        before = self.appointment(provider, customer=customer)
        after = before.cancelled("seeded", _origin())
        self.table.store().cancel(before, after, call())
        return after

    def new_schedule(
        self, before: Provider, week: Mapping[str, Sequence[Window]] = WEEK, duration: int = 30
    ) -> Provider:
        provider = before.with_schedule(week, duration, _origin())
        self.table.store().update_provider(before, provider, call())
        return provider

    def override(self, before: Provider, day: date, windows: Sequence[Window] = ()) -> Provider:
        """By default the date is closed."""
        provider = before.with_overrides([day], _origin())
        self.table.store().save_overrides(before, provider, [Override(day, tuple(windows))], call())
        return provider

    def time_off(self, provider: Provider, entry_id: str = TIME_OFF_ID) -> TimeOff:
        """Version 1: the week of 20 March 2028, as the sample events set it. The provider has no other."""
        entry = TimeOff.add(entry_id, provider, WEEK_OFF, "On holiday", _origin())
        self.table.store().save_time_off(provider, None, entry, {entry.id: entry.interval}, call())
        return entry

    def service(self, provider: Provider, service_id: str = "massage", **given: Any) -> Offering:
        """Version 1. `given`: terms other than those of the sample."""
        new = Offering.new(provider.id, service_id, terms(**({"name": "Massage"} | given)), _origin())
        self.table.store().save_offering(self.table.store().provider(provider.id), None, new, call())
        return new

    def give_subject(self, provider: Provider, subject: str | None) -> None:
        """As another request leaves it: from now on the provider is the person with these tokens; None: nobody."""
        key = provider_key(provider.id)
        (item,) = [i for i in self.table.items() if (i["PK"]["S"], i["SK"]["S"]) == (key["PK"], key["SK"])]
        kept = {name: value for name, value in item.items() if name != "subject"}
        self.table.put([kept if subject is None else {**kept, "subject": {"S": subject}}])

    def move(self, appointment: Appointment, start: datetime) -> Appointment:
        """At the present, by the use case. Raises Refusal."""
        command = RescheduleAppointment(appointment.id, start)
        return reschedule_appointment(command, self.table.store(), call(clock=at(NOW)))

    def can_be_moved(self, appointment: Appointment, start: datetime) -> bool:
        """Whether a move is accepted. The table is restored afterwards."""
        before = self.table.items()
        try:
            self.move(appointment, start)
        except Refusal:
            return False
        self.table.restore(before)
        return True

    def snapshot(self) -> list[dict[str, Any]]:
        """All items in a fixed order. Equal snapshots mean that nothing was written in between."""
        return sorted(self.table.items(), key=lambda item: (item["PK"]["S"], item["SK"]["S"]))


def _origin(at: datetime = CREATED) -> Origin:
    return Origin(str(uuid.uuid4()), at, AUTHOR, "seed")

"""What a case under faults begins with: a provider with its appointments."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.open_items import list_key
from booking.calls.caller import Caller
from booking.calls.change import Origin
from booking.dynamodb.codec import Item, to_wire
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.rules.counting import Counted
from booking.rules.place import Search, Wanted
from booking.rules.rulebook import Rulebook
from booking.services.items import offering_item
from booking.services.offering import Offering, Terms
from booking.time.instants import utc_text
from tests.callers import CUSTOMER, OTHER_CUSTOMER, person
from tests.engine import NOW, Table
from tests.examples import AUTHOR
from tests.proofs.faults.witnesses import write_all

SEED = "seed"
"""The correlation id of what a scene writes beforehand."""
DAY = date(2027, 3, 1)
OURS_AT, THEIRS_AT, FREE_AT, MINE_AT = (datetime(2027, 3, 1, hour, tzinfo=UTC) for hour in (8, 10, 11, 14))
LIMITED_AT = datetime(2027, 3, 1, 16, tzinfo=UTC)
OVERLAPPING_OURS = OURS_AT + timedelta(minutes=30)
DETAILS = Details(Customer("customer-1", "Ada"))
MAX_OPEN = 1
NEW_CUSTOMER = person("customer-3")
"""Has no list of open appointments yet."""
_WEEK = {day: [Window(8 * 60, 18 * 60)] for day in WEEKDAYS}


def _origin() -> Origin:
    return Origin(str(uuid.uuid4()), NOW, AUTHOR, SEED)


TERMS = Terms("Cut", 30, None, Rules(buffer_after=15, slot_interval=30, max_per_day=5, max_per_week=9))


def _booked(provider: Provider, start: datetime, minutes: int, offering: Offering | None = None) -> Appointment:
    """Booked when the provider's appointments were that long."""
    then = replace(provider, appointment_duration=minutes)
    rulebook, made, appointment_id = Rulebook(then, offering), _origin(), str(uuid.uuid4())
    place = Search(rulebook, Wanted(start, Counted(appointment_id)), made).place()
    return Appointment.book(appointment_id, rulebook, place, DETAILS, made)


def own_details(caller: Caller) -> Details:
    return Details(Customer(caller.customer_id, "Ada"))


class Scene:
    """A provider at version 2, open from 08:00 to 18:00 UTC for half hours, with four appointments.

    `ours` takes the hour from 08:00, `theirs` the half hour from 10:00. `mine`, from 14:00, is a customer's own, and
    all that this customer may have. What another customer's list has is over. `limited`, from 16:00, is one of a
    service that has a buffer and limits.
    """

    def __init__(self) -> None:
        self._created = Provider.create(
            str(uuid.uuid4()), _origin(), name="Dr. Ada Conti", timezone="UTC", email="ada@example.org"
        )
        self.provider = self._created.with_schedule(_WEEK, 30, _origin())
        self.ours = _booked(self.provider, OURS_AT, 60)
        self.theirs = _booked(self.provider, THEIRS_AT, 30)
        self.mine = replace(_booked(self.provider, MINE_AT, 30), details=own_details(CUSTOMER), is_counted=True)
        self.offering = Offering.new(self.provider.id, "cut", TERMS, _origin())
        self.limited = _booked(self.provider, LIMITED_AT, 30, self.offering)
        self.key = str(uuid.uuid4())

    def write_to(self, table: Table) -> None:
        """In one request, with the items that the product's own writes would have put."""
        store = table.store()
        made = [*store.fences(self.provider)]
        for appointment in (self.ours, self.theirs, self.mine, self.limited):
            made += [store.new_appointment(appointment), *(store.claim(appointment, s) for s in appointment.slots)]
            made += [store.take(appointment, ticket) for ticket in appointment.tickets]
        lists = [
            self._list(CUSTOMER, self.mine.id, self.mine.interval.end),
            self._list(OTHER_CUSTOMER, str(uuid.uuid4()), NOW - timedelta(days=1)),
        ]
        items = [
            *(to_wire(item) for item in (provider_item(self.provider), offering_item(self.offering), *lists)),
            *(write.request["Put"]["Item"] for write in made),
        ]
        write_all(table, [{"PutRequest": {"Item": item}} for item in items])

    def _list(self, customer: Caller, appointment_id: str, end: datetime) -> Item:
        return {**list_key(customer.customer_id, self.provider.id), "openCount": 1, appointment_id: utc_text(end)}

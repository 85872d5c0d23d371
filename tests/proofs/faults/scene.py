"""What a case under faults begins with: a provider with its appointments."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.attendance import Attendance
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
from booking.rules.reasons import Reason
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
REPEATED, FULL = person("customer-4"), person("customer-5")
"""With the colleague: what the one had is over, and the other has all that a customer may have."""
REPEATED_AT, FULL_AT = (datetime(2027, 3, 1, hour, tzinfo=UTC) for hour in (12, 13))
LATE_AT, SOON_AT = NOW - timedelta(hours=1), NOW + timedelta(hours=2)
PATIENT = Details(Customer("customer-6", "Bea", phone="+39 06 1234567"), "notes", {"room": "4"})
_WEEK = {day: [Window(8 * 60, 18 * 60)] for day in WEEKDAYS}


def _origin() -> Origin:
    return Origin(str(uuid.uuid4()), NOW, AUTHOR, SEED)


TERMS = Terms("Cut", 30, None, Rules(buffer_after=15, slot_interval=30, max_per_day=5, max_per_week=9))


def _booked(
    provider: Provider, start: datetime, minutes: int, offering: Offering | None = None, details: Details = DETAILS
) -> Appointment:
    """Booked when the provider's appointments were that long. What has begun is recorded in spite of that."""
    then = replace(provider, appointment_duration=minutes)
    rulebook, made, appointment_id = Rulebook(then, offering), _origin(), str(uuid.uuid4())
    place = Search(rulebook, Wanted(start, Counted(appointment_id), (Reason.PAST,)), made).place()
    return Appointment.book(appointment_id, rulebook, place, details, made)


def _provider(name: str) -> Provider:
    """At version 2, open every day from 08:00 to 18:00 UTC for half hours."""
    made = Provider.create(str(uuid.uuid4()), _origin(), name=name, timezone="UTC", email="ada@example.org")
    return made.with_schedule(_WEEK, 30, _origin())


def own_details(caller: Caller) -> Details:
    return Details(Customer(caller.customer_id, "Ada"))


class Scene:
    """A provider and a colleague, both at version 2 and open from 08:00 to 18:00 UTC for half hours.

    On 1 March:

    - `ours` takes the hour from 08:00, `theirs` the half hour from 10:00.
    - `mine`, from 14:00, is a customer's own, and all that this customer may have. What another customer's list has is
      over.
    - `limited`, from 16:00, is one of a service that has a buffer and limits, with the colleague too.
    - `repeated`, from 12:00, and `full`, from 13:00, are customers' own. With the colleague the one has a list of what
      is over, and the other `taken`, from 10:00: there it may have no more.

    Today `late` has begun an hour ago and was recorded just now; it takes half an hour more. `soon` begins in 2 hours;
    its customer has arrived.
    """

    def __init__(self) -> None:
        self.provider, self.colleague = _provider("Dr. Ada Conti"), _provider("Dr. Emil Berg")
        self.ours = _booked(self.provider, OURS_AT, 60)
        self.theirs = _booked(self.provider, THEIRS_AT, 30)
        self.mine = self._own(self.provider, MINE_AT, CUSTOMER)
        self.offering, self.colleagues_offering = (
            Offering.new(of.id, "cut", TERMS, _origin()) for of in (self.provider, self.colleague)
        )
        self.limited = _booked(self.provider, LIMITED_AT, 30, self.offering)
        self.repeated = self._own(self.provider, REPEATED_AT, REPEATED)
        self.full = self._own(self.provider, FULL_AT, FULL)
        self.taken = self._own(self.colleague, THEIRS_AT, FULL)
        self.late = _booked(self.provider, LATE_AT, 90, details=PATIENT)
        soon = _booked(self.provider, SOON_AT, 30, details=PATIENT)
        self.soon = soon.with_attendance(Attendance.ARRIVED, _origin())
        self.key = str(uuid.uuid4())

    def write_to(self, table: Table) -> None:
        """In few requests, with the items that the product's own writes would have put."""
        store = table.store()
        made = [*store.fences(self.provider), *store.fences(self.colleague)]
        own = (self.mine, self.repeated, self.full, self.taken)
        for appointment in (self.ours, self.theirs, self.limited, self.late, self.soon, *own):
            made += [store.new_appointment(appointment), *(store.claim(appointment, s) for s in appointment.slots)]
            made += [store.take(appointment, ticket) for ticket in appointment.tickets]
        lists = [
            *(self._list(each.details.customer.id, each.provider_id, each.id, each.interval.end) for each in own),
            *(
                self._list(customer.customer_id, of.id, str(uuid.uuid4()), NOW - timedelta(days=1))
                for customer, of in ((OTHER_CUSTOMER, self.provider), (REPEATED, self.colleague))
            ),
        ]
        providers = map(provider_item, (self.provider, self.colleague))
        offerings = map(offering_item, (self.offering, self.colleagues_offering))
        items = [
            *(to_wire(item) for item in (*providers, *offerings, *lists)),
            *(write.request["Put"]["Item"] for write in made),
        ]
        write_all(table, [{"PutRequest": {"Item": item}} for item in items])

    def _own(self, provider: Provider, start: datetime, customer: Caller) -> Appointment:
        return replace(_booked(provider, start, 30, details=own_details(customer)), is_counted=True)

    def _list(self, customer_id: str, provider_id: str, appointment_id: str, end: datetime) -> Item:
        return {**list_key(customer_id, provider_id), "openCount": 1, appointment_id: utc_text(end)}

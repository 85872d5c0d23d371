"""Builds sample entities. By default every personal field contains a word that is easy to find.

Other tests do not use it: tests of the use cases on an engine make entities with the use cases, and some proofs need
many different ones.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.attendance import Attendance
from booking.appointments.moves import Move
from booking.calls.caller import CallerKind
from booking.calls.change import Author, Origin
from booking.customers.erasure import Erasure
from booking.providers.between import Between
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.resolutions.resolution import Request, Resolution, ResolutionAction
from booking.rules.counting import Counted
from booking.rules.place import Search, Wanted
from booking.rules.rulebook import Rulebook
from booking.services.offering import Offering, Terms
from booking.time_off.time_off import Dates, TimeOff

PROVIDER_ID = "00000000-0000-4000-8000-00000000000a"
APPOINTMENT_ID = "00000000-0000-4000-8000-00000000000b"
OTHER_ID = "00000000-0000-4000-8000-00000000000c"
AUTHOR = Author(CallerKind.PERSON, "0123456789abcdef0123456789abcdef", "api")
"""Who made the samples."""
MADE = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
"""The instant at which the samples were made: a Friday."""
NINE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""A Monday in winter: 10:00 in Rome."""
HALF_HOUR = timedelta(minutes=30)
DETAILS = Details(
    Customer("customer-1", "Secret-Name", "secret-email@example.org", "secret-phone"),
    "secret-notes",
    {"secret-key": "secret-value"},
)
NINE_TO_FIVE = Window(540, 1020)
ZOE = Customer("customer-17", "Zoë Müller", "Zoe.Mueller@Example.COM", "+39 06 1234567")
"""The customer of the sample events."""


CANCELLING = Request(ResolutionAction.CANCEL, message="secret-message")
RESOLUTION_ID = "00000000-0000-4000-8000-00000000000d"


def origin(change_id: str = "change-1", at: datetime = MADE) -> Origin:
    return Origin(change_id, at, AUTHOR, "request-1")


def new_provider(provider_id: str = PROVIDER_ID, made: Origin | None = None, **given: Any) -> Provider:
    """A provider in Rome without a schedule."""
    fields = {"name": "Secret-Provider", "timezone": "Europe/Rome", "email": "secret-provider@example.org"} | given
    return Provider.create(provider_id, made or origin("change-0"), **fields)


def provider(provider_id: str = PROVIDER_ID) -> Provider:
    """At version 2: open every day from 09:00 to 17:00 in Rome, half an hour each, in slots of 15 minutes."""
    return new_provider(provider_id).with_schedule({day: [NINE_TO_FIVE] for day in WEEKDAYS}, 30, origin())


def terms(**given: Any) -> Terms:
    """A haircut of half an hour. `given`: other terms, and rules by the names of their fields."""
    fields: dict[str, Any] = {"name": "Haircut", "duration": 30, "description": None} | given
    rules = {name: fields.pop(name) for name in Rules._fields if name in fields}
    return Terms(**fields, rules=Rules(**rules))


def offering(provider_id: str = PROVIDER_ID, service_id: str = "haircut", **given: Any) -> Offering:
    """In force, at version 1."""
    return Offering.new(provider_id, service_id, terms(**given), origin())


def booked(
    start: datetime = NINE,
    *,
    appointment_id: str = APPOINTMENT_ID,
    of: Provider | None = None,
    details: Details = DETAILS,
    made: Origin | None = None,
    change_id: str = "change-1",
    fingerprint: str | None = None,
) -> Appointment:
    """Confirmed, at version 1. By default it belongs to the sample provider."""
    rulebook, made = Rulebook(of or provider()), made or origin(change_id)
    place = Search(rulebook, Wanted(start, Counted(appointment_id)), made).place()
    return Appointment.book(appointment_id, rulebook, place, details, made, fingerprint=fingerprint)


def moved(appointment: Appointment, start: datetime, made: Origin, of: Provider | None = None) -> Appointment:
    """At another start. By default it belongs to the sample provider."""
    rulebook = Rulebook(of or provider())
    move = Move(start)
    place = Search(rulebook, appointment.wanted(move, rulebook), made).place()
    return appointment.rescheduled(move, rulebook, place, made)


def rescheduled(change_id: str = "change-2") -> Appointment:
    return moved(booked(), NINE + HALF_HOUR, origin(change_id))


def cancelled(change_id: str = "change-2") -> Appointment:
    return booked().cancelled("secret-reason", origin(change_id))


def attended(change_id: str = "change-2") -> Appointment:
    """Nobody came; after 12 minutes the rest was released."""
    made = origin(change_id, NINE + timedelta(minutes=12))
    return booked().with_attendance(Attendance.NO_SHOW, made, releases_rest=True)


def erasure(change_id: str = "change-2") -> Erasure:
    """Complete, at version 2."""
    return Erasure.begin("customer-1", origin()).completed(origin(change_id))


def overridden(change_id: str = "change-2") -> Provider:
    """The sample provider after Easter Monday was changed."""
    return provider().with_overrides([date(2027, 3, 29)], origin(change_id))


def time_off(change_id: str = "change-2") -> TimeOff:
    """Of the sample provider, at version 1: over Easter."""
    dates = Dates(date(2027, 3, 26), date(2027, 3, 29))
    return TimeOff.add("easter", provider(), dates, "secret-reason", origin(change_id))


def resolution(request: Request = CANCELLING, change_id: str = "change-2", made: Origin | None = None) -> Resolution:
    """Of the sample provider: all of the Monday of the samples, in Rome."""
    time = Between(NINE - timedelta(hours=10), NINE + timedelta(hours=14))
    return Resolution.requested(RESOLUTION_ID, provider(), time, request, made or origin(change_id))


def changed[Entity: (Provider, Offering, Appointment)](entity: Entity) -> Entity:
    """At its next version, otherwise the same."""
    return replace(entity, record=entity.record.after(entity.change))

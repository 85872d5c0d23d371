"""The card of a customer: what a desk wants to know of one, made of the customer's appointments.

The derived part follows from the appointments alone, and is replaced as a whole: so it does not matter which events
came, how often, and in which order. The kept part is what people have set: language and corrections.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypedDict

from booking.appointments.appointment import Appointment, Customer
from booking.appointments.attendance import Attendance

MOST_UPCOMING = 50
"""Starts that a card keeps, to know the next visit until another event comes."""


class Contact(NamedTuple):
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class Correction(NamedTuple):
    """What a field of the contact should be, since when."""

    value: str | None
    at: datetime


class CardDetails(TypedDict, total=False):
    """What can be set on a card. What is left out stays."""

    name: str
    email: str | None
    phone: str | None
    language: str | None


class Visit(NamedTuple):
    """What a card needs to know of each appointment. `is_no_show`: its customer has missed it."""

    id: str
    start: datetime
    is_cancelled: bool
    is_no_show: bool
    created_at: datetime
    updated_at: datetime

    @property
    def is_expected(self) -> bool:
        """Whether its customer comes, or came."""
        return not (self.is_cancelled or self.is_no_show)


class Figures(NamedTuple):
    """`last`: the start of the last visit; `upcoming`: those to come, by start; both as known when it was made.

    `booked`: all appointments that were ever booked; `cancelled` and `no_shows`: of these. Instants in UTC.
    """

    first_seen: datetime
    last: datetime | None
    upcoming: tuple[datetime, ...]
    booked: int
    cancelled: int
    no_shows: int


@dataclass(frozen=True, slots=True)
class Card:
    """`id`: the customer's. `revision` grows with every change of the card. `contact`: as it is shown."""

    id: str
    revision: int
    contact: Contact
    figures: Figures
    language: str | None = None
    corrections: Mapping[str, Correction] | None = None

    def last_visit(self, now: datetime) -> datetime | None:
        """The start of the last appointment that has begun, was not cancelled, and was not missed."""
        begun = [start for start in self.figures.upcoming if start <= now]
        return max(begun, default=self.figures.last)

    def next_visit(self, now: datetime) -> datetime | None:
        return next((start for start in self.figures.upcoming if start > now), None)

    def corrected(self, details: CardDetails, now: datetime) -> "Card":
        """With these details. If it has them already, it is returned unchanged."""
        given = {name: details[name] for name in Contact._fields if name in details}  # type: ignore[literal-required]
        contact = self.contact._replace(**given)
        language = details.get("language", self.language)
        if (contact, language) == (self.contact, self.language):
            return self
        new = {name: Correction(value, now) for name, value in given.items()}
        return replace(
            self,
            revision=self.revision + 1,
            contact=contact,
            language=language,
            corrections={**(self.corrections or {}), **new},
        )


def visit_of(appointment: Appointment) -> Visit:
    return Visit(
        appointment.id,
        appointment.interval.start,
        not appointment.is_confirmed,
        appointment.attended.attendance is Attendance.NO_SHOW,
        appointment.record.created_at,
        appointment.record.updated_at,
    )


class Found(NamedTuple):
    """What a card is made of. `changed_last`, `booked_last`: of the appointments; None if it cannot be read."""

    visits: Collection[Visit]
    changed_last: Appointment | None
    booked_last: Appointment | None


def with_contact(visits: Collection[Visit]) -> Sequence[str]:
    """The ids of the appointments whose contact data a card needs: the one changed last, and the one booked last."""
    changed = max(visits, key=lambda visit: (visit.updated_at, visit.created_at, visit.id))
    booked = max(visits, key=lambda visit: (visit.created_at, visit.id))
    return [changed.id, booked.id]


def card_of(customer_id: str, before: Card | None, found: Found, now: datetime) -> Card | None:
    """The card as the appointments say; `before` if it says the same. None if nothing personal is left to show."""
    contact = _contact(before, found)
    if contact is None:
        return None
    figures = _figures(found.visits, now)
    if before is None:
        return Card(customer_id, 1, contact, figures)
    if (contact, figures) == (before.contact, before.figures):
        return before
    return replace(before, revision=before.revision + 1, contact=contact, figures=figures)


def _contact(before: Card | None, found: Found) -> Contact | None:
    """That of the appointment changed last, but for what was corrected on the card.

    A correction holds until a later booking brings something else. None if the data of the appointment was erased.
    """
    if found.changed_last is None or found.changed_last.details.customer.name is None:
        return None
    contact = _of(found.changed_last.details.customer)
    corrections = (before.corrections if before else None) or {}
    holding = {name: made.value for name, made in corrections.items() if _holds(name, made, found.booked_last)}
    return contact._replace(**holding)


def _holds(name: str, correction: Correction, booked_last: Appointment | None) -> bool:
    if booked_last is None or booked_last.record.created_at <= correction.at:
        return True
    brought = getattr(_of(booked_last.details.customer), name)
    return brought in (None, correction.value)


def _of(customer: Customer) -> Contact:
    return Contact(customer.name, customer.email, customer.phone)


def _figures(visits: Collection[Visit], now: datetime) -> Figures:
    starts = sorted(visit.start for visit in visits if visit.is_expected)
    return Figures(
        first_seen=min(visit.created_at for visit in visits),
        last=max((start for start in starts if start <= now), default=None),
        upcoming=tuple(start for start in starts if start > now)[:MOST_UPCOMING],
        booked=len(visits),
        cancelled=sum(visit.is_cancelled for visit in visits),
        no_shows=sum(visit.is_no_show for visit in visits),
    )

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

MOST_READ = 5
"""Of the appointments booked last, to find an email or a phone that the very last one does not have."""

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

    def says(self, figures: Figures, now: datetime) -> bool:
        """Whether it shows these figures already: time alone changes no card."""
        own = self.figures
        shown = own._replace(last=self.last_visit(now), upcoming=tuple(start for start in own.upcoming if start > now))
        return shown == figures

    def corrected(self, details: CardDetails, now: datetime) -> "Card":
        """With these details. If it has them already, it is returned unchanged."""
        given = {name: details[name] for name in Contact._fields if name in details}  # type: ignore[literal-required]
        new = {name: Correction(value, now) for name, value in given.items() if value != getattr(self.contact, name)}
        contact = self.contact._replace(**given)
        language = details.get("language", self.language)
        if (contact, language) == (self.contact, self.language):
            return self
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
    """What a card is made of. `newest`: of the appointments, those booked last that can be read, the last one first."""

    visits: Collection[Visit]
    newest: Sequence[Appointment]


def booked_last(visits: Collection[Visit]) -> Sequence[str]:
    """The ids of the appointments whose contact data a card needs."""
    newest = sorted(visits, key=lambda visit: (visit.created_at, visit.id), reverse=True)
    return [visit.id for visit in newest[:MOST_READ]]


def card_of(customer_id: str, before: Card | None, found: Found, now: datetime) -> Card | None:
    """The card as the appointments say; `before` if it says the same. None if nothing personal is left to show."""
    if not found.newest:
        return before  # none of them can be read
    corrections = _holding((before.corrections if before else None) or {}, found.newest)
    contact = _booked(found.newest)._replace(**{name: made.value for name, made in corrections.items()})
    if contact.name is None:
        return None
    figures = _figures(found.visits, now)
    if before is None:
        return Card(customer_id, 1, contact, figures)
    if (contact, corrections) == (before.contact, before.corrections or {}) and before.says(figures, now):
        return before
    after = replace(before, contact=contact, figures=figures, corrections=corrections or None)
    return replace(after, revision=before.revision + 1)


def _booked(newest: Sequence[Appointment]) -> Contact:
    """Of each field what was given last: a booking that does not give it says nothing of it."""
    fields = zip(*(_of(appointment.details.customer) for appointment in newest), strict=True)
    return Contact(*(next((value for value in values if value is not None), None) for values in fields))


def _holding(corrections: Mapping[str, Correction], newest: Sequence[Appointment]) -> Mapping[str, Correction]:
    """Those that no later booking has ended by bringing something else."""
    return {
        name: made
        for name, made in corrections.items()
        if not any(
            getattr(_of(later.details.customer), name) not in (None, made.value)
            for later in newest
            if later.record.created_at > made.at
        )
    }


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

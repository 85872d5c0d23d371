"""The data of customers in answers to clients and in events."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from booking.appointments.answers import AppointmentRecordAnswer, PreviousAnswer, previous_answer, record_fields
from booking.appointments.appointment import Appointment
from booking.calls.paging import Page
from booking.customers.card import Card
from booking.customers.erasure import Erasure, Progress
from booking.customers.export import Export
from booking.customers.items import ERASED, ERASING, positions_of
from booking.dynamodb.cursors import Cursors
from booking.http.answers import Answer, Id, UtcTime, Version
from booking.http.paging import NextCursor
from booking.time.instants import utc_text


class CustomerErasedData(Answer):
    customer_id: Id


class ProgressAnswer(Answer):
    customer_id: Id
    erased: Annotated[int, Field(ge=0, description="How many appointments lost personal data by this request")]
    complete: Annotated[bool, Field(description="If not, send the request again")]
    begun_at: Annotated[UtcTime, Field(description="When complete, nothing is left that was stored before")]
    repeat_after_seconds: Annotated[
        int | None, Field(description="Wait so long before the request is sent again. Null when all is done")
    ]


class ErasureAnswer(Answer):
    state: Literal["erasing", "erased"]
    begun_at: UtcTime
    completed_at: UtcTime | None


class ChangeAnswer(Answer):
    type: str
    at: UtcTime
    previous: Annotated[PreviousAnswer | None, Field(description="Where the appointment was before it was moved")]


class ExportedAppointmentAnswer(AppointmentRecordAnswer):
    last_change: ChangeAnswer


class OpenAppointmentAnswer(Answer):
    """An entry of the list by which the customer's open appointments are limited."""

    appointment_id: Id
    provider_id: Id
    end_time: UtcTime


class CardAnswer(Answer):
    """A customer's card. It follows the customer's appointments with a delay of about half a minute."""

    id: str
    name: str | None
    email: str | None
    phone: str | None
    language: Annotated[str | None, Field(description="A language tag by BCP 47, such as `de`; null if nobody set it")]
    first_seen: Annotated[UtcTime, Field(description="When the customer's first appointment was booked")]
    last_visit: Annotated[
        UtcTime | None, Field(description="The start of the last appointment that has begun; not of one missed")
    ]
    next_visit: Annotated[UtcTime | None, Field(description="The start of the next appointment")]
    booked: Annotated[int, Field(ge=0, description="All appointments that were ever booked")]
    cancelled: Annotated[int, Field(ge=0, description="Of these: cancelled, by whomever")]
    no_shows: Annotated[int, Field(ge=0, description="Of these: the customer did not come")]
    version: Annotated[Version, Field(description="Of the card")]


class CardsAnswer(Answer):
    items: Annotated[list[CardAnswer], Field(description="By the word, email or phone by which they were found")]
    next_cursor: NextCursor


class ExportAnswer(Answer):
    customer_id: Id
    exported_at: UtcTime
    card: Annotated[CardAnswer | None, Field(description="What is kept about the customer besides appointments")]
    erasure: Annotated[ErasureAnswer | None, Field(description="The last one, if there was one")]
    open_appointments: list[OpenAppointmentAnswer]
    appointments: Annotated[list[ExportedAppointmentAnswer], Field(description="By start, at most 50")]
    next: Annotated[str | None, Field(description="To be sent as `after`, for more appointments. Null at the end")]


def progress_answer(progress: Progress) -> ProgressAnswer:
    return ProgressAnswer(
        customer_id=progress.erasure.id,
        erased=progress.erased,
        complete=progress.erasure.is_complete,
        begun_at=utc_text(progress.erasure.begun_at),
        repeat_after_seconds=progress.repeat_after,
    )


def export_answer(export: Export) -> ExportAnswer:
    page = export.page
    return ExportAnswer(
        customer_id=export.customer_id,
        exported_at=utc_text(export.at),
        card=export.card and card_answer(export.card, export.at),
        erasure=export.erasure and _erasure(export.erasure),
        open_appointments=[
            OpenAppointmentAnswer(appointment_id=appointment_id, provider_id=provider_id, end_time=utc_text(end))
            for provider_id, ends in export.open_lists.items()
            for appointment_id, end in ends.items()
        ],
        appointments=[_exported(appointment, for_staff=export.for_staff) for appointment in page.appointments],
        next=page.last and positions_of(export.customer_id).text(page.last),
    )


def card_answer(card: Card, now: datetime) -> CardAnswer:
    figures, last, coming = card.figures, card.last_visit(now), card.next_visit(now)
    return CardAnswer(
        id=card.id,
        **card.contact._asdict(),
        language=card.language,
        first_seen=utc_text(figures.first_seen),
        last_visit=last and utc_text(last),
        next_visit=coming and utc_text(coming),
        booked=figures.booked,
        cancelled=figures.cancelled,
        no_shows=figures.no_shows,
        version=card.revision,
    )


def cards_answer(page: Page[Card], now: datetime, cursors: Cursors) -> CardsAnswer:
    return CardsAnswer(
        items=[card_answer(card, now) for card in page.entries],
        next_cursor=page.next and cursors.text(page.next),
    )


def _erasure(erasure: Erasure) -> ErasureAnswer:
    return ErasureAnswer(
        state=ERASED if erasure.is_complete else ERASING,
        begun_at=utc_text(erasure.begun_at),
        completed_at=utc_text(erasure.record.updated_at) if erasure.is_complete else None,
    )


def _exported(appointment: Appointment, *, for_staff: bool) -> ExportedAppointmentAnswer:
    change = appointment.change
    return ExportedAppointmentAnswer(
        **record_fields(appointment, for_staff=for_staff),
        last_change=ChangeAnswer(
            type=change.type,
            at=utc_text(change.origin.at),
            previous=change.previous and previous_answer(change.previous, appointment.timezone),
        ),
    )

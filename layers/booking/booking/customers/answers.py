"""The data of customers in answers to clients and in events."""

from typing import Annotated, Literal

from pydantic import Field

from booking.appointments.answers import AppointmentRecordAnswer, PreviousAnswer, previous_answer, record_fields
from booking.appointments.appointment import Appointment
from booking.customers.erasure import Erasure, Progress
from booking.customers.export import Export
from booking.customers.items import ERASED, ERASING, positions_of
from booking.http.answers import Answer, Id, UtcTime
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


class ExportAnswer(Answer):
    customer_id: Id
    exported_at: UtcTime
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
        erasure=export.erasure and _erasure(export.erasure),
        open_appointments=[
            OpenAppointmentAnswer(appointment_id=appointment_id, provider_id=provider_id, end_time=utc_text(end))
            for provider_id, ends in export.open_lists.items()
            for appointment_id, end in ends.items()
        ],
        appointments=[_exported(appointment, for_staff=export.for_staff) for appointment in page.appointments],
        next=page.last and positions_of(export.customer_id).text(page.last),
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

"""The data of appointments in answers to clients and in events, and openings as they are written in answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

from pydantic import Field

from booking.access.policy import About, Action, depends_on_provider, may
from booking.appointments.appointment import ATTENDANCE_OF, Appointment, AppointmentStatus, CancelledBy, Step
from booking.appointments.attendance import Attendance
from booking.appointments.listed import Listed
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.change import Previous
from booking.dynamodb.cursors import Cursors
from booking.http.answers import Answer, Id, UtcTime, Version, ZonedTime
from booking.http.paging import NextCursor
from booking.rules.against import for_the_public
from booking.rules.reasons import Reason
from booking.time.instants import utc_text, zoned_text
from booking.time.intervals import Interval
from booking.time.zones import zone


# A plain dict, because an availability holds many: models would cost twice as much.
class SlotAnswer(TypedDict):
    """Half-open. Both times have the offset of the provider's zone, or of the zone that the request names."""

    startTime: ZonedTime
    endTime: ZonedTime


SetAttendance = Literal[Attendance.ARRIVED, Attendance.COMPLETED, Attendance.NO_SHOW]


class PreviousAnswer(SlotAnswer):
    """Where an appointment was before a move. `serviceId` is null if it had the provider's own duration.

    Its times have the offset of the provider that it has now.
    """

    providerId: Id
    serviceId: str | None


class CustomerData(Answer):
    id: str


class AppointmentData(Answer):
    """The data of an appointment in its events: no personal data. Start and end have the provider's UTC offset."""

    id: Id
    provider_id: Id
    customer: CustomerData
    start_time: ZonedTime
    end_time: ZonedTime
    timezone: str
    status: AppointmentStatus
    service_id: Annotated[str | None, Field(description="null if it has the provider's own duration")]
    override: Annotated[list[Reason], Field(description="The reasons against its start that were skipped")]
    attendance: Annotated[SetAttendance | None, Field(description="null until it is set; `status` stays as it is")]
    attended_at: Annotated[UtcTime | None, Field(description="When the attendance was set")]
    released_from: Annotated[
        ZonedTime | None, Field(description="From here on the rest of its time was released; null if it was not")
    ]
    cancelled_at: Annotated[
        UtcTime | None, Field(description="null before, and if it was cancelled before this field existed")
    ]
    cancelled_by: Annotated[
        CancelledBy | None, Field(description="`provider`: by a resolution. null where `cancelledAt` is")
    ]
    created_at: UtcTime
    updated_at: UtcTime


class CustomerAnswer(CustomerData):
    name: Annotated[str | None, Field(description="null after the customer's data was erased")]
    email: str | None
    phone: str | None


class Cutoffs(Answer):
    """Until when the customer may change it, with the provider's offset; null: until it starts."""

    cancel_until: ZonedTime | None
    reschedule_until: ZonedTime | None


class AppointmentRecordAnswer(AppointmentData):
    """All that is stored of an appointment. Only staff sees `via` and `internalNote`: else they are left out."""

    customer: CustomerAnswer
    buffer_before: Annotated[int, Field(ge=0, description="Minutes that are kept free before it")]
    buffer_after: Annotated[int, Field(ge=0, description="Minutes that are kept free after it")]
    cutoffs: Cutoffs
    unresolved: Annotated[
        bool | None,
        Field(
            description="Whether the rules would no longer put it there, and nobody has accepted that. null: not read"
        ),
    ]
    version: Version
    notes: str | None
    metadata: dict[str, str] | None
    cancellation_reason: str | None
    via: Annotated[str | None, Field(description="The way on which it was booked, such as `api`")] = None
    internal_note: str | None = None


class AppointmentAnswer(AppointmentRecordAnswer):
    allowed_actions: Annotated[list[Step], Field(description="What you may do with it now")]


class AppointmentsAnswer(Answer):
    items: Annotated[list[AppointmentAnswer], Field(description="By start")]
    next_cursor: NextCursor


def slot_answer(interval: Interval, timezone: str) -> SlotAnswer:
    tz = zone(timezone)
    return SlotAnswer(startTime=zoned_text(interval.start, tz), endTime=zoned_text(interval.end, tz))


def previous_answer(previous: Previous, timezone: str) -> PreviousAnswer:
    slot = slot_answer(previous.interval, timezone)
    return PreviousAnswer(**slot, providerId=previous.provider_id, serviceId=previous.service_id)


def appointment_data(appointment: Appointment) -> AppointmentData:
    return AppointmentData.model_validate({**_public(appointment), "customer": {"id": appointment.details.customer.id}})


class Viewer(NamedTuple):
    """Who looks at an appointment, and when. `provider_subject`: as in `About`."""

    caller: Caller
    provider_subject: str | None
    now: datetime

    def is_staff(self, appointment: Appointment) -> bool:
        """Whether the viewer works for the provider."""
        return may(self.caller, Action.SKIP_RULES, self._about(appointment))

    def allowed(self, appointment: Appointment, *, unresolved: bool | None) -> list[Step]:
        """What the viewer may do with it now. A request may still be refused for another reason."""
        about = self._about(appointment)
        steps = appointment.possible_steps(self.now, by_staff=self.is_staff(appointment), unresolved=unresolved)
        return [step for step in steps if may(self.caller, _ACTIONS[step], about)]

    def _about(self, appointment: Appointment) -> About:
        return About(self.provider_subject, appointment.details.customer.id)


_ACTIONS = {
    Step.RESCHEDULE: Action.MOVE_APPOINTMENT,
    Step.CANCEL: Action.CANCEL_APPOINTMENT,
    **dict.fromkeys(ATTENDANCE_OF, Action.SET_ATTENDANCE),
    Step.EDIT: Action.EDIT_APPOINTMENT,
    Step.KEEP: Action.KEEP_APPOINTMENT,
}


def viewer_of(appointment: Appointment, store: AppointmentStore, call: Call) -> Viewer:
    """Of a call that has read the appointment, and the provider if the caller's rights depend on it."""
    provider = None
    if depends_on_provider(call.caller, Action.READ_APPOINTMENT):
        provider = store.remembered_provider(appointment.provider_id)
    return Viewer(call.caller, provider.subject if provider else None, call.now())


def appointment_answer(
    appointment: Appointment, viewer: Viewer, *, unresolved: bool | None = None
) -> AppointmentAnswer:
    """`unresolved` is None where the rules were not read."""
    is_staff = viewer.is_staff(appointment)
    fields = record_fields(appointment, for_staff=is_staff, unresolved=unresolved)
    allowed = viewer.allowed(appointment, unresolved=unresolved)
    return AppointmentAnswer.model_validate({**fields, "allowed_actions": allowed})


def appointments_answer(listed: Listed, cursors: Cursors, call: Call) -> AppointmentsAnswer:
    provider, unresolved = listed.provider, listed.unresolved
    viewer = Viewer(call.caller, provider.subject if provider else None, call.now())
    return AppointmentsAnswer(
        items=[
            appointment_answer(each, viewer, unresolved=each.id in unresolved if provider else None)
            for each in listed.page.entries
        ],
        next_cursor=listed.page.next and cursors.text(listed.page.next),
    )


def record_fields(appointment: Appointment, *, for_staff: bool, unresolved: bool | None = None) -> dict[str, Any]:
    """The fields of an AppointmentRecordAnswer that a caller may see. Only staff learns of time off."""
    customer, details = appointment.details.customer, appointment.details
    return {
        **_public(appointment),
        "override": _shown(appointment.override, for_staff=for_staff),
        "customer": customer._asdict(),
        "buffer_before": appointment.buffer_before,
        "buffer_after": appointment.buffer_after,
        "cutoffs": {
            "cancel_until": _cutoff(appointment, appointment.cancel_cutoff_minutes),
            "reschedule_until": _cutoff(appointment, appointment.reschedule_cutoff_minutes),
        },
        "unresolved": unresolved,
        "version": appointment.version,
        "notes": details.notes,
        "metadata": details.metadata,
        "cancellation_reason": appointment.cancellation_reason,
        **({"via": appointment.via, "internal_note": details.internal_note} if for_staff else {}),
    }


def _shown(override: Sequence[Reason], *, for_staff: bool) -> list[Reason]:
    if not override:
        return []
    return [reason for reason in Reason if reason in (override if for_staff else for_the_public(override))]


def _cutoff(appointment: Appointment, minutes: int | None) -> str | None:
    cutoff = appointment.cutoff(minutes)
    return None if cutoff is None else zoned_text(cutoff, zone(appointment.timezone))


def _public(appointment: Appointment) -> dict[str, Any]:
    """All fields but the personal data."""
    slot = slot_answer(appointment.interval, appointment.timezone)
    attended_at, released_from = appointment.attended.at, appointment.released_from
    return {
        "id": appointment.id,
        "provider_id": appointment.provider_id,
        "start_time": slot["startTime"],
        "end_time": slot["endTime"],
        "timezone": appointment.timezone,
        "status": appointment.status,
        "service_id": appointment.service_id,
        "override": [*appointment.override],
        "attendance": appointment.attended.attendance if attended_at else None,
        "attended_at": attended_at and utc_text(attended_at),
        "released_from": released_from and zoned_text(released_from, zone(appointment.timezone)),
        "cancelled_at": appointment.cancelled_at and utc_text(appointment.cancelled_at),
        "cancelled_by": appointment.cancelled_by,
        "created_at": utc_text(appointment.record.created_at),
        "updated_at": utc_text(appointment.record.updated_at),
    }

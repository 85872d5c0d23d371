"""The routes of appointments, in the template's order."""

from booking.access.policy import Action
from booking.appointments.answers import AppointmentAnswer, AppointmentsAnswer
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AppointmentNotFound,
    AttendanceNotPossible,
    RestReleased,
    SlotInPast,
    SlotNotOffered,
    SlotTaken,
    TooLateToChange,
    TooManyOpenAppointments,
)
from booking.appointments.requests import (
    AppointmentParameters,
    AppointmentPatch,
    AppointmentRequest,
    AttendanceRequest,
    CancelParameters,
    CancelRequest,
    ChangeParameters,
    KeepParameters,
    ListParameters,
    RescheduleRequest,
)
from booking.calls.refusals import Busy, Forbidden, IdempotencyKeyReused, Unauthorized, VersionMismatch
from booking.http.answers import JSON, MERGE_PATCH
from booking.http.requests import CreateParameters
from booking.http.route import Route, Throttle
from booking.providers.refusals import ProviderNotFound
from booking.services.refusals import ServiceNotFound

APPOINTMENTS = "Appointments"

CREATE_APPOINTMENT = Route(
    function="create_appointment",
    method="POST",
    path="/api/appointments",
    tag=APPOINTMENTS,
    summary="Book an appointment",
    description="Books the slot, or refuses: two appointments of a provider never overlap. Send an "
    "`Idempotency-Key`. If the answer gets lost, a retry with the same key returns the appointment; without a key it "
    "would find the slot taken.",
    parameters=CreateParameters,
    body=AppointmentRequest,
    answers=AppointmentAnswer,
    answer="The new appointment, or the one that an earlier request with the same Idempotency-Key created, as it is "
    "now.",
    creates=True,
    problems=(
        Busy,
        Unauthorized,
        Forbidden,
        ProviderNotFound,
        ServiceNotFound,
        SlotNotOffered,
        SlotInPast,
        SlotTaken,
        TooManyOpenAppointments,
        IdempotencyKeyReused,
    ),
    throttle=Throttle.WRITE,
    access=Action.BOOK,
)

LIST_APPOINTMENTS = Route(
    function="list_appointments",
    method="GET",
    path="/api/appointments",
    tag=APPOINTMENTS,
    summary="List appointments of a provider or a customer",
    description="By start, in pages. Staff lists those of all, a provider its own, a customer its own by its "
    "`customerId`. `from` and `to` are about starts. There may be fewer on a page than `limit`, or none: go on while "
    "`nextCursor` is not null. What was booked a moment ago may be missing; what is listed is as it stands now. An "
    "appointment that stays where it is comes once. One that is moved meanwhile may be missed, or come on another page "
    "again, at its new start.",
    parameters=ListParameters,
    answers=AppointmentsAnswer,
    answer="The appointments.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.LIST_APPOINTMENTS,
)

GET_APPOINTMENT = Route(
    function="get_appointment",
    method="GET",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Read an appointment",
    description="Returns the newest version.",
    parameters=AppointmentParameters,
    answers=AppointmentAnswer,
    answer="The appointment.",
    problems=(Busy, Unauthorized, AppointmentNotFound),
    access=Action.READ_APPOINTMENT,
)

UPDATE_APPOINTMENT = Route(
    function="update_appointment",
    method="PATCH",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Correct the details of an appointment",
    description="Contact data, notes and metadata, also of what is cancelled or over. Its time is moved by PUT. What "
    "changes nothing is answered with 200, whatever `If-Match` says.",
    parameters=ChangeParameters,
    body=AppointmentPatch,
    media_types=(MERGE_PATCH, JSON),
    answers=AppointmentAnswer,
    answer="The appointment.",
    problems=(Busy, Unauthorized, Forbidden, AppointmentNotFound, VersionMismatch),
    throttle=Throttle.WRITE,
    access=Action.EDIT_APPOINTMENT,
)

RESCHEDULE_APPOINTMENT = Route(
    function="reschedule_appointment",
    method="PUT",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Move an appointment: start, length, service, provider",
    description="The appointment keeps its id, and everything that the request does not name. Either the new time is "
    "booked and the old time freed, or nothing changes, also between two providers. A move to where it stands returns "
    "200 and the unchanged appointment, whatever the `If-Match`.",
    parameters=ChangeParameters,
    body=RescheduleRequest,
    answers=AppointmentAnswer,
    answer="The appointment at its new time.",
    problems=(
        Busy,
        Unauthorized,
        Forbidden,
        AppointmentNotFound,
        ProviderNotFound,
        ServiceNotFound,
        SlotNotOffered,
        SlotInPast,
        SlotTaken,
        TooManyOpenAppointments,
        AppointmentIsCancelled,
        AppointmentHasStarted,
        TooLateToChange,
        VersionMismatch,
    ),
    throttle=Throttle.WRITE,
    access=Action.MOVE_APPOINTMENT,
)

CANCEL_APPOINTMENT = Route(
    function="cancel_appointment",
    method="DELETE",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Cancel an appointment",
    description="Frees the slot and keeps the record. The reason may be in the body or in the query. A repeat "
    "returns the same answer, whatever the `If-Match`. A repeat with another reason is refused. What has started is "
    "not cancelled. But staff may cancel for 24 hours what was recorded after its start.",
    parameters=CancelParameters,
    body=CancelRequest,
    body_may_be_left_out=True,
    answers=AppointmentAnswer,
    answer="The cancelled appointment.",
    problems=(
        Busy,
        Unauthorized,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AppointmentHasStarted,
        TooLateToChange,
        VersionMismatch,
    ),
    throttle=Throttle.WRITE,
    access=Action.CANCEL_APPOINTMENT,
)

SET_ATTENDANCE = Route(
    function="set_attendance",
    method="PUT",
    path="/api/appointments/{appointmentId}/attendance",
    tag=APPOINTMENTS,
    summary="Set whether a customer came",
    description="`ARRIVED` is possible from 12 hours before the start, `COMPLETED` from the start, `NO_SHOW` from 10 "
    "minutes after it. What was set can be corrected for 7 days; `EXPECTED` takes it back. `status` stays `CONFIRMED`. "
    "With `releaseRest` the time from the next slot on is free for others. It is never taken back: the appointment can "
    "then be neither `EXPECTED` nor `ARRIVED`. A repeat returns the same answer, whatever the `If-Match`.",
    parameters=ChangeParameters,
    body=AttendanceRequest,
    answers=AppointmentAnswer,
    answer="The appointment.",
    problems=(
        Busy,
        Unauthorized,
        Forbidden,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AttendanceNotPossible,
        RestReleased,
        VersionMismatch,
    ),
    throttle=Throttle.WRITE,
    access=Action.SET_ATTENDANCE,
)

KEEP_APPOINTMENT = Route(
    function="keep_appointment",
    method="POST",
    path="/api/appointments/{appointmentId}/keep",
    tag=APPOINTMENTS,
    summary="Keep an appointment in spite of changed rules",
    description="Accepts the reasons that there are now against its start, such as a date that was closed later. It "
    "is no longer among the affected appointments of such changes. A repeat returns the same answer, whatever the "
    "`If-Match`.",
    parameters=KeepParameters,
    answers=AppointmentAnswer,
    answer="The appointment, with `unresolved: false`.",
    problems=(Busy, Unauthorized, Forbidden, AppointmentNotFound, AppointmentIsCancelled, VersionMismatch),
    throttle=Throttle.WRITE,
    access=Action.KEEP_APPOINTMENT,
)

ROUTES = (
    *(CREATE_APPOINTMENT, LIST_APPOINTMENTS, GET_APPOINTMENT, UPDATE_APPOINTMENT),
    *(RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT, SET_ATTENDANCE, KEEP_APPOINTMENT),
)

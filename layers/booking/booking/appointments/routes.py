"""The routes of appointments, in the template's order."""

from booking.appointments.answers import AppointmentAnswer, AvailabilityAnswer
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AppointmentNotFound,
    SlotInPast,
    SlotNotOffered,
    SlotTaken,
)
from booking.appointments.requests import (
    AppointmentParameters,
    AppointmentRequest,
    AvailabilityParameters,
    CancelParameters,
    CancelRequest,
    RescheduleParameters,
    RescheduleRequest,
)
from booking.calls.refusals import Busy, IdempotencyKeyReused, VersionMismatch
from booking.http.requests import CreateParameters
from booking.http.route import Route, Throttle
from booking.providers.parameters import PROVIDERS
from booking.providers.refusals import ProviderNotFound

APPOINTMENTS = "Appointments"

GET_AVAILABILITY = Route(
    function="get_availability",
    method="GET",
    path="/api/providers/{providerId}/availability",
    tag=PROVIDERS,
    summary="See the free slots of a date",
    description="What can be booked now, in order. Where windows touch, slots may overlap: booking one takes the "
    "other. With `appointmentId` exactly the starts that a move of that appointment accepts: in its own length, "
    "with its own slots counted as free.",
    parameters=AvailabilityParameters,
    answers=AvailabilityAnswer,
    answer="The free slots, each `appointmentDuration` minutes long; none when the provider is closed, booked out, "
    "or has no schedule yet.",
    has_version=False,
    problems=(
        Busy,
        ProviderNotFound,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AppointmentHasStarted,
    ),
)

CREATE_APPOINTMENT = Route(
    function="create_appointment",
    method="POST",
    path="/api/appointments",
    tag=APPOINTMENTS,
    summary="Book an appointment",
    description="Takes the slot or refuses: two appointments never overlap. Send an `Idempotency-Key`, so that a "
    "repeat after a lost answer finds the appointment instead of its slot taken.",
    parameters=CreateParameters,
    body=AppointmentRequest,
    answers=AppointmentAnswer,
    answer="The appointment, new or made before under the same Idempotency-Key: then as it now stands.",
    creates=True,
    problems=(
        Busy,
        ProviderNotFound,
        SlotNotOffered,
        SlotInPast,
        SlotTaken,
        IdempotencyKeyReused,
    ),
    throttle=Throttle.WRITE,
)

GET_APPOINTMENT = Route(
    function="get_appointment",
    method="GET",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Read an appointment",
    description="Always the newest version.",
    parameters=AppointmentParameters,
    answers=AppointmentAnswer,
    answer="The appointment.",
    problems=(Busy, AppointmentNotFound),
)

RESCHEDULE_APPOINTMENT = Route(
    function="reschedule_appointment",
    method="PUT",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Move an appointment to another start",
    description="It keeps its id and its length. Either the new time is taken and the old one freed, or nothing "
    "changes. A move to the start that it has is answered 200 with the appointment as it stands, whatever its "
    "`If-Match`.",
    parameters=RescheduleParameters,
    body=RescheduleRequest,
    answers=AppointmentAnswer,
    answer="The appointment at its new time.",
    problems=(
        Busy,
        AppointmentNotFound,
        SlotNotOffered,
        SlotInPast,
        SlotTaken,
        AppointmentIsCancelled,
        AppointmentHasStarted,
        VersionMismatch,
    ),
    throttle=Throttle.WRITE,
)

CANCEL_APPOINTMENT = Route(
    function="cancel_appointment",
    method="DELETE",
    path="/api/appointments/{appointmentId}",
    tag=APPOINTMENTS,
    summary="Cancel an appointment",
    description="Frees the slot; the record stays. The reason may stand in the body or in the query. A repeat "
    "answers the same, whatever its `If-Match`; one with another reason is refused.",
    parameters=CancelParameters,
    body=CancelRequest,
    body_may_be_left_out=True,
    answers=AppointmentAnswer,
    answer="The appointment, cancelled.",
    problems=(
        Busy,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AppointmentHasStarted,
        VersionMismatch,
    ),
    throttle=Throttle.WRITE,
)

ROUTES = (GET_AVAILABILITY, CREATE_APPOINTMENT, GET_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT)

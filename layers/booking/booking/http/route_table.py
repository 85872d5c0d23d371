"""The routes of the API, in the template's order."""

from dataclasses import replace

from booking.domain import errors
from booking.http.answers import AppointmentAnswer, AvailabilityAnswer, ProviderAnswer, ScheduleAnswer
from booking.http.documents import DocumentParameters
from booking.http.requests import (
    AppointmentParameters,
    AppointmentRequest,
    AvailabilityParameters,
    CancelParameters,
    CancelRequest,
    CreateParameters,
    ProviderParameters,
    ProviderRequest,
    RescheduleParameters,
    RescheduleRequest,
    ScheduleParameters,
    ScheduleRequest,
)
from booking.http.routes import Route, Throttle

PROVIDERS, APPOINTMENTS, DOCUMENTS = "Providers", "Appointments", "Documents"

CREATE_PROVIDER = Route(
    function="create_provider",
    method="POST",
    path="/api/providers",
    tag=PROVIDERS,
    summary="Create a provider",
    description="`slotMinutes` is the unit in which its time is sold, and fixed for good. It has to divide every "
    "UTC offset of the zone. The provider offers nothing until it has a schedule.",
    parameters=CreateParameters,
    body=ProviderRequest,
    answers=ProviderAnswer,
    answer="The provider, new or made before under the same Idempotency-Key.",
    creates=True,
    problems=(errors.Busy, errors.IdempotencyKeyReused),
    throttle=Throttle.WRITE,
)
GET_PROVIDER = Route(
    function="get_provider",
    method="GET",
    path="/api/providers/{providerId}",
    tag=PROVIDERS,
    summary="Read a provider",
    description="Always the newest version.",
    parameters=ProviderParameters,
    answers=ProviderAnswer,
    answer="The provider.",
    problems=(errors.Busy, errors.ProviderNotFound),
)
UPDATE_SCHEDULE = Route(
    function="update_schedule",
    method="PUT",
    path="/api/providers/{providerId}/schedule",
    tag=PROVIDERS,
    summary="Replace the provider's week",
    description="Replaces the whole week: a day that is left out is closed. A day is a list of windows, or one "
    "window. Windows of a day may touch but not overlap, and lie on the provider's slots; `24:00` is an end. "
    "Appointments that are booked stay as they are.",
    parameters=ScheduleParameters,
    body=ScheduleRequest,
    answers=ScheduleAnswer,
    answer="The schedule as it now stands.",
    problems=(errors.Busy, errors.ProviderNotFound, errors.VersionMismatch),
    throttle=Throttle.WRITE,
)
UPDATE_SCHEDULE_BY_POST = replace(
    UPDATE_SCHEDULE, method="POST", description="Same as PUT; kept for older clients.", same_as=UPDATE_SCHEDULE
)
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
        errors.Busy,
        errors.ProviderNotFound,
        errors.AppointmentNotFound,
        errors.AppointmentIsCancelled,
        errors.AppointmentHasStarted,
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
        errors.Busy,
        errors.ProviderNotFound,
        errors.SlotNotOffered,
        errors.SlotInPast,
        errors.SlotTaken,
        errors.IdempotencyKeyReused,
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
    problems=(errors.Busy, errors.AppointmentNotFound),
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
        errors.Busy,
        errors.AppointmentNotFound,
        errors.SlotNotOffered,
        errors.SlotInPast,
        errors.SlotTaken,
        errors.AppointmentIsCancelled,
        errors.AppointmentHasStarted,
        errors.VersionMismatch,
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
        errors.Busy,
        errors.AppointmentNotFound,
        errors.AppointmentIsCancelled,
        errors.AppointmentHasStarted,
        errors.VersionMismatch,
    ),
    throttle=Throttle.WRITE,
)
GET_OPENAPI = Route(
    function="show_docs",
    method="GET",
    path="/api/openapi.json",
    tag=DOCUMENTS,
    summary="Read this document",
    description="OpenAPI 3.1.",
    parameters=DocumentParameters,
    answer="The document.",
)
GET_DOCS = Route(
    function="show_docs",
    method="GET",
    path="/api/docs",
    tag=DOCUMENTS,
    summary="See this document as a page",
    description="A page that loads nothing from elsewhere.",
    parameters=DocumentParameters,
    answer="The page.",
)

ROUTES = (
    *(CREATE_PROVIDER, GET_PROVIDER, UPDATE_SCHEDULE, UPDATE_SCHEDULE_BY_POST),
    *(GET_AVAILABILITY, CREATE_APPOINTMENT, GET_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT),
    *(GET_OPENAPI, GET_DOCS),
)


def methods_of(path: str) -> list[str]:
    """The methods that the path answers, sorted; none when there is no such route."""
    methods = {route.method for route in ROUTES if route.has_path(path)}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)

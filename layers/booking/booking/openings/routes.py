"""The routes of openings, in the template's order."""

from booking.access.policy import Action
from booking.appointments.refusals import AppointmentHasStarted, AppointmentIsCancelled, AppointmentNotFound
from booking.calls.refusals import Busy, Unauthorized
from booking.http.route import Route
from booking.openings.answers import AvailabilityAnswer
from booking.openings.requests import AvailabilityParameters
from booking.providers.parameters import PROVIDERS
from booking.providers.refusals import ProviderNotFound
from booking.services.refusals import ServiceNotFound

GET_AVAILABILITY = Route(
    function="get_availability",
    method="GET",
    path="/api/providers/{providerId}/availability",
    tag=PROVIDERS,
    summary="List the openings on a date",
    description="Lists the openings that can be booked now, in order. Where two windows touch, openings may overlap. "
    "If you book one, the other is gone. With `appointmentId` it lists the openings to which this appointment can be "
    "moved, for callers who may move it. They have the length of the appointment, and its own slots count as free.",
    parameters=AvailabilityParameters,
    answers=AvailabilityAnswer,
    answer="The openings, each `appointmentDuration` minutes long. The list is empty if the provider is closed, "
    "fully booked, or has no schedule yet.",
    has_version=False,
    problems=(
        Busy,
        Unauthorized,
        ProviderNotFound,
        ServiceNotFound,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AppointmentHasStarted,
    ),
    access=Action.SEE_AVAILABILITY,
    is_public=True,
)

ROUTES = (GET_AVAILABILITY,)

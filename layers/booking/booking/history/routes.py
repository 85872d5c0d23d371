"""The routes of histories, in the template's order."""

from booking.access.policy import Action
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.refusals import Busy, Forbidden, Unauthorized
from booking.history.answers import AppointmentHistoryAnswer, ProviderHistoryAnswer
from booking.history.requests import AppointmentHistoryParameters, ProviderHistoryParameters
from booking.http.route import Route
from booking.providers.refusals import ProviderNotFound

HISTORY = "History"

LIST_APPOINTMENT_HISTORY = Route(
    function="list_appointment_history",
    method="GET",
    path="/api/appointments/{appointmentId}/history",
    tag=HISTORY,
    summary="List what happened to an appointment",
    description="One entry for each version, for staff. It says which fields were corrected, never what they "
    "contain. The entry of a change comes some seconds after it.",
    parameters=AppointmentHistoryParameters,
    answers=AppointmentHistoryAnswer,
    answer="A page of the history.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, AppointmentNotFound),
    access=Action.READ_HISTORY,
)

LIST_PROVIDER_HISTORY = Route(
    function="list_provider_history",
    method="GET",
    path="/api/providers/{providerId}/history",
    tag=HISTORY,
    summary="List what happened to a provider",
    description="One entry for each version of the provider, for staff: its schedule, its services, its overrides, its "
    "time off. The entry of a change comes some seconds after it.",
    parameters=ProviderHistoryParameters,
    answers=ProviderHistoryAnswer,
    answer="A page of the history.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.READ_PROVIDER_HISTORY,
)

ROUTES = (LIST_APPOINTMENT_HISTORY, LIST_PROVIDER_HISTORY)

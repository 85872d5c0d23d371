"""The routes of openings, in the template's order."""

from booking.access.policy import Action
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AppointmentNotFound,
    TooLateToChange,
)
from booking.calls.refusals import Busy, Unauthorized
from booking.http.route import Route
from booking.openings.answers import AnyAvailability, ComparisonAnswer, NextOpeningsAnswer, StartAnswer
from booking.openings.requests import (
    AvailabilityParameters,
    CompareParameters,
    NextOpeningsParameters,
    StartParameters,
)
from booking.providers.parameters import PROVIDERS
from booking.providers.refusals import ProviderNotFound
from booking.services.refusals import ServiceNotFound

GET_AVAILABILITY = Route(
    function="get_availability",
    method="GET",
    path="/api/providers/{providerId}/availability",
    tag=PROVIDERS,
    summary="List the openings on one date or on several",
    description="Lists the openings that can be booked now, in order: on `date`, or on each date from `from` to `to`. "
    "Openings may overlap. If you book one, those that overlap it are gone. With `appointmentId` it lists the openings "
    "to which this appointment can be moved, for callers who may move it. They have the length of the appointment, and "
    "its own slots count as free. `timezone` changes how the answer is written and grouped, never which starts there "
    "are. With `next=true` an empty answer names the first later opening.",
    parameters=AvailabilityParameters,
    answers=AnyAvailability,
    answer="The openings. If there are none, `emptyBecause` says why: the first of these that is true. `no-schedule`, "
    "`past`, `beyond-horizon` (too far ahead), `closed`, `too-soon` (nearer than the notice allows), `full`.",
    has_version=False,
    problems=(
        Busy,
        Unauthorized,
        ProviderNotFound,
        ServiceNotFound,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AppointmentHasStarted,
        TooLateToChange,
    ),
    access=Action.SEE_AVAILABILITY,
    is_public=True,
)

FIND_NEXT_OPENINGS = Route(
    function="find_next_openings",
    method="GET",
    path="/api/providers/{providerId}/availability/next",
    tag=PROVIDERS,
    summary="List the soonest openings",
    description="Looks at 7 dates first, then at 31 and 93 and further ones, until it has found enough or has come to "
    "the horizon.",
    parameters=NextOpeningsParameters,
    answers=NextOpeningsAnswer,
    answer="The soonest openings. There may be fewer than asked for: all starts before `searchedUntil` were looked at.",
    has_version=False,
    problems=(Busy, Unauthorized, ProviderNotFound, ServiceNotFound),
    access=Action.SEE_AVAILABILITY,
    is_public=True,
)

EXPLAIN_START = Route(
    function="explain_start",
    method="GET",
    path="/api/providers/{providerId}/availability/explain",
    tag=PROVIDERS,
    summary="Ask why a start is not offered",
    description="Lists all reasons against a start, as a booking of it would be refused. With `appointmentId`: as a "
    "move of this appointment would be refused. Only staff see `time-off`; others see `outside-hours`.",
    parameters=StartParameters,
    answers=StartAnswer,
    answer="Whether the start is offered, and what is against it.",
    has_version=False,
    problems=(
        Busy,
        Unauthorized,
        ProviderNotFound,
        ServiceNotFound,
        AppointmentNotFound,
        AppointmentIsCancelled,
        AppointmentHasStarted,
        TooLateToChange,
    ),
    access=Action.EXPLAIN_START,
    is_public=True,
)

COMPARE_AVAILABILITY = Route(
    function="compare_availability",
    method="GET",
    path="/api/availability",
    tag=PROVIDERS,
    summary="List the openings of several providers on a date",
    description="The date is one of each provider's own zone.",
    parameters=CompareParameters,
    answers=ComparisonAnswer,
    answer="The openings of each provider, in the order of `providerIds`. `emptyBecause` is `not-found` for a provider "
    "that does not exist, or that has no such service.",
    has_version=False,
    problems=(Busy, Unauthorized),
    access=Action.SEE_AVAILABILITY,
    is_public=True,
)

ROUTES = (GET_AVAILABILITY, FIND_NEXT_OPENINGS, EXPLAIN_START, COMPARE_AVAILABILITY)

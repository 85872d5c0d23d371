"""The routes of providers, in the template's order."""

from dataclasses import replace

from booking.calls.refusals import Busy, IdempotencyKeyReused, VersionMismatch
from booking.http.requests import CreateParameters
from booking.http.route import Route, Throttle
from booking.providers.answers import ProviderAnswer, ScheduleAnswer
from booking.providers.parameters import PROVIDERS, ProviderParameters
from booking.providers.refusals import ProviderNotFound
from booking.providers.requests import ProviderRequest, ScheduleParameters, ScheduleRequest

CREATE_PROVIDER = Route(
    function="create_provider",
    method="POST",
    path="/api/providers",
    tag=PROVIDERS,
    summary="Create a provider",
    description="The provider's time is sold in slots of `slotMinutes`, which can never be changed. `slotMinutes` "
    "must divide every UTC offset of the time zone. The provider offers nothing until it has a schedule.",
    parameters=CreateParameters,
    body=ProviderRequest,
    answers=ProviderAnswer,
    answer="The new provider, or the one that an earlier request with the same Idempotency-Key created.",
    creates=True,
    problems=(Busy, IdempotencyKeyReused),
    throttle=Throttle.WRITE,
)

GET_PROVIDER = Route(
    function="get_provider",
    method="GET",
    path="/api/providers/{providerId}",
    tag=PROVIDERS,
    summary="Read a provider",
    description="Returns the newest version.",
    parameters=ProviderParameters,
    answers=ProviderAnswer,
    answer="The provider.",
    problems=(Busy, ProviderNotFound),
)

UPDATE_SCHEDULE = Route(
    function="update_schedule",
    method="PUT",
    path="/api/providers/{providerId}/schedule",
    tag=PROVIDERS,
    summary="Replace the provider's week",
    description="Replaces the whole week: a missing day is closed. A day is a list of windows, or one window. "
    "Windows of a day may touch but not overlap. They start and end on the provider's slots; a window may end at "
    "`24:00`. Booked appointments stay as they are.",
    parameters=ScheduleParameters,
    body=ScheduleRequest,
    answers=ScheduleAnswer,
    answer="The new schedule.",
    problems=(Busy, ProviderNotFound, VersionMismatch),
    throttle=Throttle.WRITE,
)

UPDATE_SCHEDULE_BY_POST = replace(
    UPDATE_SCHEDULE, method="POST", description="Same as PUT; kept for older clients.", same_as=UPDATE_SCHEDULE
)

ROUTES = (CREATE_PROVIDER, GET_PROVIDER, UPDATE_SCHEDULE, UPDATE_SCHEDULE_BY_POST)

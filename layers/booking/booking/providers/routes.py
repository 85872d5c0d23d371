"""The routes of providers, in the template's order."""

from dataclasses import replace

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, IdempotencyKeyReused, Unauthorized, VersionMismatch
from booking.http.answers import JSON, MERGE_PATCH
from booking.http.requests import CreateParameters
from booking.http.route import Route, Throttle
from booking.providers.answers import (
    DeactivatedAnswer,
    ProviderAnswer,
    ProvidersAnswer,
    ScheduleAnswer,
    ScheduleChangeAnswer,
)
from booking.providers.parameters import PROVIDERS, ListProvidersParameters, ProviderParameters
from booking.providers.refusals import ProviderNotFound
from booking.providers.requests import (
    ChangeParameters,
    ProviderPatch,
    ProviderRequest,
    ScheduleRequest,
    TriedParameters,
)

CREATE_PROVIDER = Route(
    function="create_provider",
    method="POST",
    path="/api/providers",
    tag=PROVIDERS,
    summary="Create a provider",
    description="The provider's time is sold in slots of `slotMinutes`, which must divide every UTC offset of the time "
    "zone. They cannot be changed after the first schedule, service or override. The provider offers nothing until it "
    "has a schedule, or a service and an override.",
    parameters=CreateParameters,
    body=ProviderRequest,
    answers=ProviderAnswer,
    answer="The new provider, or the one that an earlier request with the same Idempotency-Key created.",
    creates=True,
    problems=(Busy, Unauthorized, Forbidden, IdempotencyKeyReused),
    access=Action.CREATE_PROVIDER,
    throttle=Throttle.WRITE,
)

LIST_PROVIDERS = Route(
    function="list_providers",
    method="GET",
    path="/api/providers",
    tag=PROVIDERS,
    summary="List providers",
    description="By name, in pages, without regard to capital letters and accents. Those that are not active are for "
    "staff; a provider sees itself. There may be fewer on a page than `limit`, or none: go on while `nextCursor` is "
    "not null. A new provider, or another name, shows after a moment.",
    parameters=ListProvidersParameters,
    answers=ProvidersAnswer,
    answer="The providers: of each the part that you may see.",
    has_version=False,
    problems=(Busy, Unauthorized),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

GET_PROVIDER = Route(
    function="get_provider",
    method="GET",
    path="/api/providers/{providerId}",
    tag=PROVIDERS,
    summary="Read a provider",
    description="Returns the newest version. Its name and its hours are public. Staff sees the rest too, and admins "
    "see its `subject`.",
    parameters=ProviderParameters,
    answers=ProviderAnswer,
    answer="The provider.",
    problems=(Busy, Unauthorized, ProviderNotFound),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

UPDATE_PROVIDER = Route(
    function="update_provider",
    method="PATCH",
    path="/api/providers/{providerId}",
    tag=PROVIDERS,
    summary="Change a provider's details and rules",
    description="A JSON merge patch (RFC 7396): a field that is left out stays as it is, and null clears it. A "
    "provider may change all of its own but `subject`, which only admins set. The rules are defaults for all that the "
    "provider offers; one that contradicts another, or a service, is refused. What changes nothing is answered with "
    "200, whatever `If-Match` says.",
    parameters=ChangeParameters,
    body=ProviderPatch,
    media_types=(JSON, MERGE_PATCH),
    answers=ProviderAnswer,
    answer="The provider as it is now.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.EDIT_PROVIDER,
    throttle=Throttle.WRITE,
)

DEACTIVATE_PROVIDER = Route(
    function="deactivate_provider",
    method="DELETE",
    path="/api/providers/{providerId}",
    tag=PROVIDERS,
    summary="Deactivate a provider",
    description="Its time can no longer be booked. Everything else stays: its appointments, its week and its services. "
    "A repeat answers the same.",
    parameters=TriedParameters,
    answers=DeactivatedAnswer,
    answer="The provider, which is not active, and the appointments to come.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.DEACTIVATE_PROVIDER,
    throttle=Throttle.WRITE,
)

REACTIVATE_PROVIDER = Route(
    function="reactivate_provider",
    method="POST",
    path="/api/providers/{providerId}/reactivate",
    tag=PROVIDERS,
    summary="Reactivate a provider",
    description="Its time can be booked again. A repeat answers the same.",
    parameters=ChangeParameters,
    answers=ProviderAnswer,
    answer="The provider, which is active.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.DEACTIVATE_PROVIDER,
    throttle=Throttle.WRITE,
)

GET_SCHEDULE = Route(
    function="get_schedule",
    method="GET",
    path="/api/providers/{providerId}/schedule",
    tag=PROVIDERS,
    summary="Read the provider's week",
    description="The schedule as the last PUT left it; all days are closed before the first one. The week is public; "
    "staff sees the version too, for `If-Match`.",
    parameters=ProviderParameters,
    answers=ScheduleAnswer,
    answer="The schedule.",
    problems=(Busy, Unauthorized, ProviderNotFound),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

UPDATE_SCHEDULE = Route(
    function="update_schedule",
    method="PUT",
    path="/api/providers/{providerId}/schedule",
    tag=PROVIDERS,
    summary="Replace the provider's week",
    description="Replaces the whole week: a missing day is closed. A day is a list of windows, or one window. "
    "Windows of a day may touch but not overlap. They start and end on the provider's slots; a window may end at "
    "`24:00`. Booked appointments stay as they are; the answer lists those for which there is no room any more.",
    parameters=TriedParameters,
    body=ScheduleRequest,
    answers=ScheduleChangeAnswer,
    answer="The new schedule, and the appointments that it hits.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

UPDATE_SCHEDULE_BY_POST = replace(
    UPDATE_SCHEDULE, method="POST", description="Same as PUT; kept for older clients.", same_as=UPDATE_SCHEDULE
)

ROUTES = (
    *(CREATE_PROVIDER, LIST_PROVIDERS, GET_PROVIDER, UPDATE_PROVIDER, DEACTIVATE_PROVIDER, REACTIVATE_PROVIDER),
    *(GET_SCHEDULE, UPDATE_SCHEDULE, UPDATE_SCHEDULE_BY_POST),
)

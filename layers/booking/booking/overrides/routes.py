"""The routes of overrides, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, Unauthorized, VersionMismatch
from booking.http.route import Route, Throttle
from booking.overrides.answers import ChangedOverridesAnswer, OverridesAnswer
from booking.overrides.requests import ListParameters, OverrideParameters, OverrideRequest, OverridesRequest
from booking.providers.parameters import PROVIDERS
from booking.providers.refusals import ProviderNotFound
from booking.providers.requests import TriedParameters

SET_OVERRIDES = Route(
    function="set_overrides",
    method="POST",
    path="/api/providers/{providerId}/overrides",
    tag=PROVIDERS,
    summary="Set the windows of several dates",
    description="The windows replace those of the week on each date; without any a date is closed. They follow the "
    "rules of the week. Either all are set or none. Dates are from today to 730 days ahead, in the provider's zone. "
    "`If-Match` and `ETag` are about the provider. What changes nothing is answered with 200, whatever `If-Match` "
    "says. Booked appointments stay as they are; the answer names those that the windows would not allow.",
    parameters=TriedParameters,
    body=OverridesRequest,
    answers=ChangedOverridesAnswer,
    answer="The overrides, and the provider's version.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

LIST_OVERRIDES = Route(
    function="list_overrides",
    method="GET",
    path="/api/providers/{providerId}/overrides",
    tag=PROVIDERS,
    summary="List the overrides",
    description="Like the week they are public. Only staff may list those of the past.",
    parameters=ListParameters,
    answers=OverridesAnswer,
    answer="The overrides of the dates `from` to `to`, both included.",
    has_version=False,
    problems=(Busy, Unauthorized, ProviderNotFound),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

SET_OVERRIDE = Route(
    function="set_override",
    method="PUT",
    path="/api/providers/{providerId}/overrides/{date}",
    tag=PROVIDERS,
    summary="Set the windows of a date",
    description="As with several dates. It can be repeated: what stands already is not written again.",
    parameters=OverrideParameters,
    body=OverrideRequest,
    answers=ChangedOverridesAnswer,
    answer="The override, and the provider's version.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

REMOVE_OVERRIDE = Route(
    function="remove_override",
    method="DELETE",
    path="/api/providers/{providerId}/overrides/{date}",
    tag=PROVIDERS,
    summary="Remove the override of a date",
    description="The week holds again on this date. A repeat returns the same answer, whatever the `If-Match`.",
    parameters=OverrideParameters,
    answers=ChangedOverridesAnswer,
    answer="The provider's version. There is no override of this date.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

ROUTES = (SET_OVERRIDES, LIST_OVERRIDES, SET_OVERRIDE, REMOVE_OVERRIDE)

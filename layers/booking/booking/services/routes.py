"""The routes of services, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, Unauthorized, VersionMismatch
from booking.http.route import Route, Throttle
from booking.providers.parameters import ProviderParameters
from booking.providers.refusals import ProviderNotFound
from booking.services.answers import OfferedServicesAnswer, ServiceAnswer, ServiceChangeAnswer, ServicesAnswer
from booking.services.refusals import ServiceNotFound
from booking.services.requests import (
    SERVICES,
    CatalogParameters,
    ChangeServiceParameters,
    ServiceParameters,
    ServiceRequest,
)

LIST_SERVICES = Route(
    function="list_services",
    method="GET",
    path="/api/providers/{providerId}/services",
    tag=SERVICES,
    summary="List a provider's services",
    description="All of them in one answer. Those with `active: false` are retired.",
    parameters=ProviderParameters,
    answers=ServicesAnswer,
    answer="The services.",
    has_version=False,
    problems=(Busy, Unauthorized, ProviderNotFound),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

SET_SERVICE = Route(
    function="set_service",
    method="PUT",
    path="/api/providers/{providerId}/services/{serviceId}",
    tag=SERVICES,
    summary="Set a provider's service",
    description="Replaces all of the service. A rule that is left out is the provider's; limits of both hold. Rules "
    "that contradict one another, or that leave no room in the provider's week, are refused. Booked appointments stay "
    "as they are. A service that was retired is on offer again. What changes nothing is answered with 200, whatever "
    "`If-Match` says. A provider has at most 50 services, counting those that are retired.",
    parameters=ChangeServiceParameters,
    body=ServiceRequest,
    answers=ServiceChangeAnswer,
    answer="The service as it is now, and the appointments of it for which there is no room.",
    may_create=True,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, VersionMismatch),
    access=Action.CHANGE_SERVICE,
    throttle=Throttle.WRITE,
)

GET_SERVICE = Route(
    function="get_service",
    method="GET",
    path="/api/providers/{providerId}/services/{serviceId}",
    tag=SERVICES,
    summary="Read a provider's service",
    description="Also one that is retired. A rule that is null is the provider's.",
    parameters=ServiceParameters,
    answers=ServiceAnswer,
    answer="The service.",
    problems=(Busy, Unauthorized, ServiceNotFound),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

RETIRE_SERVICE = Route(
    function="retire_service",
    method="DELETE",
    path="/api/providers/{providerId}/services/{serviceId}",
    tag=SERVICES,
    summary="Retire a provider's service",
    description="It is no longer on offer. Booked appointments stay as they are. A repeat answers the same. Setting "
    "the service again puts it back on offer.",
    parameters=ChangeServiceParameters,
    answers=ServiceChangeAnswer,
    answer="The service, which is not active, and the appointments of it to come.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, ServiceNotFound, VersionMismatch),
    access=Action.CHANGE_SERVICE,
    throttle=Throttle.WRITE,
)

LIST_OFFERED_SERVICES = Route(
    function="list_offered_services",
    method="GET",
    path="/api/services",
    tag=SERVICES,
    summary="List who offers which service",
    description="What is on offer of all providers that are active, by `serviceId`. With `serviceId` only those who "
    "offer this one. A change shows after a moment.",
    parameters=CatalogParameters,
    answers=OfferedServicesAnswer,
    answer="Services with their providers.",
    has_version=False,
    problems=(Busy, Unauthorized),
    access=Action.READ_PUBLIC_PART,
    is_public=True,
)

ROUTES = (LIST_SERVICES, SET_SERVICE, GET_SERVICE, RETIRE_SERVICE, LIST_OFFERED_SERVICES)

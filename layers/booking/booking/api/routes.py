"""All routes of the API, in the template's order."""

from booking.api.documents import DocumentParameters
from booking.appointments import routes as appointments
from booking.customers import routes as customers
from booking.desk import routes as desk
from booking.history import routes as history
from booking.http.route import Route, Throttle
from booking.openings import routes as openings
from booking.overrides import routes as overrides
from booking.providers import routes as providers
from booking.reports import routes as reports
from booking.resolutions import routes as resolutions
from booking.services import routes as services
from booking.time_off import routes as time_off

DOCUMENTS = "Documents"

GET_OPENAPI = Route(
    function="show_docs",
    method="GET",
    path="/api/openapi.json",
    tag=DOCUMENTS,
    summary="Read this document",
    description="OpenAPI 3.1.",
    parameters=DocumentParameters,
    answer="The document.",
    throttle=Throttle.DOCUMENT,
    is_public=True,
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
    throttle=Throttle.DOCUMENT,
    is_public=True,
)

ROUTES = (
    *providers.ROUTES,
    *services.ROUTES,
    *overrides.ROUTES,
    *time_off.ROUTES,
    *openings.ROUTES,
    *appointments.ROUTES,
    *desk.ROUTES,
    *resolutions.ROUTES,
    *customers.ROUTES,
    *history.ROUTES,
    *reports.ROUTES,
    GET_OPENAPI,
    GET_DOCS,
)


def methods_of(path: str) -> list[str]:
    """The methods that the path answers, sorted; none when there is no such route."""
    methods = {route.method for route in ROUTES if route.has_path(path)}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)

"""What the routes do not say of themselves: their tags in words, and the links between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from booking.api.routes import DOCUMENTS
from booking.appointments.routes import (
    APPOINTMENTS,
    CANCEL_APPOINTMENT,
    CREATE_APPOINTMENT,
    GET_APPOINTMENT,
    KEEP_APPOINTMENT,
    LIST_APPOINTMENTS,
    RESCHEDULE_APPOINTMENT,
    SET_ATTENDANCE,
    UPDATE_APPOINTMENT,
)
from booking.calls.refusals import ValidationFailed
from booking.customers.requests import CUSTOMERS
from booking.customers.routes import ERASE_CUSTOMER, EXPORT_CUSTOMER, FIND_CUSTOMERS, GET_CUSTOMER, UPDATE_CUSTOMER
from booking.desk.requests import DESK
from booking.desk.routes import GET_BOARD, GET_DAY, GET_MONTH
from booking.history.routes import HISTORY
from booking.http.body import MalformedJson, PayloadTooLarge, UnsupportedMediaType
from booking.http.route import Route
from booking.openings.routes import EXPLAIN_START, FIND_NEXT_OPENINGS, GET_AVAILABILITY
from booking.overrides.routes import LIST_OVERRIDES, SET_OVERRIDES
from booking.providers.parameters import PROVIDERS
from booking.providers.routes import (
    CREATE_PROVIDER,
    DEACTIVATE_PROVIDER,
    GET_PROVIDER,
    GET_SCHEDULE,
    LIST_PROVIDERS,
    REACTIVATE_PROVIDER,
    UPDATE_PROVIDER,
    UPDATE_SCHEDULE,
)
from booking.reports.routes import REPORTS
from booking.resolutions.routes import GET_RESOLUTION, REQUEST_RESOLUTION
from booking.services.requests import SERVICES
from booking.services.routes import GET_SERVICE, LIST_OFFERED_SERVICES, LIST_SERVICES, RETIRE_SERVICE, SET_SERVICE
from booking.time_off.routes import ADD_TIME_OFF, GET_TIME_OFF, LIST_TIME_OFF, REMOVE_TIME_OFF, SET_TIME_OFF
from docgen.webhooks import EVENTS

TAGS = (
    {"name": PROVIDERS, "description": "The people whose time is booked, their weekly schedules and openings."},
    {"name": SERVICES, "description": "What providers offer, each with its own length and rules."},
    {"name": APPOINTMENTS, "description": "Book, read, correct, move and cancel; who came."},
    {"name": DESK, "description": "What a receptionist looks at: days and months with their appointments."},
    {
        "name": CUSTOMERS,
        "description": "Find customers, read their cards; export and erase their data.",
    },
    {"name": HISTORY, "description": "What happened to an appointment or a provider, and who did it."},
    {"name": REPORTS, "description": "What a provider's days look like in numbers."},
    {"name": EVENTS, "description": "What EventBridge delivers to consumers: one event for every change."},
    {"name": DOCUMENTS, "description": "This document, and the page that shows it."},
)


@dataclass(frozen=True, slots=True)
class Link:
    """An operation that an answer leads to. `parameters`: from the answer's fields; of a body, words tell.

    `requestBody` may be an object by the specification, and stops openapi-generator.
    """

    operation: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    description: str = ""


def operation_id(route: Route) -> str:
    """The function's name in camelCase; of two routes of one function the other is named by its method or its end."""
    special = {"GET /api/openapi.json": "getOpenApi", "GET /api/docs": "getDocs"}
    if str(route) in special:
        return special[str(route)]
    first, *rest = route.function.split("_")
    by = ["by", route.method.lower()] if route.same_as else []
    return first + "".join(word.title() for word in [*rest, *by])


def refusals_of(route: Route) -> list[type[Exception]]:
    """All that the route may answer with, those of every route included."""
    of_body = [MalformedJson, PayloadTooLarge, UnsupportedMediaType] if route.body else []
    return [ValidationFailed, Exception, *of_body, *route.problems]


def links_of(route: Route) -> Sequence[Link]:
    return _LINKS.get(route.same_as or route, ())


def _of_appointment(*routes: Route) -> tuple[Link, ...]:
    return tuple(Link(operation_id(route), {"appointmentId": "$response.body#/id"}) for route in routes)


def _of_provider(provider_id: str, *routes: Route) -> tuple[Link, ...]:
    return tuple(Link(operation_id(route), {"providerId": f"$response.body#/{provider_id}"}) for route in routes)


def _of_service(*routes: Route) -> tuple[Link, ...]:
    named = {name: f"$response.body#/{name}" for name in ("providerId", "serviceId")}
    return tuple(Link(operation_id(route), named) for route in routes)


def _of_customer(*routes: Route) -> tuple[Link, ...]:
    return tuple(Link(operation_id(route), {"customerId": "$response.body#/customerId"}) for route in routes)


def _of_card(*routes: Route) -> tuple[Link, ...]:
    return tuple(Link(operation_id(route), {"customerId": "$response.body#/id"}) for route in routes)


def _of_time_off(*routes: Route) -> tuple[Link, ...]:
    of_entry = {"providerId": "$response.body#/providerId", "timeOffId": "$response.body#/id"}
    return tuple(Link(operation_id(route), of_entry) for route in routes)


_TO_BOOK = (
    Link(
        operation_id(CREATE_APPOINTMENT),
        description="Book one of these: send `providerId`, and the `startTime` of an opening.",
    ),
)

_OF_ONE = Link(
    operation_id(GET_APPOINTMENT), description="Read one of the appointments: send its `id` as `appointmentId`."
)

_LINKS: Mapping[Route, Sequence[Link]] = {
    CREATE_PROVIDER: _of_provider("id", GET_PROVIDER, UPDATE_PROVIDER, UPDATE_SCHEDULE, GET_AVAILABILITY),
    LIST_PROVIDERS: (
        Link(operation_id(GET_PROVIDER), description="Read one of these: send its `id` as `providerId`."),
    ),
    GET_PROVIDER: _of_provider(
        "id", UPDATE_PROVIDER, UPDATE_SCHEDULE, LIST_OVERRIDES, LIST_TIME_OFF, GET_AVAILABILITY, LIST_SERVICES
    ),
    UPDATE_PROVIDER: _of_provider("id", GET_PROVIDER, UPDATE_SCHEDULE, GET_AVAILABILITY),
    DEACTIVATE_PROVIDER: _of_provider("id", REACTIVATE_PROVIDER),
    REACTIVATE_PROVIDER: _of_provider("id", GET_PROVIDER, GET_AVAILABILITY),
    GET_SCHEDULE: _of_provider("providerId", UPDATE_SCHEDULE, GET_AVAILABILITY),
    UPDATE_SCHEDULE: _of_provider("providerId", GET_SCHEDULE, GET_PROVIDER, GET_AVAILABILITY),
    LIST_OVERRIDES: _of_provider("providerId", GET_PROVIDER, SET_OVERRIDES),
    ADD_TIME_OFF: _of_time_off(GET_TIME_OFF, SET_TIME_OFF, REMOVE_TIME_OFF),
    LIST_TIME_OFF: _of_provider("providerId", ADD_TIME_OFF),
    GET_TIME_OFF: _of_time_off(SET_TIME_OFF, REMOVE_TIME_OFF),
    SET_TIME_OFF: _of_time_off(GET_TIME_OFF, REMOVE_TIME_OFF),
    REMOVE_TIME_OFF: _of_time_off(GET_TIME_OFF, SET_TIME_OFF),
    REQUEST_RESOLUTION: (
        Link(
            operation_id(GET_RESOLUTION),
            {"providerId": "$response.body#/providerId", "resolutionId": "$response.body#/id"},
        ),
    ),
    LIST_SERVICES: (Link(operation_id(GET_SERVICE), description="Read one of these: send its `serviceId`."),),
    SET_SERVICE: _of_service(GET_SERVICE, RETIRE_SERVICE),
    GET_SERVICE: _of_service(SET_SERVICE, RETIRE_SERVICE),
    RETIRE_SERVICE: _of_service(GET_SERVICE),
    LIST_OFFERED_SERVICES: (
        Link(operation_id(GET_SERVICE), description="Read one of these: send its `providerId` and `serviceId`."),
    ),
    GET_AVAILABILITY: _TO_BOOK,
    FIND_NEXT_OPENINGS: _TO_BOOK,
    EXPLAIN_START: _TO_BOOK,
    UPDATE_APPOINTMENT: _of_appointment(GET_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT),
    SET_ATTENDANCE: _of_appointment(GET_APPOINTMENT, UPDATE_APPOINTMENT),
    CREATE_APPOINTMENT: _of_appointment(GET_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT),
    LIST_APPOINTMENTS: (
        Link(operation_id(GET_APPOINTMENT), description="Read one of these: send its `id` as `appointmentId`."),
    ),
    GET_APPOINTMENT: _of_appointment(RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT),
    RESCHEDULE_APPOINTMENT: _of_appointment(GET_APPOINTMENT, CANCEL_APPOINTMENT),
    CANCEL_APPOINTMENT: _of_appointment(GET_APPOINTMENT),
    KEEP_APPOINTMENT: _of_appointment(GET_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT),
    GET_DAY: (_OF_ONE,),
    GET_BOARD: (_OF_ONE,),
    GET_MONTH: _of_provider("providerId", GET_DAY),
    FIND_CUSTOMERS: (
        Link(operation_id(GET_CUSTOMER), description="Read one of these: send its `id` as `customerId`."),
    ),
    GET_CUSTOMER: _of_card(UPDATE_CUSTOMER, EXPORT_CUSTOMER),
    UPDATE_CUSTOMER: _of_card(GET_CUSTOMER),
    EXPORT_CUSTOMER: _of_customer(ERASE_CUSTOMER),
    ERASE_CUSTOMER: _of_customer(EXPORT_CUSTOMER),
}

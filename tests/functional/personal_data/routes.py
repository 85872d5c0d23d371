"""The routes of the template, and which of their fields are personal.

Personal is what tells who somebody is, or what somebody wrote in a text of their own. A provider's name is shown in
public, and yet no log and no event needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from booking.api.routes import ROUTES
from booking.http.parameters import Place, places_of
from booking.http.route import Route
from booking.providers.rules import RULE_NAMES
from booking.services.requests import ServiceRequest
from local.paths import TEMPLATE
from local.routes import template_routes
from local.translation import read_template

DEFAULT = "$default"

PERSONAL = {"name", "email", "phone", "notes", "metadata", "reason", "subject", "internalNote", "query", "message"}

NEEDED = {"query"}
"""Personal parameters without which there is no request."""

NOT_PERSONAL = {
    *("providerId", "appointmentId", "startTime", "timezone", "slotMinutes", "appointmentDuration", "date"),
    *("action", "resolutionId"),
    *("serviceId", "override", "attendance", "releaseRest"),
    *("from", "to", "next", "limit", "providerIds", "month"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("from", "to", "windows", "overrides", "start", "end", "endTime", "fromDate", "toDate", "timeOffId"),
    *("serviceId", "dryRun", "duration", "description", "limit", "cursor", "status", "order", *RULE_NAMES.values()),
    *("If-Match", "If-None-Match", "Accept-Encoding", "after", "language"),
}

OF_THINGS: Mapping[type[BaseModel], set[str]] = {ServiceRequest: {"name"}}
"""Fields that are personal in other bodies. What a service is called is nobody's name."""

ELSEWHERE = {"id", "customerId", "Idempotency-Key"}
"""Marked too, each in its own way."""


WITH_A_CARD = {"find_customers", "get_customer", "update_customer", "list_appointment_history"}


@dataclass(frozen=True)
class Asked:
    """A route of the template, and the function behind it. `route` is None for the route of all unknown paths."""

    key: str
    function: str
    route: Route | None

    def __str__(self) -> str:
        return self.key

    @property
    def places(self) -> Mapping[str, Place]:
        return places_of(self.route.parameters) if self.route else {}

    @property
    def is_the_functions_own(self) -> bool:
        """Neither HEAD nor a route for older clients."""
        return self.route is not None and self.key == str(self.route) and self.route.same_as is None

    @property
    def state(self) -> str:
        """That in which a good request of the route changes something."""
        if self.function == "reactivate_provider":
            return "inactive"
        if self.function == "keep_appointment":
            return "against the rules"
        if self.function in WITH_A_CARD:
            return "with a card"
        if self.function == "set_attendance":
            return "today"
        return "without an appointment" if self.route and self.route.creates else "booked"

    @property
    def is_public(self) -> bool:
        return self.route is None or self.route.is_public


def asked_routes() -> list[Asked]:
    """HEAD has the route of GET, and a route of older clients that of the newer one."""
    routes = {str(route): route for route in ROUTES}
    routes |= {f"HEAD {route.path}": route for route in ROUTES if route.method == "GET"}
    found = []
    for name, resource in read_template(TEMPLATE)["Resources"].items():
        for key in sorted(template_routes({"Resources": {name: resource}})):
            folder = resource["Properties"]["CodeUri"].rpartition("/")[2]
            found.append(Asked(key, folder, None if key == DEFAULT else routes[key]))
    return found


def personal_in(body: type[BaseModel]) -> set[str]:
    return PERSONAL - OF_THINGS.get(body, set())


def unknown_fields(asked: Asked) -> list[str]:
    """Of parameters and body: those of which nobody has said yet whether they are personal."""
    known = PERSONAL | NOT_PERSONAL | ELSEWHERE
    in_body = _names(asked.route.body) if asked.route and asked.route.body else set()
    return sorted({*asked.places, *in_body} - known)


def _names(model: type[BaseModel]) -> set[str]:
    """The names of all fields, those of inner models in the place of their own."""
    names = set()
    for field in model.model_fields.values():
        inner = model_in(field.annotation)
        names |= _names(inner) if inner else {str(field.alias)}
    return names


def model_in(annotation: Any) -> type[BaseModel] | None:
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)

"""The routes of the API, in the template's order: which take a body, and what an unknown path could have meant."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Body(Enum):
    """Whether a route reads the body of its requests. One that reads none ignores what is sent."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Route:
    """A method on a path, in which `{name}` stands for one segment. Every GET route answers HEAD too."""

    method: str
    path: str
    body: Body = Body.NONE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ROUTES = (
    Route("POST", "/api/providers", Body.REQUIRED),
    Route("GET", "/api/providers/{providerId}"),
    Route("PUT", "/api/providers/{providerId}/schedule", Body.REQUIRED),
    Route("POST", "/api/providers/{providerId}/schedule", Body.REQUIRED),
    Route("GET", "/api/providers/{providerId}/availability"),
    Route("POST", "/api/appointments", Body.REQUIRED),
    Route("GET", "/api/appointments/{appointmentId}"),
    Route("PUT", "/api/appointments/{appointmentId}", Body.REQUIRED),
    Route("DELETE", "/api/appointments/{appointmentId}", Body.OPTIONAL),
    Route("GET", "/api/openapi.json"),
    Route("GET", "/api/docs"),
)


def answered_as(method: str) -> str:
    """HEAD is answered as GET is."""
    return "GET" if method == "HEAD" else method


def route_of(method: str, path: str) -> Route | None:
    """The route that answers the request, if there is one."""
    asked = answered_as(method)
    return next((r for r in ROUTES if r.method == asked and _pattern(r.path).fullmatch(path)), None)


def methods_of(path: str) -> list[str]:
    """The methods that the path answers, sorted; none when there is no such route."""
    methods = {route.method for route in ROUTES if _pattern(route.path).fullmatch(path)}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", template))))

"""The routes of the API, in the template's order: what a path that the gateway does not know could have meant."""

import re
from functools import cache

ROUTES = (
    ("POST", "/api/providers"),
    ("GET", "/api/providers/{providerId}"),
    ("POST", "/api/providers/{providerId}/schedule"),
    ("GET", "/api/providers/{providerId}/availability"),
    ("POST", "/api/appointments"),
    ("GET", "/api/appointments/{appointmentId}"),
    ("PUT", "/api/appointments/{appointmentId}"),
    ("DELETE", "/api/appointments/{appointmentId}"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/docs"),
)


def methods_of(path: str) -> list[str]:
    """The methods that routes with this path have; none when there is no such route."""
    return sorted({method for method, template in ROUTES if _pattern(template).fullmatch(path)})


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", template))))

"""$default: a problem for paths that are no route (404) and for methods that a route does not have (405)."""

from typing import Never

from booking.api.routes import methods_of
from booking.calls.call import Call
from booking.http.endpoint import entrypoint
from booking.http.gateway_event import GatewayEvent
from booking.http.problems import MethodNotAllowed, RouteNotFound


def answer(event: GatewayEvent, _: Call) -> Never:
    if allowed := methods_of(event.path):
        raise MethodNotAllowed(event.method, allowed)
    bare = event.path.rstrip("/")
    if bare != event.path and methods_of(bare):
        raise RouteNotFound(f"Leave out the slash at its end: {bare}.")
    raise RouteNotFound("GET /api/openapi.json lists the routes of this API.")


lambda_handler = entrypoint(answer)

"""$default: answers 404 for a path that is not a route, and 405 for a method that the path does not have."""

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
        raise RouteNotFound(f"Remove the slash at the end: {bare}.")
    raise RouteNotFound("GET /api/openapi.json lists the routes of this API.")


lambda_handler = entrypoint(answer)

"""API Gateway's HTTP API in this process: a WSGI application that calls the real functions.

A request is milliseconds faster than through the emulator's workers. The same event reaches the same handlers.
"""

import base64
import io
import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from booking.api.routes import ROUTES
from local.paths import TEMPLATE
from local.routes import template_routes
from local.translation import read_template
from tests.callers import ADMIN
from tests.functional.lambdas import Function, load, with_caller
from tests.proofs.fuzz.world import quiet

DEFAULT = "$default"

UNAUTHORIZED = b'{"message":"Unauthorized"}'

TOKEN = "of-an-admin"
"""What this gateway takes for a valid token."""

type Environ = Mapping[str, Any]
type StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Gateway:
    """Routes as the template says. What the functions print goes to `log`."""

    def __init__(self, log: io.StringIO) -> None:
        self._functions = {route: quiet(function, log) for route, function in functions_by_route().items()}
        public = [str(route) for route in ROUTES if route.is_public]
        self._public = {DEFAULT, *public, *(route.replace("GET", "HEAD") for route in public)}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        route, parameters = self._route(environ["REQUEST_METHOD"], _path(environ))
        event = event_of(environ, route, parameters)
        is_known = event["headers"].get("authorization") == f"Bearer {TOKEN}"
        if not is_known and route not in self._public:
            return _unauthorized(start_response)
        answer = self._functions[route](with_caller(event, ADMIN) if is_known else event)
        assert isinstance(answer.raw["body"], str)  # the emulator fails on null
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body
        # Unpacked: the client that calls this application does not do it.
        headers = {name: str(value) for name, value in answer.raw["headers"].items() if name != "Content-Encoding"}
        status = HTTPStatus(answer.status)
        start_response(f"{status.value} {status.phrase}", [*({**headers, "Content-Length": str(len(body))}).items()])
        return [body]

    def _route(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        """The route's key and its path parameters. No two routes of ours match one request."""
        for key in self._functions:
            of, _, template = key.partition(" ")
            found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), path)
            if of == method and found:
                return key, found.groupdict()
        return DEFAULT, {}


def _unauthorized(start_response: StartResponse) -> list[bytes]:
    """As API Gateway answers."""
    start_response("401 Unauthorized", [("Content-Type", "application/json"), ("WWW-Authenticate", "Bearer")])
    return [UNAUTHORIZED]


def functions_by_route() -> dict[str, Function]:
    """Route key to function, each loaded once."""
    loaded: dict[str, Function] = {}
    for name, resource in read_template(TEMPLATE)["Resources"].items():
        routes = template_routes({"Resources": {name: resource}})
        if routes:
            function = load(resource["Properties"]["CodeUri"].rpartition("/")[2])
            loaded |= dict.fromkeys(sorted(routes), function)
    return loaded


def event_of(environ: Environ, route: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The event in payload format 2.0: the path decoded, repeated query parameters joined by commas."""
    path, method = _path(environ), environ["REQUEST_METHOD"]
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or (name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
    }
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(environ["QUERY_STRING"], keep_blank_values=True, errors="replace"):
        query.setdefault(name, []).append(value)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": environ["QUERY_STRING"],
        "headers": headers,
        "requestContext": {
            "apiId": "booking",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "requestId": str(uuid.uuid4()),
            "routeKey": route,
            "stage": DEFAULT,
        },
        **({"queryStringParameters": {name: ",".join(values) for name, values in query.items()}} if query else {}),
        **({"pathParameters": dict(parameters)} if parameters else {}),
        **_body(environ, headers.get("content-type", "")),
    }
    json.dumps(event).encode()  # the gateway sends it as JSON
    return event


def _body(environ: Environ, content_type: str) -> dict[str, Any]:
    """Text for these media types, bytes that are not UTF-8 replaced; everything else as base64."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if not body:
        return {"isBase64Encoded": False}
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith("text/") or media_type in ("application/json", "application/xml"):
        return {"body": body.decode(errors="replace"), "isBase64Encoded": False}
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _path(environ: Environ) -> str:
    return unquote(environ["REQUEST_URI"].partition("?")[0], errors="replace")

"""Calling the handlers and writing down what they answer: the examples of the documents."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, cast

from booking.api.routes import ROUTES
from booking.calls.call import Call
from booking.calls.change import Origin
from booking.http.endpoint import Handler, endpoint
from docgen.handlers import CONTEXT, handler_of
from docgen.sample_events import CLAIMS
from local.store import EveryStore

REQUEST_ID = "ZTVhHi7tIAMEPxQ="
_CHANGES = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")

_HEADERS = {"Authorization", "Idempotency-Key", "If-Match"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. `name` is the problem's code, or what happened."""

    route: str
    name: str
    parameters: Mapping[str, str]
    body: Any
    status: HTTPStatus
    headers: Mapping[str, str]
    answer: Any


@dataclass
class Recorder:
    """Calls the real handlers on a store, at an instant of its own: the same examples every time.

    `claims`: those of the caller's token; None for a caller without one.
    """

    store: EveryStore
    now: datetime
    exchanges: list[Exchange] = field(default_factory=list)
    claims: Mapping[str, str] | None = field(default_factory=lambda: CLAIMS)
    _changes: int = 0

    def call(
        self,
        route: str,
        name: str,
        *,
        body: Any = None,
        media_type: str = "application/json",
        **parameters: str,
    ) -> Any:
        """Send a request, write it down and return the answer's body.

        `_` in a name stands for `-`; a str body goes as it is.
        """
        exchange = self.exchange(route, name, parameters, body, media_type)
        self.exchanges.append(exchange)
        return exchange.answer

    def prepare(self, route: str, *, body: Any = None, **parameters: str) -> Any:
        """As `call`, without writing it down: what an example needs, and is none. It has to succeed."""
        exchange = self.exchange(route, "", parameters, body, "application/json")
        if not exchange.status.is_success:
            raise ValueError(f"{route}: {exchange.answer}")
        return exchange.answer

    def exchange(self, route: str, name: str, parameters: Mapping[str, str], body: Any, media_type: str) -> Exchange:
        """Send a request, and nothing else."""
        given = {parameter.replace("_", "-"): value for parameter, value in parameters.items()}
        answer = self._handler(route)(_event(route, given, body, media_type, self.claims), CONTEXT)
        headers = {key: value for key, value in answer["headers"].items() if key != "Content-Type"}
        status = HTTPStatus(answer["statusCode"])
        return Exchange(route, name, given, body, status, headers, json.loads(answer["body"]))

    def _handler(self, route: str) -> Handler:
        """As the function's own, with the store and the calls of this recorder."""
        module = handler_of(route)
        known = next((each for each in ROUTES if str(each) == route), None)
        if known is None or known.answers is None:
            return cast("Handler", module.lambda_handler)
        return endpoint(known, module.answer, self.store, self._call)

    def a_call(self, seconds: float = 10.0) -> Call:
        """For what is done without a handler."""
        return _RecordedCall(REQUEST_ID, lambda: seconds, lambda: self.now, recorder=self)

    def _call(self, _: Call) -> Call:
        return self.a_call()

    def next_change(self) -> str:
        """An id for the next change, the same in every recording."""
        self._changes += 1
        return str(uuid.uuid5(_CHANGES, str(self._changes)))


@dataclass(slots=True, kw_only=True)
class _RecordedCall(Call):
    """A call whose changes have ids that do not differ between recordings."""

    recorder: Recorder

    def origin(self) -> Origin:
        return super(_RecordedCall, self).origin()._replace(id=self.recorder.next_change())


def _event(
    route: str, parameters: Mapping[str, str], body: Any, media_type: str, claims: Mapping[str, str] | None
) -> dict[str, Any]:
    """As API Gateway sends it, of what the service reads."""
    method, _, template = route.partition(" ")
    in_path = {name: value for name, value in parameters.items() if f"{{{name}}}" in template}
    headers = {name.lower(): value for name, value in parameters.items() if name in _HEADERS}
    query = {name: value for name, value in parameters.items() if name not in in_path and name.lower() not in headers}
    path = template.format_map(in_path)
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {**headers, "content-type": media_type},
        "pathParameters": in_path or None,
        "queryStringParameters": query,
        "requestContext": {
            "requestId": REQUEST_ID,
            "stage": "$default",
            "http": {"method": method, "path": path},
            **({"authorizer": {"jwt": {"claims": claims}}} if claims else {}),
        },
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
        "isBase64Encoded": False,
    }

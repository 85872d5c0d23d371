"""Calling the handlers and writing down what they answer: the examples of the documents."""

import contextlib
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from aws_lambda_powertools.utilities.typing import LambdaContext

from booking.application.call import Call
from booking.application.store import BookingStore
from booking.domain.changes import Origin
from booking.http.resolver import current_call
from booking.persistence.wiring import booking_store
from local.documents.handlers import handlers, load

REQUEST_ID = "ZTVhHi7tIAMEPxQ="
_CHANGES = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


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
    """Calls the real handlers on a store, at an instant of its own: the same examples every time."""

    store: BookingStore
    now: datetime
    exchanges: list[Exchange] = field(default_factory=list)
    _changes: int = 0

    def call(
        self,
        route: str,
        name: str,
        *,
        body: Any = None,
        media_type: str = "application/json",
        store: BookingStore | None = None,
        **parameters: str,
    ) -> Any:
        """Send a request and return the answer's body. A parameter's name has `_` for `-`; str bodies go as they are.

        `store` stands in for the recorder's own, to see what happens when it fails.
        """
        given = {parameter.replace("_", "-"): value for parameter, value in parameters.items()}
        event = _event(route, given, body, media_type)
        module = handlers().get(route) or load("answer_unknown_route")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.ExitStack() as undo:
            overrides = module.app.dependency_overrides
            undo.callback(overrides.clear)
            overrides[booking_store] = lambda: store or self.store
            overrides[current_call] = partial(_RecordedCall, REQUEST_ID, lambda: 10.0, lambda: self.now, recorder=self)
            answer = module.lambda_handler(event, cast("LambdaContext", _Context()))
        headers = {key: value for key, value in answer["headers"].items() if key != "Content-Type"}
        content = json.loads(answer["body"])
        self.exchanges.append(
            Exchange(route, name, given, body, HTTPStatus(answer["statusCode"]), headers, content),
        )
        return content

    def next_change(self) -> str:
        """An id for the next change, the same in every recording."""
        self._changes += 1
        return str(uuid.uuid5(_CHANGES, str(self._changes)))


class _RecordedCall(Call):
    """A call whose changes have ids that do not differ between recordings."""

    def __init__(self, *arguments: Any, recorder: Recorder) -> None:
        super().__init__(*arguments)
        object.__setattr__(self, "_recorder", recorder)

    def origin(self, at: datetime) -> Origin:
        recorder: Recorder = object.__getattribute__(self, "_recorder")
        return Origin(recorder.next_change(), at, self.caller, self.correlation_id)


class _Context:
    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


def _event(route: str, parameters: Mapping[str, str], body: Any, media_type: str) -> dict[str, Any]:
    """As API Gateway sends it, of what the service reads."""
    method, _, template = route.partition(" ")
    in_path = {name: value for name, value in parameters.items() if f"{{{name}}}" in template}
    headers = {name.lower(): value for name, value in parameters.items() if name in {"Idempotency-Key", "If-Match"}}
    query = {name: value for name, value in parameters.items() if name not in in_path and name.lower() not in headers}
    path = template.format_map(in_path)
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {**headers, "content-type": media_type},
        "pathParameters": in_path or None,
        "queryStringParameters": query,
        "requestContext": {"requestId": REQUEST_ID, "stage": "$default", "http": {"method": method, "path": path}},
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
        "isBase64Encoded": False,
    }

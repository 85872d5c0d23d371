"""The functions of the template, each loaded from its folder and called as Lambda calls it."""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from booking.calls.caller import Caller, CallerKind
from local.business import (
    AT_STUDIO_TO_BOOK,
    AT_STUDIO_TO_CANCEL,
    AT_STUDIO_TO_MOVE,
    AT_STUDIO_TO_READ,
    MONDAY,
    STUDIO,
)
from local.handlers import load_handler, sample_file
from tests.callers import ADMIN, claims_of

PROVIDER_ID = "4b2f0c1e-6d0a-4c7b-9d3e-0f1a2b3c4d5e"
APPOINTMENT_ID = "9a1d2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5d"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"

type Event = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """Lambda's context of a call. It always has `milliseconds` left."""

    function_name: str
    aws_request_id: str = "6bc28136-xmpl-4365-b021-0ce6b2e64ab0"
    memory_limit_in_mb: int = 1024
    milliseconds: int = 10_000
    invoked_function_arn: str = "arn:aws:lambda:eu-south-1:123456789012:function:booking"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


@dataclass(frozen=True)
class Answer:
    """A function's answer to API Gateway."""

    raw: Mapping[str, Any]

    @property
    def status(self) -> int:
        status: int = self.raw["statusCode"]
        return status

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers by name in lower case, because HTTP ignores case."""
        return {name.lower(): value for name, value in self.raw["headers"].items()}

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def body(self) -> bytes:
        """The body as a client reads it, decompressed."""
        if not self.raw["isBase64Encoded"]:
            return (self.raw["body"] or "").encode()
        sent = base64.b64decode(self.raw["body"])
        return gzip.decompress(sent) if self.headers.get("content-encoding") == "gzip" else sent

    @property
    def code(self) -> str:
        code: str = self.json["code"]
        return code

    @property
    def fields(self) -> list[str]:
        """The fields that a validation problem names."""
        return [error["field"] for error in self.json["errors"]]


@dataclass(frozen=True)
class Function:
    """A function's entry point. Replace `context` to give it less time."""

    name: str
    handler: Callable[[Any, Any], Any]
    context: Context = field(default=Context("booking"))

    def __call__(self, event: Any) -> Answer:
        answer = Answer(self.handler(event, self.context))
        json.dumps(answer.raw).encode()  # Lambda's runtime has to be able to send it
        return answer


def load(name: str) -> Function:
    """The function in this folder. Its module is executed each time. Its calls have the template's full timeout."""
    # The benchmarks import this module in places where reading a template takes long.
    from tests.proofs.function_time import function_seconds  # noqa: PLC0415

    context = Context(name, milliseconds=round(function_seconds() * 1000))
    return Function(name, load_handler(name).lambda_handler, context)


def sample(name: str) -> Event:
    """The sample event of this function, from an admin, about the tests' own provider, appointment and Monday."""
    event: Event = json.loads(_sample_text(name))
    return with_caller(event, ADMIN) if "requestContext" in event else event


@cache
def _sample_text(name: str) -> str:
    return about_the_tests(sample_file(name).read_text())


def about_the_tests(event: str) -> str:
    """The text of a sample event with the ids and the Monday of the tests instead of the sample business's."""
    text = event.replace(STUDIO.id, PROVIDER_ID).replace(MONDAY.isoformat(), "2028-03-06")
    for appointment in (AT_STUDIO_TO_BOOK, AT_STUDIO_TO_READ, AT_STUDIO_TO_MOVE, AT_STUDIO_TO_CANCEL):
        text = text.replace(appointment.id, APPOINTMENT_ID)
    return text


def with_caller(event: Event, caller: Caller) -> Event:
    """The event as the gateway's authorizer passes it on."""
    return with_claims(event, None if caller.kind is CallerKind.NOBODY else claims_of(caller))


def with_claims(event: Event, claims: Mapping[str, Any] | None) -> Event:
    """`claims` are in API Gateway's form; None if the gateway's authorizer has looked at no token."""
    context = {name: value for name, value in event["requestContext"].items() if name != "authorizer"}
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return {**event, "requestContext": context}


def with_body(event: Event, body: object) -> Event:
    """The event with another body: any value, as JSON."""
    return {**event, "body": json.dumps(body)}


def with_raw_body(event: Event, body: str | None, *, is_base64: bool = False) -> Event:
    return {**event, "body": body, "isBase64Encoded": is_base64}


def body_of(event: Event) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(event["body"])
    return body


def with_headers(event: Event, **headers: str | None) -> Event:
    """The event with headers set (`if_match` for If-Match) or, where the value is None, left out."""
    changes = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in event["headers"].items() if name not in changes}
    return {**event, "headers": kept | {name: value for name, value in changes.items() if value is not None}}


def with_query(event: Event, **query: str) -> Event:
    return {**event, "queryStringParameters": query, "rawQueryString": urlencode(query)}


def with_method(event: Event, method: str) -> Event:
    """The event with another method in all the places that have it."""
    context = event["requestContext"]
    key = f"{method} {event['routeKey'].partition(' ')[2]}"
    http = {**context["http"], "method": method}
    return {**event, "routeKey": key, "requestContext": {**context, "routeKey": key, "http": http}}


def with_path_id(event: Event, old: str, new: str) -> Event:
    """The event with another id in its path and its path parameters."""
    path = event["rawPath"].replace(old, new)
    context = {**event["requestContext"], "http": {**event["requestContext"]["http"], "path": path}}
    parameters = {name: value.replace(old, new) for name, value in event["pathParameters"].items()}
    return {**event, "rawPath": path, "pathParameters": parameters, "requestContext": context}

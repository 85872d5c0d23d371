"""Requests for every route of the template, with a mark in the place of each personal value.

Marks are also the token, its claims, the Idempotency-Key (its hash is stored), the caller's address, and whatever else
a client puts into a header, a query string, a path or a body.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from booking.http.parameters import Place
from local.issuer import Issuer
from tests.callers import ISSUER
from tests.functional.lambdas import Event, body_of, sample, with_body, with_claims, with_headers, with_method
from tests.functional.personal_data.marks import PSEUDONYM, mark
from tests.functional.personal_data.routes import DEFAULT, NEEDED, PERSONAL, Asked, model_in, personal_in

CUSTOMER_ID = f"customer-{mark(PSEUDONYM)}"


def good_requests(asked: Asked, issuer: Issuer) -> list[Event]:
    """Requests that succeed: with personal data in the body, and in the query string if a parameter takes some."""
    event = _with_marked_headers(_of_route(asked), asked, issuer)
    query = dict(event.get("queryStringParameters") or {})
    needed = {name: mark(name) for name in NEEDED & {*query}}
    kept = {name: value for name, value in query.items() if name not in PERSONAL} | needed
    model = asked.route.body if asked.route else None
    in_body = with_query_of(event, kept)
    if model:
        body = body_of(event) if event.get("body") else {}
        in_body = with_body(in_body, _filled(model, body))
    elif not asked.route and event.get("body"):
        in_body = with_body(in_body, {mark("an unknown field"): mark("the value of an unknown field")})
    marked = {name: mark(name) for name, place in asked.places.items() if place is Place.QUERY and name in PERSONAL}
    return [in_body, *([with_query_of(event, kept | marked)] if marked else [])]


def with_query_of(event: Event, query: Mapping[str, str]) -> Event:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return {**event, "queryStringParameters": {**query}, "rawQueryString": text}


def with_path(event: Event, name: str, value: str) -> Event:
    """With another value of a parameter of the path."""
    old = event["pathParameters"][name]
    path = event["rawPath"].replace(old, value)
    http = {**event["requestContext"]["http"], "path": path}
    parameters = {**event["pathParameters"], name: value}
    context = {**event["requestContext"], "http": http}
    return {**event, "rawPath": path, "pathParameters": parameters, "requestContext": context}


def claims(*roles: str, **others: str) -> Mapping[str, str]:
    """Of a token with marks, in the gateway's form."""
    return {
        "iss": ISSUER,
        "sub": mark("the subject of the caller"),
        "exp": "1999999999",
        "token_use": "access",
        "email": mark("the email of the caller"),
        "username": mark("the name of the caller"),
        **({"cognito:groups": f"[{' '.join(roles)}]"} if roles else {}),
        **others,
    }


def bodies_refused(body: Mapping[str, Any]) -> Iterator[Any]:
    """The body with a field too many, and with each value in turn replaced by others that hold a mark."""
    yield {**body, mark("an unknown field"): mark("the value of an unknown field")}
    yield [body]
    bad = mark("a bad value")
    for path in _paths(body):
        for value in (bad, [bad], {bad: bad}, bad * 300, f"{bad}\n", f"{bad}@", {"id": bad}, -1):
            yield _replaced(body, path, value)


def _of_route(asked: Asked) -> Event:
    event = sample(asked.function)
    if asked.key == DEFAULT:
        return event
    method, path = asked.key.split(" ")
    path = path.format(**(event.get("pathParameters") or {}))
    http = {**event["requestContext"]["http"], "path": path}
    event = {
        **event,
        "rawPath": path,
        "routeKey": asked.key,
        "requestContext": {**event["requestContext"], "http": http},
    }
    if "customerId" in (event.get("pathParameters") or {}):
        event = with_path(event, "customerId", CUSTOMER_ID)
    return with_method(event, method)


def _with_marked_headers(event: Event, asked: Asked, issuer: Issuer) -> Event:
    marked = {
        "user_agent": mark("the header User-Agent"),
        "cookie": f"session={mark('the header Cookie')}",
        "referer": f"https://example.com/?q={mark('the header Referer')}",
        "x_forwarded_for": mark("the address of the caller"),
        "x_other": mark("another header"),
        "authorization": f"Bearer {mark('a raw token')}",
        "idempotency_key": f"key-0123456789-{mark('Idempotency-Key')}",
    }
    if asked.is_public:
        token = issuer.token("admin", mark("the subject of the caller"), email=mark("the email of the caller"))
        marked["authorization"] = f"Bearer {token}"
    context = event["requestContext"]
    http = {**context["http"], "userAgent": marked["user_agent"], "sourceIp": marked["x_forwarded_for"]}
    event = with_headers({**event, "requestContext": {**context, "http": http}}, **marked)
    return with_claims(event, None if asked.is_public else claims("admin"))


def _filled(model: type[BaseModel], body: Mapping[str, Any]) -> dict[str, Any]:
    """A body of all personal fields that the model has. Its other values are those of `body`."""
    filled = {**body}
    for field in model.model_fields.values():
        name = str(field.alias)
        inner = model_in(field.annotation)
        if name == "metadata":
            filled[name] = {mark("a key of metadata"): mark("a value of metadata")}
        elif name in personal_in(model):
            filled[name] = f"{mark(name)}@example.com" if name == "email" else mark(name)
        elif name == "id":
            filled[name] = CUSTOMER_ID
        elif inner and isinstance(body.get(name), list):
            filled[name] = [_filled(inner, each) for each in body[name]]
        elif inner and name in body:
            filled[name] = _filled(inner, body[name])
    return filled


def _paths(value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield (name,)
            yield from ((name, *rest) for rest in _paths(inner))


def _replaced(body: Mapping[str, Any], path: tuple[str, ...], value: Any) -> Any:
    changed = json.loads(json.dumps(body))
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return changed

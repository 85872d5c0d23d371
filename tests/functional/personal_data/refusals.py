"""Requests about a route that it refuses, each full of marks."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from booking.http.parameters import Place
from tests.functional.lambdas import UNKNOWN_ID, Event, body_of, with_body, with_claims, with_headers, with_raw_body
from tests.functional.personal_data.asking import bodies_refused, claims, with_path, with_query_of
from tests.functional.personal_data.marks import mark
from tests.functional.personal_data.routes import Asked


@dataclass(frozen=True)
class Refused:
    """A request, the statuses that its answer may have, and the state of the provider's appointment."""

    name: str
    event: Event
    statuses: tuple[int, ...]
    state: str = "booked"


def refused_requests(asked: Asked, good: Event) -> Iterator[Refused]:
    """Of every kind that the route has. `good` succeeds."""
    if asked.route:
        for kind in (_of_callers, _of_paths, _of_queries, _of_headers, _of_bodies, _of_states):
            yield from kind(asked, good)
    yield Refused("no event of a gateway", {mark("an odd event"): mark("an odd event")}, (400,))
    yield Refused("no context", {**good, "requestContext": {"http": mark("an odd context")}}, (400,))


def _of_callers(asked: Asked, good: Event) -> Iterator[Refused]:
    assert asked.route
    if not asked.route.access:
        return
    if asked.is_public:
        for word in ("Bearer ", "Basic ", ""):
            spoilt = with_headers(good, authorization=f"{word}{mark('a raw token')}")
            yield Refused("a token that is none", spoilt, (401,))
        signature_cut = good["headers"]["authorization"][:-9]
        yield Refused("a token with a wrong signature", with_headers(good, authorization=signature_cut), (401,))
        return
    yield Refused("no token", with_claims(good, None), (401,))
    yield Refused("an id token", with_claims(good, claims("admin", token_use="id")), (401,))
    yield Refused("no subject", with_claims(good, {"email": mark("the email of the caller")}), (401,))
    yield Refused("a customer", with_claims(good, claims()), (403, 404))
    yield Refused("another provider", with_claims(good, claims("provider")), (403, 404))
    yield Refused("odd roles", with_claims(good, claims(mark("the group of a caller"))), (403, 404))


def _of_paths(asked: Asked, good: Event) -> Iterator[Refused]:
    for name, place in asked.places.items():
        if place is Place.PATH:
            yield Refused("an unknown id", with_path(good, name, UNKNOWN_ID), (200, 201, 404, 422))
            yield Refused("text in the path", with_path(good, name, mark("text in a path")), (200, 201, 404, 422))
            address = f"{mark('an address in a path')}@example.com"
            yield Refused("an address in the path", with_path(good, name, address), (200, 404, 422))


def _of_queries(asked: Asked, good: Event) -> Iterator[Refused]:
    query = good["queryStringParameters"] or {} if "queryStringParameters" in good else {}
    unknown = {mark("an unknown parameter"): mark("the value of an unknown parameter")}
    yield Refused("an unknown parameter", with_query_of(good, query | unknown), (422,))
    misencoded = with_query_of(good, query | unknown)
    yield Refused("a misencoded parameter", {**misencoded, "rawQueryString": f"{next(iter(unknown))}=%ff"}, (422,))
    for name, place in asked.places.items():
        if place is Place.QUERY:
            bad = mark("a bad value in a query string") * 80
            # Where several providers are compared, the answer says of each what it does not have.
            statuses = (200, 422) if asked.function == "compare_availability" else (404, 422)
            yield Refused("a bad value in the query", with_query_of(good, query | {name: bad}), statuses)


def _of_headers(asked: Asked, good: Event) -> Iterator[Refused]:
    if "If-Match" in asked.places:
        yield Refused("another version", with_headers(good, if_match='"77"'), (412,), asked.state)
        yield Refused("a bad If-Match", with_headers(good, if_match=mark("a bad If-Match")), (422,))
    if "Idempotency-Key" in asked.places:
        yield Refused("a bad key", with_headers(good, idempotency_key=mark("a bad key")), (422,))


def _of_bodies(asked: Asked, good: Event) -> Iterator[Refused]:
    if not asked.route or asked.route.body is None or not good.get("body"):
        return
    text = good["body"]
    yield Refused("broken JSON", with_raw_body(good, text[:-1]), (400,))
    yield Refused("no JSON", with_raw_body(good, mark("a body that is no JSON")), (400,))
    yield Refused("no base64", with_raw_body(good, text, is_base64=True), (400,))
    cut = base64.b64encode(text[:-1].encode()).decode()
    yield Refused("broken JSON in base64", with_raw_body(good, cut, is_base64=True), (400,))
    yield Refused("too large", with_raw_body(good, text + " " * 70_000), (413,))
    media_type = f"text/{mark('the media type')}"
    yield Refused("another media type", with_headers(good, content_type=media_type), (415,))
    coding = mark("the coding of a body")
    yield Refused("a packed body", with_headers(good, content_encoding=coding), (415,))
    for body in bodies_refused(body_of(good)):
        # Some bad values are good for some fields: any text is a name.
        yield Refused("a bad body", with_body(good, body), (200, 201, 202, 404, 409, 422))


def _of_states(asked: Asked, good: Event) -> Iterator[Refused]:
    assert asked.route
    if asked.route.creates:
        taken = with_headers(good, idempotency_key=None)
        yield Refused("what is there already", taken, (201, 202, 409))
    elif "appointmentId" in asked.places and asked.places["appointmentId"] is Place.PATH:
        yield Refused("a cancelled appointment", with_headers(good, if_match=None), (200, 409), "cancelled")

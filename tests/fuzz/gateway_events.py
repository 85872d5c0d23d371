"""Events of API Gateway, as it would never send them, and what has to be true of every answer to them."""

import base64
import json
from typing import Any

from hypothesis import strategies as st

from tests.functional.lambdas import Answer, Event, Function, sample
from tests.fuzz.checks import STATUSES
from tests.fuzz.odd_json import broken, texts, values
from tests.fuzz.world import World

MANY = {f"p{n}": "x" for n in range(10_000)}


def events(name: str) -> st.SearchStrategy[Any]:
    """Of the function of this name: its sample event, broken in one of several ways."""
    whole = sample(name)
    ways = [
        broken(whole),
        st.just(whole).flatmap(_with_odd_request),
        values,
    ]
    if "body" in whole:
        ways += [bodies(json.loads(whole["body"])).map(lambda body: {**whole, **body})] * 2
    return st.one_of(ways)


def bodies(of: Any) -> st.SearchStrategy[Event]:
    """The body's members of an event: the sample's own body broken, or no JSON at all; as text or as base64."""
    as_json = broken(of).map(json.dumps)
    raw = broken(of).map(lambda tree: json.dumps(tree, ensure_ascii=False))
    odd = st.sampled_from(
        ["", " ", "{", "[" * 70_000, '{"a":' * 2_000, '{"a":1,"a":2}', "1" * 5_000, "NaN", '"' + "x" * 66_000, "\ufeff{}"]
    )
    text = st.one_of(as_json, as_json, raw, odd, texts, st.binary(max_size=50).map(lambda b: b.decode("latin-1")))
    return st.one_of(
        text.map(lambda body: {"body": body, "isBase64Encoded": False}),
        text.map(lambda body: {"body": _base64(body), "isBase64Encoded": True}),
        text.map(lambda body: {"body": body, "isBase64Encoded": True}),
        st.binary(max_size=50).map(lambda b: {"body": base64.b64encode(b).decode(), "isBase64Encoded": True}),
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode(errors="surrogatepass")).decode()


@st.composite
def _with_odd_request(draw: st.DrawFn, event: Event) -> Event:
    """Its path, query and headers hold any text, where API Gateway would have some."""
    path = draw(st.one_of(st.just(event["rawPath"]), texts.map(lambda text: _with_last_segment(event["rawPath"], text))))
    http = {**event["requestContext"]["http"], "path": path}
    query = draw(st.one_of(st.just(MANY), st.dictionaries(texts, texts, max_size=4), st.just({"date": draw(texts)})))
    headers = {name: draw(texts) if draw(st.booleans()) else value for name, value in event["headers"].items()}
    headers |= draw(st.dictionaries(texts, texts, max_size=3))
    headers |= draw(st.dictionaries(st.sampled_from(["If-Match", "if-match", "IDEMPOTENCY-KEY"]), texts, max_size=2))
    changed = {"rawPath": path, "queryStringParameters": query, "headers": headers}
    return {**event, **changed, "requestContext": {**event["requestContext"], "http": http}}


def _with_last_segment(path: str, text: str) -> str:
    return f"{path.rpartition('/')[0]}/{text}"


def check_answer(function: Function, event: Any, world: World) -> Answer:
    """The answer: one that API Gateway can send, and a documented problem when nothing was written."""
    writes, position = world.writes, world.log.tell()
    answer = function(event)
    raw = answer.raw
    assert raw.keys() <= {"statusCode", "headers", "body", "isBase64Encoded", "cookies", "multiValueHeaders"}, raw
    assert type(raw["statusCode"]) is int
    for name, value in raw["headers"].items():
        assert isinstance(value, str), (name, value)
        assert value.isascii(), (name, value)
        assert value.isprintable(), (name, value)
    if answer.status < 400:
        return answer
    problem = answer.json
    assert answer.status < 500, world.log.getvalue()[position:]
    assert answer.headers["content-type"] == "application/problem+json"
    assert STATUSES[problem["code"]] == problem["status"] == answer.status
    assert problem["requestId"]
    assert len(raw["body"]) < 100_000
    assert world.writes == writes, "a refused request has written"
    return answer



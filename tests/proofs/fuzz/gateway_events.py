"""Events that API Gateway would never send, and the rules for every answer to them."""

import base64
import json
from typing import Any

from hypothesis import strategies as st

from tests.functional.lambdas import Answer, Event, Function, sample
from tests.proofs.fuzz.checks import STATUSES
from tests.proofs.fuzz.odd_json import as_sent, broken, texts, values
from tests.proofs.fuzz.world import World, quiet

ODD_BODIES = ["", " ", "{", "[" * 65_000, '{"a":' * 2_000, '{"a":1,"a":2}', "1" * 5_000, "NaN", "\ufeff{}"]
ODD_BODIES += ['"' + "x" * 65_535, '{"name":"' + "x" * 65_000 + '"}', '{"name":' + "9" * 5_000 + "}"]
MANY = {f"p{n}": "x" for n in range(10_000)}


@st.composite
def events(draw: st.DrawFn, name: str) -> Any:
    """Of the function of this name: its sample event, broken in one of several ways."""
    whole = sample(name)
    ways = ["request", "request", "whole", "value", *(["body"] * 5 if "body" in whole else [])]
    match draw(st.sampled_from(ways)):
        case "request":
            return draw(_with_odd_request(whole))
        case "whole":
            return draw(broken(whole))
        case "value":
            return draw(values)
        case _:
            return {**draw(_with_odd_headers(whole)), **draw(bodies(json.loads(whole["body"])))}


@st.composite
def bodies(draw: st.DrawFn, of: Any) -> Event:
    """The body's members of an event: the sample's own body broken, or no JSON at all; as text or as base64."""
    match draw(st.sampled_from(["broken", "broken", "broken", "broken", "raw", "odd", "text", "bytes"])):
        case "broken":
            body = json.dumps(draw(broken(of)))
        case "raw":
            body = json.dumps(draw(broken(of)), ensure_ascii=False)
        case "odd":
            body = draw(st.sampled_from(ODD_BODIES))
        case "text":
            body = draw(texts)
        case _:
            return {"body": base64.b64encode(draw(st.binary(max_size=50))).decode(), "isBase64Encoded": True}
    match draw(st.sampled_from(["text", "text", "base64", "said to be base64"])):
        case "text":
            return {"body": body, "isBase64Encoded": False}
        case "base64":
            return {"body": _base64(body), "isBase64Encoded": True}
        case _:
            return {"body": body, "isBase64Encoded": True}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode(errors="surrogatepass")).decode()


@st.composite
def _with_odd_request(draw: st.DrawFn, event: Event) -> Event:
    """Its path, query and headers hold any text, where API Gateway would have some."""
    path = draw(
        st.one_of(st.just(event["rawPath"]), texts.map(lambda text: _with_last_segment(event["rawPath"], text)))
    )
    http = {**event["requestContext"]["http"], "path": path}
    query = draw(st.one_of(st.just(MANY), st.dictionaries(texts, texts, max_size=4), st.just({"date": draw(texts)})))
    event = draw(_with_odd_headers(event))
    changed = {"rawPath": path, "queryStringParameters": query}
    return {**event, **changed, "requestContext": {**event["requestContext"], "http": http}}


@st.composite
def _with_odd_headers(draw: st.DrawFn, event: Event) -> Event:
    """Half of the time as they were. Names come in more than one case."""
    if draw(st.booleans()):
        return event
    names = st.sampled_from(["If-Match", "if-match", "IDEMPOTENCY-KEY", "Content-Type", "content-length"])
    headers = event["headers"] | draw(st.dictionaries(st.one_of(names, texts), texts, max_size=4))
    kept = {name: value for name, value in headers.items() if draw(st.integers(0, 4))}
    return {**event, "headers": kept}


def _with_last_segment(path: str, text: str) -> str:
    return f"{path.rpartition('/')[0]}/{text}"


def check_answer(function: Function, event: Any, world: World) -> Answer:
    """The answer: one that API Gateway can send, and a documented problem when nothing was written."""
    writes, position = world.writes, world.log.tell()
    answer = quiet(function, world.log)(as_sent(event))
    raw = answer.raw
    assert raw.keys() <= {"statusCode", "headers", "body", "isBase64Encoded", "cookies", "multiValueHeaders"}, raw
    assert type(raw["statusCode"]) is int
    assert isinstance(raw["body"], str)
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

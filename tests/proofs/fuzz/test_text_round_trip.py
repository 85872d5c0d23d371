"""Accepted text is returned exactly as it was sent: nothing is trimmed, normalised or replaced."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.providers.schedule import WEEKDAYS, Window
from tests.functional.lambdas import Event, Function, sample, with_path_id, with_query
from tests.functional.seeds import START, Seeds
from tests.proofs.fuzz.gateway import functions_by_route
from tests.proofs.fuzz.settings import examples
from tests.proofs.fuzz.world import World, quiet

# Without U+FFFD, which is refused where it may stand for bytes that are not UTF-8.
characters = st.characters(codec="utf-8", exclude_characters="\ufffd")
ODD = st.sampled_from(
    [
        *(
            "\u00e9 e\u0301",
            "\ufb01 \u01c5 \u00df",
            "\U0001f469\u200d\U0001f52c",
        ),  # forms that normalising would change
        *("\u202eabc", "\ufeff", "a\x00b", "\r\n\t\\/", " padded ", "null"),
    ]
)


def text(longest: int) -> st.SearchStrategy[str]:
    return st.one_of(st.text(characters, max_size=min(longest, 60)), ODD, characters.map(lambda c: c * longest))


def named(longest: int) -> st.SearchStrategy[str]:
    return text(longest).filter(is_a_visible_line)


def is_a_visible_line(text: str) -> bool:
    categories = {unicodedata.category(character) for character in text}
    visible = {
        unicodedata.category(character)[0] for character in text if character not in "\u115f\u1160\u2800\u3164\uffa0"
    }
    return not categories & {"Cc", "Zl", "Zp"} and bool(visible & {*"LNPS"})


def is_a_customers_id(text: str) -> bool:
    """No address, no number, not as the id of a customer with a token, and nothing that no path may hold.

    These are refused, however they look.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return not (set("@/%") & set(plain) or plain.startswith(("+", "00", "u-")) or plain in {".", ".."})


def absent_or(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


customers = st.fixed_dictionaries(
    {"name": named(200)},
    optional={"id": absent_or(named(128).filter(is_a_customers_id)), "phone": absent_or(named(40))},
)
metadata = st.dictionaries(named(40), text(500), max_size=20)
bodies = st.fixed_dictionaries(
    {"customer": customers}, optional={"notes": absent_or(text(2000)), "metadata": absent_or(metadata)}
)


@pytest.fixture(scope="module")
def functions(world: World) -> dict[str, Function]:
    return {function.name: quiet(function, world.log) for function in functions_by_route().values()}


@pytest.fixture(scope="module")
def provider_id(world: World) -> str:
    seeds = Seeds(world.table)
    return seeds.scheduled_provider(week={day: [Window(0, 1440)] for day in WEEKDAYS}).id


def request(name: str, body: Any = None, *, is_ascii: bool = True) -> Event:
    event = sample(name)
    headers = {key: value for key, value in event["headers"].items() if key not in ("idempotency-key", "if-match")}
    headers.pop("content-length", None)
    return {**event, "headers": headers, **({} if body is None else {"body": json.dumps(body, ensure_ascii=is_ascii)})}


def of_appointment(name: str, appointment_id: str) -> Event:
    event = request(name)
    return with_path_id(event, event["pathParameters"]["appointmentId"], appointment_id)


@examples(30)
@given(name=named(200), is_ascii=st.booleans())
def test_a_providers_name_comes_back(world: World, functions: dict[str, Function], name: str, is_ascii: bool) -> None:
    made = functions["create_provider"](
        request("create_provider", {"name": name, "timezone": "Europe/Rome"}, is_ascii=is_ascii)
    )
    assert (made.status, made.json.get("name")) == (201, name), made.raw
    event = request("get_provider")
    read = functions["get_provider"](with_path_id(event, event["pathParameters"]["providerId"], made.json["id"]))
    assert read.json == made.json


@examples(40)
@given(
    body=st.fixed_dictionaries(
        {"customer": customers}, optional={"notes": absent_or(text(2000)), "metadata": absent_or(metadata)}
    ),
    reason=absent_or(text(500)),
    is_ascii=st.booleans(),
)
def test_an_appointments_texts_come_back(
    functions: dict[str, Function], provider_id: str, body: dict[str, Any], reason: str | None, is_ascii: bool
) -> None:
    wanted = {"providerId": provider_id, "startTime": START.isoformat(), **body}
    made = functions["create_appointment"](request("create_appointment", wanted, is_ascii=is_ascii))
    assert made.status == 201, made.raw
    read = functions["get_appointment"](of_appointment("get_appointment", made.json["id"]))
    assert read.json == made.json
    assert (read.json["notes"], read.json["metadata"]) == (body.get("notes"), body.get("metadata"))
    sent = {name: value for name, value in body["customer"].items() if value is not None}
    assert sent.items() <= read.json["customer"].items()
    query = {} if reason is None else {"reason": reason}
    event = with_query(of_appointment("cancel_appointment", made.json["id"]), **query)
    cancelled = functions["cancel_appointment"]({**event, "rawQueryString": ""})
    assert (cancelled.status, cancelled.json.get("cancellationReason")) == (200, reason), cancelled.raw

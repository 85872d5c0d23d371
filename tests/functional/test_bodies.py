"""The body reader, in front of every function whose route takes a body."""

import base64
import json
from typing import Any

import pytest

from tests.functional.lambdas import (
    Event,
    Function,
    body_of,
    load,
    sample,
    with_body,
    with_headers,
    with_query,
    with_raw_body,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

LIMIT = 64 * 1024
WITH_BODY = ("create_provider", "update_schedule", "set_service", "create_appointment", "reschedule_appointment")
REQUIRED_OR_NOT = (*WITH_BODY, "update_provider", "cancel_appointment")
CREATED_OR_OK = (200, 201)


@pytest.fixture(params=WITH_BODY)
def each_writer(request: pytest.FixtureRequest, seeds: Seeds) -> Function:
    """Each function in turn. Its sample event would succeed."""
    name: str = request.param
    match name:
        case "update_schedule":
            seeds.provider()
        case "create_appointment" | "set_service":
            seeds.scheduled_provider()
        case "reschedule_appointment":
            seeds.appointment(seeds.scheduled_provider())
    return load(name)


@pytest.fixture
def each_event(each_writer: Function) -> Event:
    return sample(each_writer.name)


@pytest.fixture
def writer() -> Function:
    """One of these functions, for the many cases. All functions use the same reader."""
    return load("create_provider")


@pytest.fixture
def event(writer: Function) -> Event:
    return sample(writer.name)


def padded_to(size: int, event: Event) -> Event:
    """The event with blanks around its body: so many bytes in all."""
    return with_raw_body(event, event["body"] + " " * (size - len(event["body"].encode())))


def test_a_body_of_64_kb_is_read(each_writer: Function, each_event: Event) -> None:
    assert each_writer(padded_to(LIMIT, each_event)).status in CREATED_OR_OK


def test_a_body_of_one_byte_more_is_too_large(each_writer: Function, each_event: Event, seeds: Seeds) -> None:
    refused(each_writer, padded_to(LIMIT + 1, each_event), seeds, 413, "payload-too-large")


def test_the_size_is_that_of_the_bytes_sent(writer: Function, event: Event, seeds: Seeds) -> None:
    text = json.dumps({"x": "é" * (LIMIT // 2)}, ensure_ascii=False)
    assert len(text) < LIMIT < len(text.encode())
    refused(writer, with_raw_body(event, text), seeds, 413, "payload-too-large")
    encoded = base64.b64encode(event["body"].encode() + b" " * LIMIT).decode()
    refused(writer, with_raw_body(event, encoded, is_base64=True), seeds, 413, "payload-too-large")


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_body_is_read_plain_or_in_base64(each_writer: Function, each_event: Event, is_base64: bool) -> None:
    body = base64.b64encode(each_event["body"].encode()).decode() if is_base64 else each_event["body"]
    assert each_writer(with_raw_body(each_event, body, is_base64=is_base64)).status in CREATED_OR_OK


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
        " application/json ",
        "",
        None,
    ],
)
def test_json_is_taken_however_its_type_is_spelled(writer: Function, event: Event, media_type: str | None) -> None:
    assert writer(with_headers(event, content_type=media_type)).status in CREATED_OR_OK


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json-patch+json",
        "application/problem+json",
        "application",
        "*/*",
        ", application/json",
    ],
)
def test_another_media_type_is_refused(writer: Function, event: Event, seeds: Seeds, media_type: str) -> None:
    refused(writer, with_headers(event, content_type=media_type), seeds, 415, "unsupported-media-type")


def test_header_names_are_read_in_any_case(writer: Function, event: Event, seeds: Seeds) -> None:
    loud = {**event, "headers": {name.upper(): value for name, value in event["headers"].items()}}
    refused(
        writer,
        {**loud, "headers": {**loud["headers"], "CONTENT-TYPE": "text/plain"}},
        seeds,
        415,
        "unsupported-media-type",
    )
    assert writer(loud).status in CREATED_OR_OK


def test_a_header_in_two_spellings_is_answered(writer: Function, event: Event) -> None:
    twice = {**event, "headers": {**event["headers"], "Content-Type": "multipart/form-data", "If-Match": '"1"'}}
    assert writer(twice).status in (*CREATED_OR_OK, 415)


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        " ",
        "{",
        "{'name': 1}",
        '{"name": NaN}',
        '{"name": Infinity}',
        '{"name": -Infinity}',
        '{"name": 01}',
        '{"name": 1,}',
        '{"name": "\n"}',
        '{"name": ' + "1" * 5000 + "}",
        '{"name": ' + "[" * 30_000 + "]" * 30_000 + "}",
        "[" * 60_000,
        "\ufeff{}",
        "{} {}",
        '{"name": "\ud800"}',
        "name=x",
    ],
)
def test_what_is_no_json_is_malformed(writer: Function, event: Event, seeds: Seeds, body: str | None) -> None:
    refused(writer, with_raw_body(event, body), seeds, 400, "malformed-json")


@pytest.mark.parametrize(
    "body",
    [
        "not base64!",
        "e30",
        "e30=\n",
        "é",
        base64.b64encode(b'{"name": "\xff"}').decode(),
        base64.b64encode("{}".encode("utf-16")).decode(),
    ],
)
def test_what_is_no_base64_of_utf_8_is_malformed(writer: Function, event: Event, seeds: Seeds, body: str) -> None:
    refused(writer, with_raw_body(event, body, is_base64=True), seeds, 400, "malformed-json")


@pytest.mark.parametrize("length", [None, "13", "16", "9" * 5000, "x"])
def test_bytes_that_are_not_utf_8_are_malformed_whatever_the_length(
    writer: Function, event: Event, seeds: Seeds, length: str | None
) -> None:
    """Sent in chunks, a name in Latin-1 was stored with U+FFFD in the place of its byte."""
    replaced = with_raw_body(with_headers(event, content_length=length), '{"name":\n "Ren\ufffde"}')
    answer = refused(writer, replaced, seeds, 400, "malformed-json")
    assert answer.json["detail"] == (
        "The body is not UTF-8 (line 2, column 6). If you mean the character U+FFFD, write \\ufffd."
    )


def test_the_replacement_character_itself_may_be_sent(writer: Function, event: Event, seeds: Seeds) -> None:
    body = {**body_of(event), "name": "Ren\ufffde"}
    assert writer(with_body(event, body)).json["name"] == "Ren\ufffde", "as an escape"
    encoded = base64.b64encode(json.dumps(body, ensure_ascii=False).encode()).decode()
    keyless = with_headers(event, idempotency_key=None)
    assert writer(with_raw_body(keyless, encoded, is_base64=True)).json["name"] == "Ren\ufffde", "as bytes"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (None, "The body is empty. Send a JSON object."),
        (" \n", "The body is empty. Send a JSON object."),
        (
            '{"name": "A",\n "timezone": "UTC",}',
            "The body is not JSON: Illegal trailing comma before end of object (line 2, column 19).",
        ),
        ('{"name": "A"', "The body is not JSON: Expecting ',' delimiter (line 1, column 13)."),
        ('{"name": "A', "The body is not JSON: Unterminated string (line 1, column 10)."),
        ('{"name": "\n"}', "The body is not JSON: Invalid control character (line 1, column 11)."),
        ("\ufeff{}", "The body begins with a byte order mark (U+FEFF). Send the body without it."),
        ('{"name": NaN}', "The body is not JSON: NaN is not a JSON value."),
        ('{"name": ' + "1" * 4301 + "}", "The body is not JSON: a number has more than 4300 digits."),
        ("[" * 60_000, "The body is nested too deeply."),
    ],
)
def test_the_answer_says_why_it_is_not_json_and_where(
    writer: Function, event: Event, seeds: Seeds, body: str | None, detail: str
) -> None:
    """One sentence for an empty body, a comma too many, a byte order mark and 5,000 digits."""
    answer = refused(writer, with_raw_body(event, body), seeds, 400, "malformed-json")
    assert answer.json["detail"] == detail


@pytest.mark.parametrize("coding", ["gzip", "br", "GZIP", "identity, gzip"])
def test_a_packed_body_is_not_taken(each_writer: Function, each_event: Event, seeds: Seeds, coding: str) -> None:
    """The answer to a packed body was that it is not JSON."""
    event = with_headers(each_event, content_encoding=coding)
    answer = refused(each_writer, event, seeds, 415, "unsupported-media-type")
    assert "Content-Encoding" in answer.json["detail"]


def test_a_body_that_is_not_packed_may_say_so(writer: Function, event: Event) -> None:
    assert writer(with_headers(event, content_encoding="identity")).status in CREATED_OR_OK


@pytest.mark.parametrize("value", [[], [{}], "text", 5, True, None])
def test_json_that_is_no_object_is_refused(writer: Function, event: Event, seeds: Seeds, value: Any) -> None:
    assert refused_fields(writer, with_body(event, value), seeds) == ["body"]


def test_a_list_around_a_good_object_is_refused(each_writer: Function, each_event: Event, seeds: Seeds) -> None:
    assert refused_fields(each_writer, with_body(each_event, [body_of(each_event)]), seeds) == ["body"]


def test_an_unknown_field_is_refused_by_its_name(each_writer: Function, each_event: Event, seeds: Seeds) -> None:
    assert refused_fields(each_writer, with_body(each_event, {**body_of(each_event), "extra": None}), seeds) == [
        "extra"
    ]


def test_an_unknown_field_may_be_called_anything(writer: Function, event: Event, seeds: Seeds) -> None:
    odd = {"a.b": 1, "[0]": 1, "__class__": 1, "😀": 1, "x" * 10_000: 1}
    assert set(refused_fields(writer, with_body(event, {**body_of(event), **odd}), seeds)) >= odd.keys() - {"[0]"}


def test_a_field_whose_name_is_no_text_is_refused(each_writer: Function, each_event: Event, seeds: Seeds) -> None:
    assert refused_fields(each_writer, with_body(each_event, {**body_of(each_event), "\ud800": 1}), seeds)


def test_an_empty_object_lacks_what_is_required(each_writer: Function, each_event: Event, seeds: Seeds) -> None:
    assert refused_fields(each_writer, with_body(each_event, {}), seeds)


def test_at_most_a_hundred_faults_are_listed_and_all_are_counted(writer: Function, event: Event, seeds: Seeds) -> None:
    many = {**body_of(event), **{f"x{n}": 0 for n in range(3_000)}}
    answer = refused(writer, with_body(event, many), seeds, 422, "validation-failed")
    assert len(answer.fields) == 100
    assert answer.json["detail"] == "x0: is not a field of this request; 2999 more."


@pytest.mark.parametrize("name", REQUIRED_OR_NOT)
def test_every_fault_of_a_request_is_named_at_once(name: str, seeds: Seeds) -> None:
    """Unknown parameters, headers and fields were reported one kind after the other."""
    event = with_query(with_headers(sample(name), if_match="1", idempotency_key="short"), pretty="1")
    faults = refused_fields(load(name), with_body(event, {"extra": 1}), seeds)
    assert faults[0] == "pretty"
    assert {"If-Match", "Idempotency-Key"} & {*faults}
    assert "extra" in faults


def test_each_function_refuses_what_is_no_json(each_writer: Function, each_event: Event, seeds: Seeds) -> None:
    refused(each_writer, with_raw_body(each_event, "{"), seeds, 400, "malformed-json")
    refused(each_writer, with_headers(each_event, content_type="text/plain"), seeds, 415, "unsupported-media-type")

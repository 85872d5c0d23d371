"""POST /api/appointments, through the function's entry point."""

from collections.abc import Iterator
from typing import Any

import pytest

from booking.calls.caller import Caller
from booking.settings import settings
from tests.callers import CUSTOMER, DESK, OTHER_CUSTOMER
from tests.engine import Table
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    body_of,
    load,
    sample,
    with_body,
    with_caller,
    with_headers,
    with_path_id,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def request(**fields: Any) -> Event:
    """The sample without its key, with fields changed."""
    event = with_headers(sample("create_appointment"), idempotency_key=None)
    return with_body(event, {**body_of(event), **fields})


def of_customer(**fields: Any) -> Event:
    return request(customer={**body_of(sample("create_appointment"))["customer"], **fields})


def test_the_sample_event_books_the_appointment(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("create_appointment"))
    assert answer.status == 201
    assert answer.json == {
        "id": answer.json["id"],
        "providerId": PROVIDER_ID,
        "customer": {
            "id": "customer-17",
            "name": "Zoë Müller",
            "email": "Zoe.Mueller@Example.COM",
            "phone": "+39 06 1234567",
        },
        "startTime": "2028-03-06T09:30:00+01:00",
        "endTime": "2028-03-06T10:00:00+01:00",
        "timezone": "Europe/Rome",
        "status": "CONFIRMED",
        "serviceId": None,
        "bufferBefore": 0,
        "bufferAfter": 0,
        "override": [],
        "cutoffs": {"cancelUntil": None, "rescheduleUntil": None},
        "unresolved": None,
        "version": 1,
        "notes": "Second floor, please",
        "metadata": {"source": "website"},
        "cancellationReason": None,
        "allowedActions": ["reschedule", "cancel", "edit"],
        "attendance": None,
        "attendedAt": None,
        "releasedFrom": None,
        "cancelledAt": None,
        "cancelledBy": None,
        "via": "api",
        "internalNote": None,
        "createdAt": "2027-01-01T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
    }


def test_the_answer_names_version_and_place_and_is_not_cached(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("create_appointment"))
    assert answer.headers == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "etag": '"1"',
        "location": f"appointments/{answer.json['id']}",
    }


def test_the_appointment_claims_its_slots(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    appointment_id = function(sample("create_appointment")).json["id"]
    claims = {item["SK"]["S"]: item["owner"]["S"] for item in seeds.snapshot() if item["SK"]["S"].startswith("SLOT#")}
    owner = f"APPOINTMENT#{appointment_id}"
    assert claims == {"SLOT#2028-03-06T08:30Z": owner, "SLOT#2028-03-06T08:45Z": owner}


def test_a_repeat_under_the_same_key_answers_with_the_same_appointment(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("create_appointment"))
    after_first = seeds.snapshot()
    again = function(sample("create_appointment"))
    assert (again.status, again.json, again.headers["idempotent-replayed"]) == (201, first.json, "true")
    assert "idempotent-replayed" not in first.headers
    assert seeds.snapshot() == after_first


def test_another_request_under_a_used_key_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    event = sample("create_appointment")
    function(event)
    other = with_body(event, {**body_of(event), "notes": "Another"})
    refused(function, other, seeds, 422, "idempotency-key-reused")


def test_a_refused_request_keeps_no_key(function: Function, seeds: Seeds) -> None:
    event = sample("create_appointment")
    refused(function, event, seeds, 404, "provider-not-found")
    seeds.scheduled_provider()
    assert function(event).status == 201


def test_a_taken_slot_is_refused_with_the_nearest_free_ones(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = refused(function, sample("create_appointment"), seeds, 409, "slot-taken")
    assert answer.json["alternatives"] == [
        {"startTime": "2028-03-06T09:00:00+01:00", "endTime": "2028-03-06T09:30:00+01:00"},
        {"startTime": "2028-03-06T10:00:00+01:00", "endTime": "2028-03-06T10:30:00+01:00"},
        {"startTime": "2028-03-06T10:30:00+01:00", "endTime": "2028-03-06T11:00:00+01:00"},
    ]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("2028-03-06T09:15:00+01:00", "slot-not-offered"),
        ("2028-03-06T09:30:01+01:00", "slot-not-offered"),
        ("2028-03-06T09:30:00.5+01:00", "slot-not-offered"),
        ("2028-03-06T09:30:00.0000001+01:00", "slot-not-offered"),
        ("2028-03-06T12:30:00+01:00", "slot-not-offered"),
        ("2028-03-07T09:30:00+01:00", "slot-not-offered"),
        ("2029-01-08T09:30:00+01:00", "slot-not-offered"),
        ("9999-12-31T23:59:59Z", "slot-not-offered"),
        ("2026-12-28T09:30:00+01:00", "slot-in-past"),
        ("2027-01-01T12:00:00Z", "slot-in-past"),
        ("0001-01-01T00:00:00Z", "slot-in-past"),
    ],
)
def test_a_start_that_is_not_offered_is_refused(function: Function, seeds: Seeds, start: str, code: str) -> None:
    seeds.scheduled_provider()
    refused(function, request(startTime=start), seeds, 422, code)


MONDAY = "on Monday, 2028-03-06 (09:00-12:30, 14:00-18:00)"
STEPS = "there is one every 30 minutes from the beginning of each window"
HORIZON = "appointments can be booked up to 730 days ahead; the last day is 2028-12-31"
TAKES = "an appointment takes 30 minutes"


@pytest.mark.parametrize(
    ("start", "codes", "detail"),
    [
        ("2028-03-07T08:30:00Z", ["closed"], "The provider is closed on Tuesday, 2028-03-07."),
        (
            "2028-03-06T07:00:00Z",
            ["outside-hours"],
            f"2028-03-06T08:00:00+01:00 is outside the provider's hours {MONDAY}, or too close to their end: {TAKES}.",
        ),
        (
            "2028-03-06T11:15:00Z",
            ["outside-hours", "off-grid"],
            (
                f"2028-03-06T12:15:00+01:00 is outside the provider's hours {MONDAY}, "
                f"or too close to their end: {TAKES}. "
                f"2028-03-06T12:15:00+01:00 is not one of the starts {MONDAY}: {STEPS}, and {TAKES}."
            ),
        ),
        (
            "2028-03-06T08:15:00Z",
            ["off-grid"],
            f"2028-03-06T09:15:00+01:00 is not one of the starts {MONDAY}: {STEPS}, and {TAKES}.",
        ),
        (
            "2028-03-06T08:30:00.5Z",
            ["off-grid"],
            f"2028-03-06T09:30:00.500000+01:00 is not one of the starts {MONDAY}: {STEPS}, and {TAKES}.",
        ),
        ("2029-01-08T08:30:00Z", ["too-far"], f"2029-01-08T09:30:00+01:00 is too far ahead: {HORIZON}."),
    ],
    ids=["closed", "before the hours", "past the hours", "off the steps", "a fraction", "too far"],
)
def test_the_answer_says_in_the_providers_zone_why_a_start_is_not_offered(
    function: Function, seeds: Seeds, start: str, codes: list[str], detail: str
) -> None:
    """One sentence in UTC for a closed day, the wrong hour, the wrong minute and two years ahead."""
    seeds.scheduled_provider()
    answer = refused(function, request(startTime=start), seeds, 422, "slot-not-offered")
    assert answer.json["detail"] == detail
    assert [reason["code"] for reason in answer.json["reasons"]] == codes


def test_a_provider_without_a_schedule_says_so(function: Function, seeds: Seeds) -> None:
    """It was told of a schedule that it does not have."""
    seeds.provider()
    answer = refused(function, request(), seeds, 422, "slot-not-offered")
    assert answer.json["detail"] == "The provider has no schedule yet, so nothing can be booked."


def test_a_past_start_is_told_in_the_providers_zone(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = refused(function, request(startTime="2026-12-28T08:30:00Z"), seeds, 422, "slot-in-past")
    assert answer.json["detail"] == "2026-12-28T09:30:00+01:00 is not in the future. Choose a later start."


@pytest.mark.parametrize("fraction", ["0", "0000000", "000000000", "0" * 40])
def test_an_instant_may_have_any_number_of_digits(function: Function, seeds: Seeds, fraction: str) -> None:
    """Six digits passed, seven and nine were refused."""
    seeds.scheduled_provider()
    answer = function(request(startTime=f"2028-03-06T09:30:00.{fraction}+01:00"))
    assert (answer.status, answer.json["startTime"]) == (201, "2028-03-06T09:30:00+01:00")


UNSEEN = ("\u200b", "\u2800", "\u3164\u115f", "\u2060 \ufeff", "\u0301", "\ue000")
BROKEN = ("\0", "Ines\r\nBcc: x@example.org", "Ines\u2028", "Ines\x85", "\tInes", "\x7f")


@pytest.mark.parametrize("text", [*UNSEEN, *BROKEN])
def test_names_ids_phones_and_keys_are_one_visible_line(function: Function, seeds: Seeds, text: str) -> None:
    """A name of zero-width spaces, of NUL, or with a mail header in it was booked."""
    seeds.scheduled_provider()
    event = request(customer={"name": text, "id": text, "phone": text}, metadata={text: ""})
    assert refused_fields(function, event, seeds) == [
        "customer.name",
        "customer.id",
        "customer.phone",
        f"metadata.{text}",
    ]


@pytest.mark.parametrize(
    "name", ["李", "😀", "?", "x\u200b", "\u0646\u06cc\u0645\u200c\u0641\u0627", "e\u0301", "Dr. Ada  Conti"]
)
def test_a_name_in_any_script_is_taken(function: Function, seeds: Seeds, name: str) -> None:
    seeds.scheduled_provider()
    assert function(of_customer(name=name)).json["customer"]["name"] == name


def test_notes_may_have_several_lines(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert function(request(notes="First floor,\r\nplease.\n")).json["notes"] == "First floor,\r\nplease.\n"


def test_metadata_takes_20_entries_and_says_so(function: Function, seeds: Seeds) -> None:
    """21 entries were refused in pydantic's own words."""
    seeds.scheduled_provider()
    event = request(metadata={str(n): "" for n in range(21)})
    answer = refused(function, event, seeds, 422, "validation-failed")
    assert answer.json["errors"] == [{"field": "metadata", "message": "must have at most 20 entries"}]


@pytest.mark.parametrize(
    "start",
    ["2028-03-06T08:30:00Z", "2028-03-06t08:30:00z", "2028-03-06T14:00:00.000+05:30", "2028-03-06T00:30:00-08:00"],
)
def test_the_same_instant_may_be_written_with_any_offset(function: Function, seeds: Seeds, start: str) -> None:
    seeds.scheduled_provider()
    assert function(request(startTime=start)).json["startTime"] == "2028-03-06T09:30:00+01:00"


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x", "", PROVIDER_ID.upper(), "\ud800", "x" * 5000])
@pytest.mark.parametrize("key", [None, "0b6f1a52-9b7e-4c1d-a3f5-2e8d7c6b5a49"])
def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds, provider_id: str, key: str | None) -> None:
    seeds.scheduled_provider()
    event = with_headers(request(providerId=provider_id), idempotency_key=key)
    refused(function, event, seeds, 404, "provider-not-found")


def test_only_provider_start_and_name_are_required(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    event = with_headers(sample("create_appointment"), idempotency_key=None)
    body = {name: body_of(event)[name] for name in ("providerId", "startTime")} | {"customer": {"name": "A"}}
    answer = function(with_body(event, body)).json
    assert answer["customer"] == {"id": answer["customer"]["id"], "name": "A", "email": None, "phone": None}
    assert answer["customer"]["id"]
    assert (answer["notes"], answer["metadata"]) == (None, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x" * 200},
        {"name": "😀" * 200},
        {"id": "x" * 128},
        {"phone": "1" * 40},
        {"email": "UPPER+tag@sub.Example.com"},
        {"email": "reserved@domain.test"},
        {"email": None, "phone": None, "id": "1"},
    ],
)
def test_a_customer_within_the_bounds_comes_back_as_sent(
    function: Function, seeds: Seeds, fields: dict[str, Any]
) -> None:
    seeds.scheduled_provider()
    answer = function(of_customer(**fields))
    assert (answer.status, {name: answer.json["customer"][name] for name in fields}) == (201, fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "customer.name"),
        ({"name": "\u2003 \n"}, "customer.name"),
        ({"name": "x" * 201}, "customer.name"),
        ({"name": None}, "customer.name"),
        ({"name": "x\udfff"}, "customer.name"),
        ({"id": ""}, "customer.id"),
        ({"id": " "}, "customer.id"),
        ({"id": "x" * 129}, "customer.id"),
        ({"id": 17}, "customer.id"),
        ({"phone": "1" * 41}, "customer.phone"),
        ({"phone": 390612345}, "customer.phone"),
        ({"phone": ""}, "customer.phone"),
        ({"email": "nobody@"}, "customer.email"),
        ({"email": "a@b@c.example"}, "customer.email"),
        ({"email": "a b@c.example"}, "customer.email"),
        ({"email": "x" * 65 + "@b.example"}, "customer.email"),
        ({"birthday": "2000-01-01"}, "customer.birthday"),
    ],
)
def test_a_customer_outside_the_bounds_is_refused(
    function: Function, seeds: Seeds, fields: dict[str, Any], field: str
) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, of_customer(**fields), seeds) == [field]


@pytest.mark.parametrize(
    "fields",
    [
        {"notes": "x" * 2000},
        {"notes": "", "metadata": {}},
        {"notes": "line\nline\u2028\x00", "metadata": None},
        {"metadata": {f"key-{n}": "v" for n in range(20)}},
        {"metadata": {"k" * 40: "v" * 500}},
        {"metadata": {"a.b[0]": ""}},
    ],
)
def test_notes_and_metadata_within_the_bounds_come_back_as_sent(
    function: Function, seeds: Seeds, fields: dict[str, Any]
) -> None:
    seeds.scheduled_provider()
    answer = function(request(**fields))
    assert (answer.status, {name: answer.json[name] for name in fields}) == (201, fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"notes": "x" * 2001}, "notes"),
        ({"notes": 5}, "notes"),
        ({"notes": "\ud83d"}, "notes"),
        ({"metadata": {f"key-{n}": "v" for n in range(21)}}, "metadata"),
        ({"metadata": {"": "v"}}, "metadata."),
        ({"metadata": {"k" * 41: "v"}}, f"metadata.{'k' * 41}"),
        ({"metadata": {"k": "v" * 501}}, "metadata.k"),
        ({"metadata": {"k": 1}}, "metadata.k"),
        ({"metadata": {"k": None}}, "metadata.k"),
        ({"metadata": {"k": {"nested": "v"}}}, "metadata.k"),
        ({"metadata": [["k", "v"]]}, "metadata"),
        ({"metadata": "k=v"}, "metadata"),
        ({"startTime": 1835944200}, "startTime"),
        ({"startTime": "1835944200"}, "startTime"),
        ({"startTime": "2028-03-06T09:30:00"}, "startTime"),
        ({"startTime": "2028-03-06 09:30:00+01:00"}, "startTime"),
        ({"startTime": "2028-03-06T09:30+01:00"}, "startTime"),
        ({"startTime": "2028-02-30T09:30:00+01:00"}, "startTime"),
        ({"startTime": "2028-03-06T24:00:00Z"}, "startTime"),
        ({"startTime": "0001-01-01T00:00:00+01:00"}, "startTime"),
        ({"startTime": "2028-03-06T09:30:00+24:00"}, "startTime"),
        ({"startTime": None}, "startTime"),
        ({"providerId": 5}, "providerId"),
        ({"providerId": None}, "providerId"),
        ({"customer": None}, "customer"),
        ({"customer": "Zoë"}, "customer"),
        ({"customer": [{"name": "Zoë"}]}, "customer"),
        ({"customer": {}}, "customer.name"),
        ({"endTime": "2028-03-06T10:00:00+01:00"}, "endTime"),
        ({"status": "CONFIRMED"}, "status"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_the_fields_name(
    function: Function, seeds: Seeds, fields: dict[str, Any], field: str
) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, request(**fields), seeds) == [field]


@pytest.mark.parametrize("key", ["x" * 15, "x" * 256, "é" * 16])
def test_a_key_that_is_too_short_too_long_or_not_printable_is_refused(
    function: Function, seeds: Seeds, key: str
) -> None:
    seeds.scheduled_provider()
    event = with_headers(sample("create_appointment"), idempotency_key=key)
    assert refused_fields(function, event, seeds) == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["x" * 16, "x" * 255, "a, b, c, d, e, f"])
def test_a_key_of_16_to_255_printable_characters_makes_one_appointment(
    function: Function, seeds: Seeds, key: str
) -> None:
    seeds.scheduled_provider()
    event = with_headers(sample("create_appointment"), idempotency_key=key)
    assert function(event).json == function(event).json


# --- the limit of a customer's open appointments ---------------------------------------------------------------------

STARTS = [f"2028-03-06T{hour:02}:{minute:02}:00+01:00" for hour in (9, 10, 11, 14, 15, 16) for minute in (0, 30)]


def by_customer(start: str, caller: Caller = CUSTOMER, **headers: str | None) -> Event:
    """For the caller itself."""
    event = with_caller(request(startTime=start, customer={"name": "Zoë Müller"}), caller)
    return with_headers(event, **headers)


def test_a_customer_has_at_most_ten_open_appointments_with_a_provider(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert {function(by_customer(start)).status for start in STARTS[:10]} == {201}
    answer = refused(function, by_customer(STARTS[10]), seeds, 409, "too-many-open-appointments")
    assert "the 10 open appointments" in answer.json["detail"]
    assert function(by_customer(STARTS[10], OTHER_CUSTOMER)).status == 201
    assert function(with_caller(request(startTime=STARTS[11]), DESK)).status == 201


@pytest.fixture
def _limit_of_one(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MAX_OPEN_APPOINTMENTS", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("_limit_of_one")
@pytest.mark.parametrize("caller", [CUSTOMER, DESK])
def test_a_cancelled_appointment_makes_room_under_the_deployments_limit(
    function: Function, seeds: Seeds, caller: Caller
) -> None:
    seeds.scheduled_provider()
    appointment_id = function(by_customer(STARTS[0])).json["id"]
    refused(function, by_customer(STARTS[1]), seeds, 409, "too-many-open-appointments")
    cancel = with_path_id(sample("cancel_appointment"), APPOINTMENT_ID, appointment_id)
    assert load("cancel_appointment")(with_caller(cancel, caller)).status == 200
    assert function(by_customer(STARTS[1])).status == 201


@pytest.mark.usefixtures("_limit_of_one")
def test_a_repeat_under_the_key_is_answered_at_the_limit(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    keyed = by_customer(STARTS[0], idempotency_key="a-key-of-the-customer")
    first, again = function(keyed), function(keyed)
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert again.headers["idempotent-replayed"] == "true"

"""POST /api/providers, through the function's entry point."""

from typing import Any

import pytest

from tests.functional.lambdas import Event, Function, body_of, sample, with_body, with_headers
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import UNRULED, Seeds

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def request(**fields: Any) -> Event:
    """The sample without its key, with fields changed."""
    event = with_headers(sample("create_provider"), idempotency_key=None)
    return with_body(event, {**body_of(event), **fields})


def test_the_sample_event_creates_the_provider(function: Function, seeds: Seeds) -> None:
    answer = function(sample("create_provider"))
    assert answer.status == 201
    assert answer.json == {
        "id": answer.json["id"],
        "name": "Studio Bianchi",
        "email": "studio@bianchi.example",
        "timezone": "Europe/Rome",
        "slotMinutes": 15,
        "appointmentDuration": None,
        "weeklySchedule": {day: [] for day in WEEKDAYS},
        "version": 1,
        "createdAt": "2027-01-01T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
        **UNRULED,
        "subject": None,
    }
    assert [item["id"]["S"] for item in seeds.snapshot()] == [answer.json["id"]]


def test_the_answer_names_version_and_place_and_is_not_cached(function: Function) -> None:
    answer = function(sample("create_provider"))
    assert answer.headers == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "etag": '"1"',
        "location": f"providers/{answer.json['id']}",
    }


def test_a_repeat_under_the_same_key_answers_with_the_same_provider(function: Function, seeds: Seeds) -> None:
    first = function(sample("create_provider"))
    again = function(sample("create_provider"))
    assert (again.status, again.json) == (201, first.json)
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert len(seeds.snapshot()) == 1


def test_another_request_under_a_used_key_is_refused(function: Function, seeds: Seeds) -> None:
    event = sample("create_provider")
    function(event)
    refused(function, with_body(event, {**body_of(event), "name": "Other"}), seeds, 422, "idempotency-key-reused")


def test_without_a_key_each_request_makes_a_provider(function: Function, seeds: Seeds) -> None:
    ids = {function(request()).json["id"] for _ in range(2)}
    assert len(ids) == len(seeds.snapshot()) == 2


def test_slot_minutes_and_email_may_be_left_out(function: Function) -> None:
    event = with_headers(sample("create_provider"), idempotency_key=None)
    answer = function(with_body(event, {"name": "A", "timezone": "UTC"}))
    assert (answer.status, answer.json["slotMinutes"], answer.json["email"]) == (201, 15, None)


@pytest.mark.parametrize("slot_minutes", [5, 10, 15, 20, 30, 60])
def test_each_of_the_six_slot_lengths_is_taken(function: Function, slot_minutes: int) -> None:
    assert function(request(slotMinutes=slot_minutes)).json["slotMinutes"] == slot_minutes


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x"},
        {"name": "x" * 200},
        {"name": "Łódź 😀 \u0301 e\u0301"},
        {"name": " padded "},
        {"email": "A.B+tag@Exämple.COM"},
        {"email": "someone@domain.test"},
        {"email": None},
    ],
)
def test_what_lies_within_the_bounds_comes_back_as_it_was_sent(function: Function, fields: dict[str, Any]) -> None:
    answer = function(request(**fields))
    assert (answer.status, {name: answer.json[name] for name in fields}) == (201, fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": " \t\u00a0"}, "name"),
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": "Europe/Rome\u0000"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": 1}, "timezone"),
        ({"timezone": None}, "timezone"),
        ({"slotMinutes": 7}, "slotMinutes"),
        ({"slotMinutes": 0}, "slotMinutes"),
        ({"slotMinutes": -15}, "slotMinutes"),
        ({"slotMinutes": "15"}, "slotMinutes"),
        ({"slotMinutes": 15.5}, "slotMinutes"),
        ({"slotMinutes": True}, "slotMinutes"),
        ({"slotMinutes": None}, "slotMinutes"),
        ({"slotMinutes": 10**400}, "slotMinutes"),
        ({"slotMinutes": 60, "timezone": "Asia/Kolkata"}, "slotMinutes"),
        ({"email": "nobody"}, "email"),
        ({"email": "A <a@b.example>"}, "email"),
        ({"email": "a@b.example\n"}, "email"),
        ({"email": f"{'x' * 250}@b.example"}, "email"),
        ({"email": ""}, "email"),
        ({"email": 5}, "email"),
        ({"phone": "1"}, "phone"),
        ({"slot_minutes": 15}, "slot_minutes"),
        ({"id": "chosen"}, "id"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_the_fields_name(
    function: Function, seeds: Seeds, fields: dict[str, Any], field: str
) -> None:
    assert refused_fields(function, request(**fields), seeds) == [field]


def test_every_bad_field_is_named_at_once(function: Function, seeds: Seeds) -> None:
    """Only the blank name was reported, not the unknown zone and the slots of 7 minutes."""
    event = with_body(sample("create_provider"), {"name": " ", "timezone": "Mars/Olympus", "slotMinutes": 7})
    assert refused_fields(function, event, seeds) == ["name", "timezone", "slotMinutes"]
    event = with_body(sample("create_provider"), {"name": "", "timezone": "Asia/Kolkata", "slotMinutes": 60})
    assert refused_fields(function, event, seeds) == ["name", "slotMinutes"]
    event = with_body(sample("create_provider"), {"slotMinutes": "x", "unknown": 1})
    assert sorted(refused_fields(function, event, seeds)) == ["name", "slotMinutes", "timezone", "unknown"]


@pytest.mark.parametrize("key", ["x" * 16, "x" * 255, "with blanks, commas; and ~ signs"])
def test_a_key_of_16_to_255_printable_characters_is_taken(function: Function, key: str) -> None:
    event = with_headers(sample("create_provider"), idempotency_key=key)
    assert [function(event).headers.get("idempotent-replayed") for _ in range(2)] == [None, "true"]


@pytest.mark.parametrize("key", ["", "x" * 15, "x" * 256, "é" * 20, "x" * 16 + "\n", "x" * 16 + "\t"])
def test_any_other_key_is_refused(function: Function, seeds: Seeds, key: str) -> None:
    event = with_headers(sample("create_provider"), idempotency_key=key)
    assert refused_fields(function, event, seeds) == ["Idempotency-Key"]


def test_a_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, {**request(), "queryStringParameters": {"dryRun": "1"}}, seeds) == ["dryRun"]

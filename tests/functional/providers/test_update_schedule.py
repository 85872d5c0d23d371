"""PUT /api/providers/{providerId}/schedule, through the function's entry point."""

from datetime import timedelta
from typing import Any

import pytest

from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    body_of,
    load,
    sample,
    with_body,
    with_headers,
    with_method,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import HITS_NOTHING, START, Seeds

CLOSED: dict[str, list[Any]] = {"tuesday": [], "wednesday": [], "friday": [], "saturday": [], "sunday": []}


def request(**fields: Any) -> Event:
    """The sample without If-Match, with fields changed."""
    event = with_headers(sample("update_schedule"), if_match=None)
    return with_body(event, {**body_of(event), **fields})


def monday(*windows: dict[str, Any]) -> Event:
    return request(weeklySchedule={"monday": list(windows)})


def window(start: Any, end: Any) -> dict[str, Any]:
    return {"start": start, "end": end}


def test_the_sample_event_sets_the_week(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(sample("update_schedule"))
    assert answer.status == 200
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "timezone": "Europe/Rome",
        "slotMinutes": 15,
        "appointmentDuration": 30,
        "weeklySchedule": {
            "monday": [window("09:00", "12:30"), window("14:00", "18:00")],
            "thursday": [window("09:00", "13:00")],
            **CLOSED,
        },
        "version": 2,
        **HITS_NOTHING,
    }
    assert answer.headers["etag"] == '"2"'
    assert answer.headers["cache-control"] == "no-store"


def test_the_week_is_replaced_and_its_windows_are_sorted(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(request(weeklySchedule={"thursday": [window("22:00", "24:00"), window("00:00", "09:00")]}))
    assert answer.json["weeklySchedule"]["thursday"] == [window("00:00", "09:00"), window("22:00", "24:00")]
    assert answer.json["weeklySchedule"]["monday"] == []


def test_a_timezone_moves_the_provider(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert function(request(timezone="Europe/Lisbon")).json["timezone"] == "Europe/Lisbon"


@pytest.mark.parametrize("if_match", ['"1"', '"7", "1"', '"7","1"', "*", ' "1" ', None])
def test_the_write_happens_on_the_version_that_if_match_names(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    seeds.provider()
    assert function(with_headers(sample("update_schedule"), if_match=if_match)).json["version"] == 2


@pytest.mark.parametrize(
    "if_match", ['"2"', '"7", "8"', '"01"', '"1.0"', '"x"', '""', '"' + "9" * 30 + '"', '"1,2"', ' ,"7",, ']
)
def test_another_version_is_refused(function: Function, seeds: Seeds, if_match: str) -> None:
    seeds.provider()
    event = with_headers(sample("update_schedule"), if_match=if_match)
    answer = refused(function, event, seeds, 412, "version-mismatch")
    assert "Read it again" in answer.json["detail"]


@pytest.mark.parametrize("if_match", ['W/"1"', 'W/"1", W/"2"', '"7", W/"1"'])
def test_a_weak_tag_is_refused_and_never_matches(function: Function, seeds: Seeds, if_match: str) -> None:
    """The answer to `W/"1"` was to read it again, which shows the same version."""
    seeds.provider()
    event = with_headers(sample("update_schedule"), if_match=if_match)
    answer = refused(function, event, seeds, 412, "version-mismatch")
    assert 'A weak tag (W/"...") never matches' in answer.json["detail"]
    assert '"1"' not in answer.json["detail"], "who pastes the version overwrites what was not read"


@pytest.mark.parametrize(
    "if_match", ["1", "", '"1', '1"', '"1" "2"', 'w/"1"', '*, "1"', '"1", 2', ",", '"1"x', '"a\tb"']
)
def test_what_is_no_entity_tag_is_refused_by_the_headers_name(function: Function, seeds: Seeds, if_match: str) -> None:
    """The answer to `If-Match: 1` was 'at version 1, read it again'."""
    seeds.provider()
    event = with_headers(sample("update_schedule"), if_match=if_match)
    assert refused_fields(function, event, seeds) == ["If-Match"]


def test_post_does_the_same(function: Function, seeds: Seeds) -> None:
    """PUT, the verb of a thing that is replaced, was a 405; POST stays."""
    seeds.provider()
    answers = [
        function(with_headers(with_method(sample("update_schedule"), method), if_match=None))
        for method in ("PUT", "POST")
    ]
    assert [(answer.status, answer.json["version"]) for answer in answers] == [(200, 2), (200, 3)]


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x", '"'])
def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds, provider_id: str) -> None:
    event = with_path_id(sample("update_schedule"), PROVIDER_ID, provider_id)
    refused(function, event, seeds, 404, "provider-not-found")


def test_a_day_takes_24_windows(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    windows = [window(f"{hour:02}:00", f"{hour + 1:02}:00") for hour in range(24)]
    assert function(monday(*windows)).json["weeklySchedule"]["monday"] == windows


def test_a_day_takes_no_25th_window(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    windows = [window(f"{n // 4:02}:{n % 4 * 15:02}", f"{(n + 1) // 4:02}:{(n + 1) % 4 * 15:02}") for n in range(25)]
    answer = refused(function, monday(*windows), seeds, 422, "validation-failed")
    assert answer.json["errors"] == [{"field": "weeklySchedule.monday", "message": "must have at most 24 windows"}]


@pytest.mark.parametrize(("start", "end"), [("22:00", "00:00"), ("22:00", "02:00")])
def test_a_window_over_midnight_is_told_how_to_be_written(
    function: Function, seeds: Seeds, start: str, end: str
) -> None:
    """The answer to 22:00-00:00 was 'must be later than the start'."""
    seeds.provider()
    answer = refused(function, monday(window(start, end)), seeds, 422, "validation-failed")
    assert "A day ends at 24:00; split the window at midnight" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize("windows", [[{}] * 5_000, [0] * 20_000])
def test_a_list_far_too_long_is_one_fault(function: Function, seeds: Seeds, windows: list[Any]) -> None:
    """Each of its windows was refused for itself: 64 KB were answered with 3 MB."""
    seeds.provider()
    event = request(weeklySchedule={"monday": windows})
    assert refused_fields(function, event, seeds) == ["weeklySchedule.monday"]


def test_faults_of_windows_and_of_other_fields_are_named_at_once(function: Function, seeds: Seeds) -> None:
    """The windows were looked at only when every other field was right."""
    seeds.provider()
    monday = [window("9:00", "12:00"), window("12:00", "09:00")]
    tuesday = [window("10:00", "11:00"), window("10:30", "12:00")]
    week = {"monday": monday, "tuesday": tuesday}
    event = request(weeklySchedule=week, appointmentDuration="30", timezone="Mars/Olympus")
    assert sorted(refused_fields(function, event, seeds)) == [
        "appointmentDuration",
        "timezone",
        "weeklySchedule.monday[0].start",
        "weeklySchedule.monday[1].end",
        "weeklySchedule.tuesday[1].start",
    ]


def test_a_duration_below_the_shortest_slot_is_told_the_least(function: Function, seeds: Seeds) -> None:
    """The answer to 0 was 'at least 1', though 5 is the least."""
    seeds.provider()
    answer = refused(function, request(appointmentDuration=0), seeds, 422, "validation-failed")
    assert answer.json["detail"] == "appointmentDuration: must be at least 5."


def test_a_whole_number_may_be_written_with_a_point(function: Function, seeds: Seeds) -> None:
    """30.0 is an integer in JSON Schema."""
    seeds.provider()
    assert function(request(appointmentDuration=30.0)).json["appointmentDuration"] == 30


@pytest.mark.parametrize("duration", [15, 600])
def test_a_duration_of_one_and_of_forty_slots_is_taken(function: Function, seeds: Seeds, duration: int) -> None:
    seeds.provider()
    event = request(appointmentDuration=duration, weeklySchedule={"monday": window("08:00", "18:00")})
    assert function(event).json["appointmentDuration"] == duration


@pytest.mark.parametrize("duration", [270, 285])
def test_a_duration_for_which_the_week_has_no_room_is_refused(function: Function, seeds: Seeds, duration: int) -> None:
    """The longest window has four hours."""
    seeds.provider()
    answer = refused(function, request(appointmentDuration=duration), seeds, 422, "validation-failed")
    assert answer.json["errors"] == [
        {
            "field": "appointmentDuration",
            "message": "must fit into the week: its longest time without a break is 240 minutes",
        }
    ]


def test_a_closed_week_takes_any_duration(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(request(appointmentDuration=600, weeklySchedule={})).status == 200


def test_a_duration_with_buffers_of_more_than_forty_slots_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    ruled = with_body(with_headers(sample("update_provider"), if_match=None), {"bufferAfter": 390})
    load("update_provider")(ruled)
    assert refused_fields(function, request(appointmentDuration=225), seeds) == ["appointmentDuration"]
    assert function(request(appointmentDuration=210)).status == 200


@pytest.mark.parametrize("duration", [0, -15, 7, 16, 615, 1440, 10**400, "30", 30.5, True, None, [30]])
def test_any_other_duration_is_refused(function: Function, seeds: Seeds, duration: Any) -> None:
    seeds.provider()
    assert refused_fields(function, request(appointmentDuration=duration), seeds) == ["appointmentDuration"]


def test_with_slots_of_an_hour_a_duration_is_a_day_at_most(function: Function, seeds: Seeds) -> None:
    seeds.provider(slot_minutes=60)
    open_all_day = {"monday": [window("00:00", "24:00")]}
    day, more = (request(weeklySchedule=open_all_day, appointmentDuration=minutes) for minutes in (1440, 1500))
    assert function(day).json["appointmentDuration"] == 1440
    assert refused_fields(function, more, seeds) == ["appointmentDuration"]


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (request(weeklySchedule={"someday": []}), ["weeklySchedule.someday"]),
        (request(weeklySchedule={"Monday": []}), ["weeklySchedule.Monday"]),
        (request(weeklySchedule=[]), ["weeklySchedule"]),
        (request(weeklySchedule=None), ["weeklySchedule"]),
        (request(weeklySchedule={"monday": None}), ["weeklySchedule.monday"]),
        (request(weeklySchedule={"monday": "09:00-12:00"}), ["weeklySchedule.monday"]),
        (monday(window("12:00", "09:00")), ["weeklySchedule.monday[0].end"]),
        (monday(window("09:00", "09:00")), ["weeklySchedule.monday[0].end"]),
        (monday(window("09:07", "12:00")), ["weeklySchedule.monday[0].start"]),
        (monday(window("9:00", "12:00")), ["weeklySchedule.monday[0].start"]),
        (monday(window("09:00:00", "12:00")), ["weeklySchedule.monday[0].start"]),
        (monday(window("09:00", "24:15")), ["weeklySchedule.monday[0].end"]),
        (monday(window("٠٩:00", "12:00")), ["weeklySchedule.monday[0].start"]),
        (monday(window(540, "12:00")), ["weeklySchedule.monday[0].start"]),
        (monday({"start": "09:00"}), ["weeklySchedule.monday[0].end"]),
        (monday({**window("09:00", "12:00"), "open": True}), ["weeklySchedule.monday[0].open"]),
        (monday(window("09:00", "12:00"), window("11:00", "13:00")), ["weeklySchedule.monday[1].start"]),
        (monday(window("24:00", "24:00")), ["weeklySchedule.monday[0].start"]),
        (request(timezone="Mars/Base"), ["timezone"]),
        (request(timezone=1), ["timezone"]),
        (request(slotMinutes=5), ["slotMinutes"]),
    ],
)
def test_what_breaks_a_rule_is_refused_by_the_fields_name(
    function: Function, seeds: Seeds, event: Event, fields: list[str]
) -> None:
    seeds.provider()
    assert refused_fields(function, event, seeds) == fields


def test_windows_of_a_day_may_touch(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(monday(window("09:00", "12:00"), window("12:00", "13:00"))).status == 200


@pytest.mark.parametrize("is_dry", [True, False])
def test_appointments_for_which_there_is_no_room_any_more_are_hit(
    function: Function, seeds: Seeds, is_dry: bool
) -> None:
    provider = seeds.scheduled_provider()
    booked = seeds.appointment(provider)
    seeds.appointment(provider, UNKNOWN_ID, START + timedelta(hours=5))
    before = seeds.snapshot()
    later = request(weeklySchedule={"monday": window("10:00", "18:00")})
    answer = function(with_query(later, dryRun="true") if is_dry else later).json
    assert [(hit["id"], hit["reasons"]) for hit in answer["affectedAppointments"]] == [(booked.id, ["outside-hours"])]
    assert answer["weeklySchedule"]["monday"] == [window("10:00", "18:00")]
    assert answer["version"] == (2 if is_dry else 3)
    assert (seeds.snapshot() == before) is is_dry


def test_a_dry_run_is_refused_as_the_change_would_be(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(request(appointmentDuration=7), dryRun="true"), seeds) == [
        "appointmentDuration"
    ]
    assert refused_fields(function, with_query(request(), dryRun="1"), seeds) == ["dryRun"]

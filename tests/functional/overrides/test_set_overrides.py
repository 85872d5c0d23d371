"""POST /api/providers/{providerId}/overrides, through the function's entry point."""

from datetime import date, timedelta

from tests.functional.affected import NOT_AFFECTED
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_body, with_headers, with_path_id
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

SATURDAY, EASTER = "2028-03-11", "2028-04-03"
"""The dates of the sample event."""


def of_days(count: int) -> dict[str, object]:
    days = (date(2028, 1, 1) + timedelta(days=number) for number in range(count))
    return {"overrides": [{"date": day.isoformat(), "windows": []} for day in days]}


def test_the_sample_event_sets_both_dates(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("set_overrides"))
    assert (answer.status, answer.headers["etag"]) == (200, '"3"')
    assert answer.json == {
        "overrides": [
            {"date": SATURDAY, "windows": [{"start": "10:00", "end": "13:00"}]},
            {"date": EASTER, "windows": []},
        ],
        "version": 3,
        **NOT_AFFECTED,
    }


def test_sixty_dates_are_one_version(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(with_body(sample("set_overrides"), of_days(60)))
    assert (len(answer.json["overrides"]), answer.json["version"]) == (60, 3)
    assert len([item for item in seeds.snapshot() if "windows" in item]) == 60


def test_what_stands_already_is_not_written(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("set_overrides"))
    before = seeds.snapshot()
    assert (function(sample("set_overrides")).json, seeds.snapshot()) == (first.json, before)


def test_one_wrong_date_leaves_all_as_they_are(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    body = {"overrides": [{"date": SATURDAY, "windows": []}, {"date": "2026-01-01", "windows": []}]}
    assert refused_fields(function, with_body(sample("set_overrides"), body), seeds) == ["overrides[1].date"]


def test_a_date_may_be_there_once(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    body = {"overrides": [{"date": day, "windows": []} for day in (SATURDAY, EASTER, SATURDAY)]}
    assert refused_fields(function, with_body(sample("set_overrides"), body), seeds) == ["overrides[2].date"]


def test_there_are_1_to_60_dates(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    for count in (0, 61):
        assert refused_fields(function, with_body(sample("set_overrides"), of_days(count)), seeds) == ["overrides"]


def test_each_fault_is_named_by_its_place(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    windows = [{"start": "09:00", "end": "10:00"}, {"start": "09:30", "end": "09:00"}]
    body = {"overrides": [{"date": SATURDAY, "windows": windows}, {"date": "soon", "windows": [], "name": 1}]}
    assert refused_fields(function, with_body(sample("set_overrides"), body), seeds) == [
        "overrides[0].windows[1].end",
        "overrides[1].date",
        "overrides[1].name",
    ]


def test_another_version_is_left_alone(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, with_headers(sample("set_overrides"), if_match='"1"'), seeds, 412, "version-mismatch")


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("set_overrides"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")

"""The reads of the desk: they are recorded, and answered again from the record; they do not grow with the table."""

import json
from pathlib import Path

import pytest

from benchmarks.desk import Recording, recordings
from benchmarks.desk_business import items, other_items
from benchmarks.figures import kept_figures
from benchmarks.measuring import run_silently
from benchmarks.recorded import Recorded
from benchmarks.tls_server import serving
from benchmarks.warm import tls_calls
from booking.dynamodb.sending import Answer, Request

OTHERS = 4


@pytest.fixture(scope="module")
def found() -> list[Recording]:
    return recordings([OTHERS])


def test_every_read_asks_for_what_the_design_allows_and_no_more(found: list[Recording]) -> None:
    day, board = "1 BatchGetItem, 1 GetItem, 1 Query", "{} BatchGetItem, 20 Query"
    assert [read.used["requests"] for recording in found for read in recording.reads] == [
        *("1 BatchGetItem, 1 Query", "1 BatchGetItem, 1 GetItem, 1 Query"),
        *(day, board.format(3), "1 GetItem, 1 Query", board.format(3)),
        *(day, board.format(9), "1 GetItem, 1 Query", board.format(9)),
        *("1 BatchGetItem, 1 GetItem, 1 Query", day, board.format(3), "1 GetItem, 1 Query"),
    ]


def test_a_poll_is_answered_with_nothing_new(found: list[Recording]) -> None:
    whole, poll = (read for read in found[0].reads if read.function == "get_board")
    assert (poll.used["bytes"], whole.used["bytes"] > 100_000) == (0, True)
    assert poll.used["read_units"] == whole.used["read_units"]


def test_every_read_is_answered_from_its_record_over_tls(found: list[Recording], tmp_path: Path) -> None:
    with serving({recording.title: recording.answers for recording in found[:1]}) as served:
        for number, read in enumerate(found[0].reads):
            world = served.environment(found[0].title)
            run_silently(tls_calls("count", read.about(), world, tmp_path / str(number)))  # fails without a success


def test_a_batch_is_answered_in_the_order_of_its_keys() -> None:
    stored = {name: {"PK": {"S": name}, "SK": {"S": "-"}, "value": {"S": name * 2}} for name in "ab"}
    table = Recorded()

    def send(_: str, request: Request) -> Answer:
        asked = request["RequestItems"]["booking"]["Keys"]
        return {"Responses": {"booking": [stored[key["PK"]["S"]] for key in asked]}}

    keys = [{"PK": {"S": name}, "SK": {"S": "-"}} for name in "ab"]
    table.recording(send)("BatchGetItem", {"RequestItems": {"booking": {"Keys": keys}}})
    _, body = table.answer("BatchGetItem", json.dumps({"RequestItems": {"booking": {"Keys": keys[::-1]}}}).encode())
    assert json.loads(body)["Responses"] == {"booking": [stored["b"], stored["a"]]}


def test_other_appointments_stand_outside_of_the_measured_month_and_meet_none() -> None:
    measured, others = ({(item["PK"], item["SK"]) for item in some} for some in (items(40), other_items(0, 200)))
    assert not measured & others
    starts = sorted(item["startTime"] for item in other_items(0, 200) if "startTime" in item)
    assert [start for start in starts if "2028-02-29T23:00:00Z" <= start < "2028-03-31T22:00:00Z"] == []
    assert len({*starts}) == 200


def test_reads_cost_the_same_beside_any_number_of_other_appointments() -> None:
    first, *later = kept_figures()["desk"]["sizes"]
    assert [size["appointments"] for size in later] == [1_000, 10_000, 100_000]
    for size in later:
        for title, found in size["calls"].items():
            at_first = first["calls"][title]
            assert {**found, "instructions": None} == {**at_first, "instructions": None}
            assert found["instructions"] == pytest.approx(at_first["instructions"], rel=0.02)

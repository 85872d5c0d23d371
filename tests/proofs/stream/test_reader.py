"""The tests' own stream reader follows the rules that AWS documents. Otherwise the proofs with it prove nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.proofs.faults.attempts import Clock
from tests.proofs.stream.reader import (
    BatchFailed,
    EventSourceMapping,
    Record,
    ShardReader,
    mapping_of_the_template,
    position_of,
)

MAPPING = EventSourceMapping(batch_size=4, max_age=100.0, bisects=True, reports_failures=True, filters=frozenset({"A"}))
HOUR = 3600


def record(position: int, sort_key: str = "A") -> Record:
    return {
        "dynamodb": {
            "Keys": {"SK": {"S": sort_key}},
            "SequenceNumber": str(position),
            "ApproximateCreationDateTime": float(position),
        }
    }


class Function:
    """Notes the positions of each batch, and answers what it is told to."""

    def __init__(self, answer: Callable[[list[str]], Sequence[str]] = lambda positions: []) -> None:
        self.batches: list[list[str]] = []
        self._answer = answer

    def __call__(self, event: Mapping[str, Any]) -> Any:
        positions = [position_of(each) for each in event["Records"]]
        self.batches.append(positions)
        return {"batchItemFailures": [{"itemIdentifier": failed} for failed in self._answer(positions)]}


def read(function: Function, records: Sequence[Record], mapping: EventSourceMapping = MAPPING) -> ShardReader:
    reader = ShardReader(records, mapping, function, Clock())
    while not reader.is_done:
        assert reader.invocations < 100
        reader.poll()
    return reader


def once(*failed: str) -> Callable[[list[str]], Sequence[str]]:
    """Reports these positions the first time."""
    left = [failed]
    return lambda positions: left.pop() if left else []


def fails_while(condition: Callable[[list[str]], bool]) -> Callable[[list[str]], Sequence[str]]:
    def answer(positions: list[str]) -> Sequence[str]:
        if condition(positions):
            raise BatchFailed
        return []

    return answer


def test_batches_come_in_order_and_of_the_mappings_size() -> None:
    function = Function()
    read(function, [record(n) for n in range(6)])
    assert function.batches == [["0", "1", "2", "3"], ["4", "5"]]


def test_what_the_filter_stops_is_not_passed_on() -> None:
    function = Function()
    read(function, [record(0, "SLOT#1"), record(1), *(record(n, "SLOT#1") for n in range(2, 8))])
    assert function.batches == [["1"]]


def test_the_lowest_reported_position_is_the_new_checkpoint() -> None:
    function = Function(once("9", "10"))
    read(function, [record(n) for n in range(8, 12)])
    assert function.batches == [["8", "9", "10", "11"], ["9", "10", "11"]]


def test_a_batch_that_fails_as_a_whole_is_split_in_two() -> None:
    function = Function(fails_while(lambda positions: len(positions) > 2))
    read(function, [record(n) for n in range(4)])
    assert function.batches == [["0", "1", "2", "3"], ["0", "1"], ["2", "3"]]


def test_without_bisecting_it_comes_again_as_it_was() -> None:
    failures = iter([True, False])
    function = Function(fails_while(lambda _: next(failures)))
    read(function, [record(0), record(1)], EventSourceMapping(4, 100.0, False, True, frozenset("A")))
    assert function.batches == [["0", "1"], ["0", "1"]]


@pytest.mark.parametrize("unknown", [None, "", "99"])
def test_a_report_of_an_unknown_position_fails_the_whole_batch(unknown: Any) -> None:
    function = Function(once(unknown))
    read(function, [record(0), record(1)])
    assert function.batches == [["0", "1"], ["0"], ["1"]]


def test_a_record_that_fails_for_ever_holds_the_shard_up_until_it_is_too_old_and_is_given_up_whole() -> None:
    function = Function(lambda positions: [p for p in positions if p == "1"])
    records = [record(n) for n in (0, 1, 2, 3, 400, 500)]
    reader = read(function, records)
    assert reader.given_up[0] == records[1]
    assert function.batches[-1] == ["400", "500"]
    assert reader.clock.now > 100


def test_a_new_poller_goes_on_from_the_checkpoint_before_the_batch_it_was_at() -> None:
    function = Function(once("2"))
    reader = ShardReader([record(n) for n in range(6)], MAPPING, function, Clock())
    reader.poll()
    reader.restart()
    reader.poll()
    assert function.batches == [["0", "1", "2", "3"], ["0", "1", "2", "3"]]


def test_the_template_has_the_mapping_that_the_promise_needs() -> None:
    mapping = mapping_of_the_template()
    assert mapping.bisects
    assert mapping.reports_failures
    assert mapping.max_age == 23 * HOUR
    assert mapping.filters == {"PROVIDER", "APPOINTMENT", "CUSTOMER"}
    assert mapping.prefixes == ("TIMEOFF#", "SERVICE#", "ORDER#")

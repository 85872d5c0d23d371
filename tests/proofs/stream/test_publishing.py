"""publish_events under AWS's rules: every event at least once, in order, whatever fails or is killed.

`FAULTS=all` tries every fault at every request instead of a selection.
"""

import copy
import os
from dataclasses import replace

import pytest

from local.emulator import Emulator
from tests.engine import make_table
from tests.proofs.faults.attempts import Clock
from tests.proofs.faults.mirror import Record
from tests.proofs.faults.plans import Plan
from tests.proofs.faults.world import no_fault
from tests.proofs.stream.kinds import BUS_FAULTS, ENTRY_REFUSED_FOR_EVER, BusFault, entry_refused
from tests.proofs.stream.proof import needlessly_buried, publish, publish_at_random, violations
from tests.proofs.stream.reader import mapping_of_the_template, position_of
from tests.proofs.stream.records import POISONS, entity_positions, poisoned, real_records
from tests.proofs.stream.services import Services
from tests.proofs.stream.wire import BusAttempt, Strike

EVERYTHING = os.environ.get("FAULTS") == "all"
SEEDS = range(200 if EVERYTHING else 8)
IN_TENS = replace(mapping_of_the_template(), batch_size=10)
HOUR = 3600.0


@pytest.fixture(scope="module")
def records(engine: Emulator) -> list[Record]:
    return real_records(engine, make_table(engine), providers=2, appointments=2)


def fault(name: str) -> BusFault:
    return next(each for each in BUS_FAULTS if each.name == name)


def outage(of: str, seconds: float, clock: Clock) -> Strike:
    """The service refuses connections up to that second."""

    def strike(attempt: BusAttempt) -> None:
        if attempt.operation == of and clock.now < seconds:
            fault("connection refused").strike(attempt)

    return strike


def test_without_faults_each_event_is_published_once(records: list[Record]) -> None:
    run = publish(records, no_fault)
    assert [*violations(run)] == []
    assert len(run.services.details) == len([*entity_positions(records)])
    assert (run.services.messages, run.given_up, run.function.crashes) == ([], [], [])


@pytest.mark.parametrize("which", BUS_FAULTS, ids=str)
def test_no_event_is_lost_by_a_fault_at_any_request(which: BusFault, records: list[Record]) -> None:
    requests = len(publish(records, no_fault, mapping=IN_TENS).function.operations)
    first = BUS_FAULTS.index(which) % 7
    for number in range(1, requests + 1) if EVERYTHING else range(first + 1, requests + 1, 8):
        run = publish(records, Plan(number, which, 1 + number % 3), mapping=IN_TENS)
        assert [*violations(run), *needlessly_buried(run)] == [], f"request {number}"
        assert run.given_up == []


@pytest.mark.parametrize("which", ["killed before sending", "killed after success"])
def test_no_event_is_lost_by_a_kill_at_any_request(which: str, records: list[Record]) -> None:
    requests = len(publish(records, no_fault, mapping=IN_TENS).function.operations)
    for number in range(1, requests + 1):
        assert [*violations(publish(records, Plan(number, fault(which), 2), mapping=IN_TENS))] == []


@pytest.mark.parametrize("kind", POISONS)
def test_poison_lands_whole_in_the_queue_and_those_behind_it_pass(kind: str, records: list[Record]) -> None:
    spoilt = list(records)
    at = [*entity_positions(records)][5]
    spoilt[at] = poisoned(records[at], kind)
    run = publish(spoilt, no_fault, poison=frozenset({position_of(spoilt[at])}))
    assert [*violations(run)] == []
    assert run.services.messages == [spoilt[at]]
    assert len(run.services.details) == len([*entity_positions(records)]) - 1
    assert run.function.crashes == []


def test_an_event_that_the_bus_refuses_for_ever_is_buried_and_those_behind_it_pass(records: list[Record]) -> None:
    run = publish(records, Plan(2, ENTRY_REFUSED_FOR_EVER, 1))
    assert [*violations(run)] == []
    assert (len(needlessly_buried(run)), run.given_up) == (1, [])


def test_one_entry_that_the_bus_does_not_take_for_hours_delays_events_and_loses_none(records: list[Record]) -> None:
    clock = Clock()
    refusal = entry_refused("InternalException", 0)

    def strike(attempt: BusAttempt) -> object:
        is_due = attempt.operation == "PutEvents" and clock.now < 2 * HOUR
        return refusal.strike(attempt) if is_due else None

    run = publish(records, strike, clock=clock, mapping=IN_TENS, max_wait=600)  # type: ignore[arg-type]
    assert [*violations(run)] == []
    assert (run.given_up, run.services.messages) == ([], [])


def test_an_outage_of_the_bus_for_a_day_leaves_every_record_whole_in_the_destination(records: list[Record]) -> None:
    clock = Clock()
    late = copy.deepcopy(records)
    for record in late[-6:]:
        record["dynamodb"]["ApproximateCreationDateTime"] += 20 * HOUR
    run = publish(late, outage("PutEvents", 25 * HOUR, clock), clock=clock, mapping=IN_TENS, max_wait=3600)
    assert [*violations(run)] == []
    assert run.given_up
    assert run.services.details, "what is younger is published after the outage"


def test_an_outage_of_the_queue_holds_poison_up_and_loses_nothing(records: list[Record]) -> None:
    clock = Clock()
    at = [*entity_positions(records)][2]
    spoilt = [*records[:at], poisoned(records[at], "no version"), *records[at + 1 :]]
    poison = frozenset({position_of(spoilt[at])})
    run = publish(spoilt, outage("SendMessage", 3 * HOUR, clock), poison=poison, clock=clock, max_wait=600)
    assert [*violations(run)] == []
    assert run.services.messages[0] == spoilt[at]
    assert run.given_up == []


def test_poison_that_is_too_large_for_the_queue_ends_whole_in_the_destination(records: list[Record]) -> None:
    at = [*entity_positions(records)][2]
    spoilt = [*records[:at], poisoned(records[at], "no version"), *records[at + 1 :]]
    spoilt[at]["dynamodb"]["NewImage"]["notes"] = {"S": "\u00e4" * 200_000}  # 400 KB in the table, 1.2 MB as ASCII JSON
    run = publish(spoilt, no_fault, poison=frozenset({position_of(spoilt[at])}), max_wait=3600)
    assert [*violations(run)] == []
    assert spoilt[at] in run.given_up


def test_a_day_without_the_queue_and_with_poison_leaves_it_in_the_destination(records: list[Record]) -> None:
    at = [*entity_positions(records)][2]
    spoilt = [*records[:at], poisoned(records[at], "no version"), *records[at + 1 :]]
    refused = fault("connection refused")

    def no_queue(attempt: BusAttempt) -> None:
        if attempt.operation == "SendMessage":
            refused.strike(attempt)

    run = publish(spoilt, no_queue, poison=frozenset({position_of(spoilt[at])}), max_wait=3600)
    assert [*violations(run)] == []
    assert spoilt[at] in run.given_up


@pytest.mark.parametrize("seed", SEEDS)
def test_no_event_is_lost_under_random_faults_kills_poison_and_new_pollers(seed: int, records: list[Record]) -> None:
    run, _ = publish_at_random(records, seed)
    assert [*violations(run)] == []


def test_the_judge_sees_a_lost_event_and_a_lost_dead_letter(records: list[Record]) -> None:
    run = publish(records, no_fault)
    lost = run.services.details.pop()
    at = next(iter(entity_positions(records)))
    spoilt = replace(run, poison=frozenset({position_of(records[at])}))
    assert any(what.startswith("lost: ") and lost["data"]["id"] in what for what in violations(run))
    assert any("neither whole in the queue" in what for what in violations(spoilt))


def test_the_judge_sees_events_out_of_order_and_a_changed_repeat(records: list[Record]) -> None:
    run = publish(records, no_fault)
    backwards = replace(run, services=Services(details=run.services.details[::-1]))
    assert any("in the order" in what for what in violations(backwards))
    changed = {**run.services.details[0], "sequence": 77}
    repeated = replace(run, services=Services(details=[*run.services.details, changed]))
    assert any("two different events" in what for what in violations(repeated))

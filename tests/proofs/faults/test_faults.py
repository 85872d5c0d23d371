"""Each use case under faults: whatever fails, nothing is half done, and no answer is false.

`FAULTS=all` tries every plan instead of a selection; `python -m tests.proofs.faults --seconds N` goes on.
"""

import os
from typing import Any

import pytest

from booking.dynamodb.sending import Answer, cancellation
from local.emulator import Emulator
from tests.engine import TRANSPORTS
from tests.proofs.faults.attempts import Strike, TableAttempt
from tests.proofs.faults.case import Case
from tests.proofs.faults.cases import CASES
from tests.proofs.faults.kinds import FAULTS
from tests.proofs.faults.plans import TIMES, at_random, one_at_a_time, plans
from tests.proofs.faults.world import World, new_world, no_fault
from tests.proofs.function_time import function_seconds
from tests.proofs.stream.proof import publish, violations
from tests.proofs.stream.records import dated
from tests.proofs.tables import EmulatedTables
from tests.soundness import assert_table_is_sound

EVERY = 1 if os.environ.get("FAULTS") == "all" else 90
SEEDS = range(300 if EVERY == 1 else 6)


@pytest.fixture(scope="module", params=TRANSPORTS)
def world(engine: Emulator, request: pytest.FixtureRequest) -> World:
    return new_world(EmulatedTables(engine, transports=iter([request.param])))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_use_case_survives_each_fault_at_each_of_its_calls(case: Case, world: World) -> None:
    tally = one_at_a_time(world, case, EVERY)
    assert tally.violations == []
    assert tally.struck.total() >= tally.scenarios - 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_use_case_survives_random_faults_over_several_processes(seed: int, world: World) -> None:
    assert at_random(world, seed).violations == []


def test_the_selection_strikes_with_every_fault_every_number_of_times() -> None:
    operations = ("GetItem", "BatchGetItem", "TransactWriteItems", "Query")
    planned = {(plan.fault.name, plan.times) for plan in plans(operations)}
    assert {name for name, _ in planned} == {fault.name for fault in FAULTS}
    assert {times for _, times in planned} == {*TIMES}


def test_the_table_is_sound_after_all_that(world: World) -> None:
    one_at_a_time(world, CASES[-2], every=100)
    assert_table_is_sound(world.table)


def test_what_the_cases_wrote_is_published_in_order(engine: Emulator) -> None:
    tables = EmulatedTables(engine)
    world = new_world(tables)
    try:
        for case in CASES:
            world.play(case, [])
        published = publish(dated(world.records), no_fault)
    finally:
        tables.drop(world.table)
    told = {detail["eventType"] for detail in published.services.details}
    assert told >= {"ProviderCreated", "ServiceChanged", "TimeOffChanged", "OverridesChanged", "AppointmentBooked"}
    assert told >= {"AppointmentAttended", "AppointmentDetailsChanged"}
    assert [*violations(published)] == []


def lie(attempt: TableAttempt) -> Answer | None:
    """Says that a transaction was carried out, and does not send it."""
    return {} if attempt.operation == "TransactWriteItems" else None


def half(attempt: TableAttempt) -> Answer | None:
    """Carries out a transaction but for its last write, as no transaction ever is."""
    if attempt.operation != "TransactWriteItems":
        return None
    return attempt.carry_out({**attempt.request, "TransactItems": attempt.request["TransactItems"][:-1]})


def refuse(attempt: TableAttempt) -> Answer | None:
    """Tells of a claim by another where there is none."""
    if attempt.operation != "TransactWriteItems":
        return None
    reasons: list[dict[str, Any]] = [{"Code": "None"} for _ in attempt.request["TransactItems"]]
    reasons[2] = {
        "Code": "ConditionalCheckFailed",
        "Item": {"SK": {"S": "SLOT#2027-03-01T08:00Z"}, "owner": {"S": "APPOINTMENT#another"}},
    }
    meaning = cancellation(reasons)
    assert meaning
    raise meaning


def dawdle(attempt: TableAttempt) -> None:
    """Takes as long for an answer as the function has, and no client gives up."""
    attempt.clock.sleep(function_seconds())


@pytest.mark.parametrize("has_streams", [True, False], ids=["by the stream", "by the table"])
@pytest.mark.parametrize(
    ("strike", "told"),
    [(lie, "wrote nothing"), (half, "missing claim"), (refuse, "refused with SlotTaken"), (dawdle, "s of its")],
)
def test_the_judge_sees_what_no_fault_may_cause(strike: Strike, told: str, has_streams: bool, engine: Emulator) -> None:
    book = next(case for case in CASES if case.name == "book")
    _, wrong = new_world(EmulatedTables(engine, has_streams=has_streams)).play(book, [strike])
    assert any(told in what for what in wrong), wrong


def test_the_judge_sees_a_customers_booking_that_is_not_listed(engine: Emulator) -> None:
    book = next(case for case in CASES if case.name == "book as a customer")
    _, wrong = new_world(EmulatedTables(engine)).play(book, [half])
    assert any("where open are" in what for what in wrong), wrong


def test_the_judge_sees_what_a_move_leaves_with_the_provider_before(engine: Emulator) -> None:
    """The last write of the move deletes a claim."""
    hand_over = next(case for case in CASES if case.name == "hand over")
    _, wrong = new_world(EmulatedTables(engine)).play(hand_over, [half])
    assert any("orphan claim" in what for what in wrong), wrong


@pytest.mark.parametrize("case", CASES[::4], ids=str)
def test_the_table_tells_the_judge_what_the_stream_does(case: Case, engine: Emulator) -> None:
    world = new_world(EmulatedTables(engine, has_streams=False))
    assert one_at_a_time(world, case, every=25).violations == []
    assert world.table.items() == [], "what is judged is deleted, or the next is judged by it"

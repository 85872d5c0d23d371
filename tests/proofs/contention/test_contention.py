"""Contention: the simulated table conflicts as documented, and the product keeps its promise on it."""

import random
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.store import DynamoAppointments
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Cancelled, Reason, Send, TurnedAway
from booking.dynamodb.transactions import Write
from tests.proofs.contention.__main__ import FORTY_SLOTS, ONE_SLOT
from tests.proofs.contention.condition_expressions import UnknownExpression
from tests.proofs.contention.provider_fences import fenced
from tests.proofs.contention.rush import PRESENT, TABLE_NAME, Design, Rush, run
from tests.proofs.contention.rush_outcome import Outcome
from tests.proofs.contention.simulated_table import SimulatedTable
from tests.proofs.contention.virtual_time import VirtualTime


class _Unguarded(DynamoAppointments):
    """Takes the condition away from one kind of write."""

    def __init__(self, kind: str, send: Send, backoff: Backoff) -> None:
        super().__init__(send, TABLE_NAME, backoff)
        self._kind = kind

    def claim(self, appointment: Appointment, slot: Any) -> Write:
        return self._without_condition("claim", super().claim(appointment, slot))

    def check_provider(self, appointment: Appointment) -> Write:
        return self._without_condition("provider", super().check_provider(appointment))

    def _without_condition(self, kind: str, write: Write) -> Write:
        ((action, request),) = write.request.items()
        kept = {name: value for name, value in request.items() if name != "ConditionExpression"}
        return write._replace(request={action: kept}) if kind == self._kind else write


def _sabotaged(kind: str) -> Design:
    return Design(make_store=partial(_Unguarded, kind))


def _figures(outcome: Outcome) -> list[tuple[str, float, int]]:
    return [(answer.result, answer.seconds, answer.retries) for answer in outcome.answers]


def test_fifty_clients_for_one_slot_have_one_winner_and_no_503() -> None:
    outcome = run(ONE_SLOT, Design(), seed=1)
    assert (outcome.count("booked"), outcome.count("taken")) == (1, 49)
    assert outcome.violations() == []


def test_two_hundred_clients_fill_forty_slots_without_a_503() -> None:
    outcome = run(FORTY_SLOTS, Design(), seed=1)
    assert (outcome.count("booked"), outcome.count("taken")) == (40, 160)
    assert outcome.violations() == []


def test_what_cannot_be_booked_in_time_is_answered_503_and_not_written() -> None:
    outcome = run(Rush(clients=100, slots=100), replace(fenced(1), seconds=6.0), seed=1)
    assert outcome.count("busy") > 0
    assert outcome.violations() == []


def test_bookings_of_different_providers_never_conflict() -> None:
    outcome = run(Rush(clients=300, slots=1, providers=300), Design(), seed=1)
    assert (outcome.count("booked"), outcome.retries, outcome.table.conflicts) == (300, 0, 0)
    assert outcome.violations() == []


@pytest.mark.parametrize("design", [Design(), fenced(8)], ids=["product", "fences"])
def test_a_schedule_change_comes_through_a_rush_and_no_booking_stands_on_the_old_one(design: Design) -> None:
    outcome = run(Rush(clients=100, slots=100, schedule_change_after=0.1), design, seed=1)
    assert outcome.change is not None
    assert outcome.change.result == "changed"
    assert outcome.violations() == []


def test_the_same_seed_gives_the_same_run_and_another_seed_another_one() -> None:
    first, again, other = (_figures(run(ONE_SLOT, Design(), seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_claims_without_their_condition_are_noticed() -> None:
    assert any("clients won" in violation for violation in run(ONE_SLOT, _sabotaged("claim"), seed=1).violations())


def test_a_booking_without_the_provider_check_is_noticed() -> None:
    rush = Rush(clients=100, slots=100, schedule_change_after=0.1)
    assert any(
        "no longer in force" in violation for violation in run(rush, _sabotaged("provider"), seed=1).violations()
    )


class _Table(SimulatedTable):
    def __init__(self) -> None:
        super().__init__(VirtualTime(), random.Random(1))
        self.items["P", "S"] = _item(version="1")

    def check(self, token: str, version: str = "1") -> str:
        return self.transact(token, {"ConditionCheck": {"Key": _item(), **_if_version(version)}})

    def put(self, token: str, name: str) -> str:
        item = {"PK": {"S": name}, "SK": {"S": "S"}}
        return self.transact(token, {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}})

    def transact(self, token: str, *requests: dict[str, Any]) -> str:
        """The reasons why it was cancelled, if it was."""
        try:
            self.send("TransactWriteItems", {"TransactItems": requests, "ClientRequestToken": token})
        except Cancelled as cancelled:
            return ", ".join(map(_name, cancelled.reasons))
        except TurnedAway as turned_away:
            return str(turned_away)
        return "done"


def _name(reason: Reason) -> str:
    return "failed" if reason.failed else "TransactionConflict" if reason.is_passing else "None"


def _item(**numbers: str) -> dict[str, Any]:
    return {"PK": {"S": "P"}, "SK": {"S": "S"}, **{name: {"N": value} for name, value in numbers.items()}}


def _if_version(version: str) -> dict[str, Any]:
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":version": {"N": version}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def test_of_two_transactions_that_check_one_item_at_once_one_is_cancelled_with_a_conflict() -> None:
    table = _Table()
    answers = table.time.run([lambda: table.check("one"), lambda: table.check("two")])
    assert sorted(answers) == ["TransactionConflict", "done"]


def test_two_checks_go_together_where_the_table_is_told_that_they_do_not_conflict() -> None:
    table = _Table()
    table.checks_conflict = False
    assert table.time.run([lambda: table.check("one"), lambda: table.check("two")]) == ["done", "done"]


def test_a_conflict_hides_failed_conditions_where_the_table_is_told_so() -> None:
    table = _Table()
    new = {"Put": {"Item": _item(), "ConditionExpression": "attribute_not_exists(PK)"}}
    check = {"ConditionCheck": {"Key": {"PK": {"S": "new"}, "SK": {"S": "S"}}}}
    told, hidden = "failed, TransactionConflict", "TransactionConflict"
    for table.tells_all, reasons in ((True, told), (False, hidden)):
        put, transact = partial(table.put, reasons, "new"), partial(table.transact, "two", new, check)
        assert table.time.run([put, transact]) == ["done", reasons]
        del table.items["new", "S"]


def test_a_read_meets_an_ongoing_transaction_without_a_conflict_and_sees_the_item_before_it() -> None:
    table = _Table()
    read = {"Key": {"PK": {"S": "new"}, "SK": {"S": "S"}}, "ConsistentRead": True}
    assert table.time.run([lambda: table.put("one", "new"), lambda: table.send("GetItem", read)]) == ["done", {}]
    assert table.time.run([lambda: table.send("GetItem", read)]) == [{"Item": read["Key"]}]


def test_a_failed_condition_tells_the_item_it_met_and_holds_nothing() -> None:
    table = _Table()
    answers = table.time.run([lambda: table.check("one", version="7"), lambda: table.check("two")])
    assert answers == ["failed", "done"]
    assert table.conflicts == 0


def test_transactions_one_after_the_other_do_not_conflict() -> None:
    table = _Table()
    assert table.time.run([lambda: (table.check("one"), table.check("two"))]) == [("done", "done")]


def test_a_transaction_repeated_under_its_token_is_done_once() -> None:
    table = _Table()
    assert table.time.run([lambda: (table.put("one", "new"), table.put("one", "new"))]) == [("done", "done")]
    assert len(table.written) == 1


def test_an_expression_that_the_product_does_not_write_is_refused() -> None:
    table = _Table()
    request = {"ConditionCheck": {"Key": _item(), "ConditionExpression": "attribute_exists(PK)"}}
    with pytest.raises(UnknownExpression):
        table.time.run([lambda: table.transact("one", request)])


def test_sleepers_wake_in_the_order_of_their_instants() -> None:
    time, woken = VirtualTime(), []

    def sleeper(seconds: float) -> None:
        time.sleep(seconds)
        woken.append((seconds, time.now))

    time.run([lambda: sleeper(2.0), lambda: sleeper(1.0)])
    assert woken == [(1.0, 1.0), (2.0, 2.0)]


def test_the_product_is_tried_out_with_its_own_waits() -> None:
    assert (Design().base, Design().cap) == (PRESENT.base, PRESENT.cap)

"""Erasing a customer's data under faults: it goes on from wherever it stopped, and says that all is done only then.

`FAULTS=all` tries every plan instead of a selection.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.refusals import Busy, Refusal
from booking.customers.erase_customer import erase_customer
from booking.customers.erasure import SETTLED_AFTER, ErasureChange, Progress
from booking.customers.store import DynamoCustomers
from booking.dynamodb.codec import from_wire
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Answer
from booking.events.stream import event_in
from local.emulator import Emulator
from tests.callers import ADMIN
from tests.contradictions import contradictions
from tests.engine import NOW, Table, at
from tests.proofs.faults.attempts import Clock, Faulty, Killed, Strike, TableAttempt
from tests.proofs.faults.plans import plans
from tests.proofs.faults.scene import DETAILS, FREE_AT, OVERLAPPING_OURS, Scene
from tests.proofs.faults.witnesses import Witness
from tests.proofs.faults.world import no_fault
from tests.proofs.function_time import function_seconds
from tests.proofs.tables import EmulatedTables
from tests.soundness import assert_table_is_sound

EVERY = 1 if os.environ.get("FAULTS") == "all" else 50
CUSTOMER = DETAILS.customer.id
PERSONAL = {"customerName", "customerEmail", "customerPhone", "notes", "metadata", "cancellationReason", "fingerprint"}
BEGUN, SETTLED = NOW, NOW + SETTLED_AFTER


class World:
    """A table with a scene, and processes that erase its customer on it."""

    def __init__(self, engine: Emulator) -> None:
        tables = EmulatedTables(engine)
        self.table: Table = tables.make()
        self._witness: Witness = tables.witness(self.table)
        self.scene = Scene()
        self.operations: list[str] = []
        self._from_the_start: list[str] = []

    def fill(self) -> None:
        self.table.restore()
        self.scene = Scene()
        self.scene.write_to(self.table)
        self._witness.read()
        self._from_the_start = contradictions(self.table.items())  # a list of what is over

    def erase(self, instant: datetime, strike: Strike = no_fault) -> Progress | Refusal | Killed:
        """By a process of its own. What it says is compared with the table at once."""
        clock = Clock()
        send = Faulty(self.table.send, strike, clock)
        store = DynamoCustomers(send, self.table.name, Backoff(sleep=clock.sleep))
        call = Call("erase", lambda: function_seconds() - clock.now, at(instant), ADMIN)
        outcome: Progress | Refusal | Killed
        try:
            outcome = erase_customer(CUSTOMER, store, call)
        except (Busy, Killed) as end:
            outcome = end
        self.operations = send.operations
        assert clock.now <= function_seconds()
        if isinstance(outcome, Progress) and outcome.erasure.is_complete:
            assert self.personal_data() == [], "it is not complete"
        return outcome

    def erase_to_the_end(self, instant: datetime) -> None:
        """As a client: as often as it is asked to, and when."""
        for _ in range(3):
            outcome = self.erase(instant)
            assert isinstance(outcome, Progress), "without a fault it is not refused"
            if outcome.repeat_after is None:
                return
            instant += timedelta(seconds=outcome.repeat_after)
        raise AssertionError("without a fault it comes to no end")

    def personal_data(self) -> list[tuple[str, set[str]]]:
        """What is left of the customer's, by appointment."""
        items = [from_wire(item) for item in self.table.items()]
        return [
            (item["PK"], left) for item in items if item.get("customerId") == CUSTOMER and (left := PERSONAL & {*item})
        ]

    def judge(self) -> None:
        """All is erased, nothing else is, and an event says so."""
        assert self.personal_data() == []
        assert contradictions(self.table.items()) == self._from_the_start
        assert_table_is_sound(self.table)
        store = self.table.store()
        assert store.appointment(self.scene.mine.id) == self.scene.mine, "another customer's"
        events = [event for record in self._witness.read() if (event := event_in(record))]
        completed = [event for event in events if event.change.type is ErasureChange.COMPLETED]
        erasure = store.erasure(CUSTOMER)
        assert erasure
        assert erasure.is_complete
        # A second, if the answer to the first end was lost and the client has asked again.
        assert [event.sequence for event in completed] == [*range(2, erasure.version + 1, 2)]


@pytest.fixture(scope="module")
def world(engine: Emulator) -> World:
    return World(engine)


def operations(world: World) -> tuple[Sequence[str], Sequence[str]]:
    """Those of the first process, and those of the one that completes it."""
    world.fill()
    world.erase(BEGUN)
    first = world.operations
    world.erase(SETTLED)
    return first, world.operations


def selected(asked: Sequence[str]) -> list[Any]:
    """All kills, and some of the other faults."""
    return [plan for n, plan in enumerate(plans(asked)) if plan.fault.is_final or n % EVERY == 0]


def test_a_beginning_that_meets_a_fault_is_gone_on_with(world: World) -> None:
    first, _ = operations(world)
    assert len(first) > 6
    for plan in selected(first):
        world.fill()
        world.erase(BEGUN, plan)
        world.erase_to_the_end(SETTLED)
        world.judge()


def test_an_end_that_meets_a_fault_comes_later(world: World) -> None:
    _, last = operations(world)
    assert len(last) > 3
    for plan in selected(last):
        world.fill()
        world.erase(BEGUN)
        world.erase(SETTLED, plan)
        world.erase_to_the_end(SETTLED + timedelta(seconds=1))
        world.judge()


def without_ours(scene: Scene) -> Strike:
    """The index does not list this appointment yet."""

    def strike(attempt: TableAttempt) -> Answer | None:
        if attempt.operation != "Query":
            return None
        answer, hidden = attempt.send(), f"APPOINTMENT#{scene.ours.id}"
        return {**answer, "Items": [item for item in answer["Items"] if item["PK"]["S"] != hidden]}

    return strike


def test_what_the_index_lists_late_is_not_forgotten(world: World) -> None:
    world.fill()
    world.erase(BEGUN, without_ours(world.scene))
    assert len(world.personal_data()) == 1
    world.erase_to_the_end(SETTLED)
    world.judge()


def test_whoever_goes_on_with_an_old_erasure_waits_for_the_index_too(world: World) -> None:
    first, _ = operations(world)
    (killed,) = (plan for plan in plans(first[:2]) if plan.number == 2 and plan.fault.name == "killed after success")
    world.fill()
    world.erase(BEGUN, killed)
    next_day = BEGUN + timedelta(days=1)
    world.erase(next_day, without_ours(world.scene))
    assert len(world.personal_data()) == 1
    world.erase_to_the_end(next_day + SETTLED_AFTER)
    assert world.personal_data() == []


type Rival = Callable[[Scene, DynamoCustomers, Call], object]

RIVALS: Mapping[str, Rival] = {
    "cancels": lambda scene, store, call: cancel_appointment(CancelAppointment(scene.ours.id, "ill"), store, call),
    "moves": lambda scene, store, call: reschedule_appointment(
        RescheduleAppointment(scene.ours.id, OVERLAPPING_OURS), store, call
    ),
    "books": lambda scene, store, call: create_appointment(
        CreateAppointment(scene.provider.id, FREE_AT, DETAILS, scene.key, {}), store, call
    ),
}


@pytest.mark.parametrize("rival", RIVALS.values(), ids=RIVALS)
def test_what_others_change_before_the_end_is_erased_as_they_left_it(world: World, rival: Rival) -> None:
    first, _ = operations(world)
    for number in range(1, len(first) + 1):
        world.fill()

        def act_first(attempt: TableAttempt, number: int = number) -> None:
            if attempt.number == number:
                rival(world.scene, world.table.store(), Call("rival", lambda: 10.0, at(BEGUN), ADMIN))

        world.erase(BEGUN, act_first)
        standing = [(item["id"], item["startTime"], item["status"]) for item in appointments(world.table)]
        world.erase_to_the_end(SETTLED)
        world.judge()
        assert [(item["id"], item["startTime"], item["status"]) for item in appointments(world.table)] == standing


def appointments(table: Table) -> list[dict[str, Any]]:
    found = [from_wire(item) for item in table.items() if item["SK"]["S"] == "APPOINTMENT"]
    return sorted(found, key=lambda item: str(item["id"]))

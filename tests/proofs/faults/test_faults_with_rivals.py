"""An answer is lost, and before the request is sent again another client changes the same data.

So the repeat meets a changed table. A client that gets a refusal must have written nothing, and a client that gets a
success must have written what the answer says. `FAULTS=all` tries every combination.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import product

import pytest

from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.refusals import Refusal
from booking.dynamodb.sending import Answer, Unanswered
from booking.providers.commands import ChangeState, UpdateSchedule
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from local.emulator import Emulator
from local.store import EveryStore
from tests.callers import ADMIN
from tests.engine import NOW, at
from tests.proofs.faults.attempts import Strike, TableAttempt
from tests.proofs.faults.case import Case
from tests.proofs.faults.cases import CASES
from tests.proofs.faults.kinds import WRITES
from tests.proofs.faults.scene import DETAILS, FREE_AT, OURS_AT, OVERLAPPING_OURS, Scene
from tests.proofs.faults.world import World, new_world
from tests.proofs.tables import EmulatedTables

type Rival = Callable[[Scene, EveryStore, Call], object]

EVERYTHING = os.environ.get("FAULTS") == "all"
ONLY_SUNDAYS = {WEEKDAYS[-1]: [Window(9 * 60, 10 * 60)]}

RIVALS: Mapping[str, Rival] = {
    "cancels": lambda scene, store, call: cancel_appointment(CancelAppointment(scene.ours.id), store, call),
    "moves it away": lambda scene, store, call: reschedule_appointment(
        RescheduleAppointment(scene.ours.id, OVERLAPPING_OURS), store, call
    ),
    "books the wanted slot": lambda scene, store, call: create_appointment(
        CreateAppointment(scene.provider.id, FREE_AT, DETAILS), store, call
    ),
    "hands it over": lambda scene, store, call: reschedule_appointment(
        RescheduleAppointment(scene.ours.id, OURS_AT, provider_id=scene.colleague.id), store, call
    ),
    "books the wanted slot of the colleague": lambda scene, store, call: create_appointment(
        CreateAppointment(scene.colleague.id, FREE_AT, DETAILS), store, call
    ),
    "deactivates the colleague": lambda scene, store, call: deactivate_provider(
        ChangeState(scene.colleague.id), store, call
    ),
    "closes the provider": lambda scene, store, call: update_schedule(
        UpdateSchedule(scene.provider.id, ONLY_SUNDAYS, 30), store, call
    ),
}
ACTS = [case for case in CASES if case.refusal is None and not case.is_read and not case.name.startswith("create")]


@pytest.fixture(scope="module")
def world(engine: Emulator) -> World:
    return new_world(EmulatedTables(engine))


def rival_after(rival: Rival, scene: Scene, world: World, *, carried_out: bool) -> Strike:
    """At the first write: it is carried out or not, then the rival acts, and no answer comes."""
    left = [rival]

    def strike(attempt: TableAttempt) -> Answer | None:
        if not left or attempt.operation not in WRITES:
            return None
        if carried_out:
            attempt.send()
        with suppress(Refusal):  # the rival may come too late
            left.pop()(scene, world.table.store(), Call("rival", lambda: 1.0, at(NOW), ADMIN))
        raise Unanswered("closed")

    return strike


@pytest.mark.parametrize("case", ACTS, ids=str)
def test_nobody_is_told_what_is_not_so_when_a_rival_acts_before_the_repeat(case: Case, world: World) -> None:
    every_one = [*product(RIVALS.items(), (True, False))]
    # Of each rival one of the two; of the next case the other.
    chosen = every_one if EVERYTHING else every_one[ACTS.index(case) % 2 :: 2]
    for (name, rival), carried_out in chosen:
        scene = world.new_scene()
        strike = rival_after(rival, scene, world, carried_out=carried_out)
        runs, wrong = world.play(replace(case, allowed=(Refusal,)), [strike], scene)
        assert wrong == [], f"rival {name}, {carried_out=}, told {[run.outcome for run in runs]}"

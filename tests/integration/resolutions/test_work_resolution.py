"""work_resolution on the real engine: killed anywhere, run twice, and never more said than done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from booking.calls.call import Call
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Answer, Request, Send
from booking.resolutions.commands import RequestResolution
from booking.resolutions.get_resolution import get_resolution
from booking.resolutions.outcome import Outcome, OutcomeKind, Progress
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.resolution import Counts, Resolution, ResolutionState
from booking.resolutions.work_resolution import work_resolution
from local.store import EveryStore
from tests.contradictions import contradictions, listed
from tests.engine import NOW, Table
from tests.integration.examples import START
from tests.integration.faults import Faults, answer_lost, first, turned_away
from tests.integration.resolutions.mornings import CANCEL, Morning, at_leisure, untruths
from tests.proofs.faults.attempts import Killed
from tests.soundness import assert_table_is_sound

WRITES = {"TransactWriteItems", "PutItem"}

MOST_REQUESTS = 60


@pytest.fixture
def morning(store: EveryStore, now: Call) -> Morning:
    return Morning.begin(store, now)


def work(resolution: Resolution, store: EveryStore) -> Progress:
    work_resolution(resolution.provider_id, resolution.id, store, at_leisure())
    return get_resolution(resolution.provider_id, resolution.id, store, at_leisure())


def progress(resolution: Resolution, store: EveryStore) -> Progress:
    return get_resolution(resolution.provider_id, resolution.id, store, at_leisure())


def told(found: Progress) -> dict[str, list[tuple[str, str | None]]]:
    """The outcomes without their instants."""
    return {
        kind: [(each.appointment_id, each.moved_to or each.reason) for each in found.of_kind(kind)]
        for kind in OutcomeKind
    }


def test_each_goes_to_the_first_who_can_take_it(table: Table, store: EveryStore, now: Call, morning: Morning) -> None:
    done = work(morning.request(morning.transfer, store, now), store)
    a, b, c, d = (each.id for each in morning.standing)
    assert told(done) == {
        "moved": [(a, morning.berg.id), (b, morning.conti.id), (d, morning.berg.id)],
        "cancelled": [],
        "open": [(c, "slot-taken")],
        "gone": [],
    }
    assert done.resolution.state is ResolutionState.DONE
    assert (untruths(table.items()), contradictions(table.items())) == ([], [])
    assert listed(table.items()) == [], "what staff moves to a colleague does not count any more"
    assert_table_is_sound(table)


def test_each_is_cancelled(table: Table, store: EveryStore, now: Call, morning: Morning) -> None:
    done = work(morning.request(CANCEL, store, now), store)
    assert done.counts == Counts(cancelled=4)
    assert (untruths(table.items()), contradictions(table.items()), listed(table.items())) == ([], [], [])
    assert_table_is_sound(table)


def kill(number: int, *, before: bool) -> Callable[[Send], Send]:
    """Ends the worker at its n-th request: before it is sent, or when it was carried out."""

    def kills(send: Send) -> Send:
        sent = 0

        def one(operation: str, request: Request) -> Answer:
            nonlocal sent
            sent += 1
            if sent < number:
                return send(operation, request)
            if not before:
                send(operation, request)
            raise Killed

        return one

    return kills


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("action", ["transfer", "cancel", "dry run"])
def test_a_worker_that_is_killed_at_any_request_goes_on(
    table: Table, store: EveryStore, now: Call, action: str, before: bool
) -> None:
    """What was done when it ended is told, and in the end all is as if nobody had been killed."""
    morning = Morning.begin(store, now)
    wanted = {"transfer": morning.transfer, "cancel": CANCEL, "dry run": morning.transfer._replace(is_dry_run=True)}
    resolution = morning.request(wanted[action], store, now)
    beginning = table.items()
    expected = told(work(resolution, store))
    for number in range(1, MOST_REQUESTS):
        table.restore(beginning)
        dying = EveryStore(kill(number, before=before)(table.way), table.name, Backoff(sleep=lambda _: None))
        try:
            work_resolution(resolution.provider_id, resolution.id, dying, at_leisure())
        except Killed:
            halfway = progress(resolution, store)
            assert (untruths(table.items()), contradictions(table.items())) == ([], []), number
            assert halfway.resolution.is_done <= (not halfway.left)
        else:
            break  # it needs fewer requests
        assert told(work(resolution, store)) == expected, number
        assert (untruths(table.items()), contradictions(table.items())) == ([], []), number
    else:
        pytest.fail("it never came to its end")
    assert number > 10


def test_progress_is_true_after_each_write(table: Table, store: EveryStore, now: Call, morning: Morning) -> None:
    resolution = morning.request(morning.transfer, store, now)
    seen = []

    def watching(send: Send) -> Send:
        def one(operation: str, request: Request) -> Answer:
            answer = send(operation, request)
            if operation in WRITES:
                seen.append(progress(resolution, store).counts)
                assert untruths(table.items()) == []
            return answer

        return one

    watched = EveryStore(watching(table.way), table.name)
    work_resolution(resolution.provider_id, resolution.id, watched, at_leisure())
    assert [each.left for each in seen] == [4, 3, 2, 1, 0, 0]


def test_working_again_sends_two_reads_and_writes_nothing(
    table: Table, store: EveryStore, now: Call, morning: Morning, faults: Faults
) -> None:
    resolution = morning.request(CANCEL, store, now)
    work(resolution, store)
    before = table.items()
    faults.sent.clear()
    work_resolution(resolution.provider_id, resolution.id, store, at_leisure())
    assert faults.sent == {"GetItem": 1}
    assert table.items() == before


def test_a_dry_run_writes_outcomes_and_nothing_else(
    table: Table, store: EveryStore, now: Call, morning: Morning
) -> None:
    def others(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [item for item in items if not item["SK"]["S"].startswith(("OUTCOME#", "ORDER#"))]

    before = others(table.items())
    would = work(morning.request(morning.transfer._replace(is_dry_run=True), store, now), store)
    assert others(table.items()) == before
    assert told(would) == told(work(morning.request(morning.transfer, store, now), store))


@pytest.mark.parametrize("fault", [answer_lost, turned_away])
def test_a_fault_on_each_write_makes_no_difference(
    table: Table, store: EveryStore, morning: Morning, faults: Faults, fault: Any
) -> None:
    resolution = morning.request(morning.transfer, store, at_leisure())
    faults.on("TransactWriteItems", *[fault] * 4)
    faults.on("PutItem", fault)
    assert work(resolution, store).counts == Counts(moved=3, open=1)
    assert (untruths(table.items()), contradictions(table.items())) == ([], [])


def test_what_has_an_outcome_is_not_changed_again(
    table: Table, store: EveryStore, now: Call, morning: Morning, faults: Faults
) -> None:
    """Another worker was faster, and the customer has moved the appointment back since."""
    resolution, one = morning.request(CANCEL, store, now), morning.standing[0]
    known = Outcome(morning.sick.id, resolution.id, one.id, OutcomeKind.MOVED, NOW, moved_to=morning.berg.id)
    faults.on("TransactWriteItems", first(lambda: None), first(lambda: store.settle(known, now)))
    assert work(resolution, store).counts == Counts(moved=1, cancelled=3)
    assert store.appointment(one.id) == one
    assert contradictions(table.items()) == []


def test_an_outcome_is_never_replaced(store: EveryStore, now: Call, morning: Morning) -> None:
    resolution, one = morning.request(CANCEL, store, now), morning.standing[0]
    known = Outcome(morning.sick.id, resolution.id, one.id, OutcomeKind.MOVED, NOW, moved_to=morning.berg.id)
    store.settle(known, now)
    store.settle(known._replace(kind=OutcomeKind.GONE, moved_to=None, reason="appointment-moved"), now)
    assert store.outcomes(resolution) == {one.id: known}


def test_the_plan_that_is_stored_first_is_the_plan(
    store: EveryStore, now: Call, morning: Morning, faults: Faults
) -> None:
    resolution = morning.request(CANCEL, store, now)
    other = resolution.planned_for(morning.standing[:1], now.origin())
    faults.on("TransactWriteItems", first(lambda: store.save_resolution(resolution, other, now)))
    assert work(resolution, store).resolution.planned == other.planned


@pytest.mark.parametrize(
    ("minutes", "included"),
    [((0, 30), 1), ((29, 31), 2), ((30, 31), 1), ((15, 20), 1), ((120, 180), 0), ((119, 180), 1)],
    ids=["its own time", "across two", "from an end on", "inside one", "from the last end on", "across the last end"],
)
def test_what_has_a_part_in_the_time_belongs_to_it(
    store: EveryStore, now: Call, morning: Morning, minutes: tuple[int, int], included: int
) -> None:
    """In minutes after the first start."""
    begin, end = (START + timedelta(minutes=each) for each in minutes)
    command = RequestResolution(morning.sick.id, begin, end, CANCEL)
    resolution = request_resolution(command, store, now).entity.resolution
    assert len(work(resolution, store).resolution.planned or ()) == included

"""Workers at once, and customers and desks who cancel, move and book in the middle of their work.

Whoever wins: an appointment changes once, its outcome says what became of it, and claims are those of the appointments.
"""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import sender
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.resolutions.commands import RequestResolution
from booking.resolutions.get_resolution import get_resolution
from booking.resolutions.outcome import OutcomeKind, Progress
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.resolution import Request, Resolution, ResolutionAction, ResolutionState
from booking.resolutions.work_resolution import work_resolution
from local.emulator import Emulator
from local.store import EveryStore
from tests.contradictions import contradictions
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.appointments.test_races import CONNECTIONS
from tests.integration.examples import START, open_provider
from tests.integration.racing import Act, at_once
from tests.integration.resolutions.mornings import at_leisure, untruths
from tests.soundness import assert_table_is_sound

STANDING = 12
WORKERS = 3
QUARTER = timedelta(minutes=15)


@pytest.fixture
def store(engine: Emulator, table: Table) -> EveryStore:
    """As in production, with a connection for each client."""
    client = engine.client("dynamodb", access_key=table.access_key, config=CONNECTIONS)
    return EveryStore(sender(client), table.name, Backoff())


@pytest.fixture
def now() -> Call:
    return call(clock=at(NOW), seconds=60)


@pytest.fixture
def providers(store: EveryStore, now: Call) -> list[Provider]:
    """The sick one, and two who may take its appointments over."""
    return [open_provider(store, now, windows=[Window(0, 1440)], duration=15) for _ in range(3)]


def book(provider: Provider, quarter: int, store: EveryStore, now: Call) -> Appointment:
    return create_appointment(CreateAppointment(provider.id, START + quarter * QUARTER, DETAILS), store, now).entity


def requested(action: ResolutionAction, providers: list[Provider], store: EveryStore, now: Call) -> Resolution:
    sick, *others = providers
    to = tuple(each.id for each in others) if action is ResolutionAction.TRANSFER else ()
    command = RequestResolution(sick.id, START.date(), START.date(), Request(action, to))
    return request_resolution(command, store, now).entity.resolution


def worker(resolution: Resolution, store: EveryStore) -> Act:
    return lambda: work_resolution(resolution.provider_id, resolution.id, store, at_leisure())


def progress(resolution: Resolution, store: EveryStore) -> Progress:
    return get_resolution(resolution.provider_id, resolution.id, store, at_leisure())


@pytest.mark.parametrize("action", ResolutionAction)
def test_workers_at_once_do_each_thing_once(
    table: Table, store: EveryStore, now: Call, providers: list[Provider], action: ResolutionAction
) -> None:
    standing = [book(providers[0], n, store, now) for n in range(STANDING)]
    resolution = requested(action, providers, store, now)
    assert at_once([worker(resolution, store)] * WORKERS) == {"done": WORKERS}
    done = progress(resolution, store)
    assert done.resolution.state is ResolutionState.DONE
    assert done.counts.moved + done.counts.cancelled == len(standing)
    assert {store.appointment(each.id).version for each in standing} == {2}
    assert (untruths(table.items()), contradictions(table.items())) == ([], [])
    assert_table_is_sound(table)


@pytest.mark.parametrize("action", ResolutionAction)
def test_customers_who_cancel_and_move_meanwhile_are_never_contradicted(
    table: Table, store: EveryStore, now: Call, providers: list[Provider], action: ResolutionAction
) -> None:
    """What a customer changes first is gone. What the resolution changes first, the customer can still change."""
    standing = [book(providers[0], n, store, now) for n in range(STANDING)]
    resolution = requested(action, providers, store, now)
    planned = resolution.planned_for(standing, now.origin())  # what is cancelled before the plan is not in it
    store.save_resolution(resolution, planned, now)
    tomorrow = START + timedelta(days=1)

    def acts(n: int, each: Appointment) -> Act:
        if n % 3:
            return lambda: cancel_appointment(CancelAppointment(each.id, "mine"), store, now)
        return lambda: reschedule_appointment(RescheduleAppointment(each.id, tomorrow + n * QUARTER), store, now)

    customers = [acts(n, each) for n, each in enumerate(standing)]
    outcomes = at_once([*[worker(resolution, store)] * 2, *customers])
    assert outcomes.keys() <= {"done", "AppointmentIsCancelled"}
    done = progress(resolution, store)
    assert (done.resolution.state, done.counts.left) == (ResolutionState.DONE, 0)
    assert contradictions(table.items()) == []
    for each in standing:
        _assert_its_outcome_is_true(store.appointment(each.id), done)


def _assert_its_outcome_is_true(after: Appointment, done: Progress) -> None:
    outcome = done.outcomes[after.id]
    is_last = after.change.origin.resolution_id is not None
    match outcome.kind:
        case OutcomeKind.MOVED:
            # Then the customer has perhaps cancelled it, or moved it to another day: with the colleague.
            assert after.provider_id == outcome.moved_to
            assert after.version == (2 if is_last else 3)
        case OutcomeKind.CANCELLED:
            assert (after.is_confirmed, is_last) == (False, True)
        case OutcomeKind.GONE:
            assert (is_last, after.version) == (False, 2)
            assert outcome.reason == ("appointment-moved" if after.is_confirmed else "appointment-cancelled")
        case OutcomeKind.OPEN:
            assert (after.is_confirmed, is_last) == (True, False)


def test_bookings_at_both_ends_meanwhile_overlap_with_nothing(
    table: Table, store: EveryStore, now: Call, providers: list[Provider]
) -> None:
    standing = [book(providers[0], n, store, now) for n in range(STANDING)]
    resolution = requested(ResolutionAction.TRANSFER, providers, store, now)

    def booking(n: int) -> Callable[[], Appointment]:
        dice = random.Random(n)
        return lambda: book(dice.choice(providers), dice.randrange(STANDING), store, now)

    outcomes = at_once([*[worker(resolution, store)] * 2, *map(booking, range(24))])
    assert outcomes.keys() <= {"done", "SlotTaken"}
    done = progress(resolution, store)
    planned = done.resolution.planned or ()
    assert {*planned} >= {each.id for each in standing}
    assert done.counts.moved + done.counts.open == len(planned)
    assert {each.reason for each in done.of_kind(OutcomeKind.OPEN)} <= {"slot-taken"}
    assert (untruths(table.items()), contradictions(table.items())) == ([], [])
    assert_table_is_sound(table)


def test_two_resolutions_of_the_same_time_share_the_appointments(
    table: Table, store: EveryStore, now: Call, providers: list[Provider]
) -> None:
    standing = [book(providers[0], n, store, now) for n in range(STANDING)]
    both = [requested(action, providers, store, now) for action in ResolutionAction]
    assert at_once(worker(each, store) for each in both) == {"done": 2}
    changed = [progress(each, store).counts for each in both]
    moved, cancelled = changed[0].moved, changed[1].cancelled
    assert moved + cancelled == len(standing)
    assert (changed[0].gone, changed[1].gone) <= (cancelled, moved)
    assert contradictions(table.items()) == []

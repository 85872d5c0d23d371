"""Time off on the real engine: an entry, its place on the list and the provider change together, once, in any race."""

from datetime import timedelta

import pytest
from botocore.config import Config

from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import SlotNotOffered
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import sender
from booking.providers.provider import Provider
from booking.rules.reasons import Reason
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, RemoveTimeOff, SetTimeOff
from booking.time_off.get_time_off import get_time_off
from booking.time_off.hit_by import hit_by_time_off
from booking.time_off.list_time_off import list_time_off
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.set_time_off import set_time_off
from booking.time_off.time_off import MOST_LISTED, TimeOffChange
from local.emulator import Emulator
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import KEY, START
from tests.integration.faults import (
    Fault,
    Faults,
    answer_lost,
    answer_lost_and_then,
    answer_lost_and_token_forgotten,
    cut,
    first,
    turned_away,
)
from tests.integration.racing import at_once

HALF_HOUR = timedelta(minutes=30)
TIME = Interval(START, START + HALF_HOUR)
LATER = Interval(START + HALF_HOUR, START + 2 * HALF_HOUR)
CLIENTS = 12

LOST = {
    "answer lost": [answer_lost],
    "cut, then the answer lost": [cut, answer_lost],
    "answer lost, then throttled": [answer_lost, turned_away],
    "answer lost and the token forgotten": [answer_lost_and_token_forgotten],
}
lost = pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())


def setting(provider: Provider, entry_id: str = "dentist", time: Interval = TIME) -> SetTimeOff:
    return SetTimeOff(provider.id, entry_id, time)


def listed(store: EveryStore, provider: Provider) -> dict[str, Interval]:
    return {**store.time_off_and_list(store.provider(provider.id), "none")[1]}


@lost
@pytest.mark.parametrize("key", [None, KEY])
def test_an_entry_is_added_once(
    store: EveryStore, provider: Provider, faults: Faults, lost: list[Fault], key: str | None
) -> None:
    now = call(clock=at(NOW))
    faults.on("TransactWriteItems", *lost)
    made = add_time_off(AddTimeOff(provider.id, TIME, "Dentist", key, {}), store, now)
    assert not made.replayed
    assert get_time_off(provider.id, made.entity.id, store, now) == made.entity
    assert listed(store, provider) == {made.entity.id: TIME}
    assert store.provider(provider.id).version == provider.version + 1


@lost
def test_an_entry_is_set_and_removed_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost, *lost)
    set_time_off(setting(provider), store, now)
    removed = remove_time_off(RemoveTimeOff(provider.id, "dentist"), store, now)
    assert get_time_off(provider.id, "dentist", store, now) == removed
    assert (removed.version, removed.change.type) == (2, TimeOffChange.REMOVED)
    assert (listed(store, provider), store.provider(provider.id).version) == ({}, provider.version + 2)


def test_who_gets_no_answer_learns_what_has_become_of_the_entry_since(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    removing = RemoveTimeOff(provider.id, "dentist")
    faults.on("TransactWriteItems", answer_lost_and_then(lambda: remove_time_off(removing, store, now)))
    entry = set_time_off(setting(provider), store, now).entry
    assert (entry.version, get_time_off(provider.id, "dentist", store, now).version) in {(1, 2), (3, 3)}


def test_another_entry_just_before_the_write_is_kept(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: set_time_off(setting(provider, "other", LATER), store, now)))
    set_time_off(setting(provider), store, now)
    assert listed(store, provider) == {"other": LATER, "dentist": TIME}


def test_the_touched_provider_keeps_its_change(store: EveryStore, provider: Provider, now: Call) -> None:
    set_time_off(setting(provider), store, now)
    touched = store.provider(provider.id)
    assert (touched.version, touched.change, touched.has_time_off) == (provider.version + 1, provider.change, True)


@pytest.mark.usefixtures("_sound")
def test_a_booking_decided_before_the_time_off_fails(
    store: EveryStore, provider: Provider, table: Table, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: set_time_off(setting(provider), store, now)))
    with pytest.raises(SlotNotOffered):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now)
    assert not [item for item in table.items() if "owner" in item]


@pytest.mark.usefixtures("_sound")
def test_a_booking_after_the_time_off_was_removed_succeeds(store: EveryStore, provider: Provider, now: Call) -> None:
    set_time_off(setting(provider), store, now)
    remove_time_off(RemoveTimeOff(provider.id, "dentist"), store, now)
    made = create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now)
    assert made.entity.interval == TIME


@pytest.mark.usefixtures("_sound")
def test_a_booking_just_before_the_time_off_is_among_those_that_are_hit(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    made: list[Appointment] = []
    booking = CreateAppointment(provider.id, START, DETAILS)
    faults.on("TransactWriteItems", first(lambda: made.append(create_appointment(booking, store, now).entity)))
    entry = set_time_off(setting(provider), store, now).entry
    (hit,) = hit_by_time_off(entry, store, now).affected.appointments
    assert (hit.appointment_id, hit.reasons) == (made[0].id, (Reason.TIME_OFF,))


def test_entries_are_listed_by_one_query(store: EveryStore, provider: Provider, faults: Faults, now: Call) -> None:
    for number in range(3):
        set_time_off(setting(provider, f"{number}", LATER if number else TIME), store, now)
    faults.sent.clear()
    assert [entry.id for entry in list_time_off(provider.id, None, None, store, now)] == ["0", "1", "2"]
    assert faults.sent == {"GetItem": 1, "Query": 1}


@pytest.fixture
def patient(engine: Emulator, table: Table) -> EveryStore:
    """As in production, with a connection for each client."""
    connections = CONFIG.merge(Config(max_pool_connections=CLIENTS, read_timeout=60))
    client = engine.client("dynamodb", access_key=table.access_key, config=connections)
    return EveryStore(sender(client), table.name, Backoff())


def test_entries_set_at_once_are_all_on_the_list(provider: Provider, patient: EveryStore) -> None:
    long = call(clock=at(NOW), seconds=60)
    ids = [f"entry-{number}" for number in range(CLIENTS)]
    done = at_once([lambda entry=entry: set_time_off(setting(provider, entry), patient, long) for entry in ids])  # type: ignore[misc]
    assert done == {"done": CLIENTS}
    assert listed(patient, provider).keys() == {*ids}
    assert patient.provider(provider.id).version == provider.version + CLIENTS


def test_the_list_is_never_longer_than_it_may_be(provider: Provider, patient: EveryStore, now: Call) -> None:
    entry = set_time_off(setting(provider), patient, now).entry
    full = {f"{number}": LATER for number in range(MOST_LISTED - 2)}
    removed = entry.removed(now.origin())
    patient.save_time_off(patient.provider(provider.id), entry, removed, full, now)
    long = call(clock=at(NOW), seconds=60)
    acts = [lambda number=n: set_time_off(setting(provider, f"new-{number}"), patient, long) for n in range(CLIENTS)]
    assert at_once(acts) == {"done": 2, "TooMuchTimeOff": CLIENTS - 2}
    assert len(listed(patient, provider)) == MOST_LISTED


def test_one_id_set_at_once_is_one_entry(provider: Provider, patient: EveryStore) -> None:
    long = call(clock=at(NOW), seconds=60)
    done = at_once([lambda: set_time_off(setting(provider), patient, long)] * CLIENTS)
    assert done == {"done": CLIENTS}
    assert get_time_off(provider.id, "dentist", patient, long).version == 1
    assert patient.provider(provider.id).version == provider.version + 1

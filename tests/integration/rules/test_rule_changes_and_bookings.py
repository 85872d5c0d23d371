"""Rules that change while many book: each appointment is among those that the change hits, or it was refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import sender
from booking.overrides.commands import SetOverride
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.override import Override
from booking.overrides.set_override import set_override
from booking.providers.commands import UpdateProvider
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.providers.update_provider import update_provider
from booking.rules.affected import Affected
from booking.rules.reasons import Reason
from local.emulator import Emulator
from local.store import EveryStore
from tests.contradictions import confirmed, contradictions
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.appointments.test_races import CONNECTIONS, QUARTER
from tests.integration.examples import START, open_provider
from tests.integration.racing import outcome

CLIENTS = 24
MIDNIGHT = START.replace(hour=0)
DAY = date(MIDNIGHT.year, MIDNIGHT.month, MIDNIGHT.day)


@pytest.fixture
def store(engine: Emulator, table: Table) -> EveryStore:
    client = engine.client("dynamodb", access_key=table.access_key, config=CONNECTIONS)
    return EveryStore(sender(client), table.name, Backoff())


@pytest.fixture
def now() -> Call:
    return call(clock=at(NOW), seconds=60)


@pytest.fixture
def provider(store: EveryStore, now: Call) -> Provider:
    """Open day and night, a quarter of an hour each."""
    return open_provider(store, now, windows=[Window(0, 1440)], duration=15)


def test_an_appointment_that_stands_on_a_date_that_was_closed_is_among_those_that_were_hit(
    table: Table, store: EveryStore, now: Call, provider: Provider
) -> None:
    begin, hit = threading.Barrier(CLIENTS + 1), list[Affected]()

    def book(slot: int) -> str:
        begin.wait()
        command = CreateAppointment(provider.id, MIDNIGHT + slot * QUARTER, DETAILS)
        return outcome(lambda: create_appointment(command, store, now))

    def close() -> None:
        begin.wait()
        changed = set_override(SetOverride(provider.id, Override(DAY, ())), store, now)
        hit.append(hit_by_overrides(changed, store, now))

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        closing = pool.submit(close)
        outcomes = [*pool.map(book, range(CLIENTS))]
        closing.result()
    assert {*outcomes} <= {"done", "SlotNotOffered"}
    assert {each.appointment_id for each in hit[0].appointments} == {*confirmed(table.items())}
    assert all(each.reasons == (Reason.CLOSED,) for each in hit[0].appointments)
    assert contradictions(table.items()) == []


def test_after_the_date_was_closed_nothing_is_booked_by_a_store_that_remembers_the_old_rules(
    table: Table, store: EveryStore, now: Call, provider: Provider
) -> None:
    create_appointment(CreateAppointment(provider.id, MIDNIGHT, DETAILS), store, now)
    other = EveryStore(table.send, table.name)
    set_override(SetOverride(provider.id, Override(DAY, ())), other, now)
    command = CreateAppointment(provider.id, MIDNIGHT + QUARTER, DETAILS)
    assert outcome(lambda: create_appointment(command, store, now)) == "SlotNotOffered"
    next_day = CreateAppointment(provider.id, MIDNIGHT + timedelta(days=1), DETAILS)
    assert outcome(lambda: create_appointment(next_day, store, now)) == "done"


def test_of_two_admins_who_change_the_same_version_one_is_refused(
    store: EveryStore, now: Call, provider: Provider
) -> None:
    begin = threading.Barrier(2)
    seen = Precondition([provider.version])

    def close() -> str:
        begin.wait()
        return outcome(lambda: set_override(SetOverride(provider.id, Override(DAY, ()), seen), store, now))

    def limit() -> str:
        begin.wait()
        command = UpdateProvider(provider.id, {"rules": {"max_per_day": 3}}, seen)
        return outcome(lambda: update_provider(command, store, now))

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(future.result() for future in [pool.submit(close), pool.submit(limit)])
    assert outcomes == ["VersionMismatch", "done"]
    assert store.provider(provider.id).version == provider.version + 1

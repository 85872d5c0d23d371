"""Overrides on the real engine: all or none, once, and never beside a booking that was decided by the old windows."""

from datetime import date, timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import SlotNotOffered
from booking.calls.call import Call
from booking.overrides.commands import RemoveOverride, SetOverride, SetOverrides
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.list_overrides import list_overrides
from booking.overrides.override import Override
from booking.overrides.remove_override import remove_override
from booking.overrides.set_override import set_override
from booking.overrides.set_overrides import set_overrides
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.rules.items import owner
from booking.rules.reasons import Reason
from local.store import EveryStore
from tests.engine import Table
from tests.examples import DETAILS
from tests.integration.examples import START
from tests.integration.faults import (
    Fault,
    Faults,
    answer_lost,
    answer_lost_and_token_forgotten,
    cut,
    first,
    turned_away,
)

MONDAY = START.date()
MORNING = (Window(480, 720),)
SIXTY = [Override(MONDAY + timedelta(days=number), MORNING) for number in range(60)]


def close(provider: Provider, day: date = MONDAY) -> SetOverride:
    return SetOverride(provider.id, Override(day, ()))


def test_sixty_dates_go_into_one_transaction(store: EveryStore, provider: Provider, faults: Faults, now: Call) -> None:
    updated = set_overrides(SetOverrides(provider.id, SIXTY), store, now).provider
    (transaction,) = faults.bodies["TransactWriteItems"]
    assert (len(transaction["TransactItems"]), updated.version) == (60 + 1 + 8, provider.version + 1)
    assert list_overrides(provider.id, None, None, store, now).found.overrides == SIXTY


def test_what_differs_alone_is_written(store: EveryStore, provider: Provider, faults: Faults, now: Call) -> None:
    set_overrides(SetOverrides(provider.id, SIXTY), store, now)
    others = [close(provider).override, *SIXTY[1:]]
    assert set_overrides(SetOverrides(provider.id, others), store, now).provider.change.dates == (MONDAY,)
    assert len(faults.bodies["TransactWriteItems"][-1]["TransactItems"]) == 1 + 1 + 8


@pytest.mark.parametrize(
    "lost",
    [[answer_lost], [cut, answer_lost], [answer_lost, turned_away], [answer_lost_and_token_forgotten]],
    ids=["answer lost", "cut, then lost", "lost, then throttled", "lost and the token forgotten"],
)
def test_an_override_is_set_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    updated = set_override(close(provider), store, now).provider
    assert store.provider(provider.id) == updated
    assert updated.version == provider.version + 1


def test_set_removed_and_set_again_are_three_versions_with_three_changes(
    store: EveryStore, provider: Provider, now: Call
) -> None:
    changed = [
        set_override(close(provider), store, now).provider,
        remove_override(RemoveOverride(provider.id, MONDAY), store, now).provider,
        set_override(close(provider), store, now).provider,
    ]
    assert [after.version - provider.version for after in changed] == [1, 2, 3]
    assert len({after.change.origin.id for after in changed}) == 3
    assert list_overrides(provider.id, None, None, store, now).found.overrides == [Override(MONDAY, ())]


def test_another_override_just_before_the_write_is_kept(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    faults.on("TransactWriteItems", first(lambda: set_override(close(provider, tuesday), store, now)))
    assert set_override(close(provider), store, now).provider.version == provider.version + 2
    found = list_overrides(provider.id, None, None, store, now).found.overrides
    assert [override.day for override in found] == [MONDAY, tuesday]


@pytest.mark.usefixtures("_sound")
def test_a_booking_by_the_old_windows_fails_once_the_date_is_closed(
    store: EveryStore, provider: Provider, table: Table, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: set_override(close(provider), store, now)))
    with pytest.raises(SlotNotOffered):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now)
    assert not [item for item in table.items() if "owner" in item]


@pytest.mark.usefixtures("_sound")
def test_a_booking_on_an_opened_date_succeeds(store: EveryStore, provider: Provider, now: Call) -> None:
    at_eight = START - timedelta(hours=1)
    command = CreateAppointment(provider.id, at_eight, DETAILS)
    with pytest.raises(SlotNotOffered):
        create_appointment(command, store, now)
    set_override(SetOverride(provider.id, Override(MONDAY, MORNING)), store, now)
    assert create_appointment(command, store, now).entity.interval.start == at_eight


@pytest.mark.usefixtures("_sound")
def test_a_booking_just_before_the_date_is_closed_is_among_those_that_are_hit(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    made: list[Appointment] = []
    booking = CreateAppointment(provider.id, START, DETAILS)
    faults.on("TransactWriteItems", first(lambda: made.append(create_appointment(booking, store, now).entity)))
    changed = set_override(close(provider), store, now)
    (hit,) = hit_by_overrides(changed, store, now).appointments
    assert (hit.appointment_id, hit.interval, hit.reasons) == (made[0].id, made[0].interval, (Reason.CLOSED,))


def test_a_dry_run_sends_no_write(
    store: EveryStore, provider: Provider, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.sent.clear()
    changed = set_override(close(provider)._replace(is_dry_run=True), store, now)
    (hit,) = hit_by_overrides(changed, store, now).appointments
    assert (hit.appointment_id, faults.sent) == (booked.id, {"GetItem": 1, "Query": 1, "BatchGetItem": 1})


def test_overrides_and_claims_of_a_date_do_not_meet(
    store: EveryStore, provider: Provider, booked: Appointment, table: Table, now: Call
) -> None:
    set_override(close(provider), store, now)
    remove_override(RemoveOverride(provider.id, MONDAY), store, now)
    owners = [item["owner"]["S"] for item in table.items() if "owner" in item]
    assert owners == [owner(booked.id)] * 2

from dataclasses import replace
from datetime import date, timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import IdempotencyKeyReused, ValidationFailed, VersionMismatch
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.providers.commands import CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.provider import Provider, ProviderDetails
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS, OTHER_ID
from tests.integration.examples import KEY, LATER, START, open_at, open_provider
from tests.integration.faults import Faults, asked_with, first

MONDAY = START.date()
ROSSI = CreateProvider("Dr. Rossi", "Europe/Rome", idempotency_key=KEY, sent={"name": "Dr. Rossi"})


# --- creating ----------------------------------------------------------------------------------------------------


def test_a_provider_can_be_read_as_it_was_made(store: EveryStore, now: Call) -> None:
    made = create_provider(CreateProvider("Dr. Rossi", "Europe/Rome", "rossi@example.org", 5), store, now)
    assert not made.replayed
    assert get_provider(made.entity.id, store, call()) == made.entity


def test_two_providers_of_one_name_are_two(store: EveryStore, now: Call) -> None:
    same = CreateProvider("Dr. Rossi", "UTC")
    assert create_provider(same, store, now).entity.id != create_provider(same, store, now).entity.id


def test_one_key_makes_one_provider(table: Table, store: EveryStore, now: Call) -> None:
    one, other = create_provider(ROSSI, store, now), create_provider(ROSSI, store, now)
    assert (one.entity, one.replayed, other.replayed) == (other.entity, False, True)
    assert len(table.items()) == 1


def test_a_repeat_under_the_key_answers_the_provider_as_it_now_stands(store: EveryStore, now: Call) -> None:
    made = create_provider(ROSSI, store, now).entity
    changed = open_at(made, store, now)
    assert create_provider(ROSSI, store, now).entity == changed


def test_another_provider_under_the_key_is_refused(store: EveryStore, now: Call) -> None:
    create_provider(ROSSI, store, now)
    with pytest.raises(IdempotencyKeyReused):
        create_provider(CreateProvider("Bianchi", "UTC", idempotency_key=KEY, sent={"name": "Bianchi"}), store, now)


def test_a_refused_provider_leaves_its_key_unused(table: Table, store: EveryStore, now: Call) -> None:
    with pytest.raises(ValidationFailed):
        create_provider(CreateProvider("Dr. Rossi", "Mars/Base", idempotency_key=KEY), store, now)
    assert not create_provider(ROSSI, store, now).replayed


@pytest.mark.parametrize("unknown", [OTHER_ID, "x", "", "PROVIDER", "é" * 3000])
def test_an_unknown_provider_of_whatever_shape_is_not_found(store: EveryStore, unknown: str) -> None:
    with pytest.raises(ProviderNotFound):
        get_provider(unknown, store, call())


# --- details -----------------------------------------------------------------------------------------------------


def test_a_changed_provider_can_be_read_as_it_was_answered(store: EveryStore, provider: Provider, now: Call) -> None:
    details: ProviderDetails = {"name": "Dr. Verdi", "email": "verdi@example.org", "subject": "sub-1"}
    updated = update_provider(UpdateProvider(provider.id, details), store, now)
    assert updated == replace(provider.with_details(details), record=updated.record)
    assert get_provider(provider.id, store, call()) == updated


def test_what_is_cleared_is_gone_from_the_table(store: EveryStore, provider: Provider, now: Call) -> None:
    update_provider(UpdateProvider(provider.id, {"email": "verdi@example.org", "subject": "sub-1"}), store, now)
    cleared = update_provider(UpdateProvider(provider.id, {"email": None, "subject": None}), store, now)
    assert (cleared.email, cleared.subject, cleared.version) == (None, None, provider.version + 2)
    assert get_provider(provider.id, store, call()) == cleared


def test_a_provider_without_a_schedule_is_changed_and_then_opened(store: EveryStore, now: Call) -> None:
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now).entity
    renamed = update_provider(UpdateProvider(made.id, {"name": "Dr. Verdi"}), store, now)
    opened = open_at(renamed, store, now)
    assert (opened.name, opened.version) == ("Dr. Verdi", 3)


def test_a_time_can_be_booked_after_a_change_where_the_provider_was_read_before_it(
    table: Table, store: EveryStore, provider: Provider, now: Call
) -> None:
    store.provider(provider.id)
    update_provider(UpdateProvider(provider.id, {"name": "Dr. Verdi"}), table.store(), now)
    assert create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now).entity.provider_version == 3


def test_a_change_that_meets_a_new_schedule_is_decided_again_and_keeps_it(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, duration=60)))
    updated = update_provider(UpdateProvider(provider.id, {"name": "Dr. Verdi"}), store, now)
    assert (updated.name, updated.appointment_duration, updated.version) == ("Dr. Verdi", 60, provider.version + 2)


def test_a_change_that_meets_another_is_refused_where_the_client_named_the_version(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, duration=60)))
    with pytest.raises(VersionMismatch):
        update_provider(UpdateProvider(provider.id, {"name": "Dr. Verdi"}, Precondition({2})), store, now)
    assert get_provider(provider.id, store, call()).name == provider.name


# --- schedules ---------------------------------------------------------------------------------------------------


def test_a_schedule_replaces_the_whole_week(store: EveryStore, provider: Provider, now: Call) -> None:
    updated = update_schedule(UpdateSchedule(provider.id, {"monday": [Window(600, 660)]}, 60), store, now)
    assert (updated.version, updated.appointment_duration) == (provider.version + 1, 60)
    assert updated.schedule.days == ((Window(600, 660),), (), (), (), (), (), ())
    assert get_provider(provider.id, store, call()) == updated


def test_a_schedule_can_move_the_provider_to_another_zone(store: EveryStore, provider: Provider, now: Call) -> None:
    updated = update_schedule(UpdateSchedule(provider.id, {}, 30, "Asia/Tokyo"), store, now)
    assert get_provider(provider.id, store, call()).timezone == updated.timezone == "Asia/Tokyo"


def test_the_schedule_of_an_unknown_provider_is_not_found(store: EveryStore, now: Call) -> None:
    with pytest.raises(ProviderNotFound):
        update_schedule(UpdateSchedule(OTHER_ID, {}, 30), store, now)


def test_a_schedule_that_breaks_a_rule_changes_nothing(store: EveryStore, provider: Provider, now: Call) -> None:
    with pytest.raises(ValidationFailed):
        update_schedule(UpdateSchedule(provider.id, {"monday": [Window(600, 601)]}, 30), store, now)
    assert get_provider(provider.id, store, call()) == provider


def test_a_schedule_on_the_version_that_the_client_saw_is_made(
    store: EveryStore, provider: Provider, now: Call
) -> None:
    seen = Precondition({provider.version})
    assert update_schedule(UpdateSchedule(provider.id, {}, 30, precondition=seen), store, now).version == 3


def test_a_schedule_on_a_stale_version_is_refused(store: EveryStore, provider: Provider, now: Call) -> None:
    with pytest.raises(VersionMismatch):
        update_schedule(UpdateSchedule(provider.id, {}, 30, precondition=Precondition({1})), store, now)


def test_a_schedule_that_meets_another_is_decided_again_and_made_on_top(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, duration=60)))
    assert open_at(provider, store, now, duration=45).version == provider.version + 2


def test_a_schedule_that_meets_another_is_refused_where_the_client_named_the_version(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, duration=60)))
    with pytest.raises(VersionMismatch):
        update_schedule(UpdateSchedule(provider.id, {}, 30, precondition=Precondition({provider.version})), store, now)
    assert get_provider(provider.id, store, call()).appointment_duration == 60


def test_a_provider_that_an_operator_removed_meanwhile_is_not_found(
    table: Table, store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    key = {"PK": {"S": f"PROVIDER#{provider.id}"}, "SK": {"S": "PROVIDER"}}
    faults.on("TransactWriteItems", first(lambda: table.client.delete_item(TableName=table.name, Key=key)))
    with pytest.raises(ProviderNotFound):
        open_at(provider, store, now)


def test_a_schedule_change_leaves_appointments_alone(
    store: EveryStore, provider: Provider, booked: Appointment, now: Call
) -> None:
    update_schedule(UpdateSchedule(provider.id, {}, 30), store, now)
    assert store.appointment(booked.id) == booked


# --- availability ------------------------------------------------------------------------------------------------


def starts(store: EveryStore, provider: Provider, day: date, now: Call) -> list[str]:
    return [f"{free.start:%H:%M}" for free in get_availability(AvailabilityQuery.on(provider.id, day), store, now).free]


def test_a_day_without_appointments_is_all_free(store: EveryStore, provider: Provider, now: Call) -> None:
    assert starts(store, provider, MONDAY, now) == [
        f"{hour:02}:{minute}" for hour in range(9, 17) for minute in ("00", "30")
    ]


def test_what_is_taken_is_not_free(store: EveryStore, provider: Provider, booked: Appointment, now: Call) -> None:
    assert "09:00" not in starts(store, provider, MONDAY, now)
    assert "09:30" in starts(store, provider, MONDAY, now)


def test_an_appointment_of_another_length_takes_every_slot_that_it_touches(
    store: EveryStore, provider: Provider, booked: Appointment, now: Call
) -> None:
    open_at(provider, store, now, duration=45)
    assert starts(store, provider, MONDAY, now)[:2] == ["09:45", "10:30"]


def test_another_provider_takes_nothing(store: EveryStore, booked: Appointment, now: Call) -> None:
    assert "09:00" in starts(store, open_provider(store, now), MONDAY, now)


def test_what_has_begun_today_is_not_free(store: EveryStore, provider: Provider) -> None:
    today = call(clock=at(START + timedelta(hours=7)))
    assert starts(store, provider, MONDAY, today) == ["16:30"]


def test_a_provider_without_a_schedule_has_nothing_free(store: EveryStore, now: Call) -> None:
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now).entity
    assert starts(store, made, MONDAY, now) == []


def test_the_availability_of_an_unknown_provider_is_not_found(store: EveryStore, now: Call) -> None:
    with pytest.raises(ProviderNotFound):
        get_availability(AvailabilityQuery.on(OTHER_ID, NOW.date()), store, now)


def test_claims_are_read_over_all_pages(table: Table, store: EveryStore, faults: Faults, now: Call) -> None:
    # 288 slots a day; each page is made to hold 50.
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=5, slot_minutes=5)
    midnight = START.replace(hour=0)
    taken = [midnight + timedelta(minutes=5 * n) for n in range(0, 288, 2)]
    for slot in taken:
        claim = {
            "PK": f"PROVIDER#{provider.id}",
            "SK": f"SLOT#{slot:%Y-%m-%dT%H:%M}Z",
            "owner": f"APPOINTMENT#{OTHER_ID}",
        }
        table.client.put_item(TableName=table.name, Item={name: {"S": value} for name, value in claim.items()})

    faults.on("Query", *[asked_with(Limit=50)] * 3)
    free = get_availability(AvailabilityQuery.on(provider.id, MONDAY), store, now).free
    assert [interval.start for interval in free] == [slot + timedelta(minutes=5) for slot in taken]
    assert faults.sent["Query"] == 3


def test_the_claims_of_a_day_end_where_the_next_begins(store: EveryStore, provider: Provider, now: Call) -> None:
    assert LATER.date() == MONDAY
    sunday = MONDAY - timedelta(days=1)
    assert starts(store, provider, sunday, now)[-1] == "16:30"

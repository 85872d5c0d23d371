"""The number of requests that the rules add: reading them, changing them, and booking under them."""

from dataclasses import replace
from datetime import date, timedelta

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, KeepAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.keep_appointment import keep_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.dynamodb.codec import to_wire
from booking.openings.availability import AvailabilityQuery
from booking.openings.compare_availability import compare_availability
from booking.openings.explain_start import explain_start
from booking.openings.explained import StartQuery
from booking.openings.find_next_openings import find_next_openings
from booking.openings.get_availability import get_availability
from booking.overrides.commands import RemoveOverride, SetOverride, SetOverrides
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.list_overrides import list_overrides
from booking.overrides.override import Override
from booking.overrides.remove_override import remove_override
from booking.overrides.set_override import set_override
from booking.overrides.set_overrides import set_overrides
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.services.commands import RetireService, SetService
from booking.services.get_service import get_service
from booking.services.list_offered_services import list_offered_services
from booking.services.list_services import list_services
from booking.services.retire_service import retire_service
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, RemoveTimeOff, SetTimeOff
from booking.time_off.get_time_off import get_time_off
from booking.time_off.hit_by import hit_by_time_off
from booking.time_off.list_time_off import list_time_off
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.set_time_off import set_time_off
from docgen.cost import item_bytes
from local.store import EveryStore
from tests.engine import Table
from tests.examples import DETAILS, new_provider, origin, terms
from tests.integration.examples import LATER, START, open_at
from tests.integration.faults import Faults, Only

AFTERNOON, LATE = START + timedelta(hours=5, minutes=15), START + timedelta(hours=6)


def test_services(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1, TransactWriteItems=1):
        set_service(SetService(provider.id, "haircut", terms()), store, now)
    with only(GetItem=1, Query=1):
        set_service(SetService(provider.id, "haircut", terms()), store, now)
    with only(GetItem=1):
        get_service(provider.id, "haircut", store, now)
    with only(Query=1):
        list_services(provider.id, store, now)
    with only(Query=1, BatchGetItem=1):
        list_offered_services(None, None, 50, store, now)
    with only(GetItem=2, TransactWriteItems=1):
        retire_service(RetireService(provider.id, "haircut"), store, now)


def test_overrides(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    easter = Override(date(2027, 3, 29), ())
    with only(GetItem=1):
        list_overrides(provider.id, None, None, store, now)
    with only(GetItem=1, TransactWriteItems=1):
        set_override(SetOverride(provider.id, easter), store, now)
    with only(GetItem=1, BatchGetItem=1):
        set_overrides(SetOverrides(provider.id, [easter]), store, now)
    with only(GetItem=1, Query=1):
        list_overrides(provider.id, None, None, store, now)
    with only(GetItem=1, BatchGetItem=1, TransactWriteItems=1):
        changed = remove_override(RemoveOverride(provider.id, easter.day), store, now)
    with only(Query=1):
        hit_by_overrides(changed, store, now)


def test_overrides_are_listed_at_half_the_price(
    store: EveryStore, provider: Provider, now: Call, faults: Faults
) -> None:
    set_override(SetOverride(provider.id, Override(date(2027, 3, 29), ())), store, now)
    list_overrides(provider.id, None, None, store, now)
    (query,) = faults.bodies["Query"]
    assert not query.get("ConsistentRead")


def test_time_off(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    time = Interval(START, LATER)
    with only(GetItem=1):
        list_time_off(provider.id, None, None, store, now)
    with only(GetItem=1, TransactWriteItems=1):
        entry = set_time_off(SetTimeOff(provider.id, "dentist", time), store, now).entry
    with only(GetItem=1, BatchGetItem=1):
        set_time_off(SetTimeOff(provider.id, "dentist", time), store, now)
    with only(GetItem=1, BatchGetItem=1, TransactWriteItems=1):
        add_time_off(AddTimeOff(provider.id, time), store, now)
    with only(GetItem=2):
        get_time_off(provider.id, "dentist", store, now)
    with only(GetItem=1, Query=1):
        list_time_off(provider.id, None, None, store, now)
    with only(GetItem=1, BatchGetItem=1, Query=1):
        hit_by_time_off(entry, store, now)
    with only(GetItem=1, BatchGetItem=1, TransactWriteItems=1):
        remove_time_off(RemoveTimeOff(provider.id, "dentist"), store, now)


def test_get_availability_of_two_months(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    query = AvailabilityQuery(provider.id, START.date(), START.date() + timedelta(days=61), "Asia/Tokyo")
    with only(GetItem=1, Query=1):
        get_availability(query, store, now)


def test_get_availability_of_two_months_with_every_kind_of_rule(
    store: EveryStore, ruled: Provider, now: Call, only: Only
) -> None:
    query = AvailabilityQuery(ruled.id, START.date(), START.date() + timedelta(days=61), service_id="visit")
    with only(GetItem=1, BatchGetItem=1, Query=1):
        get_availability(query, store, now)


def test_get_availability_reads_further_rules_again_only_after_a_change(
    store: EveryStore, ruled: Provider, now: Call, only: Only
) -> None:
    query = AvailabilityQuery.on(ruled.id, START.date(), "visit")
    get_availability(query, store, now)
    with only(GetItem=1, Query=1):
        get_availability(query, store, now)


def test_find_next_openings(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        find_next_openings(provider.id, None, 50, store, now)


def test_find_next_openings_of_a_provider_that_has_none(
    store: EveryStore, ruled: Provider, now: Call, only: Only
) -> None:
    """The rules of the next dates are read with the claims, but for the two dates after each window."""
    open_at(ruled, store, now, windows=[Window(0, 15)], duration=15)
    with only(GetItem=1, BatchGetItem=10, Query=10):
        find_next_openings(ruled.id, "visit", 1, store, now)


def test_explain_start(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        explain_start(StartQuery(provider.id, START), store, now)


def test_explain_start_with_every_kind_of_rule(store: EveryStore, ruled: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, BatchGetItem=1, Query=1):
        explain_start(StartQuery(ruled.id, START, "visit"), store, now)


def test_explain_start_for_a_move(
    store: EveryStore, provider: Provider, booked: Appointment, now: Call, only: Only
) -> None:
    with only(GetItem=2, Query=1):
        explain_start(StartQuery(provider.id, LATER, appointment_id=booked.id), store, now)


def test_compare_availability(store: EveryStore, provider: Provider, ruled: Provider, now: Call, only: Only) -> None:
    with only(GetItem=2, BatchGetItem=1, Query=2):
        compare_availability([provider.id, ruled.id], None, START.date(), store, now)


def test_book_a_service(table: Table, ruled: Provider, only: Only, now: Call) -> None:
    """The limits need to know what stands; without them there would be no Query."""
    booking = CreateAppointment(ruled.id, AFTERNOON, DETAILS, service_id="visit")
    with only(GetItem=1, BatchGetItem=1, Query=1, TransactWriteItems=1):
        create_appointment(booking, table.store(), now)  # which has read nothing yet


def test_book_a_service_of_a_provider_that_was_read_within_a_minute(
    store: EveryStore, ruled: Provider, now: Call, only: Only
) -> None:
    create_appointment(CreateAppointment(ruled.id, AFTERNOON, DETAILS, service_id="visit"), store, now)
    with only(Query=1, TransactWriteItems=1):
        create_appointment(CreateAppointment(ruled.id, LATE, DETAILS, service_id="visit"), store, now)


def test_book_a_service_without_limits(table: Table, provider: Provider, now: Call, only: Only) -> None:
    store = table.store()
    set_service(SetService(provider.id, "visit", terms(buffer_after=15)), table.store(), now)
    with only(GetItem=1, BatchGetItem=1, TransactWriteItems=1):
        create_appointment(CreateAppointment(provider.id, AFTERNOON, DETAILS, service_id="visit"), store, now)
    with only(TransactWriteItems=1):
        create_appointment(CreateAppointment(provider.id, LATE, DETAILS, service_id="visit"), store, now)


def test_move_and_keep_under_every_kind_of_rule(store: EveryStore, ruled: Provider, now: Call, only: Only) -> None:
    made = create_appointment(CreateAppointment(ruled.id, AFTERNOON, DETAILS, service_id="visit"), store, now).entity
    with only(GetItem=2, Query=1, TransactWriteItems=1):
        reschedule_appointment(RescheduleAppointment(made.id, LATE), store, now)
    hour = Interval(LATE, LATE + timedelta(hours=1))
    add_time_off(AddTimeOff(ruled.id, hour), store, now)
    with only(GetItem=2, BatchGetItem=1, TransactWriteItems=1):
        keep_appointment(KeepAppointment(made.id), store, now)
    with only(GetItem=1, TransactWriteItems=1):
        cancel_appointment(CancelAppointment(made.id), store, now)


def test_a_provider_with_its_largest_sensible_week_and_all_rules_is_under_4_kb() -> None:
    """One read unit: ten windows on each day, every rule, and the longest name, address and subject."""
    week = {day: [Window(60 * hour, 60 * hour + 55) for hour in range(8, 18)] for day in WEEKDAYS}
    rules = Rules(*(525_600 for _ in Rules._fields))
    scheduled = new_provider(name="n" * 200, email="e" * 254, subject="s" * 255, slot_minutes=5)
    largest = replace(scheduled.with_schedule(week, 30, origin()), rules=rules, has_overrides=True, has_time_off=True)
    assert item_bytes(to_wire(provider_item(largest))) < 4096

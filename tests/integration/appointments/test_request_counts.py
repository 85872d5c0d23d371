"""The number of requests to AWS that each function may make, without retries and repeated decisions."""

import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.items import appointment_item
from booking.appointments.list_appointments import list_appointments
from booking.appointments.listed import AppointmentsQuery, Selection
from booking.appointments.refusals import AppointmentNotFound, SlotTaken
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.customers.erase_customer import erase_customer
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.export_customer import export_customer
from booking.customers.store import DynamoCustomers
from booking.dynamodb.codec import to_wire
from booking.events.bus import EventBridgeBus
from booking.events.dead_letters import DeadLetterQueue
from booking.events.publish_events import publish_events
from booking.events.stream import event_in
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.providers.commands import ChangeState, CreateProvider, UpdateProvider
from booking.providers.create_provider import create_provider
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.get_provider import get_provider
from booking.providers.get_schedule import get_schedule
from booking.providers.items import provider_item
from booking.providers.list_providers import list_providers
from booking.providers.provider import Provider
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.refusals import ProviderNotFound
from booking.providers.store import MOST_REMEMBERED
from booking.providers.update_provider import update_provider
from booking.time.intervals import Interval
from local.emulator import Emulator
from local.paths import ROOT
from local.store import EveryStore
from tests.engine import Table, at, call
from tests.examples import DETAILS, booked
from tests.integration.examples import KEY, LATER, START, open_at
from tests.integration.faults import Faults, Only

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sqs import SQSClient

type Book = Callable[..., Appointment]


@pytest.mark.parametrize("key", [None, KEY])
def test_create_provider(store: EveryStore, now: Call, only: Only, key: str | None) -> None:
    with only(TransactWriteItems=1):
        create_provider(CreateProvider("Dr. Rossi", "UTC", idempotency_key=key), store, now)


def test_create_provider_again_under_its_key(store: EveryStore, now: Call, only: Only) -> None:
    command = CreateProvider("Dr. Rossi", "UTC", idempotency_key=KEY)
    create_provider(command, store, now)
    with only(TransactWriteItems=1):
        create_provider(command, store, now)


def test_get_provider(store: EveryStore, provider: Provider, only: Only) -> None:
    with only(GetItem=1):
        get_provider(provider.id, store, call())


def test_get_schedule(store: EveryStore, provider: Provider, only: Only) -> None:
    with only(GetItem=1):
        get_schedule(provider.id, store, call())


def test_list_providers(store: EveryStore, only: Only) -> None:
    with only(Query=1):
        list_providers(None, 50, store, call())


def test_list_providers_that_are_stored(store: EveryStore, provider: Provider, only: Only) -> None:
    with only(Query=1, BatchGetItem=1):
        assert list_providers(None, 50, store, call()).entries == [provider]


def test_update_provider(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, TransactWriteItems=1):
        update_provider(UpdateProvider(provider.id, {"name": "Dr. Verdi"}), store, now)


def test_update_provider_with_what_it_has_already(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1):
        update_provider(UpdateProvider(provider.id, {"name": provider.name}), store, now)


def test_update_provider_with_a_new_rule_reads_its_services(
    store: EveryStore, provider: Provider, now: Call, only: Only
) -> None:
    with only(GetItem=1, Query=1, TransactWriteItems=1):
        update_provider(UpdateProvider(provider.id, {"rules": {"max_per_day": 4}}), store, now)


def test_deactivate_and_reactivate_provider(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    for change in (deactivate_provider, reactivate_provider):
        with only(GetItem=1, TransactWriteItems=1):
            change(ChangeState(provider.id), store, now)
        with only(GetItem=1):
            change(ChangeState(provider.id), store, now)


def test_update_schedule(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, TransactWriteItems=1):
        open_at(provider, store, now)


def test_get_availability(store: EveryStore, provider: Provider, now: Call, only: Only) -> None:
    with only(GetItem=1, Query=1):
        get_availability(AvailabilityQuery.on(provider.id, START.date()), store, now)


def test_get_availability_for_a_move(
    store: EveryStore, provider: Provider, booked: Appointment, now: Call, only: Only
) -> None:
    with only(GetItem=2, Query=1):
        get_availability(AvailabilityQuery.on(provider.id, START.date(), appointment_id=booked.id), store, now)


def test_get_availability_of_a_closed_day_asks_for_no_claims(store: EveryStore, now: Call, only: Only) -> None:
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now).entity
    with only(GetItem=1):
        get_availability(AvailabilityQuery.on(made.id, START.date()), store, now)


def test_create_appointment(book: Book, only: Only) -> None:
    with only(GetItem=1, TransactWriteItems=1):
        book()


def test_create_appointment_under_a_key(book: Book, only: Only) -> None:
    with only(BatchGetItem=1, TransactWriteItems=1):
        book(idempotency_key=KEY, sent={})


@pytest.mark.parametrize("more", [{}, {"idempotency_key": KEY, "sent": {}}], ids=["", "under a key"])
def test_create_appointment_with_a_provider_that_was_read_within_a_minute(
    book: Book, booked: Appointment, only: Only, more: dict[str, Any]
) -> None:
    with only(TransactWriteItems=1):
        book(start=LATER, **more)


def test_create_appointment_again_under_its_key(book: Book, only: Only) -> None:
    book(idempotency_key=KEY, sent={})
    with only(TransactWriteItems=1):
        book(idempotency_key=KEY, sent={})


def test_create_appointment_again_under_its_key_in_another_sandbox(table: Table, book: Book, now: Call) -> None:
    made = book(idempotency_key=KEY, sent={})
    table.way = faults = Faults(table.way)
    again = CreateAppointment(made.provider_id, START, DETAILS, KEY, {})
    assert create_appointment(again, table.store(), now).replayed
    assert faults.sent == {"BatchGetItem": 1}


def test_create_appointment_with_a_provider_that_was_read_longer_ago(
    table: Table, booked: Appointment, now: Call
) -> None:
    seconds = iter([0.0, 59.9, 60.0])
    store = DynamoAppointments(table.send, table.name, clock=lambda: next(seconds))
    provider = store.provider(booked.provider_id)
    assert store.remembered_provider(provider.id) == provider
    assert store.remembered_provider(provider.id) is None


def test_no_more_providers_are_remembered_than_fit(store: EveryStore, provider: Provider) -> None:
    for number in range(MOST_REMEMBERED):
        store.remember(provider_item(replace(provider, id=str(number))))
    assert store.remembered_provider(provider.id) is None
    assert store.remembered_provider(str(MOST_REMEMBERED - 1))


def test_create_appointment_at_a_taken_time(book: Book, booked: Appointment, only: Only) -> None:
    with only(GetItem=1, TransactWriteItems=1, Query=1), pytest.raises(SlotTaken):
        book()


def test_alternatives_are_read_at_half_the_price(book: Book, booked: Appointment, faults: Faults) -> None:
    """Every 409 read 14 days of claims strongly."""
    with pytest.raises(SlotTaken):
        book()
    (query,) = faults.bodies["Query"]
    assert query["ConsistentRead"] is False
    values = query["ExpressionAttributeValues"]
    first, last = (datetime.fromisoformat(values[name]["S"][5:21]) for name in (":first", ":last"))
    assert timedelta(days=2) <= last - first < timedelta(days=4)


def test_get_appointment(store: EveryStore, booked: Appointment, only: Only) -> None:
    with only(GetItem=1):
        get_appointment(booked.id, store, call())


def test_list_appointments(store: EveryStore, booked: Appointment, only: Only) -> None:
    of_provider, of_customer = Selection(booked.provider_id, None), Selection(None, booked.details.customer.id)
    with only(GetItem=1, Query=1, BatchGetItem=1):
        list_appointments(AppointmentsQuery(of_provider), store, call())
    with only(Query=1, BatchGetItem=1):
        list_appointments(AppointmentsQuery(of_customer), store, call())
    with only(Query=1):
        list_appointments(AppointmentsQuery(Selection(None, "customer-without-any")), store, call())


def test_list_appointments_reads_on_to_fill_a_page(store: EveryStore, table: Table, book: Book, only: Only) -> None:
    """The last of eight is the only one that is wanted, and pages have one."""
    first = book()
    copies = [appointment_copy(first, number) for number in range(8)]
    table.put(copies)
    wanted = AppointmentsQuery(Selection(first.provider_id, None, service_id="7"), size=1)
    with only(GetItem=1, Query=5):
        page = list_appointments(wanted, store, call(seconds=20)).page
    assert page.entries == []
    with only(GetItem=1, Query=4, BatchGetItem=2):
        page = list_appointments(wanted._replace(after=page.next), store, call(seconds=20)).page
    assert [appointment.service_id for appointment in page.entries] == ["7"]


def test_a_hundred_appointments_are_read_at_once(store: EveryStore, table: Table, book: Book, only: Only) -> None:
    first = book()
    table.put([appointment_copy(first, number) for number in range(150)])
    with only(GetItem=1, Query=1, BatchGetItem=2):
        listed = list_appointments(
            AppointmentsQuery(Selection(first.provider_id, None), size=100), store, call(seconds=20)
        )
    assert len(listed.page.entries) == 100


def appointment_copy(appointment: Appointment, number: int) -> Any:
    """As it would be stored: with another id, later, and of a service with this number."""
    start = appointment.interval.start + timedelta(hours=number + 1)
    interval = Interval(start, start + timedelta(minutes=30))
    copy = replace(appointment, id=str(uuid.uuid4()), interval=interval, service_id=str(number))
    return to_wire(appointment_item(copy))


def test_reschedule_appointment(store: EveryStore, booked: Appointment, now: Call, only: Only) -> None:
    with only(GetItem=2, TransactWriteItems=1):
        reschedule_appointment(RescheduleAppointment(booked.id, LATER), store, now)


def test_reschedule_appointment_to_a_taken_time(
    store: EveryStore, booked: Appointment, book: Book, now: Call, only: Only
) -> None:
    book(start=LATER)
    with only(GetItem=2, TransactWriteItems=1, Query=1), pytest.raises(SlotTaken):
        reschedule_appointment(RescheduleAppointment(booked.id, LATER), store, now)


def test_cancel_appointment(store: EveryStore, booked: Appointment, now: Call, only: Only) -> None:
    with only(GetItem=1, TransactWriteItems=1):
        cancel_appointment(CancelAppointment(booked.id), store, now)


def test_export_customer(store: DynamoCustomers, book: Book, only: Only) -> None:
    customer_id = book().details.customer.id
    book(start=LATER)
    with only(Query=2, BatchGetItem=2):
        export_customer(customer_id, None, store, call())
    with only(Query=2, BatchGetItem=1):
        export_customer("customer-without-data", None, store, call())


def test_erase_customer(store: DynamoCustomers, book: Book, now: Call, only: Only) -> None:
    """The beginning, a write for each appointment, and a second look that finds nothing; later a last look."""
    customer_id = book().details.customer.id
    book(start=LATER)
    with only(GetItem=1, TransactWriteItems=3, Query=2, BatchGetItem=3):
        erase_customer(customer_id, store, now)
    with only(GetItem=1, TransactWriteItems=1, Query=1, BatchGetItem=2):
        erase_customer(customer_id, store, call(clock=at(now.now() + SETTLED_AFTER)))


def test_cancel_appointment_again(store: EveryStore, booked: Appointment, now: Call, only: Only) -> None:
    cancel_appointment(CancelAppointment(booked.id), store, now)
    with only(GetItem=1):
        cancel_appointment(CancelAppointment(booked.id), store, now)


def test_an_id_of_another_shape_is_not_asked_for(store: EveryStore, only: Only) -> None:
    with only():
        with pytest.raises(ProviderNotFound):
            store.provider("nobody")
        with pytest.raises(AppointmentNotFound):
            store.appointment("nobody")


def test_create_appointment_under_a_key_with_a_provider_of_no_shape(
    store: EveryStore, faults: Faults, now: Call
) -> None:
    command = CreateAppointment("nobody", START, DETAILS, KEY, {})
    with pytest.raises(Exception, match="no provider"):
        create_appointment(command, store, now)
    ((keys,),) = ([list(batch["Keys"]) for batch in faults.bodies["BatchGetItem"][0]["RequestItems"].values()],)
    assert len(keys) == 1


def test_publish_events(engine: Emulator) -> None:
    bus: EventBridgeClient = engine.client("events", access_key="200000000001")
    queue: SQSClient = engine.client("sqs", access_key="200000000001")
    bus.create_event_bus(Name="a-bus")
    url = queue.create_queue(QueueName="dead")["QueueUrl"]
    records = [
        {
            "dynamodb": {
                "SequenceNumber": str(n),
                "NewImage": to_wire(appointment_item(booked(change_id=f"c-{n}")) | {"id": f"a-{n}"}),
            }
        }
        for n in range(25)
    ]
    to_bus, to_queue = sent_by(bus), sent_by(queue)
    published = publish_events(
        [*records, {}], event_in, EventBridgeBus(bus, "a-bus"), DeadLetterQueue(lambda: queue, url)
    )
    assert (published.events, published.dead, published.failed) == (25, 1, [])
    assert (to_bus, to_queue) == ({"PutEvents": 3}, {"SendMessage": 1})


def sent_by(client: Any) -> Counter[str]:
    """Counts the requests of a client: what sends events has no Send in between."""
    sent: Counter[str] = Counter()
    client.meta.events.register("before-send", lambda event_name, **_: sent.update([event_name.rpartition(".")[2]]))
    return sent


@pytest.mark.parametrize("function", ["answer_unknown_route", "show_docs"])
def test_a_function_without_data_has_nothing_to_send_requests_with(function: str) -> None:
    program = f"""
import json, pathlib, runpy, sys, types
handler = runpy.run_path("functions/api/{function}/handler.py")["lambda_handler"]
context = types.SimpleNamespace(
    function_name="f", memory_limit_in_mb=1, invoked_function_arn="a", aws_request_id="r",
    get_remaining_time_in_millis=lambda: 10_000,
)
assert "statusCode" in handler(json.loads(pathlib.Path("events/api/{function}.json").read_text()), context)
sys.exit(any(name.startswith(("botocore.session", "boto3")) for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_read_that_decides_is_strongly_consistent(
    store: EveryStore, provider: Provider, book: Book, faults: Faults, now: Call
) -> None:
    made = book(idempotency_key=KEY, sent={})
    reschedule_appointment(RescheduleAppointment(made.id, LATER), store, now)
    get_availability(AvailabilityQuery.on(provider.id, START.date()), store, now)
    batches = [batch for body in faults.bodies["BatchGetItem"] for batch in body["RequestItems"].values()]
    reads = [*faults.bodies["GetItem"], *faults.bodies["Query"], *batches]
    assert len(reads) >= 4
    assert all(read["ConsistentRead"] is True for read in reads)

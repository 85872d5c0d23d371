"""The template allows each function the requests that it sends, and nothing that no request needs.

The emulator checks actions and resources. It does not know the partition keys of a request, so it lets every key pass
that a policy would refuse. So the requests are recorded here, and compared with the policies.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain, repeat
from typing import Any, NamedTuple
from unittest.mock import Mock

import pytest

from booking.api.routes import ROUTES
from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.attendance import Attendance
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import (
    CancelAppointment,
    CreateAppointment,
    RescheduleAppointment,
    SetAttendance,
    UpdateAppointment,
)
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.refusals import AppointmentNotFound
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.set_attendance import set_attendance
from booking.appointments.store import DynamoAppointments
from booking.appointments.update_appointment import update_appointment
from booking.audit.audit_table import audit_table
from booking.audit.consumers import DeployedConsumers
from booking.audit.store import DynamoAuditedTable
from booking.audit.walk import Walk, call_next_part
from booking.calls.call import Call
from booking.calls.change import Change
from booking.calls.idempotency import Created
from booking.calls.refusals import Busy
from booking.customers.commands import UpdateCustomer
from booking.customers.erase_customer import SECONDS_KEPT, erase_customer
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.keep_customer_cards import keep_customer_cards, refreshed
from booking.customers.update_customer import update_customer
from booking.dynamodb.codec import to_wire
from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Answer, Request, Send
from booking.events.bus import EventBridgeBus
from booking.events.dead_letters import DeadLetterQueue
from booking.events.publish_events import publish_events
from booking.events.stream import event_in
from booking.history.keep_history import keep_history
from booking.history.list_appointment_history import list_appointment_history
from booking.history.listed import HistoryQuery
from booking.overrides.commands import SetOverrides
from booking.overrides.override import Override
from booking.overrides.set_overrides import set_overrides
from booking.providers.commands import CreateProvider, UpdateProvider
from booking.providers.create_provider import create_provider
from booking.providers.provider import ProviderChange
from booking.providers.update_provider import update_provider
from booking.reports.get_daily_report import get_daily_report
from booking.reports.keep_reports import keep_reports
from booking.reports.report import ReportQuery
from booking.resolutions.commands import RequestResolution
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.resolution import Request as Wanted
from booking.resolutions.resolution import ResolutionAction
from booking.resolutions.work_resolution import work_resolution
from booking.rules.items import claim_key
from docgen.handlers import logging_as
from docgen.recording import Exchange, Recorder
from docgen.scenario import tell
from local.emulator import Emulator
from local.handlers import sample_file
from local.store import EveryStore
from tests.callers import CUSTOMER, PROVIDER
from tests.contract.test_template import TABLE, logical_id
from tests.engine import NOW, at, call, make_table
from tests.examples import DETAILS, OTHER_ID, booked, provider
from tests.integration.examples import LATER, START, open_provider, time_for
from tests.integration.faults import Faults, answer_lost, as_it_is, cut
from tests.messages import news
from tests.permissions import Permission, permissions
from tests.soundness import audited

_ACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


class Asked(NamedTuple):
    """What IAM looks at: a function, an action, a resource, and the partition keys that one request names for it."""

    function: str
    action: str
    resource: str
    keys: frozenset[str] = frozenset()


def asked_for(operation: str, request: Request) -> Iterator[tuple[str, str, Iterable[str]]]:
    """The actions that a request to DynamoDB needs, each with its resource and the partition keys."""
    match operation:
        case "TransactWriteItems" | "TransactGetItems":
            for item in request["TransactItems"]:
                ((kind, part),) = item.items()
                yield f"dynamodb:{_ACTIONS[kind]}", TABLE, [_partition(part.get("Key") or part["Item"])]
        case "BatchGetItem":
            keys = [_partition(key) for of_table in request["RequestItems"].values() for key in of_table["Keys"]]
            yield "dynamodb:BatchGetItem", TABLE, keys
        case "Query":
            resource = f"${{{TABLE}}}/index/{request['IndexName']}" if "IndexName" in request else TABLE
            name = request["KeyConditionExpression"].split()[2]
            yield "dynamodb:Query", resource, [request["ExpressionAttributeValues"][name]["S"]]
        case "Scan":
            yield "dynamodb:Scan", TABLE, []
        case _:
            yield f"dynamodb:{operation}", TABLE, [_partition(request.get("Key") or request["Item"])]


def _partition(item: Any) -> str:
    key: str = item["PK"]["S"]
    return key


@dataclass
class Noting:
    """A Send that notes what a function asks for. Nothing is noted while no function is named."""

    send: Send
    function: str = ""
    asked: set[Asked] = field(default_factory=set)

    def __call__(self, operation: str, request: Request) -> Answer:
        if self.function:
            found = asked_for(operation, request)
            self.asked |= {Asked(self.function, action, resource, frozenset(keys)) for action, resource, keys in found}
        return self.send(operation, request)


def the_documents_story(engine: Emulator) -> set[Asked]:
    """Every route, with every answer that it gives without a fault."""
    return by_route(engine, tell)


def changes_that_hit_an_appointment(engine: Emulator) -> set[Asked]:
    """Of a provider with time off. Nothing that is read for one change is remembered for the next."""
    return by_route(engine, _hit)


def _hit(store: EveryStore) -> None:
    send = Recorder(store, NOW).prepare
    with logging_as({"POWERTOOLS_SERVICE_NAME": "rights", "POWERTOOLS_METRICS_NAMESPACE": "Rights"}):
        made = send("POST /api/providers", body={"name": "Dr. Rossi", "timezone": "UTC"})
        provider, path, day = {"providerId": made["id"]}, "/api/providers/{providerId}", f"{START:%Y-%m-%d}"
        service, override = {**provider, "serviceId": "haircut"}, {**provider, "date": day}
        entry, closed = {**provider, "timeOffId": "holiday"}, dict[str, Any](windows=[])
        haircut, all_day = {"name": "Haircut", "duration": 30}, {"fromDate": day, "toDate": day}
        week = {"weeklySchedule": {"monday": {"start": "09:00", "end": "17:00"}}, "appointmentDuration": 30}
        send(f"PUT {path}/schedule", body=week, **provider)
        send(f"PUT {path}/services/{{serviceId}}", body=haircut, **service)
        booking = {**service, "startTime": START.isoformat(), "customer": {"name": "Kim Berg"}}
        send("POST /api/appointments", body=booking)
        send("GET /api/availability", providerIds=made["id"], date=day, serviceId="haircut")
        send(f"POST {path}/time-off", body=all_day, **provider)
        send(f"PUT {path}/time-off/{{timeOffId}}", body=all_day, **entry)
        for month in ("2020-01", f"{START:%Y-%m}"):
            send(f"GET {path}/day", date=f"{month}-04", **provider)
            send("GET /api/board", date=f"{month}-04")
            send(f"GET {path}/month", month=month, **provider)
        send(f"PUT {path}/schedule", body={**week, "weeklySchedule": {}}, **provider)
        send(f"POST {path}/overrides", body={"overrides": [{"date": day, **closed}]}, **provider)
        send(f"DELETE {path}/overrides/{{date}}", **override)
        send(f"PUT {path}/overrides/{{date}}", body=closed, **override)
        send(f"PUT {path}/services/{{serviceId}}", body={**haircut, "duration": 45}, **service)
        send(f"DELETE {path}/services/{{serviceId}}", **service)
        send(f"DELETE {path}", **provider)


def by_route(engine: Emulator, act: Callable[[EveryStore], object]) -> set[Asked]:
    """What the functions ask for whose routes are called by recorders."""
    table = make_table(engine)
    noting = Noting(sender(table.client))
    of_route = {str(route): route.function for route in ROUTES}
    exchange = Recorder.exchange

    def calling(self: Recorder, route: str, *how: Any) -> Exchange:
        if isinstance(self.store, EveryStore):
            self.store = EveryStore(noting, table.name)  # each function has its own, and remembers nothing yet
        noting.function = logical_id(of_route.get(route, "answer_unknown_route"))
        try:
            return exchange(self, route, *how)
        finally:
            noting.function = ""  # the story itself reads too

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "exchange", calling)
        act(EveryStore(noting, table.name))
    return noting.asked


def calls_of_a_provider(engine: Emulator) -> set[Asked]:
    """A caller that is a provider only: whether the appointment is with it shows the provider's item."""
    table = make_table(engine)
    noting = Noting(table.way)
    store = EveryStore(noting, table.name)
    as_provider = call(clock=at(NOW), caller=PROVIDER)
    for function, use_case in (
        ("GetAppointmentFunction", partial(get_appointment, OTHER_ID)),
        ("CancelAppointmentFunction", partial(cancel_appointment, CancelAppointment(OTHER_ID))),
        ("UpdateAppointmentFunction", partial(update_appointment, UpdateAppointment(OTHER_ID, {}))),
        ("ListAppointmentHistoryFunction", partial(list_appointment_history, HistoryQuery(OTHER_ID))),
        ("SetAttendanceFunction", partial(set_attendance, SetAttendance(OTHER_ID, Attendance.ARRIVED))),
    ):
        noting.function = function
        with pytest.raises(AppointmentNotFound):
            use_case(store, as_provider)
    return noting.asked


def a_move_among_dates_with_their_own_windows(engine: Emulator) -> set[Asked]:
    table, now = make_table(engine), call(clock=at(NOW))
    provider = open_provider(table.store(), now)
    booked = create_appointment(CreateAppointment(provider.id, START, DETAILS), table.store(), now).entity
    record = provider.record.after(Change(ProviderChange.OVERRIDES_CHANGED, now.origin()))
    table.store().update_provider(provider, replace(provider, has_overrides=True, record=record), now)
    table.way = noting = Noting(table.way, "RescheduleAppointmentFunction")
    reschedule_appointment(RescheduleAppointment(booked.id, LATER), table.store(), now)
    return noting.asked


def writes_whose_answers_are_lost(engine: Emulator) -> set[Asked]:
    """No time is left to send them again: a read settles whether they were carried out."""
    table = make_table(engine)
    provider = open_provider(table.store(), call(clock=at(NOW)))
    faults = Faults(table.way)
    table.way = noting = Noting(faults)

    def lost[Entity](function: str, create: Callable[[DynamoAppointments, Call], Created[Entity]]) -> None:
        faults.on("TransactWriteItems", answer_lost, cut)
        noting.function = function
        create(table.store(), call(clock=at(NOW), seconds_left=time_for(attempts=2)))

    def lost_while_erasing() -> None:
        """The customer of the booking above. First come the beginning and its card, then its appointment."""
        faults.on("TransactWriteItems", as_it_is, as_it_is, cut)
        noting.function = "EraseCustomerFunction"
        seconds_left = chain([SECONDS_KEPT] * 2, repeat(0.0)).__next__
        with pytest.raises(Busy):
            erase_customer(DETAILS.customer.id, table.store(), call(clock=at(NOW), seconds_left=seconds_left))

    def lost_with_a_card(function: str, write: Callable[[EveryStore, Call], object]) -> None:
        faults.on("TransactWriteItems", answer_lost, cut)
        noting.function = function
        write(table.store(), call(clock=at(NOW), seconds_left=time_for(attempts=2)))
        noting.function = ""

    lost("CreateProviderFunction", partial(create_provider, CreateProvider("Dr. Rossi", "UTC")))
    lost("CreateAppointmentFunction", partial(create_appointment, CreateAppointment(provider.id, START, DETAILS)))
    lost_with_a_card("KeepCustomerCardsFunction", partial(refreshed, DETAILS.customer.id))
    correction = UpdateCustomer(DETAILS.customer.id, {"name": "Robin Ek"})
    lost_with_a_card("UpdateCustomerFunction", partial(update_customer, correction))
    lost_while_erasing()
    return noting.asked


def an_audit_that_finds_something(engine: Emulator) -> set[Asked]:
    """An appointment that lacks a claim; and it looks at what an erased customer has left."""
    table, now = make_table(engine), call(clock=at(NOW))
    provider = open_provider(table.store(), now)
    booked = create_appointment(CreateAppointment(provider.id, START, DETAILS), table.store(), now).entity
    for instant in (NOW, NOW + SETTLED_AFTER):
        erase_customer(DETAILS.customer.id, table.store(), call(clock=at(instant)))
    table.client.delete_item(TableName=table.name, Key=to_wire({**claim_key(provider.id, booked.slots[0])}))
    table.way = noting = Noting(table.way, "AuditTableFunction")
    assert audited(table)[1] != []
    reading = DynamoAuditedTable(noting, table.name, lambda: 900.0)
    audit_table(reading, Walk(NOW), print, DeployedConsumers(keep_history=True), seconds_left=lambda: 900.0)
    return noting.asked


def an_audit_in_parts(_: Emulator) -> set[Asked]:
    functions = Mock()
    call_next_part(Walk(NOW), functions, "audit_table")
    return noted("AuditTableFunction", (functions.invoke, "lambda:InvokeFunction", "AuditTableFunction.Arn"))


def an_audit_that_has_cards_made_again(_: Emulator) -> set[Asked]:
    queue = Mock()
    DeployedConsumers(keep_history=True, cards_queue_url="queue", sqs=lambda: queue).cards_due({"customer-1"})
    return noted("AuditTableFunction", (queue.send_message, "sqs:SendMessage", "KeepCustomerCardsQueue.Arn"))


def events_and_a_record_that_cannot_be_one(_: Emulator) -> set[Asked]:
    bus, queue = Mock(), Mock()
    bus.put_events.return_value = {"Entries": [{}]}
    records = [*json.loads(sample_file("publish_events").read_text())["Records"][:1], {}]
    publish_events(records, event_in, EventBridgeBus(bus, "bus"), DeadLetterQueue(lambda: queue, "queue"))
    return noted(
        "PublishEventsFunction",
        (bus.put_events, "events:PutEvents", "EventBus.Arn"),
        (queue.send_message, "sqs:SendMessage", "DeadLetterQueue.Arn"),
    )


def what_consumers_do(engine: Emulator) -> set[Asked]:
    table = make_table(engine)
    noting = Noting(table.way)
    store, now = EveryStore(noting, table.name), call(clock=at(NOW))
    noting.function = "KeepHistoryFunction"
    for entity in (booked(), provider()):
        keep_history(news(entity), store, now)
    for change in (_book, _rename, _erase):
        noting.function = ""
        appointment = change(store)
        noting.function = "KeepCustomerCardsFunction"
        keep_customer_cards(news(appointment), store, now)
    return noting.asked


def _book(store: EveryStore) -> Appointment:
    provider = open_provider(store, call(clock=at(NOW)))
    return create_appointment(CreateAppointment(provider.id, START, DETAILS), store, call(clock=at(NOW))).entity


def _rename(store: EveryStore) -> Appointment:
    (before,) = store.appointments_of(DETAILS.customer.id)
    corrections = UpdateAppointment(before.id, {"name": "Somebody Else", "phone": None})
    return update_appointment(corrections, store, call(clock=at(NOW + SETTLED_AFTER)))


def _erase(store: EveryStore) -> Appointment:
    """As an erasure leaves it, but for the card: somebody has made that in between."""
    (before,) = store.appointments_of(DETAILS.customer.id)
    store.erase(before, before.erased(NOW), call(clock=at(NOW)))
    return before


def what_a_resolution_does(engine: Emulator) -> set[Asked]:
    """What a customer has booked for itself goes to a colleague with all kinds of rules; the rest is cancelled."""
    table, now = make_table(engine), call(clock=at(NOW), seconds=300.0)
    store = table.store()
    sick, colleague = open_provider(store, now), open_provider(store, now)
    update_provider(UpdateProvider(colleague.id, {"rules": {"max_per_day": 9}}), store, now)
    set_overrides(SetOverrides(colleague.id, [Override(LATER.date() + timedelta(days=9), ())]), store, now)
    as_customer = call(clock=at(NOW), caller=CUSTOMER)
    details = Details(Customer(CUSTOMER.customer_id, "Kim"))
    for start in (START, LATER):
        create_appointment(CreateAppointment(sick.id, start, details), store, as_customer)
    table.way = noting = Noting(table.way)
    transfer = Wanted(ResolutionAction.TRANSFER, (colleague.id,))
    for end, wanted in ((LATER, transfer), (LATER + timedelta(hours=1), Wanted(ResolutionAction.CANCEL))):
        noting.function = "RequestResolutionFunction"
        order = RequestResolution(sick.id, START, end, wanted)
        made = request_resolution(order, table.store(), now).entity.resolution
        noting.function = "WorkResolutionFunction"
        work_resolution(sick.id, made.id, table.store(), now)
    return noting.asked


def reports_of_days_with_rules_of_their_own(engine: Emulator) -> set[Asked]:
    table, now = make_table(engine), call(clock=at(NOW))
    provider = open_provider(table.store(), now)
    booked = create_appointment(CreateAppointment(provider.id, START, DETAILS), table.store(), now).entity
    record = provider.record.after(Change(ProviderChange.OVERRIDES_CHANGED, now.origin()))
    with_both = replace(provider, has_overrides=True, has_time_off=True, record=record)
    table.store().update_provider(provider, with_both, now)
    keeping, reading = Noting(table.way, "KeepReportsFunction"), Noting(table.way, "GetDailyReportFunction")
    keep_reports(news(booked), EveryStore(keeping, table.name), now)
    get_daily_report(ReportQuery(provider.id, NOW.date(), NOW.date()), EveryStore(reading, table.name), now)
    return keeping.asked | reading.asked


def noted(function: str, *requests: tuple[Mock, str, str]) -> set[Asked]:
    return {Asked(function, action, resource) for request, action, resource in requests if request.called}


def records_that_lambda_gives_up(_: Emulator) -> set[Asked]:
    """Lambda writes them to the bucket itself, in the function's role. These are the actions that it asks for.

    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """
    return {
        Asked("PublishEventsFunction", "s3:PutObject", "${UndeliveredBucket.Arn}/*"),
        Asked("PublishEventsFunction", "s3:ListBucket", "UndeliveredBucket.Arn"),
    }


RECORDINGS: list[Callable[[Emulator], set[Asked]]] = [
    the_documents_story,
    changes_that_hit_an_appointment,
    calls_of_a_provider,
    a_move_among_dates_with_their_own_windows,
    writes_whose_answers_are_lost,
    an_audit_that_finds_something,
    an_audit_in_parts,
    what_consumers_do,
    an_audit_that_has_cards_made_again,
    what_a_resolution_does,
    reports_of_days_with_rules_of_their_own,
    events_and_a_record_that_cannot_be_one,
    records_that_lambda_gives_up,
]


@pytest.fixture(scope="module")
def asked(engine: Emulator) -> set[Asked]:
    """All that the functions are known to ask for."""
    return {asked for recorded in RECORDINGS for asked in recorded(engine)}


def is_allowed(asked: Asked, given: Iterable[Permission]) -> bool:
    """Whether a single statement is for all keys of the request: IAM does not put two together."""
    return any(
        permission[:3] == asked[:3] and (not permission.patterns or _is_for(asked.keys, permission.patterns))
        for permission in given
    )


def _is_for(keys: Iterable[str], patterns: Iterable[str]) -> bool:
    """A request that names no keys is refused: a condition on all keys demands that there are some."""
    return bool(keys) and all(any(fnmatchcase(key, pattern) for pattern in patterns) for key in keys)


def lessened(permission: Permission) -> Iterator[list[Permission]]:
    """What is left of a permission: nothing; of one for several patterns, all but one of them."""
    if len(permission.patterns) < 2:
        yield []
    else:
        for left_out in permission.patterns:
            patterns = tuple(pattern for pattern in permission.patterns if pattern != left_out)
            yield [permission._replace(patterns=patterns)]


def others(permission: Permission) -> list[Permission]:
    return [each for each in permissions() if each is not permission]


def test_no_function_asks_for_what_it_may_not(asked: set[Asked]) -> None:
    assert [each for each in asked if not is_allowed(each, permissions())] == []


def test_without_any_part_of_any_permission_a_request_is_refused(asked: set[Asked]) -> None:
    missed_by_none = [
        (permission, left)
        for permission in permissions()
        for left in lessened(permission)
        if all(is_allowed(each, [*others(permission), *left]) for each in asked)
    ]
    assert missed_by_none == []

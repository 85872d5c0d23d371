"""A provider and its appointment whose personal data are marks, as items of the table; and broken items."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from booking.appointments.appointment import Customer, Details
from booking.customers.erasure import SETTLED_AFTER, Erasure
from booking.customers.keep_customer_cards import refreshed
from booking.history.keep_history import keep_history
from booking.overrides.override import Override
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.resolutions.resolution import Request, Resolution, ResolutionAction
from booking.time.intervals import Interval
from booking.time_off.time_off import TimeOff
from local.business import MONDAY, RESOLUTION_ID, TIME_OFF_ID
from tests.engine import NOW, Table, call
from tests.examples import booked, new_provider, offering, origin, resolution
from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID
from tests.functional.personal_data.asking import CUSTOMER_ID
from tests.functional.personal_data.marks import PSEUDONYM, mark, marks_in
from tests.functional.seeds import CREATED, START, WEEK, WEEK_OFF
from tests.messages import news
from tests.proofs.stream.wire import answer

type Items = list[dict[str, Any]]

HOLIDAY = MONDAY + timedelta(days=28)
"""The date of the sample events about one override."""

STATES = ("without an appointment", "booked", "against the rules", "today", "cancelled", "inactive", "with a card")
"""Of the provider's appointment, or of the provider. A minute ago, an erasure of its customer was begun.

With a card: it was not, and the consumers of the bus have heard of the appointment.

Against the rules: the appointment's date has been closed since. Today: it starts in three hours.
"""


def items_of(table: Table, state: str) -> Items:
    """The table is as it was afterwards."""
    before = table.items()
    table.restore()
    _write(table, state)
    items = table.items()
    table.restore(before)
    return items


def _write(table: Table, state: str) -> None:
    store = table.store()
    provider = new_provider(
        PROVIDER_ID,
        origin("change-0", CREATED),
        name=mark("the name of a provider"),
        email=f"{mark('the email of a provider')}@example.com",
        subject=mark("the subject of a provider"),
        slot_minutes=15,
    )
    store.add_provider(provider, call())
    scheduled = provider.with_schedule(WEEK, 30, origin("change-1", CREATED))
    store.update_provider(provider, scheduled, call())
    store.save_offering(scheduled, None, offering(PROVIDER_ID, "massage"), call())
    scheduled = store.provider(PROVIDER_ID)
    if state == "inactive":
        store.update_provider(scheduled, scheduled.deactivated(origin("change-5", CREATED)), call())
        return
    overridden = scheduled.with_overrides([HOLIDAY], origin("change-5", CREATED))
    store.save_overrides(scheduled, overridden, [Override(HOLIDAY, (Window(480, 720),))], call())
    made = origin("change-6", CREATED)
    entry = TimeOff.add(TIME_OFF_ID, overridden, WEEK_OFF, mark("a stored reason of time off"), made)
    store.save_time_off(overridden, None, entry, {entry.id: entry.interval}, call())
    if state == "without an appointment":
        return
    customer = Customer(
        CUSTOMER_ID,
        mark("the name of a customer"),
        f"{mark('the email of a customer')}@example.com",
        mark("the phone of a customer"),
    )
    details = Details(customer, mark("stored notes"), {mark("a stored key"): mark("a stored value")}, mark("a note"))
    made = origin("change-2", CREATED)
    appointment = booked(
        START, appointment_id=APPOINTMENT_ID, of=overridden.with_time_off(), details=details, made=made
    )
    if state == "today":
        soon = Interval(NOW + timedelta(hours=3), NOW + timedelta(hours=4))
        appointment = replace(appointment, interval=soon, claims=(soon,))
    store.book(appointment, call())
    store.add_resolution(_resolution(scheduled), call())
    if state == "with a card":
        refreshed(CUSTOMER_ID, store, call())
        keep_history(news(appointment), store, call())
        return
    store.save_erasure(None, Erasure.begin(CUSTOMER_ID, origin("change-4", NOW - SETTLED_AFTER)), call())
    if state == "against the rules":
        before = store.provider(PROVIDER_ID)
        after = before.with_overrides([START.date()], origin("change-7", CREATED))
        store.save_overrides(before, after, [Override(START.date(), ())], call())
    if state == "cancelled":
        store.cancel(appointment, appointment.cancelled(mark("a stored reason"), origin("change-3", CREATED)), call())


def _resolution(provider: Provider) -> Resolution:
    wanted = Request(ResolutionAction.CANCEL, message=mark("a stored message"))
    made = replace(resolution(wanted, made=origin("change-8", CREATED)), id=RESOLUTION_ID)
    return replace(made, provider_id=provider.id)


class Unchanging:
    """A table that answers reads from items, and takes every write but keeps none. A tenth of the time of an engine."""

    def __init__(self, items: Items) -> None:
        self._items = items

    def __call__(self, request: AWSPreparedRequest, operation: str, text: str) -> AWSResponse:
        return answer(request, 200, self._answer(operation, json.loads(text)))

    def _answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        match operation:
            case "GetItem":
                found = self._with([asked["Key"]])
                return {"Item": found[0]} if found else {}
            case "BatchGetItem":
                ((table, batch),) = asked["RequestItems"].items()
                return {"Responses": {table: self._with(batch["Keys"])}, "UnprocessedKeys": {}}
            case "TransactGetItems":
                gets = [get["Get"]["Key"] for get in asked["TransactItems"]]
                return {"Responses": [{"Item": item} for key in gets for item in self._with([key])]}
            case "Scan":
                return {"Items": self._items}
            case "Query":
                attribute, begins = _apart(asked) or ("SK", _kinds(asked))
                return {"Items": [item for item in self._items if item[attribute]["S"].startswith(begins)]}
            case _:
                return {}

    def _with(self, keys: Items) -> Items:
        return [item for item in self._items if {"PK": item["PK"], "SK": item["SK"]} in keys]


def _apart(query: dict[str, Any]) -> tuple[str, str] | None:
    """Of histories and of the keys by which customers are found: the attribute, and how it begins."""
    values = {value["S"] for value in query["ExpressionAttributeValues"].values()}
    starts = (("PK", "SEARCH#"), ("SK", "HISTORY#"))
    return next((start for start in starts if any(value.startswith(start[1]) for value in values)), None)


def _kinds(query: dict[str, Any]) -> tuple[str, ...]:
    """How the sort keys of what a Query asks for begin."""
    values = {value["S"] for value in query["ExpressionAttributeValues"].values()}
    if "SERVICES" in values or any(value.startswith("SERVICE#") for value in values):
        return ("PROVIDER", "SERVICE#") if "PROVIDER" in values else ("SERVICE#",)
    if any(value.startswith("OUTCOME#") for value in values):
        return ("OUTCOME#",)
    return ("APPOINTMENT",) if "IndexName" in query else ("SLOT#",)


def broken(items: Items) -> Iterator[Items]:
    """The items with one attribute left out, or with a value in its place that nobody can read.

    An odd value of a personal attribute holds a mark, as that of another attribute does not.
    """
    for item in items:
        others = [other for other in items if other is not item]
        for name in item.keys() - {"PK", "SK"} if marks_in(str(item)) else ():
            yield [*others, {kept: value for kept, value in item.items() if kept != name}]
            for value in _odd_values(item[name]):
                yield [*others, {**item, name: value}]


def _odd_values(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not marks_in(str(value), {PSEUDONYM}):
        yield {"S": "odd"}
        return
    odd = mark("an odd value")
    yield from ({"S": odd}, {"N": "-1"}, {"M": {odd: {"S": odd}}}, {"L": [{"S": odd}, {"M": {odd: {"N": "1"}}}]})

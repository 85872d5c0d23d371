"""keep_reports on the real engine: calls that overtake one another, and the requests that an event costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment
from booking.calls.call import Call
from booking.dynamodb.codec import from_wire
from booking.dynamodb.sending import Answer, Request
from booking.overrides.commands import SetOverride
from booking.overrides.override import Override
from booking.overrides.set_override import set_override
from booking.providers.provider import Provider
from booking.reports.get_daily_report import get_daily_report
from booking.reports.keep_reports import keep_reports
from booking.reports.report import Figures, ReportQuery
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff
from local.store import EveryStore
from tests.engine import NOW, Table
from tests.integration.examples import LATER, START
from tests.integration.faults import Only
from tests.messages import news

type Book = Callable[..., Appointment]


def day(store: EveryStore, provider: Provider) -> Figures:
    (kept,) = store.kept_days(provider.id, None).values()
    assert kept.figures
    return kept.figures


def just_before_it_is_stored(table: Table, act: Callable[[], object]) -> None:
    """Does something when figures are about to be stored, once."""
    way, waiting = table.way, [act]

    def send(operation: str, request: Request) -> Answer:
        if operation == "PutItem" and "openMinutes" in from_wire(request["Item"]) and waiting:
            waiting.pop()()
        return way(operation, request)

    table.way = send


def test_a_slower_call_does_not_store_what_it_read_before(
    table: Table, store: EveryStore, provider: Provider, book: Book, now: Call
) -> None:
    """While it computes, another appointment is booked and counted."""
    first = book()

    def other_books() -> None:
        keep_reports(news(book(start=LATER)), store, now)

    just_before_it_is_stored(table, other_books)
    keep_reports(news(first), store, now)
    assert day(store, provider).appointments == 2


def test_a_change_of_rules_finds_the_day_that_is_being_counted_for_the_first_time(
    table: Table, store: EveryStore, provider: Provider, book: Book, now: Call
) -> None:
    first = book()

    def somebody_closes_the_day() -> None:
        override = SetOverride(provider.id, Override(START.date(), ()))
        keep_reports(news(set_override(override, store, now).provider), store, now)

    just_before_it_is_stored(table, somebody_closes_the_day)
    keep_reports(news(first), store, now)
    assert day(store, provider).open_minutes == 0


def test_an_index_that_lags_hides_neither_the_appointment_nor_its_cancellation(
    table: Table, store: EveryStore, provider: Provider, book: Book, now: Call
) -> None:
    """The index here knows of nothing that happened lately."""
    booked, way = book(), table.way
    lagging: list[Any] = []

    def send(operation: str, request: Request) -> Answer:
        if request.get("IndexName") == "GSI1":
            return {"Items": lagging}
        return way(operation, request)

    table.way = send
    keep_reports(news(booked), store, now)
    assert day(store, provider).appointments == 1
    lagging += [item for item in table.items() if item["SK"] == {"S": "APPOINTMENT"}]
    keep_reports(news(cancel_appointment(CancelAppointment(booked.id), store, now)), store, now)
    assert (day(store, provider).appointments, day(store, provider).cancelled) == (0, 1)


def test_an_event_of_a_known_day(store: EveryStore, booked: Appointment, only: Only, now: Call) -> None:
    keep_reports(news(booked), store, now)
    with only(Query=2, GetItem=1, BatchGetItem=1, PutItem=1):
        keep_reports(news(booked), store, now)


def test_the_first_event_of_a_day(store: EveryStore, booked: Appointment, only: Only, now: Call) -> None:
    with only(Query=3, GetItem=2, BatchGetItem=1, PutItem=2):
        keep_reports(news(booked), store, now)


def test_an_event_of_a_provider_with_overrides_and_time_off(
    store: EveryStore, provider: Provider, booked: Appointment, only: Only, now: Call
) -> None:
    keep_reports(news(booked), store, now)
    set_override(SetOverride(provider.id, Override(NOW.date(), ())), store, now)
    add_time_off(AddTimeOff(provider.id, Interval(LATER, LATER + timedelta(hours=1))), store, now)
    with only(Query=3, GetItem=1, BatchGetItem=2, PutItem=1):
        keep_reports(news(booked), store, now)


def test_rules_that_change_for_many_days_are_one_reading_for_each_stretch(
    store: EveryStore, provider: Provider, book: Book, only: Only, now: Call
) -> None:
    for days in range(5):
        keep_reports(news(book(start=START + timedelta(days=days))), store, now)
    with only(Query=2, GetItem=1, PutItem=5):
        keep_reports(news(provider), store, now)


def test_a_report_of_the_longest_stretch(
    store: EveryStore, provider: Provider, booked: Appointment, only: Only, now: Call
) -> None:
    keep_reports(news(booked), store, now)
    with only(Query=1, GetItem=1):
        report = get_daily_report(ReportQuery(provider.id, START.date(), START.date() + timedelta(days=91)), store, now)
    assert len(report.days) == 92

"""Histories in which appointments move between providers: nothing is held twice, and the checker finds what is."""

import pytest

from booking.dynamodb.sending import Answer, Request, Send
from tests.engine import Table
from tests.proofs.histories.history import (
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Deactivate,
    OfService,
    Refused,
    Reschedule,
    SetOverride,
    SetService,
)
from tests.proofs.histories.model import MAX_OPEN
from tests.proofs.histories.stories import ADMIN, AFTERNOONS, CUSTOMER, DAY, ELEVEN, NINE, QUARTERS, TEN, THERAPIST
from tests.proofs.histories.telling import Telling

HERE, THERE = 0, 1


@pytest.fixture
def told(table: Table, wide: Send) -> Telling:
    return Telling(table, wide, providers=2)


def spoilt(send: Send, kind: str) -> Send:
    """Without the writes of that kind in transactions of more than two."""

    def sent(operation: str, request: Request) -> Answer:
        if operation == "TransactWriteItems" and len(request["TransactItems"]) > 2:
            kept = [item for item in request["TransactItems"] if kind not in item]
            return send(operation, {**request, "TransactItems": kept})
        return send(operation, request)

    return sent


# The service keeps its promises


def test_an_appointment_that_goes_to_another_provider_frees_its_time(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE))
    told.do(Reschedule(moved.id, NINE, provider=THERE))
    told.do(Book(f"{told.name}-b", NINE))
    assert isinstance(told.ask(ADMIN, Book(f"{told.names[THERE]}-c", NINE), THERE), Refused)
    assert told.violations() == set()


def test_an_appointment_comes_back_in_another_length(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE))
    told.do(Reschedule(moved.id, TEN, provider=THERE, duration=120))
    told.do(Reschedule(moved.id, TEN, provider=HERE, duration=30))
    told.do(Book(f"{told.names[THERE]}-b", ELEVEN), provider=THERE)
    assert told.violations() == set()


def test_what_is_booked_under_a_key_is_found_where_it_went(told: Telling) -> None:
    booking = Book(f"{told.name}-a", NINE, is_keyed=True)
    told.do(Reschedule(told.do(booking).id, TEN, provider=THERE))
    assert told.do(booking).is_replay
    assert told.violations() == set()


def test_a_move_and_a_booking_do_not_share_a_start_of_the_other_provider(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE, provider=THERE)):
        told.do(Book(f"{told.names[THERE]}-b", NINE), provider=THERE)
    assert told.violations() == set()


@pytest.mark.parametrize(
    "change", [ChangeSchedule(AFTERNOONS), SetOverride(DAY, ()), Deactivate()], ids=lambda change: type(change).__name__
)
def test_a_move_that_a_change_of_the_other_provider_overtakes_is_refused_or_hit(
    told: Telling, change: ChangeSchedule | SetOverride | Deactivate
) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE, provider=THERE)):
        told.do(change, provider=THERE)
    assert told.violations() == set()


def test_two_moves_at_once_do_not_leave_an_appointment_with_both(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE, provider=THERE)):
        told.do(Reschedule(moved.id, TEN))
    assert told.violations() == set()


def test_a_cancellation_that_a_move_overtakes_frees_the_time_of_the_other_provider(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Cancel(moved.id, f"{told.name}-1")):
        told.do(Reschedule(moved.id, NINE, provider=THERE))
    assert told.violations() == set()


def test_the_last_place_of_the_other_providers_day_is_taken_once(told: Telling) -> None:
    told.do(ChangeProvider((("maxPerDay", 1),)), provider=THERE)
    moved = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE, provider=THERE)):
        told.do(Book(f"{told.names[THERE]}-b", TEN), provider=THERE)
    assert told.violations() == set()


def test_a_place_of_a_day_does_not_go_along(told: Telling) -> None:
    for provider in (HERE, THERE):
        told.do(ChangeProvider((("maxPerDay", 1),)), provider=provider)
    moved = told.do(Book(f"{told.name}-a", NINE))
    told.do(Reschedule(moved.id, TEN, provider=THERE))
    told.do(Book(f"{told.name}-b", TEN))
    assert told.violations() == set()


def test_an_appointment_gets_the_other_providers_service(told: Telling) -> None:
    told.do(SetService("cut", 30, (("bufferAfter", 30),)), provider=THERE)
    moved = told.do(Book(f"{told.name}-a", NINE))
    told.do(Reschedule(moved.id, NINE, provider=THERE, service=OfService("cut")))
    told.do(Reschedule(moved.id, TEN, provider=THERE, service=OfService(None)))
    assert told.violations() == set()


def test_a_customer_moves_no_more_to_a_provider_than_it_may_book_there(told: Telling) -> None:
    told.do(ChangeSchedule(QUARTERS), provider=THERE)
    mine = CUSTOMER.customer
    for number in range(MAX_OPEN):
        booking = Book(f"{told.names[THERE]}-{number}", TEN + 15 * number, customer=mine)
        told.do(booking, CUSTOMER, THERE)
    moved = told.do(Book(f"{told.name}-a", NINE, customer=mine), CUSTOMER)
    outcome = told.ask(CUSTOMER, Reschedule(moved.id, ELEVEN, provider=THERE))
    assert outcome == Refused("too-many-open-appointments")
    told.do(Reschedule(moved.id, ELEVEN, provider=THERE))
    assert told.violations() == set()


def test_a_provider_moves_nothing_to_another_who_is_not_itself(told: Telling) -> None:
    told.do(ChangeProvider((("subject", THERAPIST.subject),)))
    moved = told.do(Book(f"{told.name}-a", NINE), THERAPIST)
    assert told.ask(THERAPIST, Reschedule(moved.id, NINE, provider=THERE)) == Refused("forbidden")
    told.do(ChangeProvider((("subject", THERAPIST.subject),)), provider=THERE)
    told.do(Reschedule(moved.id, NINE, provider=THERE), THERAPIST)
    assert told.violations() == set()


# The checker finds what is wrong


def test_checker_finds_claims_that_a_move_left_behind(table: Table, wide: Send) -> None:
    told = Telling(table, spoilt(wide, "Delete"), providers=2)
    moved = told.do(Book(f"{told.name}-a", NINE))
    told.do(Reschedule(moved.id, NINE, provider=THERE))
    told.ask(ADMIN, Book(f"{told.name}-b", NINE))
    assert {"wrong-claim", "not-linearizable"} <= told.violations()


def test_checker_finds_a_move_that_does_not_check_the_other_provider(table: Table, wide: Send) -> None:
    told = Telling(table, spoilt(wide, "ConditionCheck"), providers=2)
    moved = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE, provider=THERE)):
        told.do(ChangeSchedule(AFTERNOONS), provider=THERE)
    assert "hit-but-not-told" in told.violations()


def test_checker_finds_a_move_without_claims(table: Table, wide: Send) -> None:
    """`Put` is a claim here: the appointment itself is updated."""
    told = Telling(table, wide, providers=2)
    moved = told.do(Book(f"{told.name}-a", NINE))
    told.do(Book(f"{told.names[THERE]}-b", NINE), provider=THERE)
    told.spoil(lambda send: spoilt(send, "Put"))
    told.do(Reschedule(moved.id, NINE, provider=THERE))
    assert {"overlap", "not-linearizable"} <= told.violations()

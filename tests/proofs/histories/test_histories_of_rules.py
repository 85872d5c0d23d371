"""Histories in which rules change: the service keeps its promises, and the checker finds what breaks them."""

from dataclasses import replace

import pytest

from booking.dynamodb.sending import Send
from tests.engine import Table
from tests.proofs.histories.history import (
    Answered,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Deactivate,
    FinalState,
    Keep,
    Operation,
    OverrideRecord,
    ProviderRecord,
    Refused,
    Reschedule,
    RetireService,
    Schedule,
    SetOverride,
    SetService,
    SetTimeOff,
    TimeOffRecord,
)
from tests.proofs.histories.model import MAX_OPEN
from tests.proofs.histories.stories import (
    ADMIN,
    AFTERNOONS,
    CUSTOMER,
    DAY,
    ELEVEN,
    HOURLY,
    NINE,
    QUARTERS,
    TEN,
    Story,
    book_own,
    booked,
    own,
    shows,
)
from tests.proofs.histories.telling import Telling

TOMORROW = 24 * 60
CUT = SetService("cut", 30)
CLOSED = SetOverride(DAY, ())
AWAY = TimeOffRecord("away", 1, NINE, TEN, is_removed=False)
RENAMED = ChangeProvider((("name", "Ada Conti"),))
EARLY = Schedule(((480, 720),), 60)
CHANGES = (CLOSED, SetTimeOff("away", NINE, TEN), RetireService("cut"), Deactivate(), ChangeSchedule(AFTERNOONS))


@pytest.fixture
def told(table: Table, wide: Send) -> Telling:
    return Telling(table, wide)


def rules(**named: int | None) -> ChangeProvider:
    return ChangeProvider(tuple(named.items()))


# Changes that a booking does not know of yet


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_a_booking_that_a_change_overtakes_is_refused_or_hit(change: Operation, told: Telling) -> None:
    told.do(CUT)
    with told.held("TransactWriteItems", 1, Book(f"{told.name}-a", NINE, service="cut")):
        told.do(change)
    assert told.violations() == set()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_a_move_that_a_change_overtakes_is_refused_or_hit(change: Operation, told: Telling) -> None:
    told.do(CUT)
    moved = told.do(Book(f"{told.name}-a", TEN, service="cut"))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE)):
        told.do(change)
    assert told.violations() == set()


def test_a_booking_is_as_long_as_the_service_is_now(told: Telling) -> None:
    told.do(CUT)
    told.do(Book(f"{told.name}-a", NINE, service="cut"))
    told.do(SetService("cut", 60))
    told.do(Book(f"{told.name}-b", TEN, service="cut"))
    assert told.violations() == set()


def test_what_somebody_has_accepted_is_not_answered_again(told: Telling) -> None:
    booking = told.do(Book(f"{told.name}-a", NINE))
    assert told.do(CLOSED).affected == {booking.id: frozenset({"closed"})}
    told.do(Keep(booking.id))
    told.do(ChangeSchedule(AFTERNOONS))
    assert told.violations() == set()


def test_a_refusal_does_not_mix_a_week_that_was_with_a_service_that_is(told: Telling) -> None:
    """At eight nobody works at first. When the service is retired, somebody does."""
    told.do(CUT)
    moved = told.do(Book(f"{told.name}-a", NINE, service="cut"))
    told.do(RENAMED)  # so that the service has to be read again
    with told.held("BatchGetItem", 1, Reschedule(moved.id, NINE - 60)):
        told.do(ChangeSchedule(EARLY))
        told.do(RetireService("cut"))
    assert told.violations() == set()


# Limits


def test_the_last_place_of_a_day_is_taken_once(told: Telling) -> None:
    told.do(rules(maxPerDay=1))
    with told.held("TransactWriteItems", 1, Book(f"{told.name}-a", NINE)):
        told.do(Book(f"{told.name}-b", TEN))
    assert told.violations() == set()


def test_a_move_and_a_booking_do_not_share_the_last_place(told: Telling) -> None:
    told.do(rules(maxPerDay=1))
    moved = told.do(Book(f"{told.name}-a", NINE + TOMORROW))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE)):
        told.do(Book(f"{told.name}-b", TEN))
    assert told.violations() == set()


def test_a_limit_that_was_raised_before_it_was_reached_refuses_nobody(told: Telling) -> None:
    told.do(rules(maxPerDay=1))
    with told.held("Query", 1, Book(f"{told.name}-a", NINE)):
        told.do(rules(maxPerDay=2))
        told.do(Book(f"{told.name}-b", TEN))
    assert told.violations() == set()


def test_a_move_to_a_limit_that_was_raised_before_it_was_reached_is_not_refused(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", NINE + TOMORROW))
    told.do(rules(maxPerDay=1))
    with told.held("Query", 1, Reschedule(moved.id, NINE)):
        told.do(rules(maxPerDay=2))
        told.do(Book(f"{told.name}-b", TEN))
    assert told.violations() == set()


def test_who_loses_both_the_start_and_the_last_place_learns_of_both(told: Telling) -> None:
    told.do(rules(maxPerDay=1))
    moved = told.do(Book(f"{told.name}-a", NINE + TOMORROW))
    with told.held("TransactWriteItems", 1, Reschedule(moved.id, NINE)):
        told.do(Book(f"{told.name}-b", NINE))
    assert told.violations() == set()


def test_a_cancelled_appointment_gives_its_places_back(told: Telling) -> None:
    told.do(rules(maxPerDay=1, maxPerWeek=1))
    told.do(Cancel(told.do(Book(f"{told.name}-a", NINE)).id, f"{told.name}-1"))
    told.do(Book(f"{told.name}-b", TEN))
    assert told.violations() == set()


# What staff skips


def test_staff_skips_what_it_names(told: Telling) -> None:
    told.do(CLOSED)
    told.do(Book(f"{told.name}-a", NINE, override=("closed",)))
    assert told.violations() == set()


def test_staff_does_not_skip_the_claim_of_another(told: Telling) -> None:
    told.do(Book(f"{told.name}-a", NINE))
    outcome = told.ask(ADMIN, Book(f"{told.name}-b", NINE, override=("taken", "buffer")))
    assert isinstance(outcome, Refused)
    assert outcome.reasons == frozenset({"taken"})
    assert told.violations() == set()


def test_two_appointments_do_not_share_a_buffer(told: Telling) -> None:
    told.do(rules(bufferAfter=60))
    told.do(Book(f"{told.name}-a", NINE))
    told.ask(ADMIN, Book(f"{told.name}-b", TEN, override=("off-grid",)))
    assert told.violations() == set()


# What the checker finds in hand-made histories


def test_checker_finds_an_appointment_that_a_change_did_not_answer(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, CLOSED, Answered(OverrideRecord(DAY, (), 3), affected={}))
    assert "hit-but-not-told" in story.ends_with(booked("a"))


def test_checker_finds_a_booking_that_slipped_in_between(story: Story) -> None:
    story.at(4, 9, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, CLOSED, Answered(OverrideRecord(DAY, (), 3), affected={}))
    assert "hit-but-not-told" in story.ends_with(booked("a"))


def test_checker_finds_a_reason_that_does_not_hold(story: Story) -> None:
    story.at(4, 5, Book("a", NINE + 15), Refused("slot-not-offered", frozenset({"off-grid", "time-off"})))
    assert story.ends_with() == {"not-linearizable"}


def test_checker_finds_that_a_reason_is_missing(story: Story) -> None:
    story.at(4, 5, Book("a", ELEVEN + 15), Refused("slot-not-offered", frozenset({"off-grid"})))
    assert story.ends_with() == {"not-linearizable"}


@pytest.mark.parametrize("reasons", [{"closed"}, {"closed", "outside-hours"}, {"closed", "time-off"}], ids=sorted)
def test_checker_knows_what_the_public_is_told_of_time_off_on_a_closed_date(story: Story, reasons: set[str]) -> None:
    away = SetTimeOff("away", NINE, TEN)
    story.at(4, 5, CLOSED, Answered(OverrideRecord(DAY, (), 3), affected={}))
    story.at(6, 7, away, Answered(AWAY, affected={}))
    refused = Refused("slot-not-offered", frozenset(reasons))
    story.at(8, 9, Book("a", NINE, customer=CUSTOMER.customer), refused, by=CUSTOMER)
    further = (OverrideRecord(DAY, ()), AWAY)
    final = FinalState(ProviderRecord(4, HOURLY, "Ada"), 15, {}, {}, further=further)
    assert story.ends_in(final) == (set() if reasons == {"closed"} else {"not-linearizable"})


def test_checker_finds_claims_that_nobody_can_have_met(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), Refused("slot-taken", frozenset({"taken"})))
    assert "false-reason" in story.ends_with()


def test_checker_finds_one_too_many(story: Story) -> None:
    limited = ProviderRecord(3, HOURLY, "Ada", rules=(("maxPerDay", 1),))
    story.at(4, 5, rules(maxPerDay=1), Answered(limited))
    story.at(6, 7, Book("a", NINE), shows(booked("a")))
    story.at(8, 9, Book("b", TEN), shows(booked("b", TEN)))
    assert "over-limit" in story.ends_with(booked("a"), booked("b", TEN), provider=limited)


def test_a_full_list_may_be_told_before_a_start_that_was_taken_meanwhile(story: Story) -> None:
    """Under a limit the start was free when it was read. The write asks the list first."""
    limited = ProviderRecord(4, QUARTERS, "Ada", rules=(("maxPerDay", 9),))
    story.at(4, 5, ChangeSchedule(QUARTERS), Answered(ProviderRecord(3, QUARTERS)))
    story.at(6, 7, rules(maxPerDay=9), Answered(limited))
    for number in range(MAX_OPEN - 1):
        story.at(8 + 2 * number, 9 + 2 * number, book_own(number), shows(own(number)), by=CUSTOMER)
    story.at(20, 30, book_own(9), Refused("too-many-open-appointments"), by=CUSTOMER)
    taken = replace(own(9), label="b", customer=None)
    story.at(22, 23, Book("b", taken.start), shows(taken))
    story.at(24, 25, book_own(MAX_OPEN), shows(own(MAX_OPEN)), by=CUSTOMER)
    records = *(own(number) for number in range(MAX_OPEN - 1)), own(MAX_OPEN), taken
    assert "not-linearizable" not in story.ends_with(*records, provider=limited)


def test_checker_finds_a_refusal_of_two_moments(story: Story) -> None:
    """The week was against the start until the date was closed, and closed it was afterwards."""
    story.at(4, 9, Book("a", NINE - 60), Refused("slot-not-offered", frozenset({"outside-hours", "closed"})))
    story.at(5, 6, CLOSED, Answered(OverrideRecord(DAY, (), 3), affected={}))
    final = FinalState(ProviderRecord(3, HOURLY, "Ada"), 15, {}, {}, further=(OverrideRecord(DAY, ()),))
    assert story.ends_in(final) == {"not-linearizable"}

"""Histories of a morning at the desk: who came, what was freed, what a board shows."""

from dataclasses import replace

import pytest

from booking.dynamodb.sending import Send
from tests.engine import Table
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    Correct,
    DayShown,
    Operation,
    ReadAppointment,
    ReadBoard,
    ReadDay,
    Refused,
    Reschedule,
    SetAttendance,
)
from tests.proofs.histories.stories import ADMIN, CUSTOMER, DAY, ELEVEN, NINE, TEN, Story, booked, shows
from tests.proofs.histories.telling import Telling
from tests.proofs.histories.test_histories_of_moves import spoilt

HERE, THERE = 0, 1
NOW = NINE + 20
PAST = ("past",)


@pytest.fixture
def told(table: Table, wide: Send) -> Telling:
    """At twenty past nine."""
    return Telling(table, wide, providers=2, now=NOW)


def late(told: Telling) -> Book:
    """Of who came at nine, for an hour."""
    return Book(f"{told.name}-late", NINE, override=PAST)


def fits_in(told: Telling, label: str = "b") -> Book:
    """Half past nine, between two starts."""
    return Book(f"{told.name}-{label}", NINE + 30, override=("off-grid", "outside-hours"))


def ended(appointment_id: str) -> SetAttendance:
    return SetAttendance(appointment_id, "COMPLETED", releases=True)


# Who came, and what was freed


def test_others_get_the_time_that_was_released(told: Telling) -> None:
    made = told.do(late(told))
    told.do(ended(made.id))
    told.do(Reschedule(told.do(Book(f"{told.name}-b", ELEVEN)).id, NINE + 30, override=("off-grid",), duration=30))
    assert told.violations() == set()


def test_a_correction_does_not_take_released_time_back(told: Telling) -> None:
    made = told.do(late(told))
    told.do(ended(made.id))
    for attendance in ("ARRIVED", "EXPECTED"):
        assert told.ask(ADMIN, SetAttendance(made.id, attendance)) == Refused("rest-released")
    told.do(SetAttendance(made.id, "NO_SHOW"))
    assert told.violations() == set()


@pytest.mark.parametrize("attendance", ["ARRIVED", "COMPLETED", "NO_SHOW", "EXPECTED"])
def test_an_attendance_is_set_once(told: Telling, attendance: str) -> None:
    made = told.do(late(told))
    for if_match in (None, 7):
        told.ask(ADMIN, SetAttendance(made.id, attendance, if_match=if_match))
    assert told.violations() == set()


def test_nobody_has_come_to_what_begins_later(told: Telling) -> None:
    made = told.do(Book(f"{told.name}-a", ELEVEN))
    told.do(SetAttendance(made.id, "ARRIVED"))
    assert told.ask(ADMIN, SetAttendance(made.id, "NO_SHOW")) == Refused("attendance-not-possible")
    told.do(Reschedule(made.id, ELEVEN, provider=THERE))
    assert told.violations() == set()


@pytest.mark.parametrize(
    "other", [SetAttendance("", "NO_SHOW"), Correct("", "notes", "late")], ids=lambda other: type(other).__name__
)
def test_a_release_that_another_change_overtakes_is_decided_again(
    told: Telling, other: SetAttendance | Correct
) -> None:
    made = told.do(late(told))
    with told.held("TransactWriteItems", 1, ended(made.id)):
        told.do(replace(other, id=made.id))
    assert told.violations() == set()


def test_a_release_that_a_cancellation_overtakes_frees_nothing_of_others(told: Telling) -> None:
    made = told.do(late(told))
    with told.held("TransactWriteItems", 1, ended(made.id)):
        told.do(Cancel(made.id, f"{told.name}-1"))
        told.do(Book(f"{told.name}-b", NINE, override=PAST))
    assert told.violations() == set()


def test_a_correction_that_a_release_overtakes_claims_nothing(told: Telling) -> None:
    made = told.do(late(told))
    with told.held("TransactWriteItems", 1, Correct(made.id, "internalNote", "late")):
        told.do(ended(made.id))
    assert told.violations() == set()


def test_what_has_begun_is_moved_by_nobody_and_taken_back_by_staff(told: Telling) -> None:
    made = told.do(replace(late(told), customer=CUSTOMER.customer))
    for caller in (ADMIN, CUSTOMER):
        assert told.ask(caller, Reschedule(made.id, TEN)) == Refused("appointment-started")
    assert told.ask(CUSTOMER, Cancel(made.id, f"{told.name}-1")) == Refused("appointment-started")
    told.do(Cancel(made.id, f"{told.name}-2"))
    assert told.violations() == set()


def test_a_correction_is_answered_like_any_other_change(told: Telling) -> None:
    made = told.do(Book(f"{told.name}-a", TEN))
    told.do(Correct(made.id, "notes", "by phone"))
    told.do(Correct(made.id, "notes", "by phone", if_match=1))
    assert told.ask(ADMIN, Correct(made.id, "notes", None, if_match=1)) == Refused("version-mismatch")
    told.do(Correct(made.id, "internalNote", "late"))
    assert told.violations() == set()


# What a board shows


@pytest.mark.parametrize("request_", ["Query", "BatchGetItem"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_board_shows_a_moved_appointment_as_it_stood_at_one_moment(told: Telling, request_: str, nth: int) -> None:
    moved = told.do(Book(f"{told.name}-a", TEN))
    told.do(Book(f"{told.names[THERE]}-b", TEN), provider=THERE)
    with told.held(request_, nth, ReadBoard(DAY)):
        told.do(Reschedule(moved.id, ELEVEN, provider=THERE))
    assert told.violations() == set()


def test_a_day_does_not_show_the_time_of_what_was_moved_as_free(told: Telling) -> None:
    moved = told.do(Book(f"{told.name}-a", TEN))
    with told.held("BatchGetItem", 1, ReadDay(DAY)):
        told.do(Reschedule(moved.id, ELEVEN))
    assert told.violations() == set()


@pytest.mark.parametrize(
    "change",
    [Cancel("", "by phone"), ended(""), Correct("", "notes", "late")],
    ids=lambda change: type(change).__name__,
)
def test_a_board_does_not_mix_two_versions(told: Telling, change: Cancel | SetAttendance | Correct) -> None:
    made = told.do(late(told))
    with told.held("BatchGetItem", 2, ReadBoard(DAY)):
        told.do(replace(change, id=made.id))
    assert told.violations() == set()


# What the checker finds


def test_checker_finds_claims_that_a_release_left_behind(table: Table, wide: Send) -> None:
    told = Telling(table, wide, now=NOW)
    made = told.do(late(told))
    told.spoil(lambda send: spoilt(send, "Delete"))
    told.do(ended(made.id))
    told.ask(ADMIN, fits_in(told))
    assert {"wrong-claim", "not-linearizable"} <= told.violations()


A = booked("a")
B = booked("b", TEN)


def day(*records: AppointmentRecord, free: tuple[range, ...] = ()) -> Answered:
    return Answered((), days=(DayShown(0, tuple((f"id-{record.label}", record) for record in records), free),))


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (day(A, B), set()),
        (day(A), {"missing-on-board"}),
        (day(A, B, replace(B, start=ELEVEN)), {"wrong-on-board", "not-linearizable"}),
        (day(A, replace(B, is_confirmed=False)), {"wrong-on-board", "missing-on-board", "not-linearizable"}),
        (day(A, replace(B, provider=1)), {"wrong-on-board", "missing-on-board", "not-linearizable"}),
        (day(A, replace(B, version=2)), {"not-linearizable"}),
        (day(A, B, free=(range(ELEVEN, ELEVEN + 60),)), set()),
        (day(A, B, free=(range(TEN, ELEVEN),)), {"shown-and-free"}),
    ],
    ids=["right", "missing", "twice", "cancelled", "another's", "of no version", "free", "shown as free"],
)
def test_checker_finds_what_a_board_shows_wrongly(story: Story, shown: Answered, found: set[str]) -> None:
    story.at(4, 5, Book("a", NINE), shows(A))
    story.at(6, 7, Book("b", TEN), shows(B))
    story.at(8, 9, ReadDay(DAY), shown)
    assert story.ends_with(A, B) == found


def test_checker_finds_a_version_on_a_board_that_was_over(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(A))
    story.at(6, 7, Reschedule("id-a", TEN), shows(booked("a", TEN, 2)))
    story.at(8, 9, ReadBoard(DAY), day(A))
    assert story.ends_with(booked("a", TEN, 2)) == {"not-linearizable"}


@pytest.mark.parametrize(
    ("operation", "after"),
    [
        (Correct("id-a", "notes", "late"), replace(A, version=2)),
        (Correct("id-a", "notes", "late"), replace(A, version=1, notes="late")),
        (SetAttendance("id-a", "NO_SHOW"), replace(A, version=2, attendance="NO_SHOW")),
        (SetAttendance("id-a", "EXPECTED"), replace(A, version=2)),
    ],
    ids=str,
)
def test_checker_finds_a_change_that_cannot_have_been(
    story: Story, operation: Operation, after: AppointmentRecord
) -> None:
    story.at(4, 5, Book("a", NINE), shows(A))
    story.at(6, 7, operation, shows(after))
    story.at(8, 9, ReadAppointment("id-a"), shows(after))
    assert "not-linearizable" in story.ends_with(after)

"""Days and boards as clients get them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.desk.answers import board_answer, day_answer
from booking.desk.board import Board
from booking.desk.day import Day
from tests.callers import DESK
from tests.examples import DETAILS, MADE, NINE, booked, provider

LONGEST = DETAILS._replace(
    notes="\x01" * 2000, internal_note="\x01" * 2000, metadata={f"{n}": "\x01" * 500 for n in range(20)}
)


def day(count: int) -> Day:
    appointments = [replace(booked(), id=f"{number}", details=LONGEST) for number in range(count)]
    return Day(provider(), 0, MADE, appointments=appointments)


def shown(appointment: Appointment) -> Day:
    return Day(provider(), 0, MADE, appointments=[appointment])


def test_a_day_has_the_details_of_its_appointments() -> None:
    answer = day_answer(shown(booked()), DESK)
    assert (answer.details_left_out, answer.appointments[0].notes) == (False, DETAILS.notes)


@pytest.mark.parametrize(("count", "is_too_long"), [(20, False), (40, True)])
def test_details_are_left_out_where_they_would_not_fit(count: int, is_too_long: bool) -> None:
    answer = day_answer(day(count), DESK)
    assert answer.details_left_out is is_too_long
    assert {each.notes is None for each in answer.appointments} == {is_too_long}
    assert answer.appointments[0].customer.name == DETAILS.customer.name


def test_all_days_of_a_board_share_the_room() -> None:
    board = Board((NINE + timedelta(days=1)).date(), [day(20), day(20), shown(booked())])
    assert [each.details_left_out for each in board_answer(board, DESK).providers] == [True, True, True]

"""Days as items, and appointments as the index has them."""

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.attendance import Attendance
from booking.appointments.items import appointment_item
from booking.dynamodb.codec import from_wire, to_wire
from booking.providers.schedule import day_number
from booking.reports.items import ATTRIBUTES, day_item, day_of, listed_of
from booking.reports.report import Figures, KeptDay, counted
from local.paths import TEMPLATE
from local.translation import read_template
from tests.examples import NINE, attended, booked, cancelled

MONDAY = day_number(NINE.date())
FULL = Figures(480, 90, {Attendance.EXPECTED: 1, Attendance.NO_SHOW: 2}, {None: 1, "massage": 2}, 3, 1, 77)


@pytest.mark.parametrize(
    "kept",
    [KeptDay(MONDAY, 0), KeptDay(MONDAY, 3, "Europe/Rome", FULL), KeptDay(MONDAY, 1, "Europe/Rome", Figures(0))],
    ids=["begun", "full", "empty"],
)
def test_a_day_survives_the_table(kept: KeptDay) -> None:
    assert day_of(from_wire(to_wire(day_item("p", kept)))) == kept


@pytest.mark.parametrize("appointment", [booked(), attended()])
def test_the_index_has_what_is_counted_of_a_confirmed_appointment(appointment: Appointment) -> None:
    item = {name: value for name, value in appointment_item(appointment).items() if name in ATTRIBUTES}
    assert listed_of(item) == counted(appointment)


def test_the_template_has_the_index_carry_it() -> None:
    indexes = read_template(TEMPLATE)["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]
    (carried,) = [index["Projection"]["NonKeyAttributes"] for index in indexes if index["IndexName"] == "GSI1"]
    assert {*ATTRIBUTES} - {"PK"} <= {*carried}


def test_of_a_cancelled_one_and_of_a_damaged_one_the_table_is_asked() -> None:
    assert listed_of(appointment_item(cancelled())) is None
    assert listed_of({**appointment_item(booked()), "startTime": "soon"}) is None
    assert listed_of({}) is None

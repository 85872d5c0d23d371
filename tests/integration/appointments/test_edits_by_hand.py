"""Changes by hand, without a new version, while a request is in progress."""

from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.items import appointment_key
from booking.appointments.refusals import AppointmentIsCancelled
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.providers.items import fence_key
from booking.providers.provider import Provider
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import START
from tests.integration.faults import Faults, first


def edit(table: Table, key: dict[str, str], attribute: str, value: str) -> None:
    table.client.update_item(
        TableName=table.name,
        Key={name: {"S": text} for name, text in key.items()},
        UpdateExpression="SET #a = :v",
        ExpressionAttributeNames={"#a": attribute},
        ExpressionAttributeValues={":v": {"S": value}},
    )


@pytest.fixture
def cancelled_by_hand(table: Table, booked: Appointment, faults: Faults) -> Appointment:
    """An appointment whose status is set by hand between a request's read and its write."""
    faults.on("TransactWriteItems", first(lambda: edit(table, appointment_key(booked.id), "status", "CANCELLED")))
    return booked


def test_an_appointment_cancelled_by_hand_is_not_moved(
    cancelled_by_hand: Appointment, store: DynamoAppointments, now: Call
) -> None:
    with pytest.raises(AppointmentIsCancelled):
        reschedule_appointment(RescheduleAppointment(cancelled_by_hand.id, START + timedelta(hours=1)), store, now)


def test_an_appointment_cancelled_by_hand_is_not_cancelled_again(
    cancelled_by_hand: Appointment, store: DynamoAppointments, now: Call
) -> None:
    answered = cancel_appointment(CancelAppointment(cancelled_by_hand.id), store, now)
    assert (answered.version, answered.cancellation_reason) == (1, None)


def test_fences_closed_by_hand_stop_bookings(table: Table, store: DynamoAppointments, provider: Provider) -> None:
    for number in range(8):
        edit(table, fence_key(provider.id, number), "state", "CLOSED")
    with pytest.raises(Busy):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, call(seconds=1, clock=at(NOW)))

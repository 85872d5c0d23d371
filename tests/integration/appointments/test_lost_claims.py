"""A mistake outside the service has deleted a claim or changed its owner: this blocks no appointment."""

from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, RescheduleAppointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.change import Origin
from booking.calls.refusals import Busy
from booking.observability import metrics
from tests.contradictions import contradictions
from tests.engine import NOW, Table, at, call
from tests.examples import AUTHOR, OTHER_ID
from tests.integration.examples import START, Countdown
from tests.integration.faults import Fault, Faults, answer_lost, as_it_is, cancelled, cut

TWO_HOURS_LATER = START + timedelta(hours=2)


def claim_key(booked: Appointment, slot: int = 0) -> dict[str, dict[str, str]]:
    return {
        "PK": {"S": f"PROVIDER#{booked.provider_id}"},
        "SK": {"S": f"SLOT#{booked.slots[slot]:%Y-%m-%dT%H:%M}Z"},
    }


@pytest.fixture
def absent(table: Table, booked: Appointment) -> Appointment:
    """An appointment whose first claim is gone."""
    table.client.delete_item(TableName=table.name, Key=claim_key(booked))
    return booked


@pytest.fixture
def foreign(table: Table, booked: Appointment) -> Appointment:
    """An appointment whose first claim is another's."""
    claim = {**claim_key(booked), "owner": {"S": f"APPOINTMENT#{OTHER_ID}"}}
    table.client.put_item(TableName=table.name, Item=claim)
    return booked


def claims(table: Table) -> list[str]:
    """The owners of all claims."""
    return [item["owner"]["S"] for item in table.items() if item["SK"]["S"].startswith("SLOT#")]


def count_of(name: str) -> float:
    counted: list[float] = metrics().metric_set.get(name, {}).get("Value", [])
    return sum(counted)


def test_an_appointment_with_an_absent_claim_is_cancelled(
    table: Table, store: DynamoAppointments, absent: Appointment, now: Call
) -> None:
    assert cancel_appointment(CancelAppointment(absent.id), store, now).status is AppointmentStatus.CANCELLED
    assert claims(table) == []
    assert (count_of("ClaimMissing"), count_of("ClaimForeign")) == (1, 0)


def test_an_appointment_with_a_foreign_claim_is_cancelled_and_the_claim_stays(
    table: Table, store: DynamoAppointments, foreign: Appointment, now: Call
) -> None:
    assert cancel_appointment(CancelAppointment(foreign.id), store, now).status is AppointmentStatus.CANCELLED
    assert claims(table) == [f"APPOINTMENT#{OTHER_ID}"]
    assert (count_of("ClaimMissing"), count_of("ClaimForeign")) == (0, 1)


def test_an_appointment_without_any_claim_is_cancelled(
    table: Table, store: DynamoAppointments, absent: Appointment, now: Call
) -> None:
    table.client.delete_item(TableName=table.name, Key=claim_key(absent, 1))
    assert cancel_appointment(CancelAppointment(absent.id), store, now).version == 2
    assert count_of("ClaimMissing") == 2


def test_an_appointment_with_an_absent_claim_is_moved(
    table: Table, store: DynamoAppointments, absent: Appointment, now: Call
) -> None:
    moved = reschedule_appointment(RescheduleAppointment(absent.id, TWO_HOURS_LATER), store, now)
    assert moved.interval.start == TWO_HOURS_LATER
    assert contradictions(table.items()) == []


def test_an_appointment_with_a_foreign_claim_is_moved_and_the_claim_stays(
    table: Table, store: DynamoAppointments, foreign: Appointment, now: Call
) -> None:
    reschedule_appointment(RescheduleAppointment(foreign.id, TWO_HOURS_LATER), store, now)
    assert sorted(claims(table)) == sorted([f"APPOINTMENT#{OTHER_ID}", *[f"APPOINTMENT#{foreign.id}"] * 2])


def test_the_attempt_without_lost_claims_is_another_transaction_to_the_service(
    store: DynamoAppointments, absent: Appointment, faults: Faults, now: Call
) -> None:
    cancel_appointment(CancelAppointment(absent.id), store, now)
    whole, rest = faults.bodies["TransactWriteItems"][-2:]
    assert len(rest["TransactItems"]) == len(whole["TransactItems"]) - 1
    assert rest["ClientRequestToken"] != whole["ClientRequestToken"]
    assert len(rest["ClientRequestToken"]) <= 36


@pytest.mark.parametrize("end", [f"{n:02}" for n in range(4)])
def test_tokens_differ_whatever_the_digits_of_the_change(
    store: DynamoAppointments, absent: Appointment, faults: Faults, now: Call, end: str
) -> None:
    # The service refuses other parameters under a token that it has seen.
    origin = Origin(f"00000000-0000-4000-8000-0000000000{end}", NOW, AUTHOR, "request-1")
    store.cancel(absent, absent.cancelled("ill", origin), now)
    tokens = [body["ClientRequestToken"] for body in faults.bodies["TransactWriteItems"]]
    assert len(tokens) == len(set(tokens))


@pytest.mark.parametrize("faults_then", [[answer_lost], [cancelled("TransactionConflict"), cut]])
def test_the_attempt_without_lost_claims_is_repeated_like_any_other(
    store: DynamoAppointments, absent: Appointment, faults: Faults, now: Call, faults_then: list[Fault]
) -> None:
    faults.on("TransactWriteItems", as_it_is, *faults_then)
    assert cancel_appointment(CancelAppointment(absent.id), store, now).version == 2


def test_without_time_for_the_second_attempt_the_answer_is_busy(store: DynamoAppointments, absent: Appointment) -> None:
    with pytest.raises(Busy):
        cancel_appointment(CancelAppointment(absent.id), store, call(clock=at(NOW), seconds_left=Countdown(0)))
    assert store.appointment(absent.id) == absent

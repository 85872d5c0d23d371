"""An appointment that a caller may not see costs the same requests as none: the time of an answer reveals nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, RescheduleAppointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.refusals import AppointmentNotFound
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller, Role
from booking.calls.refusals import Unauthorized
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from tests.callers import OTHER_CUSTOMER, person
from tests.integration.examples import LATER, START
from tests.integration.faults import Faults

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"

type Requests = list[tuple[str, Any]]

type AskFor = Callable[[str, str, str], Requests]

type Operation = Callable[[str, str, DynamoAppointments, Call], object]

OPERATIONS: Mapping[str, Operation] = {
    "get": lambda asked, _, store, call: get_appointment(asked, store, call),
    "move": lambda asked, _, store, call: reschedule_appointment(RescheduleAppointment(asked, LATER), store, call),
    "move to where it is": lambda asked, _, store, call: reschedule_appointment(
        RescheduleAppointment(asked, START), store, call
    ),
    "cancel": lambda asked, _, store, call: cancel_appointment(CancelAppointment(asked), store, call),
    "availability for a move": lambda asked, provider_id, store, call: get_availability(
        AvailabilityQuery.on(provider_id, START.date(), appointment_id=asked), store, call
    ),
}

STRANGERS: Mapping[str, tuple[Caller, type[Exception]]] = {
    "customer": (OTHER_CUSTOMER, AppointmentNotFound),
    "provider": (person("therapist-2", Role.PROVIDER), AppointmentNotFound),
    "nobody": (NOBODY, Unauthorized),
}


@pytest.fixture
def ask_for(store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call) -> AskFor:
    """Carries out an operation that must be refused. Returns its requests: what they ask for, up to the ids."""

    def ask_for(asked: str, operation: str, stranger: str) -> Requests:
        caller, refusal = STRANGERS[stranger]
        faults.bodies.clear()
        with pytest.raises(refusal):
            OPERATIONS[operation](asked, booked.provider_id, store, replace(now, caller=caller))
        return [(name, _without_ids(body)) for name, bodies in faults.bodies.items() for body in bodies]

    return ask_for


def _without_ids(request: Mapping[str, Any]) -> Any:
    key = {name: value["S"].partition("#")[0] for name, value in request["Key"].items()}
    return {**request, "Key": key}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_hidden_appointment_costs_the_requests_of_none(
    ask_for: AskFor, booked: Appointment, stranger: str, operation: str
) -> None:
    hidden, unknown = (ask_for(asked, operation, stranger) for asked in (booked.id, UNKNOWN_ID))
    assert hidden == unknown
    assert bool(hidden) == (stranger != "nobody" or operation == "availability for a move")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_provider_costs_a_read_of_the_provider(ask_for: AskFor, operation: str) -> None:
    """Also for an id that does not exist. Otherwise the test above would compare nothing."""
    prefixes = [request["Key"]["PK"] for _, request in ask_for(UNKNOWN_ID, operation, "provider")]
    assert prefixes[-2:] == ["APPOINTMENT", "PROVIDER"]

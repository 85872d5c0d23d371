"""Refusals carry their facts and say them in a sentence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from booking.appointments.attendance import Attendance, WhyNot
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AppointmentNotFound,
    AttendanceNotPossible,
    RestReleased,
    SlotInPast,
    SlotNotOffered,
    SlotTaken,
    TooLateToChange,
    TooManyOpenAppointments,
)
from booking.calls.refusals import (
    Busy,
    FieldError,
    Forbidden,
    IdempotencyKeyReused,
    Refusal,
    Unauthorized,
    ValidationFailed,
    VersionMismatch,
)
from booking.customers.refusals import CustomerNotFound
from booking.providers.refusals import ProviderNotFound
from booking.resolutions.refusals import ResolutionNotFound
from booking.rules.against import Against
from booking.rules.reasons import Reason
from booking.services.refusals import ServiceNotFound
from booking.time.intervals import Interval
from booking.time_off.refusals import TimeOffNotFound, TooMuchTimeOff

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = Interval(NINE + timedelta(hours=1), NINE + timedelta(hours=2))

CLOSED = Against(Reason.CLOSED, "Closed.", is_overridable=True)
FULL = Against(Reason.LIMIT_DAY, "Full.", is_overridable=True)
WITH_ONE: dict[str, object] = {"reasons": (CLOSED,), "alternatives": (LATER,), "timezone": "Europe/Rome"}

AT_VERSION_3 = "The record is at version 3, which If-Match does not name."

EXAMPLES: list[tuple[Refusal, dict[str, object], str]] = [
    (
        ValidationFailed([FieldError("name", "must not be blank"), FieldError("date", "must be a date")]),
        {"errors": (FieldError("name", "must not be blank"), FieldError("date", "must be a date"))},
        "name: must not be blank; date: must be a date",
    ),
    (ProviderNotFound("p-1"), {"provider_id": "p-1"}, "There is no provider 'p-1'."),
    (
        ResolutionNotFound("p-1", "r-1"),
        {"provider_id": "p-1", "resolution_id": "r-1"},
        "The provider 'p-1' has no resolution 'r-1'.",
    ),
    (
        TimeOffNotFound("p-1", "t-1"),
        {"provider_id": "p-1", "time_off_id": "t-1"},
        "The provider 'p-1' has no time off 't-1'.",
    ),
    (
        TooMuchTimeOff(200),
        {"limit": 200},
        "A provider has at most 200 entries of time off that are not over. Remove or join some.",
    ),
    (
        ServiceNotFound("p-1", "haircut"),
        {"provider_id": "p-1", "service_id": "haircut"},
        "The provider 'p-1' has no service 'haircut'.",
    ),
    (CustomerNotFound("c-1"), {"customer_id": "c-1"}, "There is no customer 'c-1'."),
    (AppointmentNotFound("a-1"), {"appointment_id": "a-1"}, "There is no appointment 'a-1'."),
    (SlotNotOffered([CLOSED, FULL], [LATER], "Europe/Rome"), {**WITH_ONE, "reasons": (CLOSED, FULL)}, "Closed. Full."),
    (SlotInPast([CLOSED], [LATER], "Europe/Rome"), WITH_ONE, "Closed."),
    (SlotTaken([CLOSED], [LATER], "Europe/Rome"), WITH_ONE, "Closed."),
    (
        TooLateToChange("a-1", NINE, "Europe/Rome"),
        {"appointment_id": "a-1", "cutoff": NINE, "timezone": "Europe/Rome"},
        "The appointment 'a-1' could be changed until 2027-03-01T10:00:00+01:00. Call the provider.",
    ),
    (
        ServiceNotFound("p-1", "cut"),
        {"provider_id": "p-1", "service_id": "cut"},
        "The provider 'p-1' has no service 'cut'.",
    ),
    (
        TooManyOpenAppointments(10),
        {"limit": 10},
        (
            "You already have the 10 open appointments that a customer may have with one provider. "
            "Cancel one, or book again when one is over."
        ),
    ),
    (
        AppointmentIsCancelled("a-1"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' is already cancelled, and it cannot be moved. Book a new one.",
    ),
    (
        AppointmentIsCancelled("a-1", "its reason cannot be changed"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' is already cancelled, and its reason cannot be changed.",
    ),
    (
        AttendanceNotPossible("a-1", Attendance.NO_SHOW, WhyNot(NINE, is_too_late=False), "Europe/Rome"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' can be NO_SHOW from 2027-03-01T10:00:00+01:00 on.",
    ),
    (
        AttendanceNotPossible("a-1", Attendance.EXPECTED, WhyNot(NINE, is_too_late=True), "Europe/Rome"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' could be corrected until 2027-03-01T10:00:00+01:00.",
    ),
    (
        RestReleased("a-1"),
        {"appointment_id": "a-1"},
        (
            "The rest of the appointment 'a-1' was released. It can be COMPLETED or NO_SHOW, and no longer EXPECTED or "
            "ARRIVED. Book a new one if the customer still comes."
        ),
    ),
    (
        AppointmentHasStarted("a-1"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' has started. It can no longer be moved or cancelled.",
    ),
    (
        VersionMismatch(3),
        {"current": 3},
        f"{AT_VERSION_3} Read it again and repeat the change.",
    ),
    (
        VersionMismatch(3, has_weak_tags=True),
        {"current": 3},
        f'{AT_VERSION_3} A weak tag (W/"...") never matches. Read it again and send its ETag without W/.',
    ),
    (
        IdempotencyKeyReused(),
        {},
        "The Idempotency-Key was already used with a different request. Use a new key for a new request.",
    ),
    (
        Unauthorized(),
        {"is_refused": False},
        "The request has no token. Send an access token: 'Authorization: Bearer <token>'.",
    ),
    (Forbidden("book an appointment"), {}, "Your token does not allow you to book an appointment here."),
    (
        Busy(),
        {"retry_after": 1, "may_stand": False},
        "The service could not finish the request in time. Please retry shortly.",
    ),
]


@pytest.mark.parametrize(
    ("error", "facts", "sentence"), [pytest.param(*example, id=type(example[0]).__name__) for example in EXAMPLES]
)
def test_a_refusal_carries_its_facts_and_says_them(error: Refusal, facts: dict[str, object], sentence: str) -> None:
    assert vars(error) == facts
    assert str(error) == sentence


def test_every_refusal_has_its_example_with_a_code_and_a_title_of_its_own() -> None:
    with_code = {each for each in _below(Refusal) if "code" in vars(each)}
    assert with_code == {type(error) for error, _, _ in EXAMPLES}
    assert (
        len({refusal.code for refusal in with_code}) == len({refusal.title for refusal in with_code}) == len(with_code)
    )


def _below(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in refusal.__subclasses__():
        yield each
        yield from _below(each)

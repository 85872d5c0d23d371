"""Refusals carry their facts and say them in a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.domain import errors
from booking.domain.errors import BookingError, FieldError
from booking.domain.intervals import Interval

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = Interval(NINE + timedelta(hours=1), NINE + timedelta(hours=2))

EXAMPLES: list[tuple[BookingError, dict[str, object], str]] = [
    (
        errors.ValidationFailed([FieldError("name", "must not be blank"), FieldError("date", "must be a date")]),
        {"errors": (FieldError("name", "must not be blank"), FieldError("date", "must be a date"))},
        "name: must not be blank; date: must be a date",
    ),
    (errors.ProviderNotFound("p-1"), {"provider_id": "p-1"}, "There is no provider 'p-1'."),
    (errors.AppointmentNotFound("a-1"), {"appointment_id": "a-1"}, "There is no appointment 'a-1'."),
    (
        errors.SlotNotOffered(NINE),
        {"start": NINE},
        "2027-03-01T09:00:00+00:00 is not a start that the provider's schedule offers.",
    ),
    (errors.SlotInPast(NINE), {"start": NINE}, "2027-03-01T09:00:00+00:00 is not in the future."),
    (
        errors.SlotTaken(NINE, [LATER], "Europe/Rome"),
        {"start": NINE, "alternatives": (LATER,), "timezone": "Europe/Rome"},
        "2027-03-01T10:00:00+01:00 is taken by another appointment.",
    ),
    (
        errors.AppointmentIsCancelled("a-1"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' is cancelled; a new one can be booked instead.",
    ),
    (
        errors.AppointmentHasStarted("a-1"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' has started; it can be neither moved nor cancelled.",
    ),
    (
        errors.VersionMismatch(3),
        {"current": 3},
        "The record is at version 3; read it again and repeat the change on that version.",
    ),
    (
        errors.IdempotencyKeyReused(),
        {},
        "This Idempotency-Key was used with another request; use a new key for a new request.",
    ),
    (
        errors.Busy(),
        {"retry_after": 1},
        "The service could not finish the request in time; repeat it after a moment.",
    ),
]


@pytest.mark.parametrize(
    ("error", "facts", "sentence"), [pytest.param(*example, id=type(example[0]).__name__) for example in EXAMPLES]
)
def test_a_refusal_carries_its_facts_and_says_them(
    error: BookingError, facts: dict[str, object], sentence: str
) -> None:
    assert vars(error) == facts
    assert str(error) == sentence


def test_every_refusal_of_the_domain_has_its_example() -> None:
    assert set(BookingError.__subclasses__()) == {type(error) for error, _, _ in EXAMPLES}

"""Refusals carry their facts and say them in a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.domain import errors
from booking.domain.errors import BookingError, FieldError
from booking.domain.intervals import Interval

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = Interval(NINE + timedelta(hours=1), NINE + timedelta(hours=2))

AT_VERSION_3 = "The record is at version 3, which If-Match does not name."

EXAMPLES: list[tuple[BookingError, dict[str, object], str]] = [
    (
        errors.ValidationFailed([FieldError("name", "must not be blank"), FieldError("date", "must be a date")]),
        {"errors": (FieldError("name", "must not be blank"), FieldError("date", "must be a date"))},
        "name: must not be blank; date: must be a date",
    ),
    (errors.ProviderNotFound("p-1"), {"provider_id": "p-1"}, "There is no provider 'p-1'."),
    (errors.AppointmentNotFound("a-1"), {"appointment_id": "a-1"}, "There is no appointment 'a-1'."),
    (
        errors.AppointmentNotFound("a-1", of_provider="p-1"),
        {"appointment_id": "a-1"},
        "The provider 'p-1' has no appointment 'a-1'.",
    ),
    (
        errors.SlotNotOffered(
            NINE, "The provider is closed.", provider_id="p-1", day=NINE.date(), appointment_id="a-1"
        ),
        {"start": NINE, "provider_id": "p-1", "day": NINE.date(), "appointment_id": "a-1"},
        "The provider is closed.",
    ),
    (errors.SlotInPast(NINE, "Europe/Rome"), {"start": NINE}, "2027-03-01T10:00:00+01:00 is not in the future."),
    (
        errors.SlotInPast(datetime.max.replace(tzinfo=UTC), "Europe/Rome"),
        {"start": datetime.max.replace(tzinfo=UTC)},
        "9999-12-31T23:59:59.999999+00:00 is not in the future.",
    ),
    (
        errors.SlotTaken(NINE, [LATER], "Europe/Rome"),
        {"start": NINE, "alternatives": (LATER,), "timezone": "Europe/Rome"},
        "2027-03-01T10:00:00+01:00 is taken by another appointment.",
    ),
    (
        errors.AppointmentIsCancelled("a-1"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' is already cancelled, and it cannot be moved. Book a new one.",
    ),
    (
        errors.AppointmentIsCancelled("a-1", has_other_reason=True),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' is already cancelled, and its reason cannot be changed.",
    ),
    (
        errors.AppointmentHasStarted("a-1"),
        {"appointment_id": "a-1"},
        "The appointment 'a-1' has started; it can be neither moved nor cancelled.",
    ),
    (
        errors.VersionMismatch(3),
        {"current": 3},
        f"{AT_VERSION_3} Read it again and repeat the change.",
    ),
    (
        errors.VersionMismatch(3, has_weak_tags=True),
        {"current": 3},
        f'{AT_VERSION_3} A weak tag (W/"...") never matches. Read it again and send its ETag without W/.',
    ),
    (
        errors.IdempotencyKeyReused(),
        {},
        "This Idempotency-Key was used with another request; use a new key for a new request.",
    ),
    (
        errors.Busy(),
        {"retry_after": 1, "may_stand": False},
        "The service could not finish the request in time. Please retry shortly.",
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

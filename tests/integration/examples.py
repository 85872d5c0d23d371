"""Sample providers, requests and calls for the tests on the real engine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from tests.examples import NINE_TO_FIVE

START = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
"""The Monday after the present of the tests, when the provider of the examples opens."""
LATER = START + timedelta(minutes=30)
KEY = "0123456789abcdef"


def open_provider(
    store: DynamoAppointments, now: Call, *, windows: list[Window] | None = None, duration: int = 30, **given: Any
) -> Provider:
    """A provider in UTC that has the same windows every day."""
    fields = {"name": "Dr. Rossi", "timezone": "UTC"} | given
    made = create_provider(CreateProvider(**fields), store, now).entity
    return open_at(made, store, now, windows=windows, duration=duration)


def open_at(
    provider: Provider, store: DynamoAppointments, now: Call, *, windows: list[Window] | None = None, duration: int = 30
) -> Provider:
    """Give the provider another week."""
    week = dict.fromkeys(WEEKDAYS, windows or [NINE_TO_FIVE])
    return update_schedule(UpdateSchedule(provider.id, week, duration), store, now)


@dataclass
class Countdown:
    """Seconds left of a call: some for the first questions, and then none."""

    questions: int
    seconds: float = 10.0

    def __call__(self) -> float:
        self.questions -= 1
        return self.seconds if self.questions >= 0 else 0.0


def time_for(attempts: int) -> Callable[[], float]:
    """Time that suffices for that many attempts at one write, and for no decision after them."""
    return Countdown(attempts - 1)

"""Makes the sample business through the public API of a stack. It leaves what exists as it is."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus

from booking.providers.schedule import HORIZON
from local.business import APPOINTMENTS, MONDAY, PROVIDERS, SampleAppointment, SampleProvider
from local.client import Answer, Client

_ALREADY_THERE = "idempotency-key-reused"
"""The entity was made by another request under this key: on another day, when MONDAY could not be booked."""


class SeedFailed(RuntimeError):
    """The API did not take the sample business; the message has its answer."""


@dataclass
class Seeded:
    """How many providers and appointments were made, were there already, or could not be booked."""

    made: int = 0
    found: int = 0
    left_out: int = 0

    def __str__(self) -> str:
        parts = {"made": self.made, "there already": self.found, "left out, their times are taken": self.left_out}
        return ", ".join(f"{count} {what}" for what, count in parts.items() if count)


def seed(api_url: str, now: datetime | None = None) -> Seeded:
    """Running it again changes nothing. Raises SeedFailed."""
    seeded = Seeded()
    api = Client(api_url)
    day = day_to_book(now or datetime.now(UTC))
    for provider in PROVIDERS:
        _provider(api, provider, seeded)
    for appointment in APPOINTMENTS:
        _appointment(api, appointment, day, seeded)
    return seeded


def day_to_book(now: datetime) -> date:
    """The Monday of the examples, if all of it can be booked; else the next one that is at least a week away."""
    begin = datetime.combine(MONDAY, time(), UTC) - timedelta(days=1)
    if now < begin and begin + timedelta(days=2) < now + HORIZON:
        return MONDAY
    soon = now.date() + timedelta(days=7)
    return soon + timedelta(days=-soon.weekday() % 7)


def _provider(api: Client, provider: SampleProvider, seeded: Seeded) -> None:
    answer = api.call("POST", "/providers", provider.fields, {"Idempotency-Key": provider.key})
    _require(answer, HTTPStatus.CREATED)
    if answer.body["id"] != provider.id:
        raise SeedFailed(f"{provider.fields['name']} has the id {answer.body['id']} and not {provider.id}")
    if answer.body["version"] == 1:  # new, or left without its week by a seed that was stopped
        scheduled = api.call("PUT", f"/providers/{provider.id}/schedule", provider.schedule, {"If-Match": '"1"'})
        _require(scheduled, HTTPStatus.OK)
        seeded.made += 1
    else:
        seeded.found += 1


def _appointment(api: Client, appointment: SampleAppointment, day: date, seeded: Seeded) -> None:
    answer = api.call("POST", "/appointments", appointment.body(day), {"Idempotency-Key": appointment.key})
    if answer.status == HTTPStatus.CONFLICT:
        seeded.left_out += 1
    elif answer.code == _ALREADY_THERE or "idempotent-replayed" in answer.headers:
        seeded.found += 1
    else:
        _require(answer, HTTPStatus.CREATED)
        seeded.made += 1


def _require(answer: Answer, status: int) -> None:
    if answer.status != status:
        raise SeedFailed(f"the sample business was answered with {answer.status}: {json.dumps(answer.body)}")

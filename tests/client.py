"""A client of the HTTP API, for tests."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE_HOURS = {day: [{"start": "09:00", "end": "17:00"}] for day in WEEKDAYS[:5]}


@dataclass(frozen=True)
class Answer:
    """Names of headers are in lower case. `body` is parsed if it is JSON, otherwise bytes."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str | None:
        """The problem's code, or None for an answer that is no problem."""
        return self.body.get("code") if isinstance(self.body, dict) else None


class ApiClient:
    """Calls the API at `url`, which ends in /api. Every answer is returned, whatever its status.

    `token` is sent with every call.
    """

    def __init__(self, url: str, token: str | None = None, timeout: float = 30.0) -> None:
        self.url = url
        self._token = token
        self._timeout = timeout

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises OSError when no answer comes."""
        data = None if body is None else json.dumps(body).encode()
        sent = {**self._own_headers(has_body=data is not None), **(headers or {})}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                return _answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.headers, error.read())

    def _own_headers(self, *, has_body: bool) -> dict[str, str]:
        return {
            **({"Content-Type": "application/json"} if has_body else {}),
            **({"Authorization": f"Bearer {self._token}"} if self._token else {}),
        }

    def create_provider(self, timezone: str = "Europe/Rome", **fields: Any) -> str:
        """Make a provider that works in office hours, with appointments of 30 minutes. Returns its id."""
        created = self.call("POST", "/providers", {"name": "Dr. Ada Conti", "timezone": timezone, **fields})
        assert created.status == 201, created
        provider_id: str = created.body["id"]
        scheduled = self.set_schedule(provider_id)
        assert scheduled.status == 200, scheduled
        return provider_id

    def set_schedule(self, provider_id: str, week: Any = None, duration: int = 30) -> Answer:
        body = {"weeklySchedule": OFFICE_HOURS if week is None else week, "appointmentDuration": duration}
        return self.call("PUT", f"/providers/{provider_id}/schedule", body)

    def free_starts(self, provider_id: str, day: date) -> list[str]:
        answer = self.call("GET", f"/providers/{provider_id}/availability?date={day}")
        assert answer.status == 200, answer
        return [slot["startTime"] for slot in answer.body["availableSlots"]]

    def book(self, provider_id: str, start: str, key: str | None = None, customer: str = "Grace Hopper") -> Answer:
        body = {"providerId": provider_id, "startTime": start, "customer": {"name": customer}}
        return self.call("POST", "/appointments", body, {"Idempotency-Key": key} if key else None)

    def reschedule(self, appointment_id: str, start: str) -> Answer:
        return self.call("PUT", f"/appointments/{appointment_id}", {"startTime": start})

    def cancel(self, appointment_id: str) -> Answer:
        return self.call("DELETE", f"/appointments/{appointment_id}")


def coming_monday() -> date:
    """A Monday at least four weeks ahead."""
    day = datetime.now(UTC).date() + timedelta(days=28)
    return day + timedelta(days=7 - day.weekday())


def _answer(status: int, headers: Any, raw: bytes) -> Answer:
    is_json = raw and "json" in headers.get("Content-Type", "")
    return Answer(status, {k.lower(): v for k, v in headers.items()}, json.loads(raw) if is_json else raw)

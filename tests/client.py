"""A client of the HTTP API, for tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from local.client import Answer, Client

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE_HOURS = {day: [{"start": "09:00", "end": "17:00"}] for day in WEEKDAYS[:5]}


class ApiClient(Client):
    """With the calls that tests make again and again."""

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

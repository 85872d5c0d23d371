"""The provider that the walk is about, and what can be asked of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking.time.zones import zone
from tests.client import WEEKDAYS, Answer, ApiClient, coming_monday

TIMEZONE = "Europe/Rome"
DAY = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}]
WEEK = dict.fromkeys(WEEKDAYS[:5], DAY)
ALL_HOURS = {day: [{"start": "00:00", "end": "24:00"}] for day in WEEKDAYS}
CUSTOMER = {"name": "Grace Hopper"}


@dataclass(frozen=True)
class Studio:
    """A provider in Rome with slots of 15 minutes.

    Its days are 09:00-12:00 and 13:00-17:00. On Saturdays and Sundays it is closed.
    """

    api: ApiClient
    id: str
    monday: date
    tz: ZoneInfo

    @classmethod
    def opened(cls, api: ApiClient, name: str, week: Any = None, **fields: Any) -> "Studio":
        """A new one, with appointments of an hour if no service is asked for."""
        made = api.call("POST", "/providers", {"name": name, "timezone": TIMEZONE, **fields})
        studio = cls(api, made.body["id"], coming_monday(), zone(TIMEZONE))
        assert studio.set_week(WEEK if week is None else week).status == 200
        return studio

    @property
    def path(self) -> str:
        return f"/providers/{self.id}"

    def day(self, number: int) -> date:
        """A date, counted from the Monday."""
        return self.monday + timedelta(days=number)

    def dates(self, first: int, last: int) -> dict[str, Any]:
        """The parameters of a range of such dates."""
        return {"from": self.day(first), "to": self.day(last)}

    def at(self, number: int, clock: str) -> datetime:
        """A time on such a date."""
        return datetime.fromisoformat(f"{self.day(number)}T{clock}").replace(tzinfo=self.tz)

    def set_week(self, week: Any, query: str = "", duration: int = 60) -> Answer:
        body = {"weeklySchedule": week, "appointmentDuration": duration}
        return self.api.call("PUT", f"{self.path}/schedule{query}", body)

    def patch(self, **fields: Any) -> Answer:
        return self.api.call("PATCH", self.path, fields)

    def set_service(self, service_id: str, name: str, duration: int | str, **rules: Any) -> Answer:
        body = {"name": name, "duration": duration, **rules}
        return self.api.call("PUT", f"{self.path}/services/{service_id}", body)

    def book(self, start: datetime, by: ApiClient | None = None, **fields: Any) -> Answer:
        body = {"providerId": self.id, "startTime": start.isoformat(), "customer": CUSTOMER, **fields}
        return (by or self.api).call("POST", "/appointments", body)

    def move(self, appointment_id: str, start: datetime, by: ApiClient | None = None, **fields: Any) -> Answer:
        body = {"startTime": start.isoformat(), **fields}
        return (by or self.api).call("PUT", f"/appointments/{appointment_id}", body)

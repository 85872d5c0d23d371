"""The figures of every day, counted from the table's items as docs/reports.md defines them.

It shares no code with the product: it looks at each minute of each slot on the wall clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

type Item = Mapping[str, Any]
type Figures = dict[str, Any]

MINUTE = timedelta(minutes=1)


class DayOf(NamedTuple):
    provider_id: str
    day: date


class Count:
    """All that the table says, at one moment. `items`: as Python values."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.providers = {item["id"]: item for item in items if item["SK"] == "PROVIDER"}
        self._appointments = [item for item in items if item["SK"] == "APPOINTMENT"]
        self._of_partition: dict[str, list[Item]] = {}
        for item in items:
            self._of_partition.setdefault(item["PK"], []).append(item)

    def days(self) -> set[DayOf]:
        """Those on which an appointment starts, cancelled ones too."""
        return {self._day_of(item) for item in self._appointments}

    def figures(self, of: DayOf) -> Figures:
        starting = [item for item in self._appointments if self._day_of(item) == of]
        stands = [item for item in starting if item["status"] == "CONFIRMED"]
        attendance = [item.get("attendance", "EXPECTED") for item in stands]
        services = [item.get("serviceId") for item in stands]
        leads = [max(instant(item["startTime"]) - instant(item["createdAt"]), timedelta()) for item in stands]
        return {
            "openMinutes": self._open_minutes(of),
            "bookedMinutes": sum((self._length(item) for item in stands), timedelta()) // MINUTE,
            "byAttendance": {name: attendance.count(name) for name in {*attendance}},
            "byService": {name: services.count(name) for name in {*services}},
            "cancelled": len(starting) - len(stands),
            "lateCancels": sum(map(self._is_late, starting)),
            "meanLeadMinutes": sum(leads, timedelta()) // (len(leads) * MINUTE) if leads else None,
        }

    def is_over(self, of: DayOf, now: datetime) -> bool:
        return now.astimezone(self._zone(of.provider_id)).date() > of.day

    def _day_of(self, appointment: Item) -> DayOf:
        provider_id = appointment["providerId"]
        start = instant(appointment["startTime"]).astimezone(self._zone(provider_id))
        return DayOf(provider_id, start.date())

    def _zone(self, provider_id: str) -> ZoneInfo:
        return ZoneInfo(self.providers[provider_id]["timezone"])

    @staticmethod
    def _length(appointment: Item) -> timedelta:
        return instant(appointment["endTime"]) - instant(appointment["startTime"])

    @staticmethod
    def _is_late(appointment: Item) -> bool:
        if appointment["status"] != "CANCELLED" or appointment["cancelledBy"] not in ("customer", "desk"):
            return False
        left = instant(appointment["startTime"]) - instant(appointment["cancelledAt"])
        return timedelta() < left < timedelta(hours=24)

    def _open_minutes(self, of: DayOf) -> int:
        length = self.providers[of.provider_id]["slotMinutes"]
        return sum(length for start in self._slots(of, length) if self._is_open(of, start, length))

    def _slots(self, of: DayOf, length: int) -> Iterator[datetime]:
        """All that may touch the date in some zone."""
        start = datetime(of.day.year, of.day.month, of.day.day, tzinfo=UTC) - timedelta(days=1)
        for number in range(3 * 24 * 60 // length):
            yield start + number * length * MINUTE

    def _is_open(self, of: DayOf, start: datetime, length: int) -> bool:
        end = start + length * MINUTE
        if any(instant(off["startTime"]) < end and start < instant(off["endTime"]) for off in self._time_off(of)):
            return False
        windows, zone = self._windows(of), self._zone(of.provider_id)
        return all(self._is_inside((start + n * MINUTE).astimezone(zone), of.day, windows) for n in range(length))

    @staticmethod
    def _is_inside(clock: datetime, day: date, windows: Sequence[tuple[int, int]]) -> bool:
        minute = clock.hour * 60 + clock.minute
        return clock.date() == day and any(first <= minute < last for first, last in windows)

    def _windows(self, of: DayOf) -> Sequence[tuple[int, int]]:
        own = self._of_partition[f"PROVIDER#{of.provider_id}"]
        overrides = [item["windows"] for item in own if item["SK"] == f"SLOT#{of.day}"]
        texts = overrides[0] if overrides else self.providers[of.provider_id]["weeklySchedule"][of.day.weekday()]
        return [(int(first), int(last)) for first, last in (text.split("-") for text in texts)]

    def _time_off(self, of: DayOf) -> list[Item]:
        own = self._of_partition[f"PROVIDER#{of.provider_id}"]
        return [item for item in own if item["SK"].startswith("TIMEOFF#") and not item.get("removed")]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""Requests that random data hardly ever has: a date within the schedule, a week with hours, a start on offer."""

import hashlib
from collections import deque
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import schemathesis

from booking.providers.schedule import WEEKDAYS

OPEN_DAY_AND_NIGHT = {day: {"start": "00:00", "end": "24:00"} for day in WEEKDAYS}
HOUR = 60
"""Minutes: whole slots of every provider."""


@dataclass
class Recent:
    """Ids of the API being tried: of providers that are open day and night, and of appointments."""

    open_providers: deque[str] = field(default_factory=lambda: deque(maxlen=5))
    appointments: deque[str] = field(default_factory=lambda: deque(maxlen=5))

    def clear(self) -> None:
        self.open_providers.clear()
        self.appointments.clear()


recent = Recent()


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    if response.status_code >= 300:
        return
    match case.operation.definition.raw["operationId"]:
        case "updateSchedule" | "updateScheduleByPost" if case.body.get("weeklySchedule") == OPEN_DAY_AND_NIGHT:
            recent.open_providers.append(case.path_parameters["providerId"])
        case "createAppointment":
            recent.appointments.append(response.json()["id"])


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Change a part of the cases, always the same ones: a case's own bytes decide."""
    chance = hashlib.sha256(repr((case.body, case.query, case.headers)).encode(errors="replace")).digest()
    _let_the_body_be_read(case.headers, chance)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for name in ("Content-Type", "Content-Encoding"):  # may be among random headers; no schema tells of them
        if isinstance(case.headers, MutableMapping):
            case.headers.pop(name, None)
    coming_midnight = datetime.combine(datetime.now(UTC).date() + timedelta(days=2), time(), UTC)
    operation = case.operation.definition.raw["operationId"]
    is_led = bool(chance[1] % 4)
    if operation.endswith("Appointment") and "appointmentId" in case.path_parameters and is_led and recent.appointments:
        case.path_parameters["appointmentId"] = recent.appointments[chance[3] % len(recent.appointments)]
    if "providerId" in case.path_parameters and is_led and recent.open_providers:
        case.path_parameters["providerId"] = recent.open_providers[chance[3] % len(recent.open_providers)]
    match operation:
        case "updateSchedule" | "updateScheduleByPost" if is_led:
            case.body = {"weeklySchedule": OPEN_DAY_AND_NIGHT, "appointmentDuration": HOUR}
        case "getAvailability" if is_led:
            case.query = {"date": f"{coming_midnight.date() + timedelta(days=chance[2] % 30)}"}
        case "createAppointment" | "rescheduleAppointment" if is_led and not _is_soon(case.body):
            start = coming_midnight + timedelta(minutes=HOUR * (chance[2] % 48))
            case.body = {**case.body, "startTime": start.isoformat()}
            if operation == "createAppointment" and recent.open_providers:
                case.body["providerId"] = recent.open_providers[chance[3] % len(recent.open_providers)]


def _is_soon(body: Any) -> bool:
    """Whether the start is one that a link has taken from an availability, so that it stays as it is."""
    start = datetime.fromisoformat(body["startTime"].upper())
    return timedelta(0) < start - datetime.now(UTC) < timedelta(days=40)


def _let_the_body_be_read(headers: Any, chance: bytes) -> None:
    """One Idempotency-Key for all bodies ends as `idempotency-key-reused`, a random If-Match as `version-mismatch`.

    An eighth of the cases keep theirs.
    """
    if not isinstance(headers, Mapping) or chance[0] % 8 == 0:
        return
    if 16 <= len(str(headers.get("Idempotency-Key", ""))) <= 255:
        headers["Idempotency-Key"] = chance.hex()  # type: ignore[index]
    if "If-Match" in headers:
        del headers["If-Match"]  # type: ignore[attr-defined]

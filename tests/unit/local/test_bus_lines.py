"""An event in the terminal: when, which, and for appointments the times."""

import re
from typing import Any

from local.bus import BusEvent

BOOKED: dict[str, Any] = {
    "id": "a-1",
    "providerId": "p-1",
    "startTime": "2028-03-06T10:00:00+01:00",
    "endTime": "2028-03-06T10:30:00+01:00",
}


def line(event_type: str, data: dict[str, Any]) -> str:
    detail = {"occurredAt": "2027-02-22T10:15:07Z", "sequence": 2, "data": data}
    return str(BusEvent({"detail-type": event_type, "detail": detail}))


def test_an_event_of_a_provider_has_a_time_an_id_and_a_sequence() -> None:
    assert re.fullmatch(r"\d\d:15:07  ScheduleUpdated         p-1  sequence 2", line("ScheduleUpdated", {"id": "p-1"}))


def test_an_event_of_an_appointment_has_its_times() -> None:
    assert line("AppointmentBooked", BOOKED).endswith("a-1  sequence 2  2028-03-06 10:00-10:30")


def test_a_move_has_both_times() -> None:
    moved = {**BOOKED, "previous": {"startTime": "2028-03-06T09:00:00+01:00"}}
    assert line("AppointmentRescheduled", moved).endswith("2028-03-06 09:00->10:00")


def test_a_move_to_another_day_has_both_days() -> None:
    moved = {**BOOKED, "previous": {"startTime": "2028-02-28T09:00:00+01:00"}}
    assert line("AppointmentRescheduled", moved).endswith("2028-02-28 09:00->2028-03-06 10:00")

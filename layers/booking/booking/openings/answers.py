"""Openings in answers to clients."""

from typing import Annotated

from pydantic import Field

from booking.appointments.answers import SlotAnswer
from booking.http.answers import Answer, Id, Minutes
from booking.openings.availability import Availability
from booking.providers.schedule import date_of
from booking.time.instants import zoned_texts


class AvailabilityAnswer(Answer):
    provider_id: Id
    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    timezone: str
    appointment_duration: Minutes | None
    available_slots: list[SlotAnswer]


def availability_answer(availability: Availability) -> AvailabilityAnswer:
    provider, slot = availability.provider, availability.provider.slot_minutes
    starts, ends = [start * slot for start in availability.starts], [end * slot for end in availability.ends]
    texts = zoned_texts({*starts, *ends}, provider.tz)
    return AvailabilityAnswer(
        provider_id=provider.id,
        date=date_of(availability.days.start).isoformat(),
        timezone=provider.timezone,
        appointment_duration=availability.duration,
        available_slots=[
            {"startTime": texts[start], "endTime": texts[end]} for start, end in zip(starts, ends, strict=True)
        ],
    )

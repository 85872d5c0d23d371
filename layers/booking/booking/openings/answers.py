"""Openings, and the reasons why there are none, in answers to clients."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, RootModel

from booking.appointments.answers import SlotAnswer
from booking.http.answers import Answer, Id, Minutes, ZonedTime
from booking.openings.availability import Availability, Openings, Soonest
from booking.openings.emptiness import Emptiness
from booking.openings.explained import Explained
from booking.providers.provider import Provider
from booking.rules.reasons import Reason
from booking.time.instants import told_in, zoned_text, zoned_texts
from booking.time.zones import zone

Date = Annotated[str, Field(json_schema_extra={"format": "date"})]

EmptyBecause = Annotated[Emptiness | None, Field(description="Why there are no openings; null if there are any")]


class NextAvailableAnswer(Answer):
    """The first opening after the dates. All starts before `searchedUntil` were looked at."""

    start_time: Annotated[ZonedTime | None, Field(description="null if there is none")]
    searched_until: ZonedTime


class AvailabilityAnswer(Answer):
    provider_id: Id
    date: Date
    timezone: str
    appointment_duration: Minutes | None
    available_slots: list[SlotAnswer]
    empty_because: EmptyBecause
    next_available: Annotated[NextAvailableAnswer | None, Field(description="null unless `next=true` needs it")]


class DayAnswer(Answer):
    date: Date
    available_slots: list[SlotAnswer]


class RangeAvailabilityAnswer(Answer):
    provider_id: Id
    first: Annotated[Date, Field(alias="from")]
    last: Annotated[Date, Field(alias="to")]
    timezone: str
    appointment_duration: Minutes | None
    days: list[DayAnswer]
    empty_because: EmptyBecause
    next_available: Annotated[NextAvailableAnswer | None, Field(description="null unless `next=true` needs it")]


class AnyAvailability(RootModel[AvailabilityAnswer | RangeAvailabilityAnswer]):
    """One date if the request named one, else all dates of the range."""


class NextOpeningsAnswer(Answer):
    """All starts before `searchedUntil` were looked at."""

    provider_id: Id
    timezone: str
    available_slots: list[SlotAnswer]
    searched_until: ZonedTime


class ProviderAvailabilityAnswer(Answer):
    """`timezone` is null if the provider was not found."""

    provider_id: Id
    timezone: str | None
    available_slots: list[SlotAnswer]
    empty_because: Annotated[
        Emptiness | Literal["not-found"] | None, Field(description="Why there are no openings; null if there are any")
    ]


class ComparisonAnswer(Answer):
    date: Date
    service_id: str | None
    providers: list[ProviderAvailabilityAnswer]


class AgainstAnswer(Answer):
    code: Reason
    detail: str
    overridable: Annotated[bool, Field(description="Whether staff may skip it, by `override`")]


class StartAnswer(Answer):
    """`offered` is true if and only if there are no reasons."""

    start_time: ZonedTime
    end_time: Annotated[ZonedTime | None, Field(description="null if nothing says how long an appointment is")]
    offered: bool
    reasons: list[AgainstAnswer]


def availability_answer(availability: Availability, first: date, last: date | None = None) -> Answer:
    """`last`: of a range; None for the answer about one date."""
    slots = _slots(availability.provider, availability.openings, availability.timezone)
    soonest = availability.soonest
    rest = {
        "provider_id": availability.provider.id,
        "timezone": availability.timezone,
        "appointment_duration": availability.duration,
        "empty_because": availability.empty_because,
        "next_available": soonest and _next_available(soonest, availability.timezone),
    }
    if last is None:
        return AvailabilityAnswer(date=first.isoformat(), available_slots=slots, **rest)
    dates = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    by_date: dict[str, list[SlotAnswer]] = {text: [] for text in dates}
    for slot in slots:
        by_date[slot["startTime"][:10]].append(slot)
    days = [DayAnswer(date=text, available_slots=found) for text, found in by_date.items()]
    return RangeAvailabilityAnswer(first=dates[0], last=dates[-1], days=days, **rest)


def next_openings_answer(soonest: Soonest) -> NextOpeningsAnswer:
    provider = soonest.provider
    return NextOpeningsAnswer(
        provider_id=provider.id,
        timezone=provider.timezone,
        available_slots=_slots(provider, soonest.openings, provider.timezone),
        searched_until=zoned_text(soonest.searched_until, provider.tz),
    )


def comparison_answer(found: Mapping[str, Availability | None], day: date, service_id: str | None) -> ComparisonAnswer:
    return ComparisonAnswer(
        date=day.isoformat(),
        service_id=service_id,
        providers=[_of_provider(provider_id, availability) for provider_id, availability in found.items()],
    )


def start_answer(explained: Explained) -> StartAnswer:
    """A fraction of a second stays: it may be the fault."""
    tz = explained.provider.tz
    return StartAnswer(
        start_time=told_in(explained.start, tz).isoformat(),
        end_time=explained.end and told_in(explained.end, tz).isoformat(),
        offered=not explained.reasons,
        reasons=[
            AgainstAnswer(code=each.reason, detail=each.detail, overridable=each.is_overridable)
            for each in explained.reasons
        ],
    )


def _of_provider(provider_id: str, availability: Availability | None) -> ProviderAvailabilityAnswer:
    if availability is None:
        return ProviderAvailabilityAnswer(
            provider_id=provider_id, timezone=None, available_slots=[], empty_because="not-found"
        )
    return ProviderAvailabilityAnswer(
        provider_id=provider_id,
        timezone=availability.timezone,
        available_slots=_slots(availability.provider, availability.openings, availability.timezone),
        empty_because=availability.empty_because,
    )


def _next_available(soonest: Soonest, timezone: str) -> NextAvailableAnswer:
    slots = _slots(soonest.provider, soonest.openings, timezone)
    return NextAvailableAnswer(
        start_time=slots[0]["startTime"] if slots else None,
        searched_until=zoned_text(soonest.searched_until, zone(timezone)),
    )


def _slots(provider: Provider, openings: Openings, timezone: str) -> list[SlotAnswer]:
    slot = provider.slot_minutes
    starts, ends = [start * slot for start in openings.starts], [end * slot for end in openings.ends]
    texts = zoned_texts([*starts, *ends], zone(timezone))
    return [{"startTime": texts[start], "endTime": texts[end]} for start, end in zip(starts, ends, strict=True)]

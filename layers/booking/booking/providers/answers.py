"""The data of providers in answers to clients and in events."""

from typing import Annotated, Any

from pydantic import Field

from booking.calls.caller import Caller
from booking.calls.paging import Page
from booking.dynamodb.cursors import Cursors
from booking.http.answers import Answer, Id, Minutes, UtcTime, Version
from booking.http.paging import NextCursor
from booking.providers.provider import Provider
from booking.providers.seen import Part, part_seen_by
from booking.rules.affected import Affected
from booking.rules.answers import AffectedAnswer, affected_fields
from booking.time.instants import utc_text

START_PATTERN = "^([01][0-9]|2[0-3]):[0-5][05]$"
END_PATTERN = "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$"
"""The schemas of a window's edges. Edges lie on slots, and the shortest slots have 5 minutes."""


class WindowAnswer(Answer):
    start: Annotated[str, Field(json_schema_extra={"pattern": START_PATTERN})]
    end: Annotated[str, Field(json_schema_extra={"pattern": END_PATTERN})]


class WeekAnswer(Answer):
    """All seven days. The windows of a day are sorted; a closed day is an empty list."""

    monday: list[WindowAnswer]
    tuesday: list[WindowAnswer]
    wednesday: list[WindowAnswer]
    thursday: list[WindowAnswer]
    friday: list[WindowAnswer]
    saturday: list[WindowAnswer]
    sunday: list[WindowAnswer]


class RulesAnswer(Answer):
    """Minutes, and days of the provider's zone. What is not set is null."""

    buffer_before: int | None
    buffer_after: int | None
    slot_interval: int | None
    min_notice_minutes: int | None
    min_notice_days: int | None
    max_advance_days: int | None
    max_per_day: int | None
    max_per_week: int | None
    cancel_cutoff_minutes: int | None
    reschedule_cutoff_minutes: int | None


class _HoursAnswer(Answer):
    id: Id
    timezone: str
    slot_minutes: Minutes
    appointment_duration: Annotated[Minutes | None, Field(description="Minutes; null before the first schedule")]
    weekly_schedule: WeekAnswer
    active: Annotated[bool, Field(description="Whether the provider's time can be booked")]


class ProviderData(RulesAnswer, _HoursAnswer):
    """The public data of a provider. Its events carry it, too."""


class ProviderAnswer(ProviderData):
    """Only staff sees `email`, `version`, `createdAt` and `updatedAt`, and only admins `subject`: else left out."""

    name: str
    email: str | None = None
    version: Version | None = None
    created_at: UtcTime | None = None
    updated_at: UtcTime | None = None
    subject: str | None = None


class ProvidersAnswer(Answer):
    items: Annotated[list[ProviderAnswer], Field(description="By name")]
    next_cursor: NextCursor


class ScheduleAnswer(Answer):
    """Only staff sees `version`: else it is left out."""

    provider_id: Id
    timezone: str
    slot_minutes: Minutes
    appointment_duration: Minutes | None
    weekly_schedule: WeekAnswer
    version: Version | None = None


class DeactivatedAnswer(AffectedAnswer, ProviderAnswer):
    """The provider, and the appointments to come that stand with it."""


class ScheduleChangeAnswer(AffectedAnswer, ScheduleAnswer):
    """The new schedule, and the appointments that it no longer has room for."""

    version: Version


def provider_data(provider: Provider) -> ProviderData:
    return ProviderData(**_public(provider))


def provider_answer(provider: Provider, caller: Caller) -> ProviderAnswer:
    """What the caller may see of the provider."""
    part = part_seen_by(caller, provider)
    seen = {**_public(provider), "name": provider.name}
    if part >= Part.STAFF:
        seen |= {
            "email": provider.email,
            "version": provider.version,
            "created_at": utc_text(provider.record.created_at),
            "updated_at": utc_text(provider.record.updated_at),
        }
    if part >= Part.ADMIN:
        seen["subject"] = provider.subject
    return ProviderAnswer(**seen)


def providers_answer(page: Page[Provider], caller: Caller, cursors: Cursors) -> ProvidersAnswer:
    return ProvidersAnswer(
        items=[provider_answer(provider, caller) for provider in page.entries],
        next_cursor=page.next and cursors.text(page.next),
    )


def schedule_answer(provider: Provider, caller: Caller) -> ScheduleAnswer:
    """What the caller may see of the schedule."""
    of_staff = {"version": provider.version} if part_seen_by(caller, provider) >= Part.STAFF else {}
    return ScheduleAnswer(provider_id=provider.id, **_hours(provider), **of_staff)


def deactivated_answer(provider: Provider, caller: Caller, affected: Affected) -> DeactivatedAnswer:
    seen = provider_answer(provider, caller).model_dump(exclude_unset=True)
    return DeactivatedAnswer(**seen, **affected_fields(affected, provider))


def schedule_change_answer(provider: Provider, affected: Affected) -> ScheduleChangeAnswer:
    return ScheduleChangeAnswer(
        provider_id=provider.id, **_hours(provider), version=provider.version, **affected_fields(affected, provider)
    )


def _public(provider: Provider) -> dict[str, Any]:
    return {"id": provider.id, **_hours(provider), "active": provider.is_active, **provider.rules._asdict()}


def _hours(provider: Provider) -> dict[str, Any]:
    return {
        "timezone": provider.timezone,
        "slot_minutes": provider.slot_minutes,
        "appointment_duration": provider.appointment_duration,
        "weekly_schedule": provider.schedule.as_text(),
    }

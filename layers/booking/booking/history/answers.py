"""Histories in answers to clients."""

from typing import Annotated, Any

from pydantic import Field

from booking.appointments.answers import PreviousAnswer, SetAttendance
from booking.appointments.appointment import AppointmentStatus
from booking.calls.paging import Page
from booking.dynamodb.cursors import Cursors
from booking.history.entry import Entry
from booking.http.answers import Answer, Id, UtcTime, Version, ZonedTime
from booking.http.paging import NextCursor
from booking.providers.answers import WeekAnswer
from booking.rules.reasons import Reason
from booking.time.instants import utc_text


class AuthorAnswer(Answer):
    kind: str = Field(description="`person`, `machine` or `nobody`")
    id: str | None = Field(description="The same for all changes of one caller. A pseudonym")
    via: str = Field(description="The way on which the request came, such as `api`")


class _EntryAnswer(Answer):
    """What is not known, or does not apply, is null."""

    version: Version
    type: Annotated[
        str,
        Field(
            description="The type of its event; `PersonalDataErased`; or `NotRecorded` for what happened before "
            "histories were kept"
        ),
    ]
    at: UtcTime | None
    by: AuthorAnswer | None
    correlation_id: Annotated[str | None, Field(description="The request that made the change")]
    resolution_id: Annotated[str | None, Field(description="The resolution that caused it")]


class AppointmentEntryAnswer(_EntryAnswer):
    """The appointment as it was after the change, without the customer's data."""

    provider_id: Id | None
    service_id: str | None
    start_time: ZonedTime | None
    end_time: ZonedTime | None
    status: AppointmentStatus | None
    attendance: SetAttendance | None
    released_from: ZonedTime | None
    previous: Annotated[PreviousAnswer | None, Field(description="Where it was before it was moved")]
    override: Annotated[list[Reason], Field(description="The reasons against its start that were skipped")]
    kept: Annotated[list[Reason], Field(description="The reasons against its start that were accepted later")]
    changed: Annotated[list[str], Field(description="The fields that were corrected, never their values")]


class TimeOffOfEntry(Answer):
    id: Id
    start_time: UtcTime
    end_time: UtcTime


class ProviderEntryAnswer(_EntryAnswer):
    """What the change was about. The schedule is the one after the change."""

    active: bool | None
    timezone: str | None
    appointment_duration: int | None
    weekly_schedule: WeekAnswer | None
    dates: Annotated[list[str], Field(description="Those whose overrides changed")]
    service_id: Annotated[str | None, Field(description="The service that was set or retired")]
    time_off: Annotated[TimeOffOfEntry | None, Field(description="The time off that was set or removed")]


class AppointmentHistoryAnswer(Answer):
    items: Annotated[list[AppointmentEntryAnswer], Field(description="By version")]
    next_cursor: NextCursor


class ProviderHistoryAnswer(Answer):
    items: Annotated[list[ProviderEntryAnswer], Field(description="By version")]
    next_cursor: NextCursor


def appointment_history_answer(page: Page[Entry], cursors: Cursors) -> AppointmentHistoryAnswer:
    return AppointmentHistoryAnswer(items=[*map(_of_appointment, page.entries)], next_cursor=_next(page, cursors))


def provider_history_answer(page: Page[Entry], cursors: Cursors) -> ProviderHistoryAnswer:
    return ProviderHistoryAnswer(items=[*map(_of_provider, page.entries)], next_cursor=_next(page, cursors))


def _next(page: Page[Entry], cursors: Cursors) -> str | None:
    return page.next and cursors.text(page.next)


def _of_appointment(entry: Entry) -> AppointmentEntryAnswer:
    facts, previous = entry.facts, entry.facts.get("previous")
    return AppointmentEntryAnswer(
        **_common(entry),
        provider_id=facts.get("providerId"),
        service_id=facts.get("serviceId"),
        start_time=facts.get("startTime"),
        end_time=facts.get("endTime"),
        status=facts.get("status"),
        attendance=facts.get("attendance"),
        released_from=facts.get("releasedFrom"),
        previous=previous and _previous(previous, facts),
        override=facts.get("override", []),
        kept=facts.get("kept", []),
        changed=facts.get("changed", []),
    )


def _previous(previous: Any, facts: Any) -> PreviousAnswer:
    """Events of before 2.0 do not name provider and service: they stayed."""
    named = previous if "providerId" in previous else facts
    return PreviousAnswer(
        startTime=previous["startTime"],
        endTime=previous["endTime"],
        providerId=named["providerId"],
        serviceId=named.get("serviceId"),
    )


def _of_provider(entry: Entry) -> ProviderEntryAnswer:
    facts = entry.facts
    is_of_service, is_of_time_off = entry.type.startswith("Service"), entry.type.startswith("TimeOff")
    is_of_provider = not (is_of_service or is_of_time_off)
    return ProviderEntryAnswer(
        **_common(entry),
        active=facts.get("active") if is_of_provider else None,
        timezone=facts.get("timezone"),
        appointment_duration=facts.get("appointmentDuration"),
        weekly_schedule=facts.get("weeklySchedule"),
        dates=facts.get("dates", []),
        service_id=facts.get("serviceId"),
        time_off=TimeOffOfEntry(id=facts["id"], start_time=facts["startTime"], end_time=facts["endTime"])
        if is_of_time_off
        else None,
    )


def _common(entry: Entry) -> dict[str, Any]:
    by = entry.by
    return {
        "version": entry.version,
        "type": entry.type,
        "at": entry.at and utc_text(entry.at),
        "by": by and AuthorAnswer(kind=by.kind, id=by.id or None, via=by.via),
        "correlation_id": entry.correlation_id,
        "resolution_id": entry.resolution_id,
    }

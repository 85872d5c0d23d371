"""The data of time off in answers to clients and in events."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from booking.http.answers import Answer, Id, UtcTime, Version
from booking.rules.answers import AffectedAnswer, affected_fields
from booking.time.instants import utc_text
from booking.time_off.hit_by import HitByTimeOff
from booking.time_off.time_off import TimeOff

_Date = Annotated[str | None, Field(json_schema_extra={"format": "date"}, description="Null if it was set in instants")]


class TimeOffData(Answer):
    """Events carry it: without the reason, which is a text about a person."""

    provider_id: Id
    id: Id
    start_time: UtcTime
    end_time: UtcTime


class TimeOffAnswer(TimeOffData):
    from_date: _Date
    to_date: Annotated[_Date, Field(description="Included. Null if it was set in instants")]
    reason: str | None
    removed: bool
    version: Version
    created_at: UtcTime
    updated_at: UtcTime


class ChangedTimeOffAnswer(AffectedAnswer, TimeOffAnswer):
    """The entry, and the appointments in its time."""


class TimeOffListAnswer(Answer):
    provider_id: Id
    time_off: Annotated[list[TimeOffAnswer], Field(description="By start. Without what was removed")]


def time_off_data(entry: TimeOff) -> TimeOffData:
    return TimeOffData(
        provider_id=entry.provider_id,
        id=entry.id,
        start_time=utc_text(entry.interval.start),
        end_time=utc_text(entry.interval.end),
    )


def time_off_answer(entry: TimeOff) -> TimeOffAnswer:
    dates, record = entry.dates, entry.record
    return TimeOffAnswer(
        **dict(time_off_data(entry)),
        from_date=dates and dates.first.isoformat(),
        to_date=dates and dates.last.isoformat(),
        reason=entry.reason,
        removed=entry.is_removed,
        version=entry.version,
        created_at=utc_text(record.created_at),
        updated_at=utc_text(record.updated_at),
    )


def changed_time_off_answer(entry: TimeOff, hits: HitByTimeOff) -> ChangedTimeOffAnswer:
    return ChangedTimeOffAnswer(**dict(time_off_answer(entry)), **affected_fields(hits.affected, hits.provider))


def time_off_list_answer(provider_id: str, entries: Sequence[TimeOff]) -> TimeOffListAnswer:
    return TimeOffListAnswer(provider_id=provider_id, time_off=[time_off_answer(entry) for entry in entries])

"""Resolutions in answers to clients and in events."""

from typing import Annotated

from pydantic import Field

from booking.http.answers import Answer, Id, UtcTime
from booking.resolutions.outcome import OutcomeKind, Progress
from booking.resolutions.resolution import Counts, Resolution, ResolutionAction, ResolutionState
from booking.time.instants import utc_text


class CountsAnswer(Answer):
    """`left`: the appointments that are still to be worked on."""

    moved: int
    cancelled: int
    open: int
    gone: int
    left: int


class ResolutionData(Answer):
    """Events carry it: without the message, which is a text about a person."""

    id: Id
    provider_id: Id
    begin: Annotated[str, Field(alias="from", json_schema_extra={"format": "date-time"}, description="In UTC, with Z")]
    end: Annotated[str, Field(alias="to", json_schema_extra={"format": "date-time"}, description="In UTC, with Z")]
    action: ResolutionAction
    provider_ids: Annotated[list[str], Field(description="Empty for `cancel`")]
    dry_run: bool
    state: ResolutionState
    total: Annotated[int | None, Field(description="How many appointments stood there; null before it is known")]
    counts: CountsAnswer


class MovedAnswer(Answer):
    appointment_id: Id
    provider_id: Annotated[Id, Field(description="With whom it is now")]


class UnchangedAnswer(Answer):
    appointment_id: Id
    reason: Annotated[str, Field(description="The code of the reason, such as `slot-taken`")]


class ResolutionAnswer(ResolutionData):
    """What has happened so far. Each list is by the start of the appointments.

    After a dry run `moved` and `cancelled` say what would have happened.
    """

    message: str | None
    moved: list[MovedAnswer]
    cancelled: list[Id]
    open: Annotated[list[UnchangedAnswer], Field(description="What still stands: somebody has to look at it")]
    gone: Annotated[list[UnchangedAnswer], Field(description="What its customer cancelled or moved meanwhile")]
    created_at: UtcTime
    updated_at: UtcTime


def resolution_data(resolution: Resolution) -> ResolutionData:
    """Of its event, which knows the outcomes only when it is done."""
    planned = resolution.planned
    return _data(resolution, resolution.counts or Counts(left=len(planned or ())))


def resolution_answer(progress: Progress) -> ResolutionAnswer:
    resolution, of_kind = progress.resolution, progress.of_kind
    return ResolutionAnswer(
        **dict(_data(resolution, progress.counts)),
        message=resolution.request.message,
        moved=[
            MovedAnswer(appointment_id=each.appointment_id, provider_id=each.moved_to or "")
            for each in of_kind(OutcomeKind.MOVED)
        ],
        cancelled=[each.appointment_id for each in of_kind(OutcomeKind.CANCELLED)],
        open=_unchanged(progress, OutcomeKind.OPEN),
        gone=_unchanged(progress, OutcomeKind.GONE),
        created_at=utc_text(resolution.record.created_at),
        updated_at=utc_text(progress.updated_at),
    )


def _unchanged(progress: Progress, kind: OutcomeKind) -> list[UnchangedAnswer]:
    return [
        UnchangedAnswer(appointment_id=each.appointment_id, reason=each.reason or "") for each in progress.of_kind(kind)
    ]


def _data(resolution: Resolution, counts: Counts) -> ResolutionData:
    request, planned = resolution.request, resolution.planned
    return ResolutionData(
        id=resolution.id,
        provider_id=resolution.provider_id,
        begin=utc_text(resolution.interval.start),
        end=utc_text(resolution.interval.end),
        action=request.action,
        provider_ids=[*request.provider_ids],
        dry_run=request.is_dry_run,
        state=resolution.state,
        total=None if planned is None else len(planned),
        counts=CountsAnswer(**counts._asdict()),
    )

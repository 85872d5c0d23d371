"""The appointments that a change of the rules hits, in answers to clients."""

from typing import Annotated, Any

from pydantic import Field

from booking.http.answers import Answer, Id, ZonedTime
from booking.providers.provider import Provider
from booking.rules.affected import Affected
from booking.rules.reasons import Reason
from booking.time.instants import zoned_text


class HitAnswer(Answer):
    id: Id
    start_time: ZonedTime
    end_time: ZonedTime
    reasons: list[Reason]


class AffectedAnswer(Answer):
    """`searchedUntil` is null unless the list is `truncated`. Later appointments may be affected, too, then."""

    affected_appointments: Annotated[
        list[HitAnswer], Field(description="Those that stand where the rules would no longer put them; by start")
    ]
    truncated: bool
    searched_until: ZonedTime | None


def affected_fields(affected: Affected, provider: Provider) -> dict[str, Any]:
    """The fields of an AffectedAnswer."""
    until, tz = affected.searched_until, provider.tz
    return {
        "affected_appointments": [
            HitAnswer(
                id=hit.appointment_id,
                start_time=zoned_text(hit.interval.start, tz),
                end_time=zoned_text(hit.interval.end, tz),
                reasons=[*hit.reasons],
            )
            for hit in affected.appointments
        ],
        "truncated": until is not None,
        "searched_until": until and zoned_text(until, tz),
    }

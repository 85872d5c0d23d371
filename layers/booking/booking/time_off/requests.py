"""The requests that clients send about time off."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from booking.calls.precondition import Precondition
from booking.calls.refusals import FieldError, ValidationFailed
from booking.http.fields import Day, DayOrInstant, Instant
from booking.http.headers import IdempotencyKey, IfMatch
from booking.http.parameters import PATH, QUERY
from booking.http.requests import RequestBody
from booking.providers.parameters import DryRun, ProviderParameters
from booking.time.intervals import Interval
from booking.time_off.commands import AddTimeOff, SetTimeOff
from booking.time_off.time_off import Dates, Period

_ID = re.compile("[A-Za-z0-9_-]{1,64}")


def _time_off_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise PydanticCustomError("time_off_id", "must be 1 to 64 letters from A to Z, digits, - and _")
    return value


def _whole_seconds(value: datetime) -> datetime:
    """Instants are stored in whole seconds, and time off is not rounded to less or more than was meant."""
    if value.microsecond:
        raise PydanticCustomError("whole_seconds", "must be in whole seconds")
    return value


_InWholeSeconds = Annotated[Instant, AfterValidator(_whole_seconds)]

Reason = Annotated[str, StringConstraints(max_length=500), Field(description="Only staff sees it.")]

TimeOffId = Annotated[
    str,
    AfterValidator(_time_off_id),
    Field(
        alias="timeOffId",
        description="The service's id, or the client's own. It is in events, so it must name nobody.",
        json_schema_extra={"pattern": f"^{_ID.pattern}$"},
    ),
    PATH,
]


class AddTimeOffParameters(ProviderParameters):
    dry_run: DryRun = False
    idempotency_key: IdempotencyKey = None


class ListTimeOffParameters(ProviderParameters):
    begin: Annotated[
        DayOrInstant | None,
        Field(alias="from", description="An instant, or a date in the provider's zone. By default now."),
        QUERY,
    ] = None
    end: Annotated[
        DayOrInstant | None,
        Field(alias="to", description="An instant, or the last date, not before `from`. By default without end."),
        QUERY,
    ] = None


class TimeOffParameters(ProviderParameters):
    """The parameters of a route about one entry."""

    time_off_id: TimeOffId


class ChangeTimeOffParameters(TimeOffParameters):
    if_match: IfMatch = None


class SetTimeOffParameters(ChangeTimeOffParameters):
    dry_run: DryRun = False


class TimeOffRequest(RequestBody):
    """Either `startTime` and `endTime`, or `fromDate` and `toDate`: dates of the provider's zone, both included."""

    start_time: _InWholeSeconds | None = None
    end_time: _InWholeSeconds | None = None
    from_date: Day | None = None
    to_date: Day | None = None
    reason: Reason | None = None

    def added(self, provider_id: str, idempotency_key: str | None, *, is_dry_run: bool = False) -> AddTimeOff:
        """Raises ValidationFailed, as the method below."""
        return AddTimeOff(provider_id, self._period(), self.reason, idempotency_key, self.sent(), is_dry_run)

    def set_as(
        self, provider_id: str, time_off_id: str, precondition: Precondition, *, is_dry_run: bool = False
    ) -> SetTimeOff:
        return SetTimeOff(provider_id, time_off_id, self._period(), self.reason, precondition, is_dry_run)

    def _period(self) -> Period:
        match self.start_time, self.end_time, self.from_date, self.to_date:
            case datetime() as start, datetime() as end, None, None:
                return Interval(start, end)
            case None, None, first, last if first is not None and last is not None:
                return Dates(first, last)
        instants = {"startTime": self.start_time, "endTime": self.end_time}
        dates = {"fromDate": self.from_date, "toDate": self.to_date}
        if any(instants.values()) and any(dates.values()):
            faults = {name: "must be left out beside instants" for name, value in dates.items() if value}
        else:
            needed = dates if any(dates.values()) else instants
            also = "" if any(needed.values()) else ", or fromDate and toDate are"
            faults = {name: f"is required{also}" for name, value in needed.items() if not value}
        raise ValidationFailed([FieldError(*fault) for fault in faults.items()])

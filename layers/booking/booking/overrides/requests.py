"""The requests that clients send about overrides."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from booking.calls.precondition import Precondition
from booking.calls.refusals import FieldError
from booking.http.fields import Day
from booking.http.parameters import PATH, QUERY
from booking.http.requests import RequestBody
from booking.http.validation import SEVERAL
from booking.overrides.commands import SetOverride, SetOverrides
from booking.overrides.override import MOST_AT_ONCE, MOST_DAYS_FOR_ALL, MOST_DAYS_LISTED, Override
from booking.providers.parameters import ProviderParameters
from booking.providers.requests import DayWindows, TriedParameters, WindowRequest
from booking.providers.schedule import Window

DatePath = Annotated[Day, Field(alias="date", description="A date in the provider's zone, YYYY-MM-DD."), PATH]


class OverrideParameters(TriedParameters):
    """The parameters of a route that changes the override of a date. `If-Match` names a version of the provider."""

    day: DatePath


class ListParameters(ProviderParameters):
    first: Annotated[
        Day | None, Field(alias="from", description="The first date, in the provider's zone. By default today."), QUERY
    ] = None
    last: Annotated[
        Day | None,
        Field(
            alias="to",
            description=f"The last date. Staff may list {MOST_DAYS_LISTED} dates and others {MOST_DAYS_FOR_ALL}, which "
            "is the default.",
        ),
        QUERY,
    ] = None


class OverrideRequest(RequestBody):
    """The windows of the date, as those of a weekday. An empty list closes the date."""

    windows: DayWindows

    def command(self, provider_id: str, day: date, precondition: Precondition, *, is_dry_run: bool) -> SetOverride:
        return SetOverride(provider_id, Override(day, _sorted(self.windows)), precondition, is_dry_run)


class DatedOverrideRequest(RequestBody):
    """A date in the provider's zone, and its windows."""

    day: Day = Field(alias="date")
    windows: DayWindows

    def override(self) -> Override:
        return Override(self.day, _sorted(self.windows))


def _without_repeats(overrides: list[DatedOverrideRequest]) -> list[DatedOverrideRequest]:
    days = [override.day for override in overrides]
    faults = [
        FieldError(f"[{number}].date", "must not be in the request twice")
        for number, day in enumerate(days)
        if day in days[:number]
    ]
    if faults:
        raise PydanticCustomError(SEVERAL, "has faults", {"faults": faults})
    return overrides


class OverridesRequest(RequestBody):
    """Overrides of several dates. Either all are set or none."""

    overrides: Annotated[
        list[DatedOverrideRequest], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_without_repeats)
    ]

    def command(self, provider_id: str, precondition: Precondition, *, is_dry_run: bool) -> SetOverrides:
        overrides = [override.override() for override in self.overrides]
        return SetOverrides(provider_id, overrides, precondition, is_dry_run)


def _sorted(windows: list[WindowRequest]) -> tuple[Window, ...]:
    return tuple(sorted(window.window() for window in windows))

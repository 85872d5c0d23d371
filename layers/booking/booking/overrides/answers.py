"""The data of overrides in answers to clients and in events."""

from typing import Annotated

from pydantic import Field

from booking.http.answers import Answer, Id, Version
from booking.overrides.override import ListedOverrides, Overridden, Override
from booking.providers.answers import ProviderData, WindowAnswer
from booking.time.instants import clock_text

Date = Annotated[str, Field(json_schema_extra={"format": "date"}, description="In the provider's zone")]


class OverridesData(ProviderData):
    dates: Annotated[list[Date], Field(description="Those whose overrides changed. The list of overrides has the rest")]


class OverrideAnswer(Answer):
    """The windows of a date are sorted; a closed date has none."""

    date: Date
    windows: list[WindowAnswer]


class ChangedOverridesAnswer(Answer):
    overrides: Annotated[list[OverrideAnswer], Field(description="Of the dates of the request, in order")]
    version: Annotated[Version, Field(description="The provider's")]


class OverridesAnswer(Answer):
    provider_id: Id
    timezone: str
    first: Annotated[Date, Field(alias="from")]
    last: Annotated[Date, Field(alias="to")]
    overrides: Annotated[list[OverrideAnswer], Field(description="By date. All other dates are as in the week")]


def changed_overrides_answer(changed: Overridden) -> ChangedOverridesAnswer:
    return ChangedOverridesAnswer(overrides=_overrides(changed), version=changed.provider.version)


def overrides_answer(listed: ListedOverrides) -> OverridesAnswer:
    provider = listed.found.provider
    return OverridesAnswer(
        provider_id=provider.id,
        timezone=provider.timezone,
        first=listed.first.isoformat(),
        last=listed.last.isoformat(),
        overrides=_overrides(listed.found),
    )


def _overrides(found: Overridden) -> list[OverrideAnswer]:
    return [_override(override) for override in found.overrides]


def _override(override: Override) -> OverrideAnswer:
    windows = override.windows or ()
    return OverrideAnswer(
        date=override.day.isoformat(),
        windows=[WindowAnswer(start=clock_text(window.start), end=clock_text(window.end)) for window in windows],
    )

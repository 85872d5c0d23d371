"""The data of overrides in answers to clients and in events."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from booking.http.answers import Answer, Id, Version
from booking.overrides.override import ListedOverrides, Overridden
from booking.providers.answers import ProviderData, WindowAnswer
from booking.providers.schedule import Window
from booking.rules.affected import Affected
from booking.rules.answers import AffectedAnswer, affected_fields
from booking.time.instants import clock_text

Date = Annotated[str, Field(json_schema_extra={"format": "date"}, description="In the provider's zone")]


class OverridesData(ProviderData):
    dates: Annotated[list[Date], Field(description="Those whose overrides changed. The list of overrides has the rest")]


class OverrideAnswer(Answer):
    """The windows of a date are sorted; a closed date has none."""

    date: Date
    windows: list[WindowAnswer]


class ChangedOverridesAnswer(AffectedAnswer):
    overrides: Annotated[list[OverrideAnswer], Field(description="Of the dates of the request, in order")]
    version: Annotated[Version, Field(description="The provider's")]


class OverridesAnswer(Answer):
    provider_id: Id
    timezone: str
    first: Annotated[Date, Field(alias="from")]
    last: Annotated[Date, Field(alias="to")]
    overrides: Annotated[list[OverrideAnswer], Field(description="By date. All other dates are as in the week")]


def changed_overrides_answer(changed: Overridden, hits: Affected) -> ChangedOverridesAnswer:
    provider = changed.provider
    affected = affected_fields(hits, provider)
    return ChangedOverridesAnswer(overrides=_overrides(changed), version=provider.version, **affected)


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
    return [_override(day, windows) for day, windows in found.overrides if windows is not None]


def _override(day: date, windows: Sequence[Window]) -> OverrideAnswer:
    return OverrideAnswer(
        date=day.isoformat(),
        windows=[WindowAnswer(start=clock_text(window.start), end=clock_text(window.end)) for window in windows],
    )

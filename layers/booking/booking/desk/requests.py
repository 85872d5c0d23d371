"""The parameters of requests about the desk."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from booking.desk.board import MOST_ON_A_BOARD, BoardQuery
from booking.http.fields import Day
from booking.http.headers import IfNoneMatch
from booking.http.parameters import QUERY, Parameters
from booking.providers.parameters import ProviderIds, ProviderParameters
from booking.providers.schedule import day_number
from booking.rules.offer import is_on_calendar

DESK = "Desk"
"""The heading under which the OpenAPI document lists the routes of the desk."""

_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def _on_calendar(day: date) -> date:
    if not is_on_calendar(day_number(day)):
        raise PydanticCustomError("calendar", "must be in the years 2 to 9998")
    return day


def _month(value: Any) -> date:
    if not isinstance(value, str) or not _MONTH.fullmatch(value) or value.startswith("0000"):
        raise PydanticCustomError("month", "must be a month of the form YYYY-MM, such as 2028-03")
    return date.fromisoformat(f"{value}-01")


DateOnCalendar = Annotated[Day, AfterValidator(_on_calendar)]


class DayParameters(ProviderParameters):
    day: Annotated[DateOnCalendar, Field(alias="date", description="A date in the provider's zone, YYYY-MM-DD."), QUERY]
    if_none_match: IfNoneMatch = None


class BoardParameters(Parameters):
    day: Annotated[
        DateOnCalendar, Field(alias="date", description="A date in the zone of each provider, YYYY-MM-DD."), QUERY
    ]
    provider_ids: Annotated[
        ProviderIds | None,
        Field(
            alias="providerIds",
            description=f"The ids of up to {MOST_ON_A_BOARD} providers, with commas between. By default the first "
            f"{MOST_ON_A_BOARD} active ones by name.",
        ),
        QUERY,
    ] = None
    if_none_match: IfNoneMatch = None

    def query(self) -> BoardQuery:
        return BoardQuery(self.day, self.provider_ids)


class MonthParameters(ProviderParameters):
    first: Annotated[
        date,
        AfterValidator(_on_calendar),
        BeforeValidator(_month),
        WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}),
        Field(alias="month", description="A month in the provider's zone, YYYY-MM."),
        QUERY,
    ]
    if_none_match: IfNoneMatch = None

"""The parameters of requests for reports."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from booking.calls.refusals import FieldError
from booking.desk.requests import DateOnCalendar
from booking.http.parameters import QUERY, SEGMENT, Parameters
from booking.http.validation import SEVERAL
from booking.reports.report import MOST_DATES, ReportQuery


class DailyReportParameters(Parameters):
    provider_id: Annotated[str, Field(alias="providerId", json_schema_extra={**SEGMENT}), QUERY]
    first: Annotated[
        DateOnCalendar, Field(alias="from", description="The first date, in the provider's zone, YYYY-MM-DD."), QUERY
    ]
    last: Annotated[
        DateOnCalendar,
        Field(alias="to", description=f"The last date, which is included. At most {MOST_DATES} dates in all."),
        QUERY,
    ]

    @model_validator(mode="after")
    def _some_dates(self) -> Self:
        dates = (self.last - self.first).days + 1
        fault = "must not be before from" if dates < 1 else f"must be at most {MOST_DATES - 1} days after from"
        if not 1 <= dates <= MOST_DATES:
            raise PydanticCustomError(SEVERAL, "is faulty", {"faults": [FieldError("to", fault)]})
        return self

    def query(self) -> ReportQuery:
        return ReportQuery(self.provider_id, self.first, self.last)

"""The parameters of requests about histories."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from booking.appointments.requests import AppointmentId
from booking.calls.paging import Position
from booking.calls.refusals import FieldError
from booking.dynamodb.cursors import Cursors
from booking.history.listed import HistoryQuery
from booking.http.paging import NO_CURSOR, Cursor, Limit
from booking.http.parameters import QUERY, Parameters
from booking.http.validation import SEVERAL
from booking.providers.parameters import ProviderId

Order = Annotated[
    Literal["asc", "desc"], Field(alias="order", description="By version: `desc` for the newest first."), QUERY
]


class _HistoryParameters(Parameters):
    order: Order = "asc"
    limit: Limit = 50
    cursor: Cursor = None

    @model_validator(mode="after")
    def _goes_on_with_this_list(self) -> Self:
        try:
            self._position()
        except ValueError as error:
            raise PydanticCustomError(SEVERAL, "is faulty", {"faults": [FieldError("cursor", NO_CURSOR)]}) from error
        return self

    def _position(self) -> Position | None:
        """Raises ValueError, also for one that somebody has made up: DynamoDB refuses to go on there."""
        if self.cursor is None:
            return None
        position = self.cursors().position(self.cursor)
        if not (len(position.sort_key) == _DIGITS and position.sort_key.isdecimal() and position.sort_key.isascii()):
            raise ValueError("no version")
        return position

    def cursors(self) -> Cursors:
        """Those of this list. A page may have another `limit` than the one before."""
        filters = self.model_dump(mode="json", by_alias=True, exclude={"limit", "cursor"})
        return Cursors("history", filters)

    def _query(self, entity_id: str) -> HistoryQuery:
        return HistoryQuery(entity_id, self._position(), self.limit, self.order == "desc")


class AppointmentHistoryParameters(_HistoryParameters):
    appointment_id: AppointmentId

    def query(self) -> HistoryQuery:
        return self._query(self.appointment_id)


class ProviderHistoryParameters(_HistoryParameters):
    provider_id: ProviderId

    def query(self) -> HistoryQuery:
        return self._query(self.provider_id)


_DIGITS = 8

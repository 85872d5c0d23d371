"""The parameters of requests about histories."""

from typing import Annotated, Literal

from pydantic import Field

from booking.appointments.requests import AppointmentId
from booking.calls.paging import Position
from booking.dynamodb.cursors import Cursors
from booking.history.items import DIGITS
from booking.history.listed import HistoryQuery
from booking.http.paging import Cursor, Limit, PagedParameters
from booking.http.parameters import QUERY
from booking.providers.parameters import ProviderId

Order = Annotated[
    Literal["asc", "desc"], Field(alias="order", description="By version: `desc` for the newest first."), QUERY
]


class _HistoryParameters(PagedParameters):
    order: Order = "asc"
    limit: Limit = 50
    cursor: Cursor = None

    def position(self) -> Position | None:
        """Raises ValueError, also for one that somebody has made up: DynamoDB refuses to go on there."""
        if self.cursor is None:
            return None
        position = self.cursors().position(self.cursor)
        if not (len(position.sort_key) == DIGITS and position.sort_key.isdecimal() and position.sort_key.isascii()):
            raise ValueError("no version")
        return position

    def cursors(self) -> Cursors:
        """Those of this list. A page may have another `limit` than the one before."""
        filters = self.model_dump(mode="json", by_alias=True, exclude={"limit", "cursor"})
        return Cursors("history", filters)

    def _query(self, entity_id: str) -> HistoryQuery:
        return HistoryQuery(entity_id, self.position(), self.limit, self.order == "desc")


class AppointmentHistoryParameters(_HistoryParameters):
    appointment_id: AppointmentId

    def query(self) -> HistoryQuery:
        return self._query(self.appointment_id)


class ProviderHistoryParameters(_HistoryParameters):
    provider_id: ProviderId

    def query(self) -> HistoryQuery:
        return self._query(self.provider_id)

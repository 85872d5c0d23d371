"""What is asked of a history, and what is found."""

from typing import NamedTuple

from booking.calls.paging import Position


class HistoryQuery(NamedTuple):
    """`id`: of the appointment or the provider. `after`: where the page before ended. `size`: how many at most."""

    id: str
    after: Position | None = None
    size: int = 50
    newest_first: bool = False

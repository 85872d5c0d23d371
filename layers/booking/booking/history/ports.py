"""The store that the use cases of histories need."""

from typing import Protocol

from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.calls.paging import Page, Position
from booking.history.entry import Entry, Whose


class HistoryStore(AppointmentStore, Protocol):
    def keep(self, entry: Entry, call: Call) -> bool:
        """Keep an entry unless there is one of its version; one that says nothing is replaced.

        Returns whether it was new. Raises Busy.
        """

    def entries(self, whose: Whose, after: Position | None, size: int, *, newest_first: bool) -> Page[Entry]:
        """The next `size` entries at most, by version. Raises Busy."""

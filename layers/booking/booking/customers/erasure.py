"""The erasure of a customer's data: begun, and complete when nothing is left that was stored before it began."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded

SETTLED_AFTER = timedelta(seconds=61)
"""How long after the beginning a pass over the customer's appointments has to start to be the last one.

The index that lists them lags behind the table, by much less than a minute. The second more is for `begun_at`, which is
rounded down.
"""

GIVEN_UP_AFTER = timedelta(minutes=15)
"""An erasure that was begun longer ago begins again. Whoever asks now means what is stored now."""


class ErasureChange(StrEnum):
    """The changes that an erasure can have. Only the second is an event."""

    BEGUN = "CustomerErasureBegun"
    COMPLETED = "CustomerErased"


@dataclass(frozen=True, slots=True)
class Erasure(Recorded):
    """The last erasure of a customer's data. `id` is the customer's. `begun_at`: when it was asked for, in UTC."""

    begun_at: datetime

    @classmethod
    def begin(cls, customer_id: str, origin: Origin) -> "Erasure":
        return cls(customer_id, Record.new(Change(ErasureChange.BEGUN, origin)), origin.at)

    def begun_again(self, origin: Origin) -> "Erasure":
        """For what was stored since the last one began."""
        return replace(self, record=self.record.after(Change(ErasureChange.BEGUN, origin)), begun_at=origin.at)

    def completed(self, origin: Origin) -> "Erasure":
        return replace(self, record=self.record.after(Change(ErasureChange.COMPLETED, origin)))

    @property
    def is_complete(self) -> bool:
        return self.change.type is ErasureChange.COMPLETED

    def goes_on(self, now: datetime) -> bool:
        """Whether a call that comes now goes on with it. Otherwise a new one begins."""
        return not self.is_complete and now - self.begun_at < GIVEN_UP_AFTER

    def seconds_to_settle(self, now: datetime) -> float:
        """In how many seconds a pass may be the last one. None are left if this is not above zero."""
        return (self.begun_at + SETTLED_AFTER - now).total_seconds()


class Progress(NamedTuple):
    """What one call has done. `erasure`: as it stands. `erased`: how many appointments lost personal data by it.

    `repeat_after`: in how many seconds another call can go on; None when all is done.
    """

    erasure: Erasure
    erased: int
    repeat_after: int | None

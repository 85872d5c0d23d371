"""The store that the use cases of reports need."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.providers.provider import Provider
from booking.reports.report import Counted, Figures, KeptDay
from booking.rules.ports import RuleStore
from booking.time_off.time_off import TimeOff


class DayChanged(Changed):
    """The day was stored by another call since its revision was read."""


class ReportStore(RuleStore, Protocol):
    """Reads are consistent, but for those of the index."""

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def all_time_off(self, provider: Provider) -> Iterable[TimeOff]:
        """Every entry that the provider ever had, removed ones too."""

    def kept_days(self, provider_id: str, days: range | None) -> Mapping[int, KeptDay]:
        """What is stored of these dates (days since the epoch), or of all. Raise Busy."""

    def begin_day(self, provider_id: str, day: int, call: Call) -> None:
        """Store that the figures of the day are about to be kept, unless it is stored already. Raise Busy."""

    def counted_between(
        self, provider: Provider, start: datetime, end: datetime, appointment_id: str | None
    ) -> Sequence[Counted]:
        """The provider's appointments that begin in [start, end), cancelled ones too.

        Confirmed ones are as the index has them, which lags a little behind. Cancelled ones, and the one that
        `appointment_id` names, are as they stand now. Raise Busy.
        """

    def keep_day(self, provider: Provider, kept: KeptDay, figures: Figures, call: Call) -> None:
        """Store the figures instead of what was read. Raise DayChanged if that is no longer stored, and Busy."""

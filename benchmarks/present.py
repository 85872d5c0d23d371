"""The current time of the measured calls: that of the sample events. It stands still."""

from datetime import UTC, datetime, tzinfo
from typing import Self
from unittest.mock import patch

NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
"""Not imported from the tests' engine, because that import is slow."""


class _StandingClock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        assert tz, "the present needs a zone"
        return cls.fromtimestamp(NOW.timestamp(), tz)


def stop_the_clock() -> None:
    """Stop the clock of this process. It is never started again, because these programs end after the measurement."""
    patch("booking.calls.call.datetime", _StandingClock).start()

"""The present of the measured calls: that of the sample events. It stands still."""

from datetime import UTC, datetime, tzinfo
from typing import Self
from unittest.mock import patch

NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
"""Not taken from the tests' engine: importing that one takes long."""


class _StandingClock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        assert tz, "the present needs a zone"
        return cls.fromtimestamp(NOW.timestamp(), tz)


def stop_the_clock() -> None:
    """Of this process's calls. Not started again: these programs measure and end."""
    patch("booking.calls.call.datetime", _StandingClock).start()

"""The days of several providers: what is asked for, and what is found."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from booking.desk.day import Day

MOST_ON_A_BOARD = 20


class BoardQuery(NamedTuple):
    """`day`: a date of each provider's own zone. `provider_ids`: None for the first active ones by name."""

    day: date
    provider_ids: Sequence[str] | None = None


class Board(NamedTuple):
    day: date
    days: Sequence[Day]

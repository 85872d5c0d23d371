"""The catalog: every offering in force, of all providers, by service."""

from collections.abc import Sequence
from typing import NamedTuple

from booking.services.offering import Offering


class Place(NamedTuple):
    """Where a list of the catalog stands: at the last offering that was listed."""

    service_id: str
    provider_id: str


class Entry(NamedTuple):
    offering: Offering
    provider_name: str


class Page(NamedTuple):
    """`last`: where the next page begins; None if there is none. A page may be shorter than was asked for."""

    entries: Sequence[Entry]
    last: Place | None

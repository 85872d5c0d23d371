"""Pages of a list, and where the next one begins."""

from collections.abc import Sequence
from typing import NamedTuple


class Position(NamedTuple):
    """Behind the entry with this id. `sort_key`: its place in the order of the list. Several entries may share it."""

    sort_key: str
    id: str


class Page[Entry](NamedTuple):
    """`next`: where the next page begins; None at the end. A page may be shorter than was asked for before the end."""

    entries: Sequence[Entry]
    next: Position | None

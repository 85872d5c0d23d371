"""Cursors: a position in a list as the text that clients get and send back.

A cursor names no partition and needs no secret. What a request may list is decided from the request alone, so a cursor
that somebody makes up shows nothing else. Its check refuses what is damaged, and what comes from a list with other
filters: there it would skip entries or repeat them.
"""

import base64
import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from booking.calls.paging import Position

FORMAT = 1
"""Changes with the parts of a cursor, or with the sort keys of an index. Cursors of other formats are refused."""

_LONGEST_SORT_KEY = 1024
"""In bytes, by DynamoDB."""

_SEPARATOR = "\n"


class Cursors(NamedTuple):
    """The cursors of one list.

    `filters`: all that decides what is listed, of whom, and in which order. How many entries a page has is no filter.
    """

    name: str
    filters: Mapping[str, str | None]

    def text(self, position: Position) -> str:
        parts = (str(FORMAT), position.id, self._check(position), position.sort_key)
        return base64.urlsafe_b64encode(_SEPARATOR.join(parts).encode()).decode().rstrip("=")

    def position(self, text: str) -> Position:
        """The inverse of `text`. Raises ValueError for any other text."""
        position = _position_in(text)
        if self.text(position) != text:
            raise ValueError("not a cursor of this list")
        return position

    def _check(self, position: Position) -> str:
        checked = json.dumps([FORMAT, self.name, self.filters, *position], sort_keys=True)
        return blake2b(checked.encode(), digest_size=8).hexdigest()


def _position_in(text: str) -> Position:
    """Whether the text is in the form that we write is not looked at. Raises ValueError."""
    decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    _, entry_id, _, sort_key = decoded.split(_SEPARATOR, 3)
    if not 0 < len(sort_key.encode()) <= _LONGEST_SORT_KEY:
        raise ValueError("no sort key")
    return Position(sort_key, entry_id)

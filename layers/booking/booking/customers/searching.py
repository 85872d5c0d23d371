"""How customers are found: by the start of any word of the name, by the email, by the last digits of the phone."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from booking.calls.plain import plain
from booking.customers.card import Contact

MOST_WORDS = 10
"""Of a name: by those behind them nobody is found."""

FEWEST_DIGITS = 3
"""Of a phone: fewer are looked for in names."""

MOST_DIGITS = 7
"""The last digits of a phone that are looked for: those in front of them may be written as +46 or as 0."""

MOST_CHARACTERS = 100
"""Of a text by which a customer is found: what is longer is cut."""

_BETWEEN_WORDS = re.compile(r"[\s\-'\u2019.,;:/()\"_#]+")


_APOSTROPHES = re.compile(r"['\u2019]")
"""O'Brien is also looked for as OBrien."""


class Kind(StrEnum):
    NAME = "NAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"


class SearchKey(NamedTuple):
    """A text by whose start a customer is found. Of a phone, the digits from the last to the first."""

    kind: Kind
    text: str


class Search(NamedTuple):
    """What is looked for. `words`: the starts of words that all have to be in the name; the longest is the key's."""

    key: SearchKey
    words: tuple[str, ...] = ()

    def shows(self, contact: Contact, found_by: str) -> bool:
        """Whether a customer who was found by this text belongs in the list. Each is listed once."""
        mine = sorted(key.text for key in keys_of(contact) if key.kind is self.key.kind)
        if found_by != next((text for text in mine if text.startswith(self.key.text)), None):
            return False
        return all(any(text.startswith(word) for text in mine) for word in self.words)


def keys_of(contact: Contact) -> frozenset[SearchKey]:
    return frozenset(_keys_of(contact))


def _keys_of(contact: Contact) -> Iterator[SearchKey]:
    name = contact.name or ""
    words = [*_words(name)[:MOST_WORDS], *_words(_APOSTROPHES.sub("", name))[:MOST_WORDS]]
    yield from (SearchKey(Kind.NAME, word) for word in words)
    if email := _email(contact.email or ""):
        yield SearchKey(Kind.EMAIL, email)
    if digits := _digits(contact.phone or ""):
        yield SearchKey(Kind.PHONE, digits[::-1])


def search_of(query: str) -> Search | None:
    """None if there is nothing in it by which a customer could be found."""
    if "@" in query:
        email = _email(query)
        return None if email.startswith("@") else Search(SearchKey(Kind.EMAIL, email))
    digits = _digits(query)
    if len(digits) >= FEWEST_DIGITS and not any(map(str.isalpha, query)):
        return Search(SearchKey(Kind.PHONE, digits[: -MOST_DIGITS - 1 : -1]))
    words = tuple(_words(query))
    return Search(SearchKey(Kind.NAME, max(words, key=len)), words) if words else None


def _words(text: str) -> list[str]:
    return [word[:MOST_CHARACTERS] for word in _BETWEEN_WORDS.split(plain(text)) if any(map(str.isalnum, word))]


def _email(text: str) -> str:
    return plain(text)[:MOST_CHARACTERS]


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())

"""Marks: words that stand in the place of personal data, and are easy to find again."""

import base64
import re
import zlib
from collections.abc import Collection, Iterator
from functools import cache

PSEUDONYM = "the id of a customer"
"""A client chooses it as a pseudonym. It may be in events, and in what an audit finds about an erasure."""

_made: dict[str, str] = {}


def mark(what: str) -> str:
    """The mark of a personal value, always the same: ten letters and digits, which no encoding of text changes."""
    return _made.setdefault(what, f"q{zlib.crc32(what.encode()):08x}z")


def all_marks() -> str:
    """As the text of an exception that quotes everything."""
    return " ".join(_made.values())


def marks_in(text: str, allowed: Collection[str] = ()) -> list[str]:
    """The personal values whose marks are in the text, plain or within base64, in upper or lower case."""
    found = {_forms()[form] for form in re.findall("|".join(_forms()), text.casefold())}
    return sorted(found - {*allowed})


def lines_with_marks(text: str, allowed: Collection[str] = ()) -> Iterator[str]:
    """One sentence for each line that holds marks."""
    for line in text.splitlines():
        if found := marks_in(line, allowed):
            yield f"{', '.join(found)} in: {re.sub(r'(.{300}).*', r'\1...', line)}"


def _forms() -> dict[str, str]:
    """What the marks look like, each with what it marks. Made anew when there are more marks."""
    return _forms_of(tuple(_made.items()))


@cache
def _forms_of(made: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {form: what for what, each in made for form in (each, *_in_base64(each))}


def _in_base64(word: str) -> Iterator[str]:
    """Three forms, by where the word begins. The letters at its ends also depend on its neighbours: without those."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + word.encode() + b"\0\0").decode()
        yield encoded[-(-before * 8 // 6) : (before + len(word)) * 8 // 6].casefold()

"""Text of one visible line, as in names, customers' ids, phone numbers and keys of metadata."""

import re
import unicodedata

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

_BREAKS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
"""Control characters and line breaks, in a character class."""

_BREAK = re.compile(f"[{_BREAKS}]")

_UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters that fonts show as nothing, though their Unicode category is letter or symbol."""

# The pattern refuses text of spaces and common invisible characters. The service also checks Unicode categories.
ONE_LINE_PATTERN = (
    rf"^[^{_BREAKS}]*[^{_BREAKS}\s\u00ad\u0300-\u036f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    rf"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb][^{_BREAKS}]*$"
)


def one_line(value: str) -> str:
    """Raises PydanticCustomError for a control character, a line break, or text without a visible character."""
    if _BREAK.search(value):
        raise PydanticCustomError("one_line", "must not contain control characters or line breaks")
    if not any(unicodedata.category(c)[0] in "LNPS" and c not in _UNSEEN for c in value):
        raise PydanticCustomError("one_line", "must have at least one visible character")
    return value


OneLine = (
    AfterValidator(one_line),
    Field(
        description="One line, with at least one letter, number, punctuation mark or symbol.",
        json_schema_extra={"pattern": ONE_LINE_PATTERN},
    ),
)
"""To be unpacked at the end of the annotation of a text."""

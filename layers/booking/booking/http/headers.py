"""The request headers `Idempotency-Key`, `If-Match` and `If-None-Match`, and entity tags of content."""

import hashlib
import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from booking.calls.precondition import ANY_VERSION, ANY_VERSION_THAT_EXISTS, Precondition
from booking.http.parameters import HEADER

_TAG = r'(?P<weak>W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\U0010ffff]*)"'
"""The first request that needs it compiles it: such a wide character class compiles slowly."""

_MEMBER = re.compile(r'(?:[^",]|"[^"]*")+')
"""A member of a list. Quoted text may contain commas."""

_KEY = re.compile(r"[\x20-\x7e]{16,255}")


def _idempotency_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise PydanticCustomError("idempotency_key", "must be 16 to 255 printable ASCII characters")
    return value


IdempotencyKey = Annotated[
    Annotated[str, AfterValidator(_idempotency_key)] | None,
    Field(
        alias="Idempotency-Key",
        description=(
            "A retry with the same key returns what the first request made. Use a random UUID. A key belongs to its "
            "caller: the same key of another caller is another key."
        ),
        # A header's value never starts or ends with a space.
        json_schema_extra={"pattern": "^[!-~][ -~]{14,253}[!-~]$"},
    ),
    HEADER,
]


def _tags(if_match: str) -> list[re.Match[str] | None]:
    """The members of the list, by RFC 9110. A member that is not an entity tag is None."""
    members = (member.strip(" \t") for member in _MEMBER.findall(if_match))
    return [re.fullmatch(_TAG, member) for member in members if member] if if_match.count('"') % 2 == 0 else [None]


def _if_match(value: str) -> str:
    tags = _tags(value)
    if value.strip() != "*" and (not tags or None in tags):
        message = 'must be * or an ETag with its quotes, such as "3"'
        raise PydanticCustomError("if_match", message)
    return value


IfMatch = Annotated[
    Annotated[str, AfterValidator(_if_match)] | None,
    Field(
        alias="If-Match",
        description="The ETag of the version to change, a list of ETags, or * for any version of a record that exists. "
        "If the record is at another version, nothing is written.",
        json_schema_extra={"pattern": r'^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$'},
    ),
    HEADER,
]


IfNoneMatch = Annotated[str | None, Field(alias="If-None-Match", description="The ETag of the copy at hand."), HEADER]


def content_etag(text: str) -> str:
    """Weak: on its way the text may be compressed. BLAKE2 takes fewer instructions than SHA-256."""
    return f'W/"{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"'


def names_etag(if_none_match: str | None, etag: str) -> bool:
    """Whether the client has it. By RFC 9110: weak comparison."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return bool(tags & {etag.removeprefix("W/"), "*"})


def precondition(if_match: str | None) -> Precondition:
    """By RFC 9110 the comparison is strong, so a weak tag matches no version, and `*` matches whatever exists."""
    if if_match is None:
        return ANY_VERSION
    if if_match.strip() == "*":
        return ANY_VERSION_THAT_EXISTS
    tags = [tag for tag in _tags(if_match) if tag]
    strong = (tag["opaque"] for tag in tags if not tag["weak"])
    return Precondition(
        frozenset(int(text) for text in strong if re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII)),
        has_weak_tags=any(tag["weak"] for tag in tags),
    )

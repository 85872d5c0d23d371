"""Request headers that steer a write."""

import re
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from booking.application.preconditions import ANY_VERSION, Precondition

_TAGS = re.compile(r'\s*(W/)?"([^"]*)"\s*')
_KEY = re.compile(r"[\x20-\x7e]{16,255}")


def _idempotency_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise PydanticCustomError("idempotency_key", "must be 16 to 255 printable ASCII characters")
    return value


IdempotencyKey = Annotated[
    Annotated[str, AfterValidator(_idempotency_key)] | None,
    Header(
        alias="Idempotency-Key",
        description=(
            "A repeat of the request under the same key answers with what the first one made. Use a random UUID: "
            "the new id is derived from the key, so whoever guesses the key can find what was made."
        ),
        # Spaces at its ends are not part of a header's value.
        json_schema_extra={"pattern": "^[!-~][ -~]{14,253}[!-~]$"},
    ),
]

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag of the version to change, a list of them, or *. The write happens on it or not at all.",
    ),
]


def precondition(if_match: str | None) -> Precondition:
    """By RFC 9110: strong comparison, so a weak tag matches nothing; nor does what is no quoted tag at all."""
    if if_match is None or if_match.strip() == "*":
        return ANY_VERSION
    tags = (_TAGS.fullmatch(tag) for tag in if_match.split(","))
    strong = (tag[2] for tag in tags if tag and not tag[1])
    return Precondition(frozenset(int(text) for text in strong if re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII)))

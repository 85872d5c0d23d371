"""The kinds of values that requests hold. Each refuses what it does not mean: no value is guessed or converted."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# For the schema only: no display name, no quoted name, and a domain with a dot. What is let through is checked in full.
_BARE_ADDRESS = r"^[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]+$"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


def _instant(value: Any) -> datetime:
    message = "must be an RFC 3339 date and time with its UTC offset, such as 2027-03-01T09:00:00+01:00"
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):  # a 30th of February; an offset that leads out of the calendar
            pass
    raise PydanticCustomError("instant", message)


def _date(value: Any) -> date:
    message = "must be a date of the form YYYY-MM-DD"
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date", message)


def _clock(value: Any) -> int:
    """Minutes since midnight."""
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return int(value[:2]) * 60 + int(value[3:])
    raise PydanticCustomError("clock", "must be a time of the form HH:MM, 00:00 to 24:00")


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "must not be blank")
    return value


def _email(value: str) -> str:
    # Imported where it is needed: it is a fifth of a cold start's imports, and most routes check no address.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        # The address is stored as it was sent: no lookup, no normalising, `.test` domains allowed.
        validate_email(value, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        raise PydanticCustomError("email", "must be an email address") from error
    return value


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
            r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
        }
    ),
]
"""Aware, in UTC."""

Day = Annotated[
    date,
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]

ClockTime = Annotated[
    int,
    BeforeValidator(_clock),
    # Told as what can be right: edges lie on slots, and the finest slots are of 5 minutes.
    WithJsonSchema({"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$", "maxLength": 5}),
]
"""Wall-clock time of a day as minutes since midnight; 1440 is the end of the day."""

_NotBlank = (AfterValidator(_not_blank), Field(json_schema_extra={"pattern": r"\S"}))

Name = Annotated[str, StringConstraints(min_length=1, max_length=200), *_NotBlank]
Email = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254, "pattern": _BARE_ADDRESS}),
]
Phone = Annotated[str, StringConstraints(min_length=1, max_length=40), *_NotBlank]
Notes = Annotated[str, StringConstraints(max_length=2000)]
Reason = Annotated[str, StringConstraints(max_length=500)]
CustomerId = Annotated[str, StringConstraints(min_length=1, max_length=128), *_NotBlank]
Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=40)],
        Annotated[str, StringConstraints(max_length=500)],
    ],
    Field(max_length=20),
]

"""The kinds of values that requests hold. Each refuses what it does not mean: no value is guessed or converted."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from booking.http.one_line import OneLine
from booking.time.zones import unknown_zone

_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])", re.ASCII)

_INSTANT = re.compile(
    rf"{_DATE.pattern}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.(?P<fraction>\d+))?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)

# For the schemas only.
_DAY_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME_PATTERN = r"[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# For the schema only: no display name, no quoted name, and a domain with a dot. What is let through is checked in full.
# \x22 is the quotation mark: escaped otherwise it is an error in JavaScript's regular expressions.
_BARE_ADDRESS = r"^[^\s@<>()\[\],;:\\\x22]+@[^\s@<>()\[\],;:\\\x22]+\.[^\s@<>()\[\],;:\\\x22.]+$"

# Everyday addresses, good at first sight: the import of email-validator is a sixth of a cold start. It judges all that
# does not match, such as labels with hyphens in the third and fourth place and top-level domains for special use. The
# limit of 253 characters for a domain needs no check: 254 for the address leave 252.
_LABEL = r"(?![^.]{2}--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN_ADDRESS = re.compile(
    r"(?=.{1,254}\Z)(?=[^@]{1,64}@)"
    r"[a-z0-9_+'-]+(?:\.[a-z0-9_+'-]+)*"
    rf"@(?:{_LABEL}\.)+(?!(?:arpa|invalid|local|localhost|onion)\Z)[a-z]{{2,63}}",
    re.ASCII | re.IGNORECASE,
)


def _instant(value: Any) -> datetime:
    """Digits beyond the microsecond round up: an instant that is not on a slot never becomes one that is."""
    message = "must be an RFC 3339 date and time with its UTC offset, such as 2028-03-06T09:00:00+01:00"
    if isinstance(value, str) and (found := _INSTANT.fullmatch(value)):
        try:
            instant = datetime.fromisoformat(value.upper())  # cuts the fraction after six digits
            has_more = (found["fraction"] or "")[6:].strip("0")
            return (instant + datetime.resolution if has_more else instant).astimezone(UTC)
        except OverflowError:
            message = "is outside the calendar, which has the years 1 to 9999 in UTC"
        except ValueError:
            message = _no_such_day(found)
    raise PydanticCustomError("instant", message)


def _date(value: Any) -> date:
    message = "must be a date of the form YYYY-MM-DD"
    if isinstance(value, str) and (found := _DATE.fullmatch(value)):
        try:
            return date.fromisoformat(value)
        except ValueError:
            message = _no_such_day(found)
    raise PydanticCustomError("date", message)


def _day_or_instant(value: Any) -> date | datetime:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return _date(value)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return _instant(value)
    raise PydanticCustomError(
        "day_or_instant", "must be a date of the form YYYY-MM-DD, or an RFC 3339 date and time with its UTC offset"
    )


def _no_such_day(found: re.Match[str]) -> str:
    return f"there is no {int(found['day'])} {_MONTHS[int(found['month']) - 1]} in {found['year']}"


def _whole(value: Any) -> Any:
    """To JSON Schema 15.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _count(value: Any) -> int:
    """Of a query string, in which everything is text."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    raise PydanticCustomError("count", "must be a whole number, such as 30")


def _flag(value: Any) -> bool:
    """Of a query string, too."""
    if value not in ("true", "false"):
        raise PydanticCustomError("flag", "must be true or false")
    return bool(value == "true")


def _zone_name(value: str) -> str:
    if fault := unknown_zone(value):
        raise PydanticCustomError("zone_name", fault)
    return value


def is_plain_address(value: str) -> bool:
    """Whether it is an address at first sight. False says nothing: the address may be good or bad."""
    return _PLAIN_ADDRESS.fullmatch(value) is not None


def _email(value: str) -> str:
    if is_plain_address(value):
        return value
    # Imported where it is needed: it is a fifth of a cold start's imports, and most addresses are plain.
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
            "pattern": f"{_DAY_PATTERN}{_TIME_PATTERN}$",
        }
    ),
]
"""Aware, in UTC."""

Day = Annotated[
    date,
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"{_DAY_PATTERN}$"}),
]

DayOrInstant = Annotated[
    date | datetime,
    BeforeValidator(_day_or_instant),
    WithJsonSchema({"type": "string", "pattern": f"{_DAY_PATTERN}({_TIME_PATTERN})?$"}),
]
"""An instant is aware, in UTC."""

Whole = BeforeValidator(_whole)
"""Accepts 15.0. Last in an annotation, because pydantic runs before-validators from last to first."""

Count = BeforeValidator(_count)
"""A whole number in a query string. Last in an annotation, so that the schema has the limits before it."""

Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
"""In a query string."""

ZoneName = Annotated[
    str,
    StringConstraints(max_length=64),
    AfterValidator(_zone_name),
    Field(description="A name of the IANA time zone database.", json_schema_extra={"examples": ["Europe/Stockholm"]}),
]
"""Not an enum in the schema: of 600 names a generated client would make 600 constants, and refuse the next name."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200), *OneLine]

Email = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254, "pattern": _BARE_ADDRESS}),
]

Phone = Annotated[str, StringConstraints(min_length=1, max_length=40), *OneLine]

"""The kinds of values that requests hold. Each refuses what it does not mean: no value is guessed or converted."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from booking.domain.providers import unknown_slot_minutes, unknown_zone
from booking.domain.slots import SLOT_MINUTES
from booking.http.one_line import ONE_LINE_PATTERN, OneLine, one_line

_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])", re.ASCII)
_INSTANT = re.compile(
    rf"{_DATE.pattern}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.(?P<fraction>\d+))?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# For the schema only: no display name, no quoted name, and a domain with a dot. What is let through is checked in full.
# \x22 is the quotation mark: escaped otherwise it is an error in JavaScript's regular expressions.
_BARE_ADDRESS = r"^[^\s@<>()\[\],;:\\\x22]+@[^\s@<>()\[\],;:\\\x22]+\.[^\s@<>()\[\],;:\\\x22.]+$"


def _instant(value: Any) -> datetime:
    """Digits beyond the microsecond round up: an instant that is not on a slot never becomes one that is."""
    message = "must be an RFC 3339 date and time with its UTC offset, such as 2027-03-01T09:00:00+01:00"
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


def _no_such_day(found: re.Match[str]) -> str:
    return f"there is no {int(found['day'])} {_MONTHS[int(found['month']) - 1]} in {found['year']}"


def _clock(value: Any) -> int:
    """Minutes since midnight."""
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return int(value[:2]) * 60 + int(value[3:])
    raise PydanticCustomError("clock", "must be a time of the form HH:MM, such as 09:00")


def _before_midnight(minutes: int) -> int:
    if minutes == 24 * 60:
        raise PydanticCustomError("clock", "24:00 ends a day; a window of the next day starts at 00:00")
    return minutes


def _whole(value: Any) -> Any:
    """To JSON Schema 15.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _slot_minutes(value: int) -> int:
    if fault := unknown_slot_minutes(value):
        raise PydanticCustomError("slot_minutes", fault)
    return value


def _zone_name(value: str) -> str:
    if fault := unknown_zone(value):
        raise PydanticCustomError("zone_name", fault)
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
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
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

# The schemas say what can be right: edges lie on slots, and the finest slots are of 5 minutes.
ClockStart = Annotated[
    int,
    BeforeValidator(_clock),
    AfterValidator(_before_midnight),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][05]$", "maxLength": 5}),
]
ClockEnd = Annotated[
    int,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$", "maxLength": 5}),
]
"""Wall-clock times of a day as minutes since midnight; 1440 is the end of the day."""

Whole = BeforeValidator(_whole)
"""Accepts 15.0. Last in an annotation, because pydantic runs before-validators from last to first."""
SlotMinutes = Annotated[int, AfterValidator(_slot_minutes), Field(json_schema_extra={"enum": [*SLOT_MINUTES]}), Whole]
ZoneName = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone_name)]

Name = Annotated[str, StringConstraints(min_length=1, max_length=200), *OneLine]
Email = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254, "pattern": _BARE_ADDRESS}),
]
Phone = Annotated[str, StringConstraints(min_length=1, max_length=40), *OneLine]
Notes = Annotated[str, StringConstraints(max_length=2000)]
Reason = Annotated[str, StringConstraints(max_length=500)]
CustomerId = Annotated[str, StringConstraints(min_length=1, max_length=128), *OneLine]
Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(one_line)],
        Annotated[str, StringConstraints(max_length=500)],
    ],
    Field(max_length=20),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": 20,
            "propertyNames": {"minLength": 1, "maxLength": 40, "pattern": ONE_LINE_PATTERN},
            "additionalProperties": {"type": "string", "maxLength": 500},
        }
    ),
]

"""Pydantic's validation errors as field errors: the field's path as a client writes it, and a rule to follow."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from booking.calls.refusals import FieldError

# Replaces pydantic's messages that speak of Python and not of the request. The error's context fills the {}.
_MESSAGES: Mapping[str, str] = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "string_type": "must be text",
    "string_unicode": "must be text without lone surrogates",
    "int_type": "must be a whole number without quotes, such as 30",
    "int_from_float": "must be a whole number, such as 30",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_long": "must have at most {max_length} entries",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
}

SEVERAL = "several"
"""The type of an error that stands for several. Its context lists them as `faults`, each with the rest of its path."""


def field_errors(error: ValidationError, unread: Collection[str] = ()) -> Sequence[FieldError]:
    """All errors but those of the `unread` parameters, whose values are not checked."""
    read = (
        e for e in error.errors(include_url=False, include_input=False) if not e["loc"] or e["loc"][0] not in unread
    )
    return [found for each in read for found in _field_errors(each) if found.field not in unread]


def _field_errors(error: Mapping[str, Any]) -> Iterator[FieldError]:
    path = _path(error["loc"])
    if error["type"] == SEVERAL:
        yield from (FieldError(path + fault.field, fault.message) for fault in error["ctx"]["faults"])
    else:
        yield FieldError(path or "body", _message(error))


def _path(loc: Sequence[str | int]) -> str:
    """("weeklySchedule", "monday", 0, "start") as weeklySchedule.monday[0].start."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc if step != "[key]")
    return path.removeprefix(".")


def _message(error: Mapping[str, Any]) -> str:
    message = _MESSAGES.get(error["type"], "").format_map(error.get("ctx", {}))
    if not message:
        # pydantic says "String should have at most 200 characters". The field's name replaces the subject.
        _, should, rest = error["msg"].partition(" should ")
        message = f"must {rest}" if should else error["msg"]
    return message

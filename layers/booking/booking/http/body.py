"""Reading a request's body. Anything but a JSON object is refused here."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from booking.calls.refusals import FieldError, ValidationFailed
from booking.http.gateway_event import GatewayEvent

MAX_BYTES = 64 * 1024

MAX_DIGITS = 4300
"""The most digits of a whole number. It is Python's own limit: reading one takes time with the square of its digits."""

_REPLACEMENT = "\ufffd"

_BYTE_ORDER_MARK = "\ufeff"


class PayloadTooLarge(Exception):
    """The body is over 64 KB."""


class UnsupportedMediaType(Exception):
    """The headers say that the body is not plain JSON. The text says what to send instead."""


class MalformedJson(Exception):
    """The body is not JSON in UTF-8. The text gives the reason and the place."""


class _NotJson(ValueError):
    """A value that Python would accept but JSON does not have."""


def json_object(event: GatewayEvent, media_types: Sequence[str]) -> dict[str, Any]:
    """The body's JSON object, sent as one of the media types or without saying as what.

    Raises PayloadTooLarge, UnsupportedMediaType, MalformedJson, and ValidationFailed for JSON that is not an object.
    """
    raw = _raw(event)
    if len(raw) > MAX_BYTES:
        raise PayloadTooLarge
    _require_plain_json(event, media_types)
    text = _text(raw, was_decoded_by_gateway=not event.is_base64_encoded)
    value = _value(text)
    if not isinstance(value, dict):
        raise ValidationFailed([FieldError("body", "must be a JSON object")])
    return value


def _raw(event: GatewayEvent) -> bytes:
    body = event.body or ""
    if not event.is_base64_encoded:
        return body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError as error:
        raise MalformedJson("The event's body is marked as base64, but it is not base64.") from error


def _require_plain_json(event: GatewayEvent, media_types: Sequence[str]) -> None:
    coding = (event.header("content-encoding") or "").strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType(
            f"Send the body uncompressed, without the header Content-Encoding (now {coding[:40]!r})."
        )
    media_type = (event.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type not in ("", *media_types):
        header = f"-H 'Content-Type: {media_types[0]}'"
        raise UnsupportedMediaType(
            f"Send the body as {' or '.join(media_types)} (curl: {header}), not as {media_type[:80]!r}."
        )


def _text(raw: bytes, *, was_decoded_by_gateway: bool) -> str:
    r"""The body's characters.

    API Gateway replaces bytes that are not UTF-8 with U+FFFD, and the event does not say whether it did. So the
    character U+FFFD is refused. The escape `\ufffd` is accepted.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedJson(f"The body is not UTF-8 (byte {error.start + 1}).") from error
    if was_decoded_by_gateway and _REPLACEMENT in text:
        where = _position(text, text.index(_REPLACEMENT))
        raise MalformedJson(f"The body is not UTF-8 ({where}). If you mean the character U+FFFD, write \\ufffd.")
    return text


def _value(text: str) -> Any:
    if not text.strip():
        raise MalformedJson("The body is empty. Send a JSON object.")
    if text.startswith(_BYTE_ORDER_MARK):
        raise MalformedJson("The body begins with a byte order mark (U+FEFF). Send the body without it.")
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        reason = error.msg.removesuffix(" at").removesuffix(" starting")
        raise MalformedJson(f"The body is not JSON: {reason} ({_position(text, error.pos)}).") from error
    except _NotJson as error:
        raise MalformedJson(f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise MalformedJson("The body is nested too deeply.") from error


def _position(text: str, index: int) -> str:
    """The line and column of a character, counted from 1 as editors do."""
    return f"line {text.count('\n', 0, index) + 1}, column {index - text.rfind('\n', 0, index)}"


def _refuse_constant(name: str) -> Any:
    raise _NotJson(f"{name} is not a JSON value")


def _whole_number(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _NotJson(f"a number has more than {MAX_DIGITS} digits")
    return int(digits)

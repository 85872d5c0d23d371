"""Reading a request's body, in front of the resolver: what cannot be a JSON object gets no further."""

import base64
import binascii
import json
from typing import Any

from booking.domain.errors import FieldError, ValidationFailed
from booking.http.gateway_event import GatewayEvent

MAX_BYTES = 64 * 1024


class PayloadTooLarge(Exception):
    """The body is over 64 KB."""


class UnsupportedMediaType(Exception):
    """The body is said to be something else than JSON."""


class MalformedJson(Exception):
    """The body is not JSON in UTF-8."""


BODY_REFUSALS = (PayloadTooLarge, UnsupportedMediaType, MalformedJson, ValidationFailed)


def json_object_text(event: GatewayEvent) -> str:
    """The body as the text of a JSON object.

    Raises PayloadTooLarge, UnsupportedMediaType, MalformedJson, and ValidationFailed for JSON that is no object.
    """
    raw = _raw(event)
    if len(raw) > MAX_BYTES:
        raise PayloadTooLarge
    media_type = event.header("content-type").partition(";")[0].strip().lower()
    if media_type not in ("", "application/json"):
        raise UnsupportedMediaType(media_type)
    try:
        text = raw.decode()
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and an endless integer among the ValueErrors
        raise MalformedJson from error
    if _was_mended(text, raw, event):
        raise MalformedJson
    if not isinstance(value, dict):
        raise ValidationFailed([FieldError("body", "must be a JSON object")])
    return text


def _raw(event: GatewayEvent) -> bytes:
    body = event.body or ""
    if not event.is_base64_encoded:
        return body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedJson from error


def _was_mended(text: str, raw: bytes, event: GatewayEvent) -> bool:
    """Whether the gateway put U+FFFD for bytes that are not UTF-8: the length that the client sent tells."""
    sent_length = event.header("content-length")
    return "\ufffd" in text and sent_length not in ("", str(len(raw)))


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")

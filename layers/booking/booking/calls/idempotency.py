"""Idempotency-Key: the key determines the new entity's id, so that remembering it costs no write of its own."""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from booking.calls.refusals import IdempotencyKeyReused

_FORMAT = 1

_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Identity(NamedTuple):
    """The id of an entity to be created, and what tells a repeat of its request from another request."""

    id: str
    fingerprint: str | None

    @property
    def is_derived(self) -> bool:
        """Whether a repeat of the request would find the same id."""
        return self.fingerprint is not None

    def require_same_request(self, stored_fingerprint: str | None) -> None:
        """Raise IdempotencyKeyReused unless the stored entity was made by a request with the same fields.

        A random id stands only where this very request made it, its answer was lost and others changed it since.
        """
        if self.fingerprint is not None and not hmac.compare_digest(stored_fingerprint or "", self.fingerprint):
            raise IdempotencyKeyReused


class Created[Entity](NamedTuple):
    """What a POST made, or had made before under the same key (`replayed`), as it now stands."""

    entity: Entity
    replayed: bool


def identity(operation: str, caller: str, key: str | None, sent: Mapping[str, Any]) -> Identity:
    """A random id without a key; with one, the id that operation, caller and key determine.

    `sent` holds the fields that the client sent, as JSON values. The fingerprint is keyed with the Idempotency-Key,
    which is not stored: personal data cannot be guessed from it.
    """
    if key is None:
        return Identity(str(uuid.uuid4()), None)
    digest = hashlib.sha256(_json([operation, caller, key])).digest()
    fingerprint = hmac.new(key.encode(), _json(sent), hashlib.sha256).hexdigest()
    return Identity(_uuid_8(digest), f"{_FORMAT}:{fingerprint}")


def _uuid_8(digest: bytes) -> str:
    """The first 16 bytes as a UUID of version 8 (custom) with the variant of RFC 9562."""
    octets = bytearray(digest[:16])
    octets[6] = octets[6] & 0x0F | 0x80
    octets[8] = octets[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(octets)))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def is_id(text: str) -> bool:
    """Whether the text has the form of the ids that we make; another one need not be looked up."""
    return _ID.fullmatch(text) is not None

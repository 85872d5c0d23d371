"""Idempotency-Key: the new entity's id is derived from the key, so no extra write is needed to remember the key."""

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
    """The id of an entity to create. The fingerprint tells a repeat of the request from a different request."""

    id: str
    fingerprint: str | None

    @property
    def is_derived(self) -> bool:
        """Whether a repeat of the request gets the same id."""
        return self.fingerprint is not None

    def require_same_request(self, stored_fingerprint: str | None) -> None:
        """Raise IdempotencyKeyReused unless a request with the same fields made the stored entity.

        A random id always passes: only this very request can have stored it. That happens if its answer was lost and
        another request has changed the entity since.
        """
        if self.fingerprint is not None and not hmac.compare_digest(stored_fingerprint or "", self.fingerprint):
            raise IdempotencyKeyReused


class Created[Entity](NamedTuple):
    """The result of a POST. `replayed`: an earlier request with the same key made the entity; it may have changed."""

    entity: Entity
    replayed: bool


def identity(operation: str, caller: str, key: str | None, sent: Mapping[str, Any]) -> Identity:
    """Without a key the id is random. With a key it is derived from operation, caller and key.

    `sent` holds the fields that the client sent, as JSON values. The fingerprint is keyed with the Idempotency-Key.
    The key is not stored, so nobody can guess personal data from the fingerprint.
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
    """Whether the text has the form of the service's ids. Any other text need not be looked up."""
    return _ID.fullmatch(text) is not None

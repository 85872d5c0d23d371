"""Create a provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booking.application.call import Call
from booking.application.deciding import until_it_holds
from booking.application.idempotency import Created, identity
from booking.application.store import AlreadyExists, BookingStore
from booking.domain.providers import DEFAULT_SLOT_MINUTES, Provider


@dataclass(frozen=True, slots=True)
class CreateProvider:
    """`sent`: the fields as the client sent them, for telling a repeat under the same key from another request."""

    name: str
    timezone: str
    email: str | None = None
    slot_minutes: int = DEFAULT_SLOT_MINUTES
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None


def create_provider(command: CreateProvider, store: BookingStore, call: Call) -> Created[Provider]:
    """Raises ValidationFailed, IdempotencyKeyReused, Busy."""
    new = identity("create_provider", call.caller, command.idempotency_key, command.sent or {})

    def decide() -> Created[Provider]:
        provider = Provider.create(
            new.id,
            call.origin(),
            name=command.name,
            timezone=command.timezone,
            email=command.email,
            slot_minutes=command.slot_minutes,
            fingerprint=new.fingerprint,
        )
        try:
            store.add_provider(provider, call)
        except AlreadyExists as existing:
            new.require_same_request(existing.entity.record.fingerprint)
            return Created(existing.entity, replayed=new.is_derived)
        return Created(provider, replayed=False)

    return until_it_holds(decide, store.attempts(call))

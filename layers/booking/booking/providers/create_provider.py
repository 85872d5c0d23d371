"""Create a provider."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists, until_it_holds
from booking.calls.idempotency import Created, identity
from booking.providers.commands import CreateProvider
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def create_provider(command: CreateProvider, store: ProviderStore, call: Call) -> Created[Provider]:
    """Raises Unauthorized, Forbidden, ValidationFailed, IdempotencyKeyReused, Busy."""
    require(call.caller, Action.CREATE_PROVIDER)
    new = identity("create_provider", call.caller.id, command.idempotency_key, command.sent or {})

    def decide() -> Created[Provider]:
        provider = Provider.create(
            new.id,
            call.origin(),
            name=command.name,
            timezone=command.timezone,
            email=command.email,
            subject=command.subject,
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

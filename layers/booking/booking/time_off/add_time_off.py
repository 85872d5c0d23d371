"""Add time off."""

from booking.access.policy import Action
from booking.access.require import require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.calls.idempotency import Created, identity
from booking.time_off.commands import AddTimeOff
from booking.time_off.permitted import permitted_provider
from booking.time_off.ports import TimeOffStore
from booking.time_off.time_off import TimeOff, listed_with


def add_time_off(command: AddTimeOff, store: TimeOffStore, call: Call) -> Created[TimeOff]:
    """A repeat with the same key returns what the first request made. A dry run writes nothing.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, TooMuchTimeOff, IdempotencyKeyReused, Busy.
    """
    require_any(call.caller, Action.CHANGE_SCHEDULE)
    # An id is unique for its provider, so a key is too.
    operation = f"add_time_off {command.provider_id}"
    new = identity(operation, call.caller.id, command.idempotency_key, command.sent or {})

    def decide() -> Created[TimeOff]:
        provider = permitted_provider(command.provider_id, Action.CHANGE_SCHEDULE, call.caller, store)
        existing, listed = store.time_off_and_list(provider, new.id)
        if existing:
            new.require_same_request(existing.record.fingerprint)
            return Created(existing, replayed=new.is_derived)
        origin = call.origin()
        entry = TimeOff.add(new.id, provider, command.period, command.reason, origin, fingerprint=new.fingerprint)
        listed = listed_with(listed, entry, origin.at)
        if not command.is_dry_run:
            entry = entry.making(provider.touched())
            store.save_time_off(provider, None, entry, listed, call)
        return Created(entry, replayed=False)

    return until_it_holds(decide, store.attempts(call))

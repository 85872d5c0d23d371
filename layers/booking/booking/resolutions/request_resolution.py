"""Request a resolution. Its event starts the work."""

from collections.abc import Mapping

from booking.access.policy import About, Action
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.idempotency import Created, identity
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.between import between
from booking.providers.provider import Provider
from booking.resolutions.commands import RequestResolution
from booking.resolutions.outcome import Progress
from booking.resolutions.permitted import permitted_provider
from booking.resolutions.ports import ResolutionStore
from booking.resolutions.resolution import Resolution


def request_resolution(command: RequestResolution, store: ResolutionStore, call: Call) -> Created[Progress]:
    """A repeat with the same key returns what the first request made, as it is now.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, IdempotencyKeyReused, Busy.
    """
    provider = permitted_provider(command.provider_id, Action.REQUEST_RESOLUTION, call.caller, store)
    # An id is unique for its provider, so a key is too.
    operation = f"request_resolution {command.provider_id}"
    new = identity(operation, call.caller.id, command.idempotency_key, command.sent or {})

    def replayed(existing: Resolution) -> Created[Progress]:
        new.require_same_request(existing.record.fingerprint)
        return Created(Progress(existing, store.outcomes(existing)), replayed=new.is_derived)

    if new.is_derived and (existing := store.resolution(provider.id, new.id)):
        return replayed(existing)
    _require_targets(command, store, call)
    time = between(command.begin, command.end, provider)
    resolution = Resolution.requested(
        new.id, provider, time, command.request, call.origin(), fingerprint=new.fingerprint
    )
    try:
        store.add_resolution(resolution, call)
    except AlreadyExists as met:
        return replayed(met.entity)
    return Created(Progress(resolution), replayed=False)


def _require_targets(command: RequestResolution, store: ResolutionStore, call: Call) -> None:
    """Raises ValidationFailed, Forbidden: a transfer is a booking with each of them."""
    wanted = command.request.provider_ids
    found: Mapping[str, Provider] = store.providers_by_id(wanted) if wanted else {}
    errors = [
        FieldError(f"providerIds[{number}]", message)
        for number, each in enumerate(wanted)
        if (message := _fault(each, command.provider_id, found))
    ]
    if errors:
        raise ValidationFailed(errors)
    for each in wanted:
        require(call.caller, Action.BOOK, About(found[each].subject))


def _fault(target: str, provider_id: str, found: Mapping[str, Provider]) -> str | None:
    if target == provider_id:
        return "must be another provider than the one whose appointments are transferred"
    return None if target in found else "must be the id of a provider"

"""Set the terms on which a provider offers a service."""

from typing import NamedTuple

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.calls.refusals import FieldError, ValidationFailed
from booking.services.commands import SetService
from booking.services.fitting import terms_errors
from booking.services.offering import Offering
from booking.services.ports import ServiceStore

MOST_OFFERINGS = 50
"""Of a provider, retired ones included: so one Query shows all, and their number needs no counter."""


class Set(NamedTuple):
    """`is_new`: the provider had no such service, not even a retired one."""

    offering: Offering
    is_new: bool


def set_service(command: SetService, store: ServiceStore, call: Call) -> Set:
    """Terms that are in force already return the offering unchanged, whatever the precondition.

    A dry run returns the offering as it would be, with the version that stands.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy.
    """
    require_any(call.caller, Action.CHANGE_SERVICE)

    def decide() -> Set:
        provider = store.provider(command.provider_id)
        require(call.caller, Action.CHANGE_SERVICE, About(provider_subject=provider.subject))
        offerings = store.offerings_of(provider.id)
        origin = call.origin()
        before = next((offering for offering in offerings if offering.id == command.service_id), None)
        if before:
            after = before.with_terms(command.terms, origin)
        else:
            after = Offering.new(provider.id, command.service_id, command.terms, origin)
        if after == before:
            return Set(after, is_new=False)
        command.precondition.require(before.version if before else 0)
        errors = terms_errors(command.terms, provider, origin.at)
        if before is None and len(offerings) >= MOST_OFFERINGS:
            message = f"cannot be new: the provider has {MOST_OFFERINGS} services, counting those that are retired"
            errors.append(FieldError("serviceId", message))
        if errors:
            raise ValidationFailed(errors)
        if command.is_dry_run:
            return Set(after.at_version_of(before) if before else after, is_new=False)
        after = after.making(provider.touched())
        store.save_offering(provider, before, after, call)
        return Set(after, is_new=before is None)

    return until_it_holds(decide, store.attempts(call))

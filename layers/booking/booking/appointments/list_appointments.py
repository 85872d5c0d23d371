"""List the appointments of a provider or of a customer."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.appointments.listed import AppointmentsQuery, Listed
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.providers.between import between
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.rules.unresolved import unresolved_among


def list_appointments(query: AppointmentsQuery, store: AppointmentStore, call: Call) -> Listed:
    """A page of them, by start. Raises Unauthorized, Forbidden, ProviderNotFound, ValidationFailed, Busy."""
    require_any(call.caller, Action.LIST_APPOINTMENTS)
    asked, provider = query.selection, None
    if asked.provider_id is not None:
        provider = _permitted_provider(asked.provider_id, store, call.caller)
    else:
        require(call.caller, Action.LIST_APPOINTMENTS, About(customer_id=asked.customer_id))
    selection = asked._replace(starts=between(query.begin, query.end, provider))
    page = store.selected(selection, query.after, query.size, call)
    if provider is None:
        return Listed(page, None)
    standing = [appointment.stands for appointment in page.entries if appointment.is_confirmed]
    return Listed(page, provider, unresolved_among(provider, standing, store, call.now()))


def _permitted_provider(provider_id: str, store: AppointmentStore, caller: Caller) -> Provider:
    """Only who may list those of all providers learns that there is no such provider."""
    try:
        provider = store.provider(provider_id)
    except ProviderNotFound:
        require(caller, Action.LIST_APPOINTMENTS)
        raise
    require(caller, Action.LIST_APPOINTMENTS, About(provider_subject=provider.subject))
    return provider

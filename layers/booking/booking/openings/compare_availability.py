"""The openings of several providers on one date."""

from collections.abc import Mapping, Sequence
from datetime import date

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusing import SECONDS_FOR_A_READING
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.openings.availability import Availability
from booking.openings.finding import Finder
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import day_number
from booking.services.refusals import ServiceNotFound


def compare_availability(
    provider_ids: Sequence[str], service_id: str | None, day: date, store: AppointmentStore, call: Call
) -> Mapping[str, Availability | None]:
    """By provider, in the given order; the date is one of each provider's zone.

    None for a provider that does not exist, or does not know the service. Raises Busy, also before the call's time
    runs out: the answer has all providers or is none.
    """
    require(call.caller, Action.SEE_AVAILABILITY)
    found: dict[str, Availability | None] = {}
    for provider_id in provider_ids:
        if call.seconds_left() < SECONDS_FOR_A_READING:
            raise Busy
        found[provider_id] = _of(provider_id, service_id, day_number(day), store, call)
    return found


def _of(provider_id: str, service_id: str | None, day: int, store: AppointmentStore, call: Call) -> Availability | None:
    try:
        provider = store.provider(provider_id)
        found = Finder(provider, store, call.now(), service_id=service_id).on(range(day, day + 1))
    except (ProviderNotFound, ServiceNotFound):
        return None
    return Availability(provider, provider.timezone, found.duration, found.openings, found.empty_because)

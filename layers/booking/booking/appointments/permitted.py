"""An appointment, for a caller that may do something to it."""

from typing import NamedTuple

from booking.access.policy import About, Action, depends_on_provider, may
from booking.access.require import require, require_any
from booking.appointments.appointment import Appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.caller import Caller
from booking.providers.refusals import ProviderNotFound


class Permitted(NamedTuple):
    """`is_staff`: whether the caller works for the provider. Customers have cutoffs and may skip no rule.

    `about`: what further rights are asked about.
    """

    appointment: Appointment
    is_staff: bool
    about: About


def permitted_appointment(appointment_id: str, action: Action, caller: Caller, store: AppointmentStore) -> Permitted:
    """Raises AppointmentNotFound, also for an appointment that the caller may not see; Unauthorized.

    An appointment that does not exist costs the same reads as a hidden one: the time of the answer reveals nothing.
    """
    require_any(caller, action)
    appointment = store.appointment_made(appointment_id)
    provider_subject = None
    if depends_on_provider(caller, action):
        provider_subject = _subject(_provider_to_read(appointment, appointment_id), store)
    if appointment is None:
        raise AppointmentNotFound(appointment_id)
    about = About(provider_subject, appointment.details.customer.id)
    require(caller, action, about, hidden=lambda: AppointmentNotFound(appointment_id))
    return Permitted(appointment, may(caller, Action.SKIP_RULES, about), about)


def _provider_to_read(appointment: Appointment | None, appointment_id: str) -> str:
    """Without an appointment, an id that no provider has: the read is made all the same."""
    return appointment.provider_id if appointment else appointment_id


def _subject(provider_id: str, store: AppointmentStore) -> str | None:
    try:
        return store.provider(provider_id).subject
    except ProviderNotFound:
        return None

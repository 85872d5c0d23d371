"""Keep an appointment that the rules would no longer put where it stands."""

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.commands import KeepAppointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentIsCancelled
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.rules.affected import reasons_against
from booking.rules.place import dates_of


def keep_appointment(command: KeepAppointment, store: AppointmentStore, call: Call) -> Appointment:
    """Accept all reasons that there are now against its start. If none is new, it stays unchanged.

    Raises AppointmentNotFound, Unauthorized, Forbidden, VersionMismatch, AppointmentIsCancelled, Busy.
    """

    def decide() -> Appointment:
        before = permitted_appointment(command.appointment_id, Action.KEEP_APPOINTMENT, call.caller, store).appointment
        if not before.is_confirmed:
            raise AppointmentIsCancelled(before.id, "there is nothing to keep")
        provider = store.provider(before.provider_id)
        rulebook = store.rulebook(provider, before.service_id, dates_of(before.interval.start, provider))
        after = before.keeping(reasons_against(before.interval, rulebook, call.now()), call.origin())
        if after == before:
            return before
        command.precondition.require(before.version)
        store.save(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))

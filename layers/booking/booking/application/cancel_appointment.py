"""Cancel an appointment."""

from dataclasses import dataclass

from booking.application.call import Call
from booking.application.deciding import until_it_holds
from booking.application.preconditions import ANY_VERSION, Precondition
from booking.application.store import BookingStore
from booking.domain.appointments import Appointment
from booking.domain.errors import AppointmentIsCancelled


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    appointment_id: str
    reason: str | None = None
    precondition: Precondition = ANY_VERSION


def cancel_appointment(command: CancelAppointment, store: BookingStore, call: Call) -> Appointment:
    """What is cancelled already is answered as it stands, whatever the precondition, unless another reason is given.

    Raises AppointmentNotFound, AppointmentIsCancelled, VersionMismatch, AppointmentHasStarted, Busy.
    """

    def decide() -> Appointment:
        before = store.appointment(command.appointment_id)
        if not before.is_confirmed:
            if command.reason and command.reason != before.cancellation_reason:
                raise AppointmentIsCancelled(before.id, has_other_reason=True)
            return before
        command.precondition.require(before.version)
        after = before.cancelled(command.reason, call.origin())
        store.cancel(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))

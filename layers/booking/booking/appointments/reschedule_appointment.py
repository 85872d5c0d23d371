"""Move an appointment to another start, with its own length and buffers."""

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.commands import RescheduleAppointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentChanged, AppointmentStore, SlotsClaimed
from booking.appointments.refusals import StartRefused
from booking.appointments.refusing import start_refused
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.calls.refusals import Forbidden
from booking.rules.claims import NO_CLAIMS
from booking.rules.place import Refused, Search, dates_of


def reschedule_appointment(command: RescheduleAppointment, store: AppointmentStore, call: Call) -> Appointment:
    """A move to the current start returns the appointment unchanged, whatever the precondition, even after its start.

    Raises AppointmentNotFound, Unauthorized, Forbidden, VersionMismatch, AppointmentIsCancelled, AppointmentHasStarted,
    TooLateToChange, SlotInPast, SlotNotOffered, SlotTaken, Busy.
    """

    def decide() -> Appointment:
        permitted = permitted_appointment(command.appointment_id, Action.MOVE_APPOINTMENT, call.caller, store)
        before, is_staff = permitted.appointment, permitted.is_staff
        if command.override and not is_staff:
            raise Forbidden(Action.SKIP_RULES.value)
        if before.is_confirmed and before.interval.start == command.start:
            return before
        command.precondition.require(before.version)
        origin = call.origin()
        before.require_movable(origin.at, by_staff=is_staff)
        provider = store.provider(before.provider_id)
        rulebook = store.rulebook(provider, before.service_id, dates_of(command.start, provider))
        search = Search(rulebook, before.wanted(command.start, rulebook, command.override), origin)

        def refusal(refused: Refused) -> StartRefused:
            return start_refused(search, refused, store, call, for_staff=is_staff, besides=before.interval)

        try:
            reading = search.reading
            place = search.place(store.claims(provider, reading) if reading else NO_CLAIMS)
        except Refused as refused:
            # The provider was read later. The refusal is true only if the appointment is still as it was read.
            if store.appointment(command.appointment_id).version != before.version:
                raise AppointmentChanged from None
            raise refusal(refused) from None
        after = before.rescheduled(provider, place, origin)
        try:
            store.reschedule(before, after, call)
        except SlotsClaimed as claimed:
            raise refusal(search.met(claimed.slots)) from None
        return after

    return until_it_holds(decide, store.attempts(call))

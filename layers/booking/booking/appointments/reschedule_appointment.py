"""Move an appointment: to another start, and if wanted to another length, service or provider."""

from collections.abc import Collection

from booking.access.policy import About, Action
from booking.access.require import require
from booking.appointments.appointment import Appointment
from booking.appointments.commands import RescheduleAppointment
from booking.appointments.moves import Move
from booking.appointments.moving import place_by, search_for
from booking.appointments.permitted import Permitted, permitted_appointment
from booking.appointments.ports import AppointmentChanged, AppointmentStore, OpenAppointmentsListed, SlotsClaimed
from booking.appointments.refusals import StartRefused
from booking.appointments.refusing import start_refused
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.deciding import until_it_holds
from booking.calls.refusals import Forbidden
from booking.providers.provider import Provider
from booking.rules.place import Refused


def reschedule_appointment(command: RescheduleAppointment, store: AppointmentStore, call: Call) -> Appointment:
    """A move to where it stands returns the appointment unchanged, whatever the precondition, even after its start.

    Raises AppointmentNotFound, Unauthorized, Forbidden, VersionMismatch, AppointmentIsCancelled, AppointmentHasStarted,
    TooLateToChange, ProviderNotFound, ServiceNotFound, ValidationFailed, SlotInPast, SlotNotOffered, SlotTaken,
    TooManyOpenAppointments, Busy.
    """
    move = command.move
    over: Collection[str] = ()

    def decide() -> Appointment:
        nonlocal over
        permitted = permitted_appointment(command.appointment_id, Action.MOVE_APPOINTMENT, call.caller, store)
        before, is_staff, _ = permitted
        _require_rights(move, permitted, call.caller)
        if before.stands_at(move):
            return before
        command.precondition.require(before.version)
        origin = call.origin()
        before.require_movable(origin.at, by_staff=is_staff)
        provider = _provider(move, before, store, call.caller)
        search = search_for(before, move, provider, store, origin)

        def refusal(refused: Refused) -> StartRefused:
            besides = before.interval if provider.id == before.provider_id else None
            return start_refused(search, refused, store, call, for_staff=is_staff, besides=besides)

        try:
            place = place_by(search, store)
        except Refused as refused:
            # The provider was read later. The refusal is true only if the appointment is still as it was read.
            if store.appointment(command.appointment_id).version != before.version:
                raise AppointmentChanged from None
            raise refusal(refused) from None
        after = before.rescheduled(move, search.rulebook, place, origin, by_staff=is_staff)
        try:
            store.reschedule(before, after, call, over)
        except SlotsClaimed as claimed:
            raise refusal(search.met(claimed.slots)) from None
        except OpenAppointmentsListed as full:
            over = full.listed.over(origin.at)
            raise
        return after

    return until_it_holds(decide, store.attempts(call))


def _require_rights(move: Move, permitted: Permitted, caller: Caller) -> None:
    """Raises Forbidden."""
    if move.override and not permitted.is_staff:
        raise Forbidden(Action.SKIP_RULES.value)
    if move.duration is not None:
        require(caller, Action.CHOOSE_LENGTH, permitted.about)


def _provider(move: Move, before: Appointment, store: AppointmentStore, caller: Caller) -> Provider:
    """To whom it goes. With another provider it is a booking, too. Raises ProviderNotFound, Forbidden."""
    provider = store.provider(move.provider_id or before.provider_id)
    if provider.id != before.provider_id:
        require(caller, Action.BOOK, About(provider.subject, before.details.customer.id))
    return provider

"""One appointment of a resolution: transfer it, cancel it, or say why that is left to a person."""

from typing import NamedTuple

from booking.appointments.appointment import Appointment
from booking.appointments.moves import Move
from booking.appointments.moving import place_by, search_for
from booking.appointments.ports import SlotsClaimed
from booking.appointments.refusals import AppointmentHasStarted, AppointmentNotFound
from booking.appointments.refusing import kind_of
from booking.calls.call import Call
from booking.calls.change import Origin
from booking.calls.deciding import until_it_holds
from booking.calls.refusals import ValidationFailed
from booking.resolutions.outcome import Outcome, OutcomeKind, outcome_in
from booking.resolutions.ports import OutcomeKnown, ResolutionStore
from booking.resolutions.resolution import Request, Resolution, ResolutionAction
from booking.rules.claims import NO_CLAIMS
from booking.rules.offer import date_number, is_on_calendar
from booking.rules.place import Place, Refused, Search
from booking.services.refusals import ServiceNotFound

DOES_NOT_FIT = "length-does-not-fit"
"""Why an appointment stays whose length, or whose buffers, are no whole number of the other provider's slots."""


def resolve(resolution: Resolution, appointment_id: str, store: ResolutionStore, call: Call) -> None:
    """If it has an outcome already, nothing happens. Raises Busy.

    An appointment that changes meanwhile is read again. If it is cancelled or elsewhere by then, it is gone.
    """

    def decide() -> None:
        origin = resolution.origin_of(call)._replace(resolution_id=resolution.id)
        turn = _Turn(resolution, store, call, origin)
        before = store.appointment_made(appointment_id)
        gone = AppointmentNotFound.code if before is None else resolution.why_gone(before)
        if before is None or gone:
            turn.leave(appointment_id, OutcomeKind.GONE, gone)
        elif reason := turn.change(before):
            turn.leave(appointment_id, OutcomeKind.OPEN, reason)

    try:
        until_it_holds(decide, store.attempts(call))
    except OutcomeKnown:
        return


class _Turn(NamedTuple):
    """One attempt at one appointment. `origin`: of what it changes."""

    resolution: Resolution
    store: ResolutionStore
    call: Call
    origin: Origin

    def leave(self, appointment_id: str, kind: OutcomeKind, reason: str | None) -> None:
        """Unchanged, for a reason with this code."""
        outcome = Outcome(
            self.resolution.provider_id, self.resolution.id, appointment_id, kind, self.origin.at, reason=reason
        )
        self.store.settle(outcome, self.call)

    def change(self, before: Appointment) -> str | None:
        """Returns the code of the reason if it stays as it is."""
        if before.interval.start <= self.origin.at:  # also what staff could take back: its customer is there
            return AppointmentHasStarted.code
        if self._request.action is ResolutionAction.TRANSFER:
            return self._transfer(before)
        after = before.cancelled(self._request.message, self.origin)
        if self._request.is_dry_run:
            self._would_be(after)
        else:
            self.store.cancel(before, after, self.call)
        return None

    def _transfer(self, before: Appointment) -> str | None:
        """To the first provider that offers its start. Returns the code of the last one's reason if none does."""
        reason = None
        for provider_id in self._request.provider_ids:
            reason = self._move_to(provider_id, before)
            if reason is None:
                return None
        return reason

    def _move_to(self, provider_id: str, before: Appointment) -> str | None:
        move = Move(before.interval.start, provider_id)
        try:
            search = search_for(before, move, self.store.provider(provider_id), self.store, self.origin)
            place = self._free_place(search) if self._request.is_dry_run else place_by(search, self.store)
        except ServiceNotFound:
            return ServiceNotFound.code
        except ValidationFailed:
            return DOES_NOT_FIT
        except Refused as refused:
            return kind_of(refused.reasons).code
        after = before.rescheduled(move, search.rulebook, place, self.origin)
        if self._request.is_dry_run:
            self._would_be(after)
            return None
        try:
            self.store.reschedule(before, after, self.call)
        except SlotsClaimed as claimed:
            return kind_of(search.met(claimed.slots).reasons).code
        return None

    def _free_place(self, search: Search) -> Place:
        """With all claims read before, because no write will meet them. Raises Refused."""
        provider = search.rulebook.provider
        day = date_number(search.wanted.start, provider.tz)
        if not is_on_calendar(day):
            return search.place(NO_CLAIMS)
        return search.place(self.store.claims(provider, search.around(range(day, day + 1)).reading))

    def _would_be(self, after: Appointment) -> None:
        outcome = outcome_in(after)
        assert outcome is not None, "its change names the resolution"
        self.store.settle(outcome, self.call)

    @property
    def _request(self) -> Request:
        return self.resolution.request

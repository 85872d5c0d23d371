"""Book an appointment."""

from collections.abc import Collection

from booking.access.policy import About, Action, depends_on_provider, may
from booking.access.require import require
from booking.appointments.appointment import Appointment, Customer
from booking.appointments.commands import CreateAppointment
from booking.appointments.ports import AppointmentStore, OpenAppointmentsListed, SlotsClaimed
from booking.appointments.refusals import StartRefused
from booking.appointments.refusing import start_refused
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists, until_it_holds
from booking.calls.idempotency import Created, identity
from booking.calls.refusals import IdempotencyKeyReused
from booking.providers.ports import ProviderChanged
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.rules.claims import NO_CLAIMS
from booking.rules.counting import Counted
from booking.rules.place import Refused, Search, Wanted, dates_of
from booking.services.refusals import ServiceNotFound


def create_appointment(command: CreateAppointment, store: AppointmentStore, call: Call) -> Created[Appointment]:
    """Raises Unauthorized, Forbidden, ProviderNotFound, ServiceNotFound, SlotInPast, SlotNotOffered, SlotTaken.

    Also raises TooManyOpenAppointments, IdempotencyKeyReused, Busy.
    """
    booking = Booking(command, store, call)
    return until_it_holds(booking.decide, store.attempts(call))


class Booking:
    def __init__(self, command: CreateAppointment, store: AppointmentStore, call: Call) -> None:
        self._command, self._store, self._call = command, store, call
        self._new = identity("create_appointment", call.caller.id, command.idempotency_key, command.sent or {})
        self._depends_on_provider = depends_on_provider(call.caller, Action.BOOK)
        self._subject: str | None = None
        self._over: Collection[str] = ()

    def decide(self) -> Created[Appointment]:
        """Try to book with a remembered provider: the write checks its version. Refuse only after reading it again."""
        remembered = None
        if not self._depends_on_provider:
            self._require_rights()
            remembered = self._store.remembered_provider(self._command.provider_id)
        claimed = None
        if remembered is not None:
            try:
                return self._booked(self._appointment(self._search(remembered)))
            except SlotsClaimed as refusal:
                claimed = refusal
            except (Refused, ServiceNotFound, IdempotencyKeyReused, ProviderChanged):
                pass
        provider, existing = self._read()
        if provider is not None and self._depends_on_provider:
            self._subject = provider.subject  # as it stands now: the write checks the provider's version
            self._require_rights()
        if existing is not None:
            return self._replayed(existing)
        if provider is None:
            raise ProviderNotFound(self._command.provider_id)
        # If the provider is still at this version, the claims that the first write met need not be met again.
        is_claimed = remembered is not None and remembered.version == provider.version
        return self._decided_on(provider, claimed if is_claimed else None)

    def _require_rights(self) -> None:
        """Raises Forbidden."""
        self._require(Action.BOOK, self._command.details.customer)
        if self._command.override:
            self._require(Action.SKIP_RULES, self._command.details.customer)

    def _require(self, action: Action, customer: Customer) -> None:
        """Raises Forbidden."""
        require(self._call.caller, action, About(self._subject, customer.id))

    def _decided_on(self, provider: Provider, claimed: SlotsClaimed | None) -> Created[Appointment]:
        search = self._search(provider)
        try:
            wanted = self._appointment(search)
        except Refused as refused:
            # Provider and appointment were not read at one instant: a repeat of this request may have come in between.
            if self._new.is_derived and (made_meanwhile := self._store.appointment_made(self._new.id)):
                return self._replayed(made_meanwhile)
            raise self._refusal(search, refused) from None
        if claimed is None:
            try:
                return self._booked(wanted)
            except SlotsClaimed as refusal:
                claimed = refusal
        raise self._refusal(search, search.met(claimed.slots))

    def _read(self) -> tuple[Provider | None, Appointment | None]:
        if self._new.is_derived:
            return self._store.provider_and_appointment(self._command.provider_id, self._new.id)
        return self._store.provider(self._command.provider_id), None

    def _search(self, provider: Provider) -> Search:
        """Raises ServiceNotFound."""
        command = self._command
        rulebook = self._store.rulebook(provider, command.service_id, dates_of(command.start, provider))
        wanted = Wanted(command.start, Counted(self._new.id), command.override)
        return Search(rulebook, wanted, self._call.origin())

    def _appointment(self, search: Search) -> Appointment:
        """Raises Refused."""
        reading = search.reading
        claims = self._store.claims(search.rulebook.provider, reading) if reading else NO_CLAIMS
        return Appointment.book(
            self._new.id,
            search.rulebook,
            search.place(claims),
            self._command.details,
            search.origin,
            fingerprint=self._new.fingerprint,
            is_counted=self._call.caller.own_customer_id is not None,
        )

    def _refusal(self, search: Search, refused: Refused) -> StartRefused:
        about = About(search.rulebook.provider.subject, self._command.details.customer.id)
        is_staff = may(self._call.caller, Action.SKIP_RULES, about)
        return start_refused(search, refused, self._store, self._call, for_staff=is_staff)

    def _booked(self, appointment: Appointment) -> Created[Appointment]:
        """Raises SlotsClaimed, ProviderChanged, IdempotencyKeyReused, TooManyOpenAppointments, OpenAppointmentsListed.

        Also raises TicketTaken. After OpenAppointmentsListed, the next attempt takes off the list what is over.
        """
        try:
            self._store.book(appointment, self._call, self._over)
        except AlreadyExists as existing:
            return self._replayed(existing.entity)
        except OpenAppointmentsListed as full:
            self._over = full.listed.over(appointment.change.origin.at)
            raise
        return Created(appointment, replayed=False)

    def _replayed(self, existing: Appointment) -> Created[Appointment]:
        self._new.require_same_request(existing.record.fingerprint)
        if self._depends_on_provider:  # it may have gone to another provider since
            self._subject = self._store.provider(existing.provider_id).subject
        self._require(Action.READ_APPOINTMENT, existing.details.customer)  # the caller may have lost a role since
        return Created(existing, replayed=self._new.is_derived)

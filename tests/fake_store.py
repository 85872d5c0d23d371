"""A store of everything in memory. It implements all ports, for tests of a use case's decisions."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched

from booking.appointments.appointment import Appointment
from booking.appointments.listed import Selection
from booking.appointments.open_appointments import OpenAppointments
from booking.appointments.ports import AppointmentChanged, OpenAppointmentsListed, SlotsClaimed, TicketTaken
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.paging import Page as ListPage
from booking.calls.paging import Position
from booking.customers.card import Card, Visit, visit_of
from booking.customers.erasure import Erasure
from booking.customers.export import Exported, OpenLists
from booking.customers.ports import CardChanged, ErasureChanged
from booking.customers.searching import Search, keys_of
from booking.overrides.override import Override
from booking.providers.ports import ProviderChanged
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import Window, day_number
from booking.providers.sort_name import sort_name
from booking.reports.ports import DayChanged
from booking.reports.report import Counted, Figures, KeptDay, counted
from booking.resolutions.outcome import Outcome, outcome_in
from booking.resolutions.ports import OutcomeKnown, ResolutionChanged
from booking.resolutions.resolution import Resolution
from booking.rules.claims import Claims, Standing
from booking.rules.dates import Reading
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.services.catalog import Entry, Place
from booking.services.catalog import Page as Catalog
from booking.services.offering import Offering
from booking.services.ports import OfferingChanged
from booking.services.refusals import ServiceNotFound
from booking.time.grid import slot_at
from booking.time.instants import utc_text
from booking.time.intervals import Interval
from booking.time_off.time_off import Listed, TimeOff


@dataclass
class FakeStore:
    """Implements the stores of all areas. Each use case has three attempts.

    `remembered`: providers as they were read before.
    `meanwhile`: by a method's name, the acts of other requests just before its next calls, one act before each call.
    `offerings`: by the ids of provider and service. `overrides`: by provider and date. `listed`: time off, by id.
    `settled`: the outcomes, by the ids of resolution and appointment.
    `days`: of reports. `indexed`: appointments that an index still has as they were, by id.
    `max_open`: how many open appointments a customer may have. `taken_off`: ids of those that bookings found over.
    """

    providers: dict[str, Provider] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    remembered: dict[str, Provider] = field(default_factory=dict)
    meanwhile: dict[str, list[Callable[[], None]]] = field(default_factory=dict)
    max_open: int = 10
    taken_off: set[str] = field(default_factory=set)
    erasures: dict[str, Erasure] = field(default_factory=dict)
    offerings: dict[tuple[str, str], Offering] = field(default_factory=dict)
    overrides: dict[tuple[str, date], tuple[Window, ...]] = field(default_factory=dict)
    entries: dict[tuple[str, str], TimeOff] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    """The ids of appointments that an index does not list yet."""
    resolutions: dict[tuple[str, str], Resolution] = field(default_factory=dict)
    settled: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    days: dict[tuple[str, int], KeptDay] = field(default_factory=dict)
    indexed: dict[str, Appointment] = field(default_factory=dict)

    def put(self, *entities: Provider | Offering | Appointment) -> None:
        """As another request has left them."""
        for entity in entities:
            if isinstance(entity, Provider):
                self.providers[entity.id] = entity
            elif isinstance(entity, Offering):
                self.offerings[entity.provider_id, entity.id] = entity
            else:
                self.appointments[entity.id] = entity

    def attempts(self, call: Call) -> Iterator[int]:
        return iter((1, 2, 3))

    def provider(self, provider_id: str) -> Provider:
        self._others_first("provider")
        if provider_id not in self.providers:
            raise ProviderNotFound(provider_id)
        return self.providers[provider_id]

    def by_name(self, after: Position | None, size: int, call: Call, *, with_inactive: bool) -> ListPage[Provider]:
        found = sorted(
            (Position(sort_name(each.name), each.id), each)
            for each in self.providers.values()
            if each.is_active or with_inactive
        )
        left = [(position, each) for position, each in found if after is None or position > after]
        page = left[:size]
        return ListPage([each for _, each in page], page[-1][0] if len(left) > size else None)

    def remembered_provider(self, provider_id: str) -> Provider | None:
        return self.remembered.get(provider_id)

    def appointment(self, appointment_id: str) -> Appointment:
        if appointment_id not in self.appointments:
            raise AppointmentNotFound(appointment_id)
        return self.appointments[appointment_id]

    def appointment_made(self, appointment_id: str) -> Appointment | None:
        self._others_first("appointment_made")
        return self.appointments.get(appointment_id)

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str
    ) -> tuple[Provider | None, Appointment | None]:
        self._others_first("provider_and_appointment")
        return self.providers.get(provider_id), self.appointments.get(appointment_id)

    @property
    def claims_kept(self) -> timedelta:
        return timedelta(days=400)

    def providers_by_id(self, provider_ids: Collection[str]) -> Mapping[str, Provider]:
        return {each: self.providers[each] for each in provider_ids if each in self.providers}

    def active_by_name(self) -> Iterator[Sequence[str]]:
        """Two on a page."""
        active = sorted((each for each in self.providers.values() if each.is_active), key=lambda each: each.name)
        return ([each.id for each in page] for page in batched(active, 2, strict=False))

    def listed_time_off(self, provider: Provider) -> Mapping[str, Interval]:
        return self.listed.get(provider.id, {})

    def readable(self, appointment_ids: Collection[str]) -> Mapping[str, Appointment]:
        self._others_first("readable")
        return {each: self.appointments[each] for each in appointment_ids if each in self.appointments}

    def starting_between(self, provider: Provider, start: datetime, end: datetime) -> Sequence[tuple[datetime, str]]:
        starts = [(a.interval.start, a.id) for a in self._standing(provider.id)]
        return sorted(each for each in starts if start <= each[0] < end)

    def selected(self, selection: Selection, after: Position | None, size: int, call: Call) -> ListPage[Appointment]:
        begin, end = selection.starts
        found = [
            a
            for a in sorted(self.appointments.values(), key=_place, reverse=selection.is_newest_first)
            if selection.provider_id in (None, a.provider_id) and selection.customer_id in (None, a.details.customer.id)
            if (begin is None or a.interval.start >= begin) and (end is None or a.interval.start < end)
            if selection.status in (None, a.status) and selection.service_id in (None, a.service_id)
            if after is None or (_place(a) < after if selection.is_newest_first else _place(a) > after)
        ]
        return ListPage(found[:size], _place(found[size - 1]) if len(found) > size else None)

    def rulebook(self, provider: Provider, service_id: str | None, days: range) -> Rulebook:
        self._others_first("rulebook")
        offering = self.offerings.get((provider.id, service_id or ""))
        if service_id is not None and offering is None:
            raise ServiceNotFound(provider.id, service_id)
        time_off = [*self.listed.get(provider.id, {}).values()]
        own = self._overrides(provider)
        return Rulebook(provider, offering, time_off, {day: own[day] for day in days if day in own})

    def rulebooks(
        self, provider: Provider, service_ids: Collection[str | None], days: Collection[int]
    ) -> Mapping[str | None, Rulebook]:
        self._others_first("rulebooks")
        own = self._overrides(provider)
        time_off = [*self.listed.get(provider.id, {}).values()]
        overrides = {day: own[day] for day in days if day in own}
        offerings = {each: self.offerings.get((provider.id, each or "")) for each in service_ids}
        return {
            each: Rulebook(provider, offering, time_off, overrides)
            for each, offering in offerings.items()
            if each is None or offering
        }

    def claims(self, provider: Provider, reading: Reading) -> Claims:
        self._others_first("claims")
        owned = self._owned(provider.id)
        standing = [Standing(a.id, a.interval, a.service_id) for a in self._standing(provider.id)]
        tickets = {ticket: a.id for a in self._standing(provider.id) for ticket in a.tickets}
        owners = {slot: owned[slot] for slot in sorted(owned) if slot in reading.slots}
        return Claims(owners, standing, tickets, self._overrides(provider))

    claims_a_moment_ago = claims

    def standing(self, provider: Provider, reading: Reading) -> tuple[Claims, datetime | None]:
        return self.claims(provider, reading), None

    def accepted(self, appointment_ids: Collection[str]) -> Mapping[str, Collection[Reason]]:
        asked = (self.appointments[appointment_id] for appointment_id in appointment_ids)
        return {a.id: (*a.override, *a.kept) for a in asked}

    def _overrides(self, provider: Provider) -> dict[int, tuple[Window, ...]]:
        return {day_number(day): windows for (of, day), windows in self.overrides.items() if of == provider.id}

    def _standing(self, provider_id: str) -> list[Appointment]:
        return [a for a in self.appointments.values() if a.is_confirmed and a.provider_id == provider_id]

    def _owned(self, provider_id: str) -> dict[int, str]:
        return {slot_at(start, a.slot_minutes): a.id for a in self._standing(provider_id) for start in a.slots}

    def add_provider(self, provider: Provider, call: Call) -> None:
        self._others_first("add_provider")
        if provider.id in self.providers:
            raise AlreadyExists(self.providers[provider.id])
        self.put(provider)

    def update_provider(self, before: Provider, after: Provider, call: Call) -> None:
        self._others_first("update_provider")
        if self.providers[before.id].version != before.version:
            raise ProviderChanged
        self.put(after)

    def overrides_on(self, provider: Provider, days: Collection[date]) -> Mapping[date, tuple[Window, ...]]:
        return {day: self.overrides[provider.id, day] for day in days if (provider.id, day) in self.overrides}

    def overrides_between(self, provider: Provider, first: date, last: date) -> Sequence[Override]:
        found = sorted(day for of, day in self.overrides if of == provider.id and first <= day <= last)
        return [Override(day, self.overrides[provider.id, day]) for day in found]

    def save_overrides(self, before: Provider, after: Provider, changed: Collection[Override], call: Call) -> None:
        self.update_provider(before, after, call)
        for day, windows in changed:
            self.overrides.pop((after.id, day), None)
            if windows is not None:
                self.overrides[after.id, day] = windows

    def time_off(self, provider: Provider, time_off_id: str) -> TimeOff | None:
        return self.entries.get((provider.id, time_off_id))

    def time_off_and_list(self, provider: Provider, time_off_id: str) -> tuple[TimeOff | None, Listed]:
        return self.time_off(provider, time_off_id), self.listed.get(provider.id, {})

    def all_time_off(self, provider: Provider) -> list[TimeOff]:
        return [entry for (of, _), entry in self.entries.items() if of == provider.id]

    def save_time_off(
        self, provider: Provider, before: TimeOff | None, after: TimeOff, listed: Listed, call: Call
    ) -> None:
        self.update_provider(provider, provider.with_time_off(), call)
        self.entries[provider.id, after.id] = after
        self.listed[provider.id] = listed

    def offerings_of(self, provider_id: str) -> Sequence[Offering]:
        self._others_first("offerings_of")
        return [offering for (owner, _), offering in sorted(self.offerings.items()) if owner == provider_id]

    def offered(self, provider_id: str) -> Sequence[Offering]:
        return [offering for offering in self.offerings_of(provider_id) if offering.is_active]

    def services_of(self, provider_id: str) -> Sequence[Offering]:
        self.provider(provider_id)
        return self.offerings_of(provider_id)

    def offering(self, provider_id: str, service_id: str) -> Offering:
        if (provider_id, service_id) not in self.offerings:
            raise ServiceNotFound(provider_id, service_id)
        return self.offerings[provider_id, service_id]

    def save_offering(self, provider: Provider, before: Offering | None, after: Offering, call: Call) -> None:
        self._others_first("save_offering")
        if self.offerings.get((after.provider_id, after.id)) != before:
            raise OfferingChanged
        self.update_provider(provider, provider.touched(), call)
        self.put(after)

    def catalog(self, service_id: str | None, after: Place | None, size: int) -> Catalog:
        entries = [
            Entry(offering, self.providers[offering.provider_id].name)
            for place, offering in sorted((Place(o.id, o.provider_id), o) for o in self.offerings.values())
            if offering.is_active and self.providers[offering.provider_id].is_active
            if (after is None or place > after) and service_id in (None, offering.id)
        ]
        page = entries[:size]
        last = page[-1].offering if len(entries) > size else None
        return Catalog(page, Place(last.id, last.provider_id) if last else None)

    def book(self, appointment: Appointment, call: Call, over: Collection[str] = ()) -> None:
        self._others_first("book")
        if appointment.id in self.appointments:
            raise AlreadyExists(self.appointments[appointment.id])
        self._require_offered(appointment)
        if appointment.is_counted:
            self._require_room(appointment, over)
        self._claim(appointment)
        self.taken_off |= {*over}

    def reschedule(self, before: Appointment, after: Appointment, call: Call, over: Collection[str] = ()) -> None:
        self._others_first("reschedule")
        self._require_unchanged(before)
        self._require_offered(after)
        if after.is_counted and after.provider_id != before.provider_id:
            self._require_room(after, over)
        self._require_no_outcome(after)
        self._claim(after)
        self._settle_with(after)

    def save(self, before: Appointment, after: Appointment, call: Call) -> None:
        self._others_first("save")
        self._require_unchanged(before)
        self.put(after)

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        self._others_first("cancel")
        self._require_unchanged(before)
        self._require_no_outcome(after)
        self.put(after)
        self._settle_with(after)

    def erasure(self, customer_id: str) -> Erasure | None:
        return self.erasures.get(customer_id)

    def save_erasure(self, before: Erasure | None, after: Erasure, call: Call) -> None:
        self._others_first("save_erasure")
        if self.erasures.get(after.id) != before:
            raise ErasureChanged
        self.erasures[after.id] = after

    def card_and_erasure(self, customer_id: str) -> tuple[Card | None, Erasure | None]:
        self._others_first("card_and_erasure")
        return self.cards.get(customer_id), self.erasures.get(customer_id)

    def visits_of(self, customer_id: str) -> Iterator[Visit]:
        return (visit_of(each) for each in self.appointments_of(customer_id) if each.id not in self.unlisted)

    def appointments_made(self, ids: Collection[str]) -> Mapping[str, Appointment]:
        return {each: self.appointments[each] for each in ids if each in self.appointments}

    def save_card(self, before: Card | None, after: Card, erasure: Erasure | None, call: Call) -> None:
        self._others_first("save_card")
        if self.cards.get(after.id) != before or self.erasures.get(after.id) != erasure:
            raise CardChanged
        self.cards[after.id] = after

    def remove_card(self, card: Card, call: Call) -> None:
        self._others_first("remove_card")
        if self.cards.get(card.id) != card:
            raise CardChanged
        del self.cards[card.id]

    def found(self, search: Search, after: Position | None, size: int, call: Call) -> ListPage[Card]:
        keys = sorted((key.text, card.id) for card in self.cards.values() for key in keys_of(card.contact))
        matching = [(text, each) for text, each in keys if text.startswith(search.key.text)]
        left = [(text, each) for text, each in matching if after is None or (text, each) > after]
        cards = [self.cards[each] for text, each in left[:size] if search.shows(self.cards[each].contact, text)]
        return ListPage(cards, Position(*left[size - 1]) if len(left) > size else None)

    def appointments_of(self, customer_id: str) -> Iterator[Appointment]:
        self._others_first("appointments_of")
        of_customer = [a for a in self.appointments.values() if a.details.customer.id == customer_id]
        yield from sorted(of_customer, key=lambda appointment: appointment.interval)

    def page_of(self, customer_id: str, after: Position | None, size: int) -> Exported:
        found = [
            a for a in self.appointments_of(customer_id) if after is None or (utc_text(a.interval.start), a.id) > after
        ]
        page = found[:size]
        return Exported(page, Position(utc_text(page[-1].interval.start), page[-1].id) if len(found) > size else None)

    def open_lists(self, customer_id: str) -> OpenLists:
        return {a.provider_id: {a.id: a.interval.end} for a in self.appointments_of(customer_id) if a.is_counted}

    def erase(self, before: Appointment, after: Appointment, call: Call) -> None:
        self._others_first("erase")
        self._require_unchanged(before)
        self.put(after)

    def resolution(self, provider_id: str, resolution_id: str) -> Resolution | None:
        self._others_first("resolution")
        return self.resolutions.get((provider_id, resolution_id))

    def add_resolution(self, resolution: Resolution, call: Call) -> None:
        self._others_first("add_resolution")
        if existing := self.resolutions.get((resolution.provider_id, resolution.id)):
            raise AlreadyExists(existing)
        self.resolutions[resolution.provider_id, resolution.id] = resolution

    def save_resolution(self, before: Resolution, after: Resolution, call: Call) -> None:
        self._others_first("save_resolution")
        if self.resolutions[after.provider_id, after.id] != before:
            raise ResolutionChanged
        self.resolutions[after.provider_id, after.id] = after

    def outcomes(self, resolution: Resolution) -> Mapping[str, Outcome]:
        return {each: found for (of, each), found in self.settled.items() if of == resolution.id}

    def settle(self, outcome: Outcome, call: Call) -> None:
        self._others_first("settle")
        self.settled.setdefault((outcome.resolution_id, outcome.appointment_id), outcome)

    def _require_no_outcome(self, after: Appointment) -> None:
        outcome = outcome_in(after)
        if outcome and (outcome.resolution_id, outcome.appointment_id) in self.settled:
            raise OutcomeKnown("it has one")

    def _settle_with(self, after: Appointment) -> None:
        if outcome := outcome_in(after):
            self.settled[outcome.resolution_id, outcome.appointment_id] = outcome

    def kept_days(self, provider_id: str, days: range | None) -> Mapping[int, KeptDay]:
        self._others_first("kept_days")
        return {
            day: kept for (of, day), kept in self.days.items() if of == provider_id and (days is None or day in days)
        }

    def begin_day(self, provider_id: str, day: int, call: Call) -> None:
        self._others_first("begin_day")
        self.days.setdefault((provider_id, day), KeptDay(day, revision=0))

    def counted_between(
        self, provider: Provider, start: datetime, end: datetime, appointment_id: str | None
    ) -> Sequence[Counted]:
        self._others_first("counted_between")
        listed = {**self.appointments, **self.indexed}
        if appointment_id is not None:
            listed[appointment_id] = self.appointments[appointment_id]
        found = [a if a.is_confirmed else self.appointments[a.id] for a in listed.values()]
        return [counted(a) for a in found if a.provider_id == provider.id and start <= a.interval.start < end]

    def keep_day(self, provider: Provider, kept: KeptDay, figures: Figures, call: Call) -> None:
        self._others_first("keep_day")
        if self.days[provider.id, kept.day].revision != kept.revision:
            raise DayChanged
        self.days[provider.id, kept.day] = KeptDay(kept.day, kept.revision + 1, provider.timezone, figures)

    def _others_first(self, method: str) -> None:
        if waiting := self.meanwhile.get(method):
            waiting.pop(0)()

    def _require_unchanged(self, before: Appointment) -> None:
        if self.appointments[before.id].version != before.version:
            raise AppointmentChanged

    def _require_offered(self, appointment: Appointment) -> None:
        if self.providers[appointment.provider_id].version != appointment.provider_version:
            raise ProviderChanged

    def _require_room(self, appointment: Appointment, over: Collection[str]) -> None:
        listed = {
            a.id: a.interval.end
            for a in self.appointments.values()
            if a.is_counted and a.is_confirmed and a.id not in self.taken_off
            if (a.provider_id, a.details.customer.id) == (appointment.provider_id, appointment.details.customer.id)
        }
        if len(listed) - len(over) >= self.max_open or not listed.keys() >= {*over}:
            raise OpenAppointmentsListed(OpenAppointments(listed, self.max_open))

    def _claim(self, appointment: Appointment) -> None:
        owned = self._owned(appointment.provider_id)
        taken = [
            start
            for start in appointment.slots
            if owned.get(slot_at(start, appointment.slot_minutes), appointment.id) != appointment.id
        ]
        if taken:
            raise SlotsClaimed(taken)
        others = [a for a in self._standing(appointment.provider_id) if a.id != appointment.id]
        if {*appointment.tickets} & {ticket for other in others for ticket in other.tickets}:
            raise TicketTaken
        self.put(appointment)


def _place(appointment: Appointment) -> Position:
    return Position(utc_text(appointment.interval.start), appointment.id)

"""Compares three answers about random starts: the list of openings, the explanation, and a booking or a move."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import StartRefused, TooManyOpenAppointments
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.openings.availability import AvailabilityQuery
from booking.openings.explain_start import explain_start
from booking.openings.explained import Explained, StartQuery
from booking.openings.get_availability import get_availability
from booking.overrides.commands import SetOverrides
from booking.overrides.override import Override
from booking.overrides.set_overrides import set_overrides
from booking.providers.commands import ChangeState, CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from booking.rules.against import Against
from booking.rules.reasons import Reason
from booking.services.commands import RetireService, SetService
from booking.services.offering import Terms
from booking.services.retire_service import retire_service
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff
from tests.callers import ADMIN, CUSTOMER
from tests.engine import at, call
from tests.examples import DETAILS

NOW = datetime(2027, 3, 26, 7, 20, tzinfo=UTC)
"""A Friday, two days before the clocks of Rome go forward."""

SERVICES = (None, "short", "long", "retired")

_LIMITS = Rules(min_notice_minutes=90, max_advance_days=12, max_per_day=1, max_per_week=2)
_BUFFERS = Rules(buffer_before=15, buffer_after=30, slot_interval=30)
RULES = (Rules(), _LIMITS, _BUFFERS, _LIMITS._replace(buffer_after=15, min_notice_days=1))


@dataclass
class Comparison:
    """`store`: implements the ports of all areas. `seen`: how often each reason was against a start."""

    store: Any
    random: Random
    appointments: list[Appointment] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def provider(self, rules: Rules) -> Provider:
        """With services, dates with windows of their own, and time off."""
        store, random, now = self.store, self.random, _call(ADMIN)
        made = create_provider(CreateProvider("Dr. Rossi", "Europe/Rome"), store, now).entity
        windows = [Window(9 * 60, 12 * 60 + 30), Window(14 * 60, 18 * 60)]
        week = {day: windows for day in WEEKDAYS if day != "wednesday"}
        update_schedule(UpdateSchedule(made.id, week, 30), store, now)
        update_provider(UpdateProvider(made.id, {"rules": rules._asdict()}), store, now)
        for service, minutes, own in (("short", 15, Rules()), ("long", 90, _BUFFERS), ("retired", 30, Rules())):
            set_service(SetService(made.id, service, Terms("A service", minutes, None, own)), store, now)
        retire_service(RetireService(made.id, "retired"), store, now)
        today = NOW.date()
        overrides = [Override(today + timedelta(days=day), ()) for day in (3, 9)]
        overrides.append(Override(today + timedelta(days=5), (Window(20 * 60, 24 * 60),)))
        set_overrides(SetOverrides(made.id, overrides), store, now)
        off = NOW + timedelta(days=random.randrange(4), hours=random.randrange(12))
        add_time_off(AddTimeOff(made.id, Interval(off, off + timedelta(hours=5))), store, now)
        ruled: Provider = store.provider(made.id)
        return ruled

    def compare(self, provider: Provider, rounds: int) -> None:
        """Books and moves at random, and asks before each."""
        for _ in range(rounds):
            caller = self.random.choice([ADMIN, CUSTOMER])
            if self.appointments and self.random.random() < 0.3:
                self._move(provider, self.random.randrange(len(self.appointments)), self._start(), caller)
            else:
                self._book(provider, self.random.choice(SERVICES), self._start(), caller)
        deactivate_provider(ChangeState(provider.id), self.store, _call(ADMIN))
        self._book(provider, None, self._start(), ADMIN)

    def _book(self, provider: Provider, service_id: str | None, start: datetime, caller: Caller) -> None:
        explained = self._explained(StartQuery(provider.id, start, service_id), caller)
        details = DETAILS._replace(customer=DETAILS.customer._replace(id=caller.own_customer_id or "customer-9"))
        command = CreateAppointment(provider.id, start, details, service_id=service_id)

        def book() -> None:
            self.appointments.append(create_appointment(command, self.store, _call(caller)).entity)

        assert _refused_with(book) == explained.reasons, (start, service_id)

    def _move(self, provider: Provider, number: int, start: datetime, caller: Caller) -> None:
        before = self.appointments[number]
        if before.details.customer.id != CUSTOMER.customer_id:
            caller = ADMIN
        explained = self._explained(StartQuery(provider.id, start, appointment_id=before.id), caller)

        def move() -> None:
            command = RescheduleAppointment(before.id, start)
            self.appointments[number] = reschedule_appointment(command, self.store, _call(caller))

        assert _refused_with(move) == explained.reasons, (start, before)

    def _explained(self, query: StartQuery, caller: Caller) -> Explained:
        """It must agree with the list of openings."""
        explained = explain_start(query, self.store, _call(caller))
        day = explained.provider.day_of(query.start)
        asked = AvailabilityQuery.on(query.provider_id, day, query.service_id, query.appointment_id)
        free = get_availability(asked, self.store, _call(caller)).free
        assert (query.start in [interval.start for interval in free]) == (not explained.reasons), query
        self.seen.update(against.reason for against in explained.reasons)
        self.seen["offered"] += not explained.reasons
        return explained

    def _start(self) -> datetime:
        """Mostly on the grid in the next days, and often near an appointment."""
        if self.appointments and self.random.random() < 0.3:
            near = self.random.choice(self.appointments).interval.start
            return near + timedelta(minutes=15 * self.random.randint(-6, 6))
        minutes, days = self.random.choice([15, 15, 15, 30, 5]), self.random.choice([3, 3, 14])
        steps = self.random.randrange(-20, days * 24 * 60 // minutes)
        start = NOW.replace(minute=0) + timedelta(minutes=minutes * steps)
        return start + timedelta(microseconds=self.random.random() < 0.03)


def _refused_with(act: Callable[[], None]) -> list[Against]:
    """The reasons of the refusal. What concerns the caller alone is judged last: then there are none."""
    try:
        act()
    except StartRefused as refused:
        return [*refused.reasons]
    except TooManyOpenAppointments:
        pass
    return []


def _call(caller: Caller) -> Call:
    return call(clock=at(NOW), caller=caller)


def unseen(comparisons: Sequence[Comparison]) -> set[str]:
    """The reasons that no start has met: the comparison says nothing about them."""
    return {*Reason, "offered"} - {*sum((each.seen for each in comparisons), Counter[str]())}

"""What happens to a few providers in some weeks with a change of clocks, at random."""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from booking.appointments.appointment import Customer, Details
from booking.appointments.attendance import Attendance
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import (
    CancelAppointment,
    CreateAppointment,
    RescheduleAppointment,
    SetAttendance,
)
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.set_attendance import set_attendance
from booking.calls.call import Call
from booking.calls.refusals import Refusal
from booking.dynamodb.codec import from_wire
from booking.events.stream import event_in
from booking.overrides.commands import RemoveOverride, SetOverride
from booking.overrides.override import Override
from booking.overrides.remove_override import remove_override
from booking.overrides.set_override import set_override
from booking.providers.commands import ChangeState, UpdateSchedule
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from booking.rules.reasons import SKIPPABLE
from booking.services.commands import SetService
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, RemoveTimeOff
from booking.time_off.remove_time_off import remove_time_off
from tests.callers import ADMIN, CUSTOMER
from tests.engine import Table, at, call
from tests.examples import terms
from tests.integration.examples import open_provider
from tests.messages import message

BEGIN = datetime(2027, 3, 11, 12, 0, tzinfo=UTC)
"""Clocks change in New York on 14 March, in Rome on 28 March."""

ZONES = ("Europe/Rome", "America/New_York", "Pacific/Kiritimati")

WINDOWS: Sequence[list[Window]] = (
    [],
    [Window(0, 1440)],
    [Window(540, 1020)],
    [Window(480, 720), Window(720, 750)],
    [Window(60, 240), Window(1200, 1440)],
)


class RandomHistory:
    """Acts, and the messages of their events. The clock goes on by some minutes with each act."""

    def __init__(self, table: Table, seed: int, minutes: Sequence[int] = (5, 30, 60, 240)) -> None:
        self.rng, self.now, self.table, self.store = random.Random(seed), BEGIN, table, table.store()
        self._minutes = minutes
        self._known: Mapping[str, dict[str, Any]] = {}
        self.happened = Counter[str]()
        self.providers = [
            open_provider(self.store, self._call(), windows=[Window(0, 1440)], timezone=zone, name=zone).id
            for zone in ZONES
        ]
        for provider_id in self.providers[:2]:
            set_service(SetService(provider_id, "haircut", terms(duration=45)), self.store, self._call())
        self.appointments: list[str] = []
        self.time_off: list[tuple[str, str]] = []

    def messages(self, acts: int, *, with_rules: bool) -> Sequence[str]:
        """Of what happens next. `with_rules`: also changes of rules for which all days are computed again."""
        self._news()
        return [each for _ in range(acts) for each in self._after_an_act(with_rules=with_rules)]

    def _after_an_act(self, *, with_rules: bool) -> Sequence[str]:
        self.now += timedelta(minutes=self.rng.choice(self._minutes))
        acts: Sequence[Callable[[], object]] = (
            *(self._book, self._book, self._book, self._book, self._record),
            *(self._move, self._move, self._move, self._cancel, self._cancel, self._attend, self._attend),
            *(self._override, self._override, self._switch),
            *((self._schedule, self._take_off, self._take_off, self._go_back) if with_rules else ()),
        )
        act = self.rng.choice(acts)
        try:
            act()
        except (Refusal, IndexError):  # refused, or there is nothing yet to do it to
            return []
        self.happened[act.__name__.strip("_")] += 1
        return self._news()

    def _news(self) -> Sequence[str]:
        """The events of all that has changed in the table since the last time, as its stream would bring them."""
        items = {f"{item['PK']} {item['SK']}": item for item in self.table.items()}
        found = []
        for key, item in items.items():
            old = {"OldImage": self._known[key]} if key in self._known else {}
            if item != self._known.get(key) and (event := event_in({"dynamodb": {"NewImage": item, **old}})):
                found.append(message(event))
        self._known = items
        return found

    def _call(self, *, by_customer: bool = False) -> Call:
        return call(clock=at(self.now), caller=CUSTOMER if by_customer else ADMIN)

    def _provider(self) -> str:
        return self.rng.choice(self.providers)

    def _start(self) -> datetime:
        """On the grid, within a week."""
        midnight = self.now.replace(hour=0, minute=0, second=0)
        return midnight + timedelta(days=self.rng.randrange(6), minutes=15 * self.rng.randrange(96))

    def _day(self) -> date:
        return self.now.date() + timedelta(days=self.rng.randrange(6))

    def _details(self) -> Details:
        return Details(Customer(CUSTOMER.customer_id, "Grace Hopper"))

    def _book(self) -> None:
        service = self.rng.choice(("haircut", None))
        command = CreateAppointment(
            self._provider(), self._start(), self._details(), service_id=service, override=SKIPPABLE
        )
        self.appointments.append(create_appointment(command, self.store, self._call()).entity.id)

    def _one(self) -> str:
        """One of the newest: most of the others are over."""
        return self.rng.choice(self.appointments[-12:])

    def _record(self) -> None:
        """After its start."""
        start = self.now.replace(minute=0, second=0) - timedelta(hours=self.rng.randrange(1, 20))
        command = CreateAppointment(self._provider(), start, self._details(), override=SKIPPABLE)
        self.appointments.append(create_appointment(command, self.store, self._call()).entity.id)

    def _move(self) -> None:
        elsewhere = self.rng.choice((None, self._provider()))
        command = RescheduleAppointment(self._one(), self._start(), override=SKIPPABLE, provider_id=elsewhere)
        reschedule_appointment(command, self.store, self._call())

    def _cancel(self) -> None:
        command = CancelAppointment(self._one())
        cancel_appointment(command, self.store, self._call(by_customer=self.rng.random() < 0.5))

    def _attend(self) -> None:
        attendance = self.rng.choice([*Attendance])
        releases = attendance in (Attendance.COMPLETED, Attendance.NO_SHOW) and self.rng.random() < 0.5
        command = SetAttendance(self._one(), attendance, releases)
        set_attendance(command, self.store, self._call())

    def _schedule(self) -> None:
        week = {day: self.rng.choice(WINDOWS) for day in WEEKDAYS}
        zone = self.rng.choice((None, *ZONES))
        update_schedule(UpdateSchedule(self._provider(), week, 15, zone), self.store, self._call())

    def _override(self) -> None:
        provider_id, day = self._provider(), self._day()
        if self.rng.random() < 0.7:
            override = Override(day, tuple(self.rng.choice(WINDOWS)))
            set_override(SetOverride(provider_id, override), self.store, self._call())
        else:
            remove_override(RemoveOverride(provider_id, day), self.store, self._call())

    def _take_off(self) -> None:
        start, provider_id = self._start() + timedelta(minutes=self.rng.choice((0, 7))), self._provider()
        period = Interval(start, start + timedelta(hours=self.rng.randrange(1, 40)))
        command = AddTimeOff(provider_id, period, idempotency_key=str(uuid.UUID(int=self.rng.getrandbits(128))))
        self.time_off.append((provider_id, add_time_off(command, self.store, self._call()).entity.id))

    def _go_back(self) -> None:
        remove_time_off(RemoveTimeOff(*self.rng.choice(self.time_off)), self.store, self._call())

    def _switch(self) -> None:
        """Off sale and back: neither changes a figure."""
        command = ChangeState(self._provider())
        deactivate_provider(command, self.store, self._call())
        reactivate_provider(command, self.store, self._call())


def stored(table: Table) -> Sequence[dict[str, Any]]:
    return [from_wire(item) for item in table.items()]

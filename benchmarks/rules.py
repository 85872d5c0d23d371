"""Section `rules`: requests and capacity units of what the scheduling rules add."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from benchmarks.capacity import Used, using
from benchmarks.figures import Figures
from benchmarks.report import Measured, table
from booking.appointments.appointment import Customer, Details
from booking.appointments.commands import CreateAppointment, KeepAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.keep_appointment import keep_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.openings.availability import AvailabilityQuery
from booking.openings.compare_availability import compare_availability
from booking.openings.explain_start import explain_start
from booking.openings.explained import StartQuery
from booking.openings.find_next_openings import find_next_openings
from booking.openings.get_availability import get_availability
from booking.overrides.commands import RemoveOverride, SetOverride, SetOverrides
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.override import Override
from booking.overrides.remove_override import remove_override
from booking.overrides.set_override import set_override
from booking.overrides.set_overrides import set_overrides
from booking.providers.commands import ChangeState, CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from booking.services.commands import RetireService, SetService
from booking.services.list_services import list_services
from booking.services.offering import Terms
from booking.services.retire_service import retire_service
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, RemoveTimeOff, SetTimeOff
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.set_time_off import set_time_off
from local.emulator import Emulator
from local.store import EveryStore
from tests.engine import NOW, Table, at, call, make_table

TITLE = "Requests and capacity of the rules"
DAY = date(2027, 3, 1)
_DETAILS = Details(Customer("customer-17", "Grace Hopper", "grace@example.com", "+1 202 555 0143"))
_BOOKED_A_DAY = 30
_VISIT = Terms("Visit", 30, None, Rules(buffer_after=15))

_INTRODUCTION = """
Counted as above, with slots of 15 minutes. A visit takes half an hour, and a buffer of 15 minutes after it: 3 claims.
The dates of the reads have 30 appointments each, of half an hour and without buffers: 1,860 claims on 31 dates. The
reads and bookings are a function's first ones; later ones remember the rules and make no BatchGetItem. The limits are
of a day and of a week.

"""


@dataclass
class Counting:
    """Operations of one provider, with what each used."""

    table: Table
    found: dict[str, Used] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = call(clock=at(NOW))
        self.store = self.table.store()
        provider = create_provider(CreateProvider("Ada", "Europe/Rome"), self.store, self.now).entity
        self.id = provider.id
        week = {day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}
        update_schedule(UpdateSchedule(self.id, week, 30), self.store, self.now)

    def counted[Answer](self, name: str, operation: Callable[[EveryStore], Answer]) -> Answer:
        """By a function that remembers nothing yet."""
        store = self.table.store()
        with using(self.table) as self.found[name]:
            return operation(store)

    def free(self, day: date) -> list[Interval]:
        query = AvailabilityQuery.on(self.id, day, "visit")
        return get_availability(query, self.store, self.now).free

    def book(self, start: Interval) -> CreateAppointment:
        return CreateAppointment(self.id, start.start, _DETAILS, service_id="visit")


def operations(engine_table: Table) -> dict[str, Used]:
    """Every operation once; each kind of rule is in force from its first operation on."""
    count = Counting(engine_table)
    _services(count)
    _limits(count)
    _overrides_and_time_off(count)
    _reads(count)
    _states(count)
    return count.found


def _services(count: Counting) -> None:
    now, setting = count.now, SetService(count.id, "visit", _VISIT)
    count.counted("set_service", lambda store: set_service(setting, store, now))
    count.counted("list_services", lambda store: list_services(count.id, store, now))
    free = count.free(DAY)
    booking = count.book(free[0])
    made = count.counted("create_appointment, a service", lambda store: create_appointment(booking, store, now))
    other = count.book(free[1])
    create_appointment(other, count.store, now)
    another = count.book(free[2])
    with using(count.table) as count.found["create_appointment, a service that is remembered"]:
        create_appointment(another, count.store, now)
    kept = KeepAppointment(made.entity.id)
    add_time_off(AddTimeOff(count.id, free[0]), count.store, now)
    count.counted("keep_appointment", lambda store: keep_appointment(kept, store, now))


def _limits(count: Counting) -> None:
    now, limits = count.now, {"max_per_day": 40, "max_per_week": 100}
    rules = UpdateProvider(count.id, {"rules": limits})
    count.counted("update_provider, its rules", lambda store: update_provider(rules, store, now))
    later, next_day = DAY + timedelta(days=14), DAY + timedelta(days=15)
    first, *rest = count.free(later)
    made = count.counted("create_appointment, limited", lambda store: create_appointment(count.book(first), store, now))
    move = RescheduleAppointment(made.entity.id, rest[5].start)
    count.counted("reschedule_appointment, limited, on its day", lambda store: reschedule_appointment(move, store, now))
    away = RescheduleAppointment(made.entity.id, count.free(next_day)[0].start)
    count.counted("reschedule_appointment, limited", lambda store: reschedule_appointment(away, store, now))


def _overrides_and_time_off(count: Counting) -> None:
    now, days = count.now, [DAY + timedelta(days=100 + n) for n in range(60)]
    one, many = Override(days[0], ()), [Override(day, ()) for day in days[1:]]
    setting = SetOverride(count.id, one)
    changed = count.counted("set_override", lambda store: set_override(setting, store, now))
    count.counted("its affected appointments", lambda store: hit_by_overrides(changed, store, now))
    several = SetOverrides(count.id, many)
    count.counted("set_overrides, 59 dates", lambda store: set_overrides(several, store, now))
    removing = RemoveOverride(count.id, days[0])
    count.counted("remove_override", lambda store: remove_override(removing, store, now))
    noon = Interval(NOW + timedelta(days=200), NOW + timedelta(days=201))
    count.counted("add_time_off", lambda store: add_time_off(AddTimeOff(count.id, noon), store, now))
    count.counted("set_time_off", lambda store: set_time_off(SetTimeOff(count.id, "dentist", noon), store, now))
    removal = RemoveTimeOff(count.id, "dentist")
    count.counted("remove_time_off", lambda store: remove_time_off(removal, store, now))


def _reads(count: Counting) -> None:
    """From the third week on, because the first ones have other appointments."""
    now, first = count.now, DAY + timedelta(days=21)
    unlimited = UpdateProvider(count.id, {"rules": {"max_per_day": None, "max_per_week": None}})
    update_provider(unlimited, count.store, now)
    for day in (first + timedelta(days=n) for n in range(31)):
        free = get_availability(AvailabilityQuery.on(count.id, day), count.store, now).free
        for interval in free[:_BOOKED_A_DAY]:
            create_appointment(CreateAppointment(count.id, interval.start, _DETAILS), count.store, now)
    for days in (1, 31, 62):
        query = AvailabilityQuery(count.id, first, first + timedelta(days=days - 1), service_id="visit")
        name = f"get_availability, {days} date{'s' * (days > 1)}"
        count.counted(name, partial(get_availability, query, call=now))
    count.counted("find_next_openings", lambda store: find_next_openings(count.id, "visit", 10, store, now))
    asked = StartQuery(count.id, count.free(first)[0].start, "visit")
    count.counted("explain_start", lambda store: explain_start(asked, store, now))
    others = [create_provider(CreateProvider("Bo", "Europe/Rome"), count.store, now).entity.id for _ in range(19)]
    for other in others:
        week = {day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}
        update_schedule(UpdateSchedule(other, week, 30), count.store, now)
    ids = [count.id, *others]
    count.counted(
        "compare_availability, 20 providers", lambda store: compare_availability(ids, None, first, store, now)
    )


def _states(count: Counting) -> None:
    now, state = count.now, ChangeState(count.id)
    retiring = RetireService(count.id, "visit")
    count.counted("retire_service", lambda store: retire_service(retiring, store, now))
    count.counted("deactivate_provider", lambda store: deactivate_provider(state, store, now))
    count.counted("reactivate_provider", lambda store: reactivate_provider(state, store, now))


def measure() -> Measured:
    with Emulator(enforce_iam=False) as engine:
        found = operations(make_table(engine))
    return Measured(
        {
            name: {
                "requests": used.requests(),
                "read_units": used.read_units,
                "write_units": used.counted.write_units,
            }
            for name, used in found.items()
        }
    )


def text(figures: Figures) -> str:
    rows = [
        [f"{name}: {used['requests']}", f"{used['read_units']:g}", f"{used['write_units']:g}"]
        for name, used in figures.items()
    ]
    return _INTRODUCTION + table(["operation", "units read", "units written"], rows)


def plots(_: Figures) -> Mapping[str, str]:
    return {}

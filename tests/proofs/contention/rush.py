"""Many clients book at once: the real use case and the real store on a simulated table, in virtual time."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from booking.appointments.appointment import Customer, Details
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import SlotTaken
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.change import Origin
from booking.calls.refusals import Busy
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send
from booking.observability import metrics
from booking.providers.commands import UpdateSchedule
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from booking.time.instants import utc_text
from tests.callers import ADMIN
from tests.examples import AUTHOR
from tests.proofs.contention.rush_outcome import Answer, Outcome
from tests.proofs.contention.simulated_table import SimulatedTable
from tests.proofs.contention.virtual_time import VirtualTime
from tests.proofs.function_time import function_seconds

NOW = datetime(2027, 1, 1, tzinfo=UTC)
TABLE_NAME = "booking-table"
PRESENT = Backoff()
"""The waits as the product makes them."""

_SLOT_MINUTES = 15
_OPEN_FROM, _OPEN_TO = 8 * 60, 18 * 60  # minutes of every day
_SLOTS_A_DAY = (_OPEN_TO - _OPEN_FROM) // _SLOT_MINUTES


@dataclass(frozen=True)
class Rush:
    """In one instant, client n asks provider `n % providers` for slot `n % slots`.

    `schedule_change_after`: seconds later the first provider's week is replaced by a longer one, if at all.
    """

    clients: int
    slots: int
    providers: int = 1
    schedule_change_after: float | None = None


@dataclass(frozen=True)
class Design:
    """The design to try. Without arguments it is the product, under DynamoDB's documented rules.

    `seconds`: what a call has from its start.
    """

    base: float = PRESENT.base
    cap: float = PRESENT.cap
    make_store: Callable[[Send, Backoff], DynamoAppointments] = lambda send, backoff: DynamoAppointments(
        send, TABLE_NAME, backoff
    )
    checks_conflict: bool = True
    tells_all: bool = True
    seconds: float = field(default_factory=function_seconds)


def run(rush: Rush, design: Design, seed: int) -> Outcome:
    """The same arguments give the same outcome: ids follow from the clients' keys, all times from the seed."""
    return _Simulation(rush, design, seed).run()


class _Simulation:
    def __init__(self, rush: Rush, design: Design, seed: int) -> None:
        self._rush, self._design = rush, design
        self._time, self._rng = VirtualTime(), random.Random(f"{rush} {seed}")
        self._table = SimulatedTable(self._time, self._rng, design.checks_conflict, design.tells_all)
        self._providers = [f"00000000-0000-4000-8000-{n:012}" for n in range(rush.providers)]

    def run(self) -> Outcome:
        self._time.run([self._add_providers])
        clients = [self._client(n) for n in range(self._rush.clients)]
        if self._rush.schedule_change_after is None:
            return Outcome(self._time.run(clients), None, self._table)
        *answers, change = self._time.run([*clients, self._change_schedule])
        return Outcome(answers, change, self._table)

    def _add_providers(self) -> None:
        store, call, _ = self._session()
        for provider_id in self._providers:
            created, scheduled = (_named(provider_id, provider) for provider in _provider())
            store.add_provider(created, call)
            store.update_provider(created, scheduled, call)

    def _client(self, n: int) -> Callable[[], Answer]:
        provider_id, start = self._providers[n % self._rush.providers], _start(n % self._rush.slots)
        details = Details(Customer(f"customer-{n}", "Ada"))
        command = CreateAppointment(provider_id, start, details, f"key-of-client-{n:06}", {"client": n})

        def book() -> Answer:
            store, call, waits = self._session()
            begun, appointment_id = self._time.now, None
            try:
                appointment_id, result = create_appointment(command, store, call).entity.id, "booked"
            except SlotTaken:
                result = "taken"
            except Busy:
                result = "busy"
            wanted = (provider_id, utc_text(start))
            return Answer(result, self._time.now - begun, waits.count, wanted, appointment_id)

        return book

    def _change_schedule(self) -> Answer:
        self._time.sleep(self._rush.schedule_change_after or 0)
        store, call, waits = self._session()
        begun, result = self._time.now, "changed"
        try:
            update_schedule(UpdateSchedule(self._providers[0], _week(_OPEN_TO + 60), _SLOT_MINUTES), store, call)
        except Busy:
            result = "busy"
        return Answer(result, self._time.now - begun, waits.count, (self._providers[0], "schedule"))

    def _session(self) -> tuple[DynamoAppointments, Call, "_Waits"]:
        """A Lambda sandbox of its own, at the start of a request."""
        begun, waits = self._time.now, _Waits(self._time)
        backoff = Backoff(self._design.base, self._design.cap, waits, self._rng.uniform)
        store = self._design.make_store(self._table.send, backoff)
        call = Call(
            "rush",
            seconds_left=lambda: self._design.seconds - (self._time.now - begun),
            clock=lambda: NOW + timedelta(seconds=self._time.now),
            caller=ADMIN,
        )
        return store, call, waits


@dataclass
class _Waits:
    """Waits in virtual time, counted."""

    time: VirtualTime
    count: int = field(default=0)

    def __call__(self, seconds: float) -> None:
        self.count += 1
        metrics().provider.metric_set.clear()  # Powertools would print every hundredth value
        self.time.sleep(seconds)


def _start(slot: int) -> datetime:
    day, place = divmod(slot, _SLOTS_A_DAY)
    return NOW + timedelta(days=1 + day, minutes=_OPEN_FROM + place * _SLOT_MINUTES)


def _week(until: int) -> dict[str, Sequence[Window]]:
    return {day: [Window(_OPEN_FROM, until)] for day in WEEKDAYS}


def _named(provider_id: str, provider: Provider) -> Provider:
    """A provider of that id, each of its changes with an id of its own."""
    change_id = f"{provider.version:08}{provider_id[8:]}"
    change = provider.change._replace(origin=provider.change.origin._replace(id=change_id))
    return replace(provider, id=provider_id, record=provider.record._replace(change=change))


@cache
def _provider() -> tuple[Provider, Provider]:
    """As created, and with its first week: quarters of an hour from 08:00 to 18:00 UTC."""
    first, second = (Origin(f"00000000-0000-4000-8000-00000000000{n}", NOW, AUTHOR, "setup") for n in (1, 2))
    created = Provider.create("replaced", first, name="Dr. Rossi", timezone="UTC", slot_minutes=_SLOT_MINUTES)
    return created, created.with_schedule(_week(_OPEN_TO), _SLOT_MINUTES, second)

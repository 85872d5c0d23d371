"""Many clients book at once: the real use case and the real store on a simulated table, in virtual time."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, cast

from booking.application.call import Call
from booking.application.create_appointment import CreateAppointment, create_appointment
from booking.application.update_schedule import UpdateSchedule, update_schedule
from booking.domain.appointments import Customer, Details
from booking.domain.changes import Origin
from booking.domain.errors import Busy, SlotTaken
from booking.domain.instants import utc_text
from booking.domain.providers import Provider
from booking.domain.schedules import WEEKDAYS, Window
from booking.observability import metrics
from booking.persistence.dynamo_store import DynamoStore
from booking.persistence.items import from_wire, provider_item, to_wire
from booking.persistence.retrying import Backoff
from tests.reliability.simulated_table import SimulatedTable
from tests.reliability.virtual_time import VirtualTime

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = datetime(2027, 1, 1, tzinfo=UTC)
TABLE_NAME = "booking-table"
FUNCTION_SECONDS = 10.0
PRESENT = Backoff()
"""The waits as the product makes them."""
SLOT_MINUTES = 15
OPEN_FROM, OPEN_TO = 8 * 60, 18 * 60
SLOTS_A_DAY = (OPEN_TO - OPEN_FROM) // SLOT_MINUTES

type MakeStore = Callable[["DynamoDBClient", Backoff], DynamoStore]


@dataclass(frozen=True)
class Rush:
    """Client n wants slot `n % slots` of provider `n % providers`, all in the same instant."""

    name: str
    clients: int
    slots: int
    providers: int = 1
    schedule_change_after: float | None = None


@dataclass(frozen=True)
class Design:
    """What is tried out: the waits between attempts, the store, and the items that a provider has beside its own."""

    base: float = PRESENT.base
    cap: float = PRESENT.cap
    make_store: MakeStore = lambda client, backoff: DynamoStore(client, TABLE_NAME, backoff)
    fence_items: Callable[[Provider], Sequence[dict[str, object]]] = lambda provider: ()


@dataclass(frozen=True)
class Answer:
    """`outcome`: "booked", "taken" or "busy", or of a schedule change "changed" or "busy"; `seconds` since the rush."""

    outcome: str
    seconds: float
    retries: int
    wanted: tuple[str, str]
    appointment_id: str | None = None


@dataclass(frozen=True)
class Outcome:
    rush: Rush
    answers: Sequence[Answer]
    change: Answer | None
    table: SimulatedTable

    @property
    def counts(self) -> Counter[str]:
        return Counter(answer.outcome for answer in self.answers)

    @property
    def violations(self) -> list[str]:
        """What breaks the promise; empty when one client won each slot and every win is in the table."""
        return list(_violations(self))


@dataclass
class _Counted:
    """Waits in virtual time, counted."""

    time: VirtualTime
    retries: int = field(default=0)

    def __call__(self, seconds: float) -> None:
        self.retries += 1
        metrics().provider.metric_set.clear()  # Powertools would print every hundredth value
        self.time.sleep(seconds)


def run(
    rush: Rush,
    seed: int,
    design: Design | None = None,
    *,
    checks_conflict: bool = True,
    tells_all: bool = True,
) -> Outcome:
    """The same arguments give the same outcome: ids follow from the keys, latencies and waits from the seed."""
    design = design or Design()
    time, rng = VirtualTime(), random.Random(f"{rush.name} {seed}")
    table = SimulatedTable(time, rng, checks_conflict, tells_all)
    providers = [replace(_provider(), id=f"00000000-0000-4000-8000-{n:012}") for n in range(rush.providers)]
    for provider in providers:
        for item in ({**provider_item(provider)}, *design.fence_items(provider)):
            table.items[item["PK"], item["SK"]] = to_wire(item)

    def task(act: Callable[[DynamoStore, Call], tuple[str, str | None]], wanted: tuple[str, str]) -> Answer:
        started, wait = time.now, _Counted(time)
        store = design.make_store(
            cast("DynamoDBClient", table), Backoff(design.base, design.cap, wait, lambda a, b: rng.uniform(a, b))
        )
        call = Call("rush", lambda: FUNCTION_SECONDS - (time.now - started), lambda: NOW + timedelta(seconds=time.now))
        outcome, appointment_id = act(store, call)
        return Answer(outcome, time.now - started, wait.retries, wanted, appointment_id)

    def client(n: int) -> Callable[[], Answer]:
        provider, start = providers[n % rush.providers], _start(n % rush.slots)

        def book(store: DynamoStore, call: Call) -> tuple[str, str | None]:
            details = Details(Customer(f"customer-{n}", "Ada"))
            command = CreateAppointment(provider.id, start, details, f"key-of-client-{n:06}", {"n": n})
            try:
                return "booked", create_appointment(command, store, call).entity.id
            except SlotTaken:
                return "taken", None
            except Busy:
                return "busy", None

        return lambda: task(book, (provider.id, utc_text(start)))

    def change() -> Answer:
        def act(store: DynamoStore, call: Call) -> tuple[str, None]:
            week = {day: [Window(OPEN_FROM, OPEN_TO + 60)] for day in WEEKDAYS}
            try:
                update_schedule(UpdateSchedule(providers[0].id, week, SLOT_MINUTES), store, call)
            except Busy:
                return "busy", None
            return "changed", None

        time.sleep(rush.schedule_change_after or 0)
        return task(act, (providers[0].id, ""))

    clients = [client(n) for n in range(rush.clients)]
    if rush.schedule_change_after is None:
        return Outcome(rush, time.run(clients), None, table)
    *answers, changed = time.run([*clients, change])
    return Outcome(rush, answers, changed, table)


def _start(slot: int) -> datetime:
    day, place = divmod(slot, SLOTS_A_DAY)
    return NOW + timedelta(days=1 + day, minutes=OPEN_FROM + place * SLOT_MINUTES)


@cache
def _provider() -> Provider:
    """Open 08:00 to 18:00 UTC every day, in quarters of an hour."""
    origin = Origin("00000000-0000-4000-8000-000000000000", NOW, "public", "setup")
    week = {day: [Window(OPEN_FROM, OPEN_TO)] for day in WEEKDAYS}
    provider = Provider.create("to be replaced", origin, name="Dr. Rossi", timezone="UTC", slot_minutes=SLOT_MINUTES)
    return provider.with_schedule(week, SLOT_MINUTES, origin)


def _violations(outcome: Outcome) -> Sequence[str]:
    items = {key: from_wire(item) for key, item in outcome.table.items.items()}
    appointments = {item["id"]: item for (_, kind), item in items.items() if kind == "APPOINTMENT"}
    claims = {key: item["owner"].removeprefix("APPOINTMENT#") for key, item in items.items() if "owner" in item}
    booked = [answer for answer in outcome.answers if answer.outcome == "booked"]
    found = [
        f"{count} clients won {wanted}" for wanted, count in Counter(a.wanted for a in booked).items() if count > 1
    ]
    if lost := {a.appointment_id for a in booked} - set(appointments):
        found.append(f"answered as booked, but not in the table: {lost}")
    if hidden := set(appointments) - {a.appointment_id for a in booked}:
        found.append(f"in the table, but not answered as booked: {hidden}")
    for item in appointments.values():
        slot = datetime.fromisoformat(item["startTime"]).strftime("SLOT#%Y-%m-%dT%H:%MZ")
        if claims.pop((f"PROVIDER#{item['providerId']}", slot), None) != item["id"]:
            found.append(f"{item['id']} does not own its slot")
    found += [f"an orphan claim: {key}" for key in claims]
    won = {answer.wanted for answer in booked}
    found += [
        f"answered as taken, but free: {a.wanted}"
        for a in outcome.answers
        if a.outcome == "taken" and a.wanted not in won
    ]
    return found

"""Cards on the real engine: whatever is delivered, in whatever order, by several consumers at once."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.attendance import Attendance
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment, SetAttendance
from booking.appointments.create_appointment import create_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.set_attendance import set_attendance
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.calls.refusals import Refusal
from booking.customers.answers import card_answer
from booking.customers.card import Found, card_of
from booking.customers.commands import UpdateCustomer
from booking.customers.erase_customer import erase_customer
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.keep_customer_cards import keep_customer_cards, refreshed
from booking.customers.ports import CardChanged
from booking.customers.update_customer import update_customer
from booking.dynamodb.codec import from_wire
from booking.history.keep_history import keep_history
from booking.providers.provider import Provider
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.integration.examples import START
from tests.messages import news, shuffled_with_repeats

NAMES = ("Kim Berg", "Kim Dahl", "Kim van der Berg")
CUSTOMERS = ("c-1", "c-2", "c-3")
TWO_WEEKS = timedelta(days=14)


def life(store: EveryStore, provider: Provider, seed: int) -> list[Delivered]:
    """What happens to the customers' appointments in some days around START, as events in their order."""
    rng, now = random.Random(seed), NOW
    events: dict[str, Delivered] = {}
    ids: list[str] = []
    for _ in range(40):
        now += timedelta(minutes=rng.randint(1, 300))
        try:
            after = change(store, provider, rng, rng.choice(ids) if ids else "", call(clock=at(now)))
        except Refusal:
            continue
        ids.append(after.id)
        events[after.change.origin.id] = news(after)  # a change that changes nothing has no event of its own
    return [*events.values()]


def change(store: EveryStore, provider: Provider, rng: random.Random, some_id: str, made: Call) -> Appointment:
    """Raises Refusal."""
    start = START + timedelta(days=rng.randint(0, 5), minutes=30 * rng.randint(0, 15))
    customer = Customer(rng.choice(CUSTOMERS), rng.choice(NAMES), None, f"070 {rng.randint(100, 999)}")
    match rng.randrange(4):
        case 0:
            return create_appointment(CreateAppointment(provider.id, start, Details(customer)), store, made).entity
        case 1:
            return reschedule_appointment(RescheduleAppointment(some_id, start), store, made)
        case 2:
            return cancel_appointment(CancelAppointment(some_id), store, made)
        case _:
            return set_attendance(SetAttendance(some_id, Attendance.NO_SHOW), store, made)


def by_hand(table: Table, customer_id: str, now: datetime) -> dict[str, Any] | None:
    """What docs/desk.md says of a card, from the items of the table."""
    items = [i for i in map(from_wire, table.items()) if i["SK"] == "APPOINTMENT" and i["customerId"] == customer_id]
    if not items:
        return None
    newest = max(items, key=lambda item: (item["createdAt"], item["id"]))
    coming = [i["startTime"] for i in items if i["status"] == "CONFIRMED" and i.get("attendance") != "NO_SHOW"]
    text = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "name": newest["customerName"],
        "phone": newest["customerPhone"],
        "firstSeen": min(item["createdAt"] for item in items),
        "lastVisit": max((start for start in coming if start <= text), default=None),
        "nextVisit": min((start for start in coming if start > text), default=None),
        "booked": len(items),
        "cancelled": sum(item["status"] == "CANCELLED" for item in items),
        "noShows": sum(item.get("attendance") == "NO_SHOW" for item in items),
    }


def shown(store: EveryStore, customer_id: str, now: datetime) -> dict[str, Any] | None:
    card, _ = store.card_and_erasure(customer_id)
    if card is None:
        return None
    answer = card_answer(card, now).model_dump(by_alias=True)
    return {name: answer[name] for name in answer.keys() - {"id", "email", "language", "version"}}


def keys(table: Table) -> set[tuple[str, str]]:
    return {(item["PK"], item["SK"]) for item in map(from_wire, table.items()) if item["PK"].startswith("SEARCH#")}


def deliver(stores: Sequence[EveryStore], events: Sequence[Delivered], now: datetime) -> None:
    """To several consumers at once, each event to one of them."""

    def consume(number: int) -> None:
        for event in events[number :: len(stores)]:
            keep_customer_cards(event, stores[number], call(clock=at(now)))
            keep_history(event, stores[number], call(clock=at(now)))

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(consume, range(len(stores))))


@pytest.mark.parametrize("seed", range(3))
def test_cards_and_histories_are_right_whatever_the_order_the_repeats_and_the_company(
    seed: int, table: Table, store: EveryStore, provider: Provider
) -> None:
    events, now = life(store, provider, seed), START + timedelta(days=2)
    assert len(events) > 10
    deliver([table.store() for _ in range(4)], shuffled_with_repeats(events, seed), now)
    assert [shown(store, each, now) for each in CUSTOMERS] == [by_hand(table, each, now) for each in CUSTOMERS]
    entries = [item for item in map(from_wire, table.items()) if item["SK"].startswith("HISTORY#")]
    versions = sorted((item["PK"].removeprefix("APPOINTMENT#"), int(item["SK"][-8:])) for item in entries)
    assert versions == sorted((event.data["id"], event.sequence) for event in events)
    kept, found = sorted(table.items(), key=str), keys(table)
    deliver([table.store() for _ in range(2)], shuffled_with_repeats(events, seed + 1), now)  # a replay of the archive
    assert (sorted(table.items(), key=str), keys(table)) == (kept, found)


def test_a_correction_survives_consumers_that_write_at_the_same_time(
    table: Table, store: EveryStore, provider: Provider
) -> None:
    events = [event for event in life(store, provider, 1) if event.data["customer"]["id"] == "c-1"]
    now = NOW + TWO_WEEKS
    refreshed("c-1", store, call(clock=at(now)))
    corrected = UpdateCustomer("c-1", {"phone": "112", "language": "sv"})
    with ThreadPoolExecutor(4) as pool:
        consuming = pool.submit(deliver, [table.store() for _ in range(3)], events * 3, now)
        update_customer(corrected, table.store(), call(clock=at(now)))
        consuming.result()
    card, _ = store.card_and_erasure("c-1")
    assert card
    assert (card.contact.phone, card.language) == ("112", "sv")
    assert ("SEARCH#PHONE#2", "211#c-1") in keys(table)


def test_consumers_bring_nothing_back_while_a_customer_is_erased(
    table: Table, store: EveryStore, provider: Provider
) -> None:
    events = life(store, provider, 2)
    now = NOW + TWO_WEEKS
    deliver([store], events, now)
    assert [key for key in keys(table) if key[1].endswith("#c-2")] != []
    with ThreadPoolExecutor(4) as pool:
        consuming = pool.submit(deliver, [table.store() for _ in range(3)], events * 4, now)
        for instant in (now, now + SETTLED_AFTER):
            erase_customer("c-2", table.store(), call(clock=at(instant)))
        consuming.result()
    deliver([store], events, now + SETTLED_AFTER)
    assert shown(store, "c-2", now) is None
    assert [key for key in keys(table) if key[1].endswith("#c-2")] == []
    assert shown(store, "c-1", now) == by_hand(table, "c-1", now)


def test_a_card_that_was_read_before_an_erasure_began_is_not_saved(
    store: EveryStore, provider: Provider, now: Call
) -> None:
    life(store, provider, 0)
    _, none = store.card_and_erasure("c-1")
    visits = [*store.visits_of("c-1")]
    made = store.appointments_made([visits[0].id])[visits[0].id]
    card = card_of("c-1", None, Found(visits, [made]), now.now())
    assert card
    for instant in (NOW, NOW + SETTLED_AFTER):
        erase_customer("c-1", store, call(clock=at(instant)))
        with pytest.raises(CardChanged):
            store.save_card(None, card, none, now)
    _, complete = store.card_and_erasure("c-1")
    store.save_card(None, card, complete, now)  # what is booked from then on is new data

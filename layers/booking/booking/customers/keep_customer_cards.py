"""Keep the card of each customer."""

from typing import Any

from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.customers.card import Found, booked_last, card_of, visit_of
from booking.customers.ports import CardStore


def keep_customer_cards(event: Delivered, store: CardStore, call: Call) -> bool:
    """Whether the card of the event's customer has changed. Raises Busy.

    Whatever the event says, the card becomes what the appointments say now.
    """
    data: Any = event.data
    customer_id = data.get("customerId") or data.get("customer", {}).get("id")
    return customer_id is not None and refreshed(customer_id, store, call, appointment_id=data.get("id"))


def refreshed(customer_id: str, store: CardStore, call: Call, *, appointment_id: str | None = None) -> bool:
    """Whether the card has changed. `appointment_id`: an appointment that the index may not list yet. Raises Busy."""
    return until_it_holds(lambda: _refreshed(customer_id, appointment_id, store, call), store.attempts(call))


def _refreshed(customer_id: str, appointment_id: str | None, store: CardStore, call: Call) -> bool:
    before, erasure = store.card_and_erasure(customer_id)
    if erasure and not erasure.is_complete:
        return False  # its end is an event, too
    visits = {visit.id: visit for visit in store.visits_of(customer_id)}
    own = store.appointments_made([appointment_id]) if appointment_id else {}
    visits |= {made.id: visit_of(made) for made in own.values() if made.details.customer.id == customer_id}
    after = None
    if visits:
        newest = booked_last(visits.values())
        read = {**own, **store.appointments_made({*newest} - {*own})}
        found = Found(visits.values(), [read[each] for each in newest if each in read])
        after = card_of(customer_id, before, found, call.now())
    if after == before:
        return False
    if after:
        store.save_card(before, after, erasure, call)
    elif before:
        store.remove_card(before, call)
    return True

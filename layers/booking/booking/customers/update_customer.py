"""Correct a customer's contact data, for the future: appointments that stand keep theirs."""

from typing import NamedTuple

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.customers.card import Card
from booking.customers.commands import UpdateCustomer
from booking.customers.ports import CardStore
from booking.customers.refusals import CustomerNotFound


class Corrected(NamedTuple):
    """`is_changed`: whether this call has changed the card."""

    card: Card
    is_changed: bool


def update_customer(command: UpdateCustomer, store: CardStore, call: Call) -> Corrected:
    """A card that has these details already is returned unchanged, whatever the precondition.

    Raises CustomerNotFound, Unauthorized, Forbidden, VersionMismatch, Busy.
    """
    require(call.caller, Action.EDIT_CUSTOMER)

    def decide() -> Corrected:
        before, erasure = store.card_and_erasure(command.customer_id)
        if before is None or (erasure and not erasure.is_complete):
            raise CustomerNotFound(command.customer_id)
        after = before.corrected(command.details, call.origin().at)
        if after == before:
            return Corrected(before, is_changed=False)
        command.precondition.require(before.revision)
        store.save_card(before, after, erasure, call)
        return Corrected(after, is_changed=True)

    return until_it_holds(decide, store.attempts(call))

"""Erase a customer's personal data."""

import math

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.appointment import Appointment
from booking.appointments.ports import AppointmentChanged
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.customers.erasure import Erasure, Progress
from booking.customers.ports import CustomerStore, ErasureChanged

SECONDS_KEPT = 9.0
"""With less time left no further step begins. Reads or a write that meet faults may take so long."""


def erase_customer(customer_id: str, store: CustomerStore, call: Call) -> Progress:
    """Erase as much as the call has time for. To be called again until the erasure is complete.

    Then nothing is left of what was stored before it began. Progress shows in the data and each step can be repeated,
    so a call that is cut off loses nothing. Raises Unauthorized, Forbidden, Busy.
    """
    require(call.caller, Action.ERASE_CUSTOMER)
    erasure = until_it_holds(lambda: _begun(customer_id, store, call), store.attempts(call))
    _without_card(customer_id, store, call)
    erased = 0
    while not erasure.is_complete:
        if _is_out_of_time(call):
            return Progress(erasure, erased, repeat_after=0)
        may_be_last = erasure.seconds_to_settle(call.now()) <= 0
        has_found = False
        for appointment in store.appointments_of(customer_id):
            if appointment.has_personal_data and not _is_out_of_time(call):
                has_found = True
                erased += _is_erased(appointment, store, call)
            if _is_out_of_time(call):
                return Progress(erasure, erased, repeat_after=0)
        if not has_found and may_be_last:
            erasure = _completed(erasure, store, call)
        elif not has_found:
            return Progress(erasure, erased, max(0, math.ceil(erasure.seconds_to_settle(call.now()))))
    return Progress(erasure, erased, repeat_after=None)


def _is_out_of_time(call: Call) -> bool:
    return call.seconds_left() < SECONDS_KEPT


def _begun(customer_id: str, store: CustomerStore, call: Call) -> Erasure:
    """The erasure that is going on, or a new one."""
    before = store.erasure(customer_id)
    if before and before.goes_on(call.now()):
        return before
    after = before.begun_again(call.origin()) if before else Erasure.begin(customer_id, call.origin())
    store.save_erasure(before, after, call)
    return after


def _without_card(customer_id: str, store: CustomerStore, call: Call) -> None:
    """Its card goes first, and none is made while the erasure goes on."""

    def remove() -> None:
        card, _ = store.card_and_erasure(customer_id)
        if card:
            store.remove_card(card, call)

    until_it_holds(remove, store.attempts(call))


def _is_erased(appointment: Appointment, store: CustomerStore, call: Call) -> bool:
    """False if it was changed in the meantime. Then the next pass finds it again."""
    try:
        store.erase(appointment, appointment.erased(call.origin().at), call)
    except AppointmentChanged:
        return False
    return True


def _completed(erasure: Erasure, store: CustomerStore, call: Call) -> Erasure:
    """The complete erasure; what another call has made of it in the meantime."""
    after = erasure.completed(call.origin())
    try:
        store.save_erasure(erasure, after, call)
    except ErasureChanged:
        return store.erasure(erasure.id) or erasure
    return after

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
"""With less time left no further step begins: a read and a write that meet faults may take so long."""


def erase_customer(customer_id: str, store: CustomerStore, call: Call) -> Progress:
    """Erase as much as the call has time for. To be called again until nothing is left.

    Where the work stands shows in the data, and each step can be repeated: a call that is cut off loses nothing.
    What is booked after the end is new data. Raises Unauthorized, Forbidden, Busy.
    """
    require(call.caller, Action.ERASE_CUSTOMER)
    erasure = until_it_holds(lambda: _begun(customer_id, store, call), store.attempts(call))
    erased = 0
    while not erasure.is_complete:
        may_be_last = erasure.seconds_to_settle(call.now()) <= 0
        has_found = False
        for appointment in store.appointments_of(customer_id):
            if call.seconds_left() < SECONDS_KEPT:
                return Progress(erasure, erased, repeat_after=0)
            if appointment.has_personal_data:
                has_found = True
                erased += _is_erased(appointment, store, call)
        if not has_found and may_be_last:
            erasure = _completed(erasure, store, call)
        elif not has_found:
            return Progress(erasure, erased, max(0, math.ceil(erasure.seconds_to_settle(call.now()))))
    return Progress(erasure, erased, repeat_after=None)


def _begun(customer_id: str, store: CustomerStore, call: Call) -> Erasure:
    """The erasure that is going on, or a new one. A repeat of the call that completed it gets the complete one."""
    before = store.erasure(customer_id)
    if before and (not before.is_complete or before.was_just_completed(call.now())):
        return before
    after = before.begun_again(call.origin()) if before else Erasure.begin(customer_id, call.origin())
    store.save_erasure(before, after, call)
    return after


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

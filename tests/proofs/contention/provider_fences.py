"""The product with another number of fences: over how many items the check of a provider is spread."""

from typing import Any

from booking.appointments.store import DynamoAppointments
from tests.proofs.contention.rush import TABLE_NAME, Design


def fenced(fences: int, **more: Any) -> Design:
    return Design(make_store=lambda send, backoff: DynamoAppointments(send, TABLE_NAME, backoff, fences), **more)

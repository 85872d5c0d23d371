"""Commands: the input of the use cases that write. Each value is valid on its own."""

from typing import NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.services.offering import Terms


class SetService(NamedTuple):
    provider_id: str
    service_id: str
    terms: Terms
    precondition: Precondition = ANY_VERSION


class RetireService(NamedTuple):
    provider_id: str
    service_id: str
    precondition: Precondition = ANY_VERSION

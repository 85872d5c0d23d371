"""Commands: the input of the use cases that write. Each value is valid on its own."""

from typing import NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.services.offering import Terms


class SetService(NamedTuple):
    """`is_dry_run`: nothing is to be written."""

    provider_id: str
    service_id: str
    terms: Terms
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False


class RetireService(NamedTuple):
    """`is_dry_run`: nothing is to be written."""

    provider_id: str
    service_id: str
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False

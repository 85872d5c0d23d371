"""Which appointments a list holds: those of one provider or one customer, by their starts."""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.calls.paging import Page, Position
from booking.providers.between import Between, DayOrInstant
from booking.providers.provider import Provider


class Selection(NamedTuple):
    """Of a provider or of a customer: the other id is None. `status`, `service_id`: None for any."""

    provider_id: str | None
    customer_id: str | None
    starts: Between = Between()
    status: AppointmentStatus | None = None
    service_id: str | None = None
    is_newest_first: bool = False


class AppointmentsQuery(NamedTuple):
    """`selection`: without the starts, which are those from `begin` to `end`.

    `after`: where the page before ended. `size`: how many at most.
    """

    selection: Selection
    begin: DayOrInstant | None = None
    end: DayOrInstant | None = None
    after: Position | None = None
    size: int = 50


class Listed(NamedTuple):
    """`provider`: None in a list of a customer, whose appointments may be with several.

    `unresolved`: the ids of those that the rules would no longer put where they stand. Known in a provider's list only.
    """

    page: Page[Appointment]
    provider: Provider | None
    unresolved: AbstractSet[str] = frozenset()

"""What an audit needs of a table: to walk it, to look things up cheaply, and to see several items at one instant."""

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from booking.audit.audited import AuditedAppointment, AuditedCustomer, AuditedProvider, ItemKey, Kept, Reading

type Cursor = Mapping[str, str]
"""Where a walk stands: the key of the last item that it has seen."""


class Consumers(Protocol):
    """What the audit has to do with the consumers of the bus."""

    @property
    def keep_history(self) -> bool:
        """Whether histories are kept, and so should be whole."""

    def cards_due(self, customer_ids: Collection[str]) -> int:
        """Have the cards of these customers made again. Returns of how many: none if no cards are kept."""


class AuditedTable(Protocol):
    """Raises Busy when a read did not come through."""

    def page(self, after: Cursor | None, size: int) -> tuple[Reading, Cursor | None]:
        """The next items, `size` at most, and where they end; None at the end of the table."""

    def look_up(self, keys: Collection[ItemKey]) -> Reading:
        """Any number, at the lowest price: may be a moment old, and show half of a transaction."""

    def at_once(self, keys: Collection[ItemKey]) -> Reading:
        """All at one instant, never half of a transaction; 100 at most."""

    def kept(self, provider: AuditedProvider) -> Kept:
        """All entries of the provider's history."""

    def near(self, appointment: AuditedAppointment) -> set[ItemKey]:
        """Its provider's appointments that may overlap it, itself perhaps among them."""

    def appointments_of(self, customer: AuditedCustomer) -> Iterator[ItemKey]:
        """All of the customer's, any number."""

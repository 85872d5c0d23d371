"""What an audit needs of a table: to walk it, to look things up cheaply, and to see several items at one instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from booking.audit.findings import AuditedAppointment, AuditedClaim, AuditedProvider, Fences, ProviderSlot, Unreadable

type Cursor = Mapping[str, str]
"""Where a walk stands: the key of the last item that it has seen."""


class ItemKind(StrEnum):
    PROVIDERS = "providers"
    APPOINTMENTS = "appointments"
    CLAIMS = "claims"
    FENCES = "fences"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Page:
    """`items`: what there is to check. `next` is None at the end of the table."""

    counts: Mapping[ItemKind, int]
    items: Sequence[AuditedAppointment | AuditedClaim | AuditedProvider | Unreadable]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found of what was asked for. A claim that cannot be read has the owner ''.

    Each provider that was asked for has its entry in `fences`, whatever was found.
    """

    appointments: Mapping[str, AuditedAppointment | Unreadable]
    owners: Mapping[ProviderSlot, str]
    providers: Mapping[str, AuditedProvider | Unreadable]
    fences: Mapping[str, Fences]


class AuditedTable(Protocol):
    """Raises Busy when a read did not come through. A provider is read with its fences."""

    def page(self, after: Cursor | None, size: int) -> Page:
        """The next items, `size` at most."""

    def look_up(
        self, appointment_ids: Collection[str], slots: Collection[ProviderSlot], provider_ids: Collection[str] = ()
    ) -> Reading:
        """Any number, at the lowest price: may be a moment old, and show half of a transaction."""

    def at_once(
        self, appointment_ids: Collection[str], slots: Collection[ProviderSlot], provider_ids: Collection[str] = ()
    ) -> Reading:
        """All at one instant, never half of a transaction; 100 at most."""

    def near(self, appointment: AuditedAppointment) -> Collection[str]:
        """The ids of its provider's appointments that may overlap it, itself perhaps among them."""

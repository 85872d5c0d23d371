"""What an audit reads of the table: ids, times and owners, never a customer's data.

Whatever is checked has the `key` of its item, and is checked `against` the items that other keys name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.appointments.items import appointment_key
from booking.appointments.open_items import LIST
from booking.customers.card_items import SEARCH
from booking.customers.items import customer_key
from booking.history.entry import Kind, Whose
from booking.history.items import ENTRY, entry_key, version_of
from booking.providers.items import fence_key, provider_key
from booking.providers.schedule import MAX_SLOTS
from booking.providers.store import FENCES
from booking.reports.items import REPORT
from booking.resolutions.items import OUTCOME, RESOLUTION
from booking.rules.items import claim_key, is_ticket, ticket_key, ticket_text
from booking.rules.limits import Ticket
from booking.time.grid import SLOT_MINUTES, next_boundary, slots_in
from booking.time.instants import utc_text
from booking.time.intervals import Interval, hull, intersection


class ItemKind(StrEnum):
    PROVIDERS = "providers"
    APPOINTMENTS = "appointments"
    CLAIMS = "claims"
    TICKETS = "tickets"
    FENCES = "fences"
    LISTS = "lists"
    CUSTOMERS = "customers"
    RULES = "rules"
    HISTORY = "versions"
    CARDS = "cards"
    SEARCH = "keys"
    RESOLUTIONS = "resolutions"
    OUTCOMES = "outcomes"
    REPORTS = "reports"
    OTHERS = "others"


_BY_SORT_KEY = {
    "PROVIDER": ItemKind.PROVIDERS,
    "APPOINTMENT": ItemKind.APPOINTMENTS,
    "CUSTOMER": ItemKind.CUSTOMERS,
    "CARD": ItemKind.CARDS,
}

_BY_START = {
    ItemKind.LISTS: LIST,
    ItemKind.SEARCH: SEARCH,
    ItemKind.REPORTS: REPORT,
    ItemKind.FENCES: "FENCE#",
    ItemKind.HISTORY: ENTRY,
    ItemKind.RESOLUTIONS: RESOLUTION,
    ItemKind.OUTCOMES: OUTCOME,
}
"""How the partition keys, or else the sort keys, begin."""
_OF_RULES = re.compile(r"SERVICE#.+|TIMEOFF(#.+)?|SLOT#\d{4}-\d\d-\d\d")
"""The sort keys of services, time off and overrides. They agree with their provider by the provider's version alone."""


class ItemKey(NamedTuple):
    """A key of the table, as a value to look items up by."""

    PK: str
    SK: str

    @property
    def kind(self) -> ItemKind:
        """An override's key begins like those of the claims of its date; a claim's key ends with Z."""
        for kind, start in _BY_START.items():
            if self.PK.startswith(start) or self.SK.startswith(start):
                return kind
        if self.SK.startswith("SLOT#") and self.SK.endswith("Z"):
            return ItemKind.CLAIMS
        if is_ticket(self.SK):
            return ItemKind.TICKETS
        if _OF_RULES.fullmatch(self.SK):
            return ItemKind.RULES
        return _BY_SORT_KEY.get(self.SK, ItemKind.OTHERS)

    def __str__(self) -> str:
        return f"{self.PK} {self.SK}"


@dataclass(frozen=True, slots=True)
class AuditedClaim:
    """Of a slot, or of the ticket of a limit. `start` is that of the slot, or of the first day that is counted."""

    provider_id: str
    start: datetime
    appointment_id: str
    ticket: Ticket | None = None

    @property
    def key(self) -> ItemKey:
        if self.ticket:
            return ItemKey(**ticket_key(self.provider_id, self.ticket))
        return ItemKey(**claim_key(self.provider_id, self.start))

    @property
    def owner(self) -> ItemKey:
        return ItemKey(**appointment_key(self.appointment_id))

    @property
    def against(self) -> set[ItemKey]:
        return {self.owner}

    def __str__(self) -> str:
        what = ticket_text(self.ticket) if self.ticket else utc_text(self.start)
        return f"claim of {what} of provider {self.provider_id}"


@dataclass(frozen=True, slots=True)
class AuditedAppointment:
    """Raises ValueError for a time that cannot be claimed.

    `wall_clock`: its zone, and wall clock minus UTC at its start when it was booked or last moved; None for one that
    was booked before offsets were kept. `erased_at`: when its personal data was last erased. `released_from`: where
    the rest of its time begins, which was released.
    """

    id: str
    provider_id: str
    version: int
    is_confirmed: bool
    interval: Interval
    claimed: Interval
    slot_minutes: int
    wall_clock: tuple[str, timedelta] | None = None
    created_at: datetime | None = None
    erased_at: datetime | None = None
    tickets: tuple[Ticket, ...] = ()
    released_from: datetime | None = None
    updated_at: datetime | None = None
    customer_id: str | None = None

    def __post_init__(self) -> None:
        start, slot = self.span.start, timedelta(minutes=self.slot_minutes)
        if self.slot_minutes not in SLOT_MINUTES or next_boundary(start, self.slot_minutes) != start:
            raise ValueError("not on the grid of slots")
        if self.span.length % slot or not 0 < self.span.length // slot <= MAX_SLOTS:
            raise ValueError(f"not a whole number of slots from 1 to {MAX_SLOTS}")

    @property
    def key(self) -> ItemKey:
        return ItemKey(**appointment_key(self.id))

    @property
    def span(self) -> Interval:
        """The time that it must own: what it says to claim, and its own time even where it claims less.

        Of its own time not what was released.
        """
        own = self.interval
        if self.released_from is not None:
            own = Interval(own.start, min(own.end, self.released_from))
        return hull([own, self.claimed])

    @property
    def claims(self) -> dict[str, ItemKey]:
        """The claims that it must own, by the starts of their slots, and its tickets."""
        slots = slots_in(self.span, self.slot_minutes)
        return {utc_text(start): ItemKey(**claim_key(self.provider_id, start)) for start in slots} | {
            ticket_text(ticket): ItemKey(**ticket_key(self.provider_id, ticket)) for ticket in self.tickets
        }

    @property
    def against(self) -> set[ItemKey]:
        return {*self.claims.values()}

    @property
    def all_entries(self) -> list[ItemKey]:
        """One for each version."""
        return _entries(Whose(Kind.APPOINTMENT, self.id), self.version)

    def entries(self, since: datetime) -> list[ItemKey]:
        """What its history should have, by version. If it was changed `since` then, that may still be on its way."""
        return self.all_entries if self.updated_at is not None and self.updated_at < since else []

    def overlaps(self, other: "AuditedAppointment") -> bool:
        """Whether both are confirmed, of one provider, and not the same."""
        return (
            self.is_confirmed
            and other.is_confirmed
            and self.provider_id == other.provider_id
            and self.id != other.id
            and intersection(self.span, other.span) is not None
        )


type Kept = Mapping[ItemKey, datetime | None]
"""The entries of a history, each with the instant of its change if that is known."""


class Standing(NamedTuple):
    """What a fence repeats of its provider."""

    version: int
    state: str

    def __str__(self) -> str:
        return f"version {self.version} and {self.state}"


@dataclass(frozen=True, slots=True)
class AuditedProvider:
    id: str
    standing: Standing
    updated_at: datetime | None = None

    @property
    def key(self) -> ItemKey:
        return ItemKey(**provider_key(self.id))

    @property
    def fences(self) -> list[ItemKey]:
        """All that it should have, by number."""
        return [ItemKey(**fence_key(self.id, number)) for number in range(FENCES)]

    @property
    def all_entries(self) -> list[ItemKey]:
        """One for each version."""
        return _entries(Whose(Kind.PROVIDER, self.id), self.standing.version)

    def entries(self, since: datetime, kept: Kept) -> list[ItemKey]:
        """What its history should have: up to its newest entry about something before `since`.

        When one of its services or its time off last changed, a provider does not say. Its entries do.
        """
        is_older = self.updated_at is not None and self.updated_at < since
        settled = (version_of(key.SK) for key, at in kept.items() if at is None or at < since)
        return _entries(Whose(Kind.PROVIDER, self.id), max(settled, default=int(is_older)))

    @property
    def against(self) -> set[ItemKey]:
        """A provider is read together with its fences."""
        return {self.key, *self.fences}


@dataclass(frozen=True, slots=True)
class AuditedCustomer:
    """A customer whose data is being erased, or was."""

    id: str
    begun_at: datetime
    is_complete: bool

    @property
    def key(self) -> ItemKey:
        return ItemKey(**customer_key(self.id))

    def forgot(self, appointment: AuditedAppointment) -> bool:
        """Whether this appointment of the customer, which was there when the erasure began, still has its data."""
        is_older = appointment.created_at is not None and appointment.created_at < self.begun_at
        return self.is_complete and is_older and appointment.erased_at is None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that is meant to be one of the above and cannot be read as such."""

    key: ItemKey
    reason: str


def _entries(whose: Whose, version: int) -> list[ItemKey]:
    return [ItemKey(**entry_key(whose, number)) for number in range(1, version + 1)]


Checked = AuditedAppointment | AuditedClaim | AuditedProvider

type Reading = Mapping[ItemKey, Checked | AuditedCustomer | Standing | Unreadable | None]
"""The items that were found. A fence is its standing; None for a fence that cannot be read, and for other items."""

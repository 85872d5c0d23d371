"""Claims, tickets and dates with windows of their own, as items of a provider's partition, and back.

Their sort keys begin with SLOT# and the date, so one Query over a stretch of time reads them all: `SLOT#2027-03-01`
(the date's own windows), `SLOT#2027-03-01#D07` (a ticket of the date), `SLOT#2027-03-01#W07` (of the week that begins
with it), `SLOT#2027-03-01T08:00Z` (the claim of a slot).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from booking.dynamodb.codec import Item, Key
from booking.overrides.items import override_of
from booking.providers.schedule import Window, date_of, day_number
from booking.rules.claims import Claims, Standing
from booking.rules.limits import Ticket
from booking.rules.reasons import Reason
from booking.time.grid import interval_of
from booking.time.instants import instant_of, utc_minute_text, utc_text
from booking.time.intervals import Interval

SLOT = "SLOT#"

_DATE = slice(5, 15)
"""The date in a sort key."""

_KINDS = {"D": Reason.LIMIT_DAY, "W": Reason.LIMIT_WEEK}


def owner(appointment_id: str) -> str:
    """How a claim or a ticket names its appointment."""
    return f"APPOINTMENT#{appointment_id}"


def appointment_id_of(owner: str) -> str:
    return owner.removeprefix("APPOINTMENT#")


def claim_key(provider_id: str, slot: datetime) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": _slot_text(slot)}


def slot_of(sort_key: str) -> datetime:
    """The start of the slot that a claim's sort key names."""
    return datetime.fromisoformat(sort_key.removeprefix(SLOT))


def ticket_key(provider_id: str, ticket: Ticket) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": ticket_text(ticket)}


def ticket_text(ticket: Ticket) -> str:
    """The sort key of a ticket, by which its appointment names it, too."""
    kind = "D" if ticket.reason is Reason.LIMIT_DAY else "W"
    of_service = f"#{ticket.service_id}" if ticket.service_id else ""
    return f"{SLOT}{date_of(ticket.day)}#{kind}{ticket.number:02}{of_service}"


def ticket_of(sort_key: str) -> Ticket:
    """The inverse of `ticket_text`."""
    number, _, service_id = sort_key[17:].partition("#")
    return Ticket(_KINDS[sort_key[16:17]], _day_of(sort_key[_DATE]), int(number), service_id or None)


def of_item(own: Interval, service_id: str | None) -> Item:
    """What the first claim of an appointment says of it."""
    times = {"start": utc_text(own.start), "end": utc_text(own.end)}
    return {**times, "serviceId": service_id} if service_id else times


def read_range(within: Interval, first_day: int) -> tuple[str, str]:
    """The first and the last sort key of what stands in [start, end), from a date's own record on.

    A slot's minute is the finest step.
    """
    first, beyond = _slot_text(within.start), _slot_text(within.end)
    # BETWEEN includes its end; no claim sorts between a minute and the same minute with "!" for its "Z".
    return min(first, f"{SLOT}{date_of(first_day)}"), beyond.removesuffix("Z") + "!"


def is_claim(sort_key: str) -> bool:
    return sort_key.startswith(SLOT) and sort_key[15:16] == "T"


def is_ticket(sort_key: str) -> bool:
    return sort_key.startswith(SLOT) and sort_key[15:16] == "#"


def claims_of(items: Iterable[Item], slot_minutes: int, *, is_counted: bool = False) -> Claims:
    """What a Query found, in the order of its keys. `is_counted`: whether to read which appointments stand, too."""
    prefix = len(owner(""))
    owners: dict[int, str] = {}
    firsts: dict[str, Item | None] = {}
    tickets: dict[Ticket, str] = {}
    overrides: dict[int, tuple[Window, ...]] = {}
    for item in items:
        key = item["SK"]
        kind = key[15:16]
        if kind == "T":
            owners[_minute_of(key) // slot_minutes] = appointment_id = item["owner"][prefix:]
            if is_counted and appointment_id not in firsts:
                firsts[appointment_id] = item.get("of")
        elif kind:
            tickets[ticket_of(key)] = item["owner"][prefix:]
        else:
            overrides[_day_of(key[_DATE])] = override_of(item)
    standing = [*_standing(firsts, owners, slot_minutes)]
    return Claims(owners, standing, tickets, overrides)


def _standing(firsts: Mapping[str, Item | None], owners: Mapping[int, str], slot_minutes: int) -> Iterator[Standing]:
    """From the first claim of each appointment. Those of 1.x say nothing more, and had no buffers and no services."""
    slots: dict[str, list[int]] = {appointment_id: [] for appointment_id, of in firsts.items() if not of}
    for slot, owner in owners.items() if slots else ():
        if owner in slots:
            slots[owner].append(slot)
    for appointment_id, of in firsts.items():
        if of:
            times = Interval(instant_of(of["start"]), instant_of(of["end"]))
            yield Standing(appointment_id, times, of.get("serviceId"))
        else:
            own = slots[appointment_id]
            yield Standing(appointment_id, interval_of(range(own[0], own[-1] + 1), slot_minutes))


def _slot_text(start: datetime) -> str:
    return f"{SLOT}{utc_minute_text(start)}"


@lru_cache(maxsize=1024)
def _day_of(text: str) -> int:
    return day_number(date.fromisoformat(text))


@lru_cache(maxsize=4096)  # the claims of the coming weeks are read again and again, whoever the provider is
def _minute_of(claim: str) -> int:
    """The minute since the epoch at which the slot of a claim's sort key begins."""
    return _day_of(claim[_DATE]) * 24 * 60 + int(claim[16:18]) * 60 + int(claim[19:21])

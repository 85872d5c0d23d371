"""Finds contradictions in a table, without any code of the product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

type Wire = Mapping[str, Any]


def contradictions(items: Iterable[Wire]) -> list[str]:
    """Confirmed appointments of a provider that overlap, false claims and tickets, and false lists.

    What was released of an appointment's time may be another's.
    """
    items = [*items]
    appointments = [item for item in items if item["SK"]["S"] == "APPOINTMENT" and item["status"]["S"] == "CONFIRMED"]
    taken = {
        (item["PK"]["S"], item["SK"]["S"]): item
        for item in items
        if item["SK"]["S"].startswith("SLOT#")
        if "owner" in item
    }
    return [*_overlaps(appointments), *_unlike_claims(appointments, taken), *_false_lists(items, appointments)]


def confirmed(items: Iterable[Wire]) -> list[str]:
    """The ids of the confirmed appointments."""
    return [
        item["id"]["S"] for item in items if item["SK"]["S"] == "APPOINTMENT" and item["status"]["S"] == "CONFIRMED"
    ]


def listed(items: Iterable[Wire]) -> list[str]:
    """The ids on all lists of customers' open appointments, in order."""
    return sorted(name for item in items if item["PK"]["S"].startswith("OPEN#") for name in _ends(item))


def _overlaps(appointments: Iterable[Wire]) -> list[str]:
    by_provider = defaultdict(list)
    for item in appointments:
        end = item.get("releasedFrom", item["endTime"])["S"]
        by_provider[item["providerId"]["S"]].append((item["startTime"]["S"], end, item["id"]["S"]))
    return [
        f"{one} and {other} overlap"
        for spans in by_provider.values()
        for one, other in pairwise(sorted(spans))
        if other[0] < one[1]
    ]


def _unlike_claims(appointments: Iterable[Wire], taken: Mapping[tuple[str, str], Wire]) -> list[str]:
    """Claims and tickets that are not exactly those of the appointments. The first claim says whose time it is."""
    wanted: dict[tuple[str, str], tuple[str, Any]] = {}
    for item in appointments:
        partition, owner = f"PROVIDER#{item['providerId']['S']}", f"APPOINTMENT#{item['id']['S']}"
        wanted |= {(partition, ticket["S"]): (owner, None) for ticket in item.get("tickets", {"L": []})["L"]}
        starts = [*_slots(item)]
        wanted |= {(partition, f"SLOT#{slot:%Y-%m-%dT%H:%M}Z"): (owner, None) for slot in starts}
        wanted[partition, f"SLOT#{starts[0]:%Y-%m-%dT%H:%M}Z"] = owner, _of(item)
    found = {key: (item["owner"]["S"], item.get("of")) for key, item in taken.items()}
    missing = [f"{key} of {owner} is {found.get(key)}" for key, owner in wanted.items() if found.get(key) != owner]
    orphans = [f"{key} of {owner} is an orphan" for key, owner in found.items() if key not in wanted]
    return missing + orphans


def _slots(appointment: Wire) -> Iterable[datetime]:
    """The starts of all slots that it claims, in order."""
    for stretch in appointment["claims"]["L"]:
        slot, end = (datetime.fromisoformat(edge["S"]) for edge in stretch["L"])
        while slot < end:
            yield slot
            slot += timedelta(minutes=int(appointment["slotMinutes"]["N"]))


def _of(appointment: Wire) -> Wire:
    service = {"serviceId": appointment["serviceId"]} if "serviceId" in appointment else {}
    return {"M": {"start": appointment["startTime"], "end": appointment["endTime"], **service}}


def _false_lists(items: Iterable[Wire], appointments: Iterable[Wire]) -> list[str]:
    """Lists that do not count what is on them, and what is on them and is no open appointment of the pair."""
    lists = [item for item in items if item["PK"]["S"].startswith("OPEN#")]
    counted = {
        (f"OPEN#{item['customerId']['S']}", f"PROVIDER#{item['providerId']['S']}", item["id"]["S"]): item["endTime"][
            "S"
        ]
        for item in appointments
        if "isCounted" in item
    }
    wrong_counts = [f"{item} counts wrongly" for item in lists if int(item["openCount"]["N"]) != len(_ends(item))]
    strangers = [
        f"{appointment_id} is listed until {end}"
        for item in lists
        for appointment_id, end in _ends(item).items()
        if counted.get((item["PK"]["S"], item["SK"]["S"], appointment_id)) != end
    ]
    return wrong_counts + strangers


def _ends(item: Wire) -> Mapping[str, str]:
    return {name: value["S"] for name, value in item.items() if name not in {"PK", "SK", "openCount", "ttl"}}

"""Finds contradictions in a table, without any code of the product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

type Wire = Mapping[str, Any]


def contradictions(items: Iterable[Wire]) -> list[str]:
    """Confirmed appointments of a provider that overlap, and claims that are not exactly their slots."""
    appointments = [item for item in items if item["SK"]["S"] == "APPOINTMENT" and item["status"]["S"] == "CONFIRMED"]
    claims = {
        (item["PK"]["S"], item["SK"]["S"]): item["owner"]["S"] for item in items if item["SK"]["S"].startswith("SLOT#")
    }
    return [*_overlaps(appointments), *_unlike_claims(appointments, claims)]


def confirmed(items: Iterable[Wire]) -> list[str]:
    """The ids of the confirmed appointments."""
    return [
        item["id"]["S"] for item in items if item["SK"]["S"] == "APPOINTMENT" and item["status"]["S"] == "CONFIRMED"
    ]


def _overlaps(appointments: Iterable[Wire]) -> list[str]:
    by_provider = defaultdict(list)
    for item in appointments:
        by_provider[item["providerId"]["S"]].append((item["startTime"]["S"], item["endTime"]["S"], item["id"]["S"]))
    return [
        f"{one} and {other} overlap"
        for spans in by_provider.values()
        for one, other in pairwise(sorted(spans))
        if other[0] < one[1]
    ]


def _unlike_claims(appointments: Iterable[Wire], claims: Mapping[tuple[str, str], str]) -> list[str]:
    wanted = {}
    for item in appointments:
        slot, end = (datetime.fromisoformat(item[name]["S"]) for name in ("startTime", "endTime"))
        while slot < end:
            key = f"PROVIDER#{item['providerId']['S']}", f"SLOT#{slot:%Y-%m-%dT%H:%M}Z"
            wanted[key] = f"APPOINTMENT#{item['id']['S']}"
            slot += timedelta(minutes=int(item["slotMinutes"]["N"]))
    missing = [f"{key} of {owner} is {claims.get(key)}" for key, owner in wanted.items() if claims.get(key) != owner]
    orphans = [f"{key} of {owner} is an orphan" for key, owner in claims.items() if key not in wanted]
    return missing + orphans

"""Who made each change: as it is stored, and as the event says that the product makes of it."""

from collections.abc import Sequence
from typing import Any

from booking.events.rendering import render
from booking.events.stream import event_in
from tests.proofs.faults.mirror import Record
from tests.proofs.histories.callers import Author
from tests.proofs.histories.history import Change


def changes_of(provider_id: str, records: Sequence[Record]) -> list[Change]:
    """Of this provider, its appointments, services and time off. A record of anything else is none."""
    return [change for record in records if (change := _change(provider_id, record))]


def _change(provider_id: str, record: Record) -> Change | None:
    image: dict[str, Any] = record["dynamodb"].get("NewImage", {})
    is_provider = image.get("SK") == {"S": "PROVIDER"}
    if image.get("id" if is_provider else "providerId") != {"S": provider_id}:
        return None
    event = event_in(record)
    if event is None:
        return None
    stored = {name: value["S"] for name, value in image["change"]["M"]["by"]["M"].items()}
    told = render(event).by.model_dump()
    label = "" if is_provider else image["SK"]["S"]
    if label == "APPOINTMENT":
        label = image["customerName"]["S"]
    return Change(label, int(image["version"]["N"]), Author(**stored), Author(**told))

"""The keys of the one table (see docs/architecture.md for all items)."""

import uuid
from datetime import UTC, datetime

from booking.domain.intervals import Interval
from booking.persistence.wire import Key

_SLOT = "%Y-%m-%dT%H:%MZ"


def provider_key(provider_id: str) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": "PROVIDER"}


def provider_id_of(partition_key: str) -> str:
    return partition_key.removeprefix("PROVIDER#")


def fence_key(provider_id: str, number: int) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": f"FENCE#{number}"}


def fence_number_of(sort_key: str) -> int:
    return int(sort_key.removeprefix("FENCE#"))


def fence_of(appointment_id: str, fences: int) -> int:
    """Which of the provider's fences the appointment checks: the same in each attempt, and evenly spread."""
    return int(appointment_id[:8], 16) % fences


def appointment_key(appointment_id: str) -> Key:
    return {"PK": owner(appointment_id), "SK": "APPOINTMENT"}


def claim_key(provider_id: str, slot: datetime) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": f"SLOT#{slot.astimezone(UTC).strftime(_SLOT)}"}


def claim_range(within: Interval) -> tuple[str, str]:
    """The first and the last sort key of the claims in [start, end); a slot's minute is the finest step."""
    first, beyond = (f"SLOT#{edge.astimezone(UTC).strftime(_SLOT)}" for edge in (within.start, within.end))
    # BETWEEN includes its end; no claim sorts between a minute and the same minute with "!" for its "Z".
    return first, beyond.removesuffix("Z") + "!"


def slot_of(sort_key: str) -> datetime:
    """The start of the slot that a claim's sort key names."""
    return datetime.fromisoformat(sort_key.removeprefix("SLOT#"))


def owner(appointment_id: str) -> str:
    """How a claim names its appointment."""
    return f"APPOINTMENT#{appointment_id}"


def appointment_id_of(owner: str) -> str:
    return owner.removeprefix("APPOINTMENT#")


def is_id(text: str) -> bool:
    """Whether the text has the form of the ids that we make; another one need not be looked up."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False

"""The keys of appointments, and of the claims of their slots in the provider's partition."""

from datetime import UTC, datetime

from booking.dynamodb.wire import Key
from booking.time.intervals import Interval

_SLOT = "%Y-%m-%dT%H:%MZ"


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

"""Where an appointment is to go: another start, length, service or provider. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.schedule import MAX_SLOTS
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.services.offering import LONGEST_DATE


class OfService(NamedTuple):
    """`id` is None for the provider's own duration."""

    id: str | None


class Move(NamedTuple):
    """What is None stays as it is. `duration` is in minutes. `override`: the reasons that the caller wants to skip."""

    start: datetime
    provider_id: str | None = None
    service: OfService | None = None
    duration: int | None = None
    override: Collection[Reason] = ()


class Lengths(NamedTuple):
    """Of an appointment, in minutes. `own` is None for a whole date."""

    own: int | None
    before: int
    after: int


def visit_of(lengths: Lengths, move: Move, rulebook: Rulebook) -> Visit:
    """The same in slots of the provider. Raises ValidationFailed if they do not fit them."""
    slot = rulebook.provider.slot_minutes
    in_all = (LONGEST_DATE if lengths.own is None else lengths.own) + lengths.before + lengths.after
    is_whole = not any(minutes % slot for minutes in (lengths.own or 0, lengths.before, lengths.after))
    if in_all > MAX_SLOTS * slot or not is_whole:
        raise ValidationFailed([_fault(lengths, move, slot, in_all)])
    own = None if lengths.own is None else lengths.own // slot
    return Visit(own, lengths.before // slot, lengths.after // slot)


def own_minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _fault(lengths: Lengths, move: Move, slot: int, in_all: int) -> FieldError:
    """Of the duration that was sent, or of the provider, whose slots may be other ones."""
    most = MAX_SLOTS * slot
    if move.duration is not None and move.duration % slot:
        return FieldError("duration", f"must be a multiple of the provider's slotMinutes, which is {slot}")
    if move.duration is not None and in_all > most:
        return FieldError("duration", f"must take at most {MAX_SLOTS} slots with both buffers: {most} minutes")
    own = "a whole date" if lengths.own is None else f"{lengths.own} minutes"
    takes = f"the appointment takes {own}, with {lengths.before} and {lengths.after} minutes of buffers"
    message = f"must be a provider whose slots fit: {takes}, and this one sells at most {MAX_SLOTS} slots of {slot}"
    return FieldError("providerId", message)

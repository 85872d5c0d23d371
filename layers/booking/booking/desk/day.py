"""A provider's day: its hours, what stands there, and what is free. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

from booking.appointments.appointment import Appointment
from booking.desk.hours import CLOSED, free_of, hours_on, intervals_of, parts_of, stretches
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.rules.claims import Claims
from booking.rules.rulebook import Rulebook
from booking.time.grid import slots_touched
from booking.time.intervals import Interval, intersection


class TimeOffThen(NamedTuple):
    time_off_id: str
    interval: Interval


class Day(NamedTuple):
    """`day`: days since the epoch, a date of the provider's zone. `now`: the instant at which it is looked at.

    - `appointments`: by start. `unresolved`: the ids of those that the rules would no longer put there.
    - `taken`: what appointments claim that could not be read.
    - `is_archived`: read without claims, because these may be gone.
    """

    provider: Provider
    day: int
    now: datetime
    windows: Sequence[Interval] = ()
    time_off: Sequence[TimeOffThen] = ()
    appointments: Sequence[Appointment] = ()
    taken: Sequence[Interval] = ()
    free: Sequence[Interval] = ()
    unresolved: AbstractSet[str] = frozenset()
    is_archived: bool = False


class Found(NamedTuple):
    """What a reading found of a day. `slots`: those that were read. `ids`: of all that may stand there.

    `owned`: the claimed slots by appointment. `overrides`: windows of dates (days since the epoch).
    `is_archived`: the claims were not read, nor the date's own windows.
    """

    provider: Provider
    day: int
    slots: range
    ids: Sequence[str] = ()
    owned: Mapping[str, AbstractSet[int]] = {}
    overrides: Mapping[int, Sequence[Window]] = {}
    has_overrides: bool = False
    is_archived: bool = False

    def is_of_one_moment(self, appointments: Mapping[str, Appointment]) -> bool:
        """Whether each appointment claims just what was found, so that nothing happened to it in between."""
        return self.is_archived or all(
            {slot for slot in self.claimed_by(appointments[owner]) if slot in self.slots} == slots
            for owner, slots in self.owned.items()
            if owner in appointments
        )

    def drawn(self, appointments: Mapping[str, Appointment]) -> list[Appointment]:
        """Those whose own time has a part on the date, by start. Whose buffer alone lies there has none."""
        parts = parts_of(self.provider, self.day)
        found = [
            appointment
            for appointment in (appointments[each] for each in self.ids if each in appointments)
            if self._has(appointment)
            if any(intersection(appointment.occupied, part) for part in parts)
        ]
        return sorted(found, key=lambda each: (each.interval.start, each.id))

    def claimed_by(self, appointment: Appointment) -> AbstractSet[int]:
        """The slots that an appointment, as it was read, has with the provider, on any date."""
        if not self._has(appointment):
            return frozenset()
        minutes = appointment.slot_minutes
        return {slot for stretch in appointment.claims for slot in slots_touched(stretch, minutes)}

    def _has(self, appointment: Appointment) -> bool:
        return appointment.is_confirmed and appointment.provider_id == self.provider.id


def found_in(claims: Claims, provider: Provider, day: int, slots: range) -> Found:
    owned: dict[str, set[int]] = {}
    for slot, owner in claims.owners.items():
        owned.setdefault(owner, set()).add(slot)
    return Found(provider, day, slots, [*owned], owned, claims.overrides, has_overrides=True)


class Judged(NamedTuple):
    """`drawn`: see `Found`. The rules of the day. `listed`: the provider's time off. `unresolved`: see `Day`."""

    drawn: Sequence[Appointment]
    rulebook: Rulebook
    listed: Mapping[str, Interval]
    unresolved: AbstractSet[str]


def day_of(found: Found, appointments: Mapping[str, Appointment], judged: Judged, now: datetime) -> Day:
    """`appointments`: those that could be read."""
    provider, parts = found.provider, parts_of(found.provider, found.day)
    hours = hours_on(judged.rulebook, range(found.day, found.day + 1)).get(found.day, CLOSED)
    claimed = {slot for slots in found.owned.values() for slot in slots}
    free = [] if found.is_archived else free_of(hours, claimed, now, provider.slot_minutes)
    unread = [
        slot
        for owner, slots in found.owned.items()
        for slot in (slots - found.claimed_by(appointments[owner]) if owner in appointments else slots)
    ]
    off = [TimeOffThen(*each) for each in judged.listed.items() if any(intersection(each[1], part) for part in parts)]
    return Day(
        provider,
        found.day,
        now,
        hours.windows,
        sorted(off, key=lambda each: (each.interval, each.time_off_id)),
        judged.drawn,
        intervals_of(stretches(unread), provider),
        intervals_of(free, provider),
        judged.unresolved,
        found.is_archived,
    )

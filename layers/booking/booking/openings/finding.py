"""Finds the openings of one provider on some dates, for a new appointment or for one that is to be moved."""

from datetime import datetime, timedelta
from typing import NamedTuple

from booking.appointments.appointment import Appointment
from booking.appointments.moves import Move
from booking.appointments.ports import AppointmentStore
from booking.openings.availability import NO_OPENINGS, Openings
from booking.openings.emptiness import Emptiness, empty_because, has_no_schedule
from booking.providers.provider import Provider
from booking.providers.rules import MAX_DAYS
from booking.rules.claims import NO_CLAIMS
from booking.rules.dates import Dates, Judged, is_in_force, later_than
from booking.rules.offer import date_number
from booking.rules.rulebook import Rulebook
from booking.time.grid import slot_at


class Found(NamedTuple):
    """`within`: the slots that were asked for, None for all. `judged`: None if no rule could open any of the dates."""

    rulebook: Rulebook
    duration: int | None
    openings: Openings
    within: range | None = None
    judged: Judged | None = None
    is_past: bool = False

    @property
    def empty_because(self) -> Emptiness | None:
        """None if there are openings."""
        if self.openings.starts:
            return None
        if self.judged is not None:
            return empty_because(self.rulebook, self.judged, self.within)
        if has_no_schedule(self.rulebook):
            return Emptiness.NO_SCHEDULE
        return Emptiness.PAST if self.is_past else Emptiness.BEYOND_HORIZON


class Finder:
    """The provider was read before. All answers are of the instant `now`."""

    def __init__(
        self,
        provider: Provider,
        store: AppointmentStore,
        now: datetime,
        *,
        service_id: str | None = None,
        moved: Appointment | None = None,
    ) -> None:
        self.provider, self._store, self._now, self._moved = provider, store, now, moved
        self._service_id = moved.service_id if moved else service_id
        self.today = date_number(now, provider.tz)
        self.bookable = range(self.today, self.today + MAX_DAYS + 1)
        """The dates that may have openings, as days since the epoch. Rules may set a nearer horizon."""

    def is_in_vain(self, found: Found) -> bool:
        """Whether no other dates have openings either. An appointment that is to be moved has its own start."""
        return self._moved is None and not is_in_force(found.rulebook)

    def on(self, days: range, within: range | None = None) -> Found:
        """Those on the dates (days since the epoch), and `within` some slots. Raises ServiceNotFound."""
        looked_at = range(max(days.start, self.bookable.start), min(days.stop, self.bookable.stop))
        rulebook = self._store.rulebook(self.provider, self._service_id, later_than(looked_at))
        moved = self._moved
        duration = moved.interval.length // timedelta(minutes=1) if moved else rulebook.duration
        if not looked_at:
            return Found(rulebook, duration, NO_OPENINGS, is_past=days.stop <= self.today)
        wanted = moved.wanted(Move(moved.interval.start, self.provider.id), rulebook) if moved else None
        dates = Dates(rulebook, looked_at, self._now, *((wanted.counted, wanted.visit) if wanted else ()))
        judged = dates.judged(NO_CLAIMS if dates.are_closed else self._store.claims(self.provider, dates.reading))
        starts = judged.openings()
        if wanted and wanted.counted.day in looked_at:
            # A move to its present start is always accepted, whatever the rules are now.
            starts = sorted({*starts, slot_at(wanted.start, self.provider.slot_minutes)})
        if within is not None:
            starts = [start for start in starts if start in within]
        return Found(rulebook, duration, Openings(starts, judged.offer.ends(starts)), within, judged)

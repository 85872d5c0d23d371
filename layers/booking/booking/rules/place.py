"""From a start that is asked for to the place that an appointment gets there, or the reasons against it. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from booking.calls.change import Origin
from booking.providers.provider import Provider
from booking.rules.against import Asked, is_overridable
from booking.rules.claims import NO_CLAIMS, Claims
from booking.rules.counting import Counted
from booking.rules.dates import Dates, Judged, Reading
from booking.rules.limits import Ticket
from booking.rules.offer import LATER, date_number, is_on_calendar
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.time.grid import slot_at
from booking.time.intervals import Interval


class Place(NamedTuple):
    """`claimed`: the own time and both buffers. `skipped`: the reasons against it that did not count."""

    interval: Interval
    claimed: Interval
    tickets: tuple[Ticket, ...] = ()
    skipped: tuple[Reason, ...] = ()


class Wanted(NamedTuple):
    """What is to be booked or moved. `visit`: of an appointment that stands; None for a new one.

    `override`: the reasons that the caller wants to skip.
    """

    start: datetime
    counted: Counted
    override: Collection[Reason] = ()
    visit: Visit | None = None


class Refused(Exception):
    """There are reasons against the start. `taken`: the slots that the write found claimed."""

    def __init__(self, asked: Asked, reasons: Sequence[Reason], taken: Collection[int] = ()) -> None:
        super().__init__(", ".join(reasons))
        self.asked = asked
        self.reasons = reasons
        self.taken = taken


class Search:
    """The search for the place of one appointment. The rulebook must cover the dates in `dates_of`."""

    def __init__(self, rulebook: Rulebook, wanted: Wanted, origin: Origin) -> None:
        """`origin`: of the change that is to be made."""
        self.rulebook, self.wanted, self.origin = rulebook, wanted, origin
        self._day = date_number(wanted.start, rulebook.provider.tz)

    @property
    def service_id(self) -> str | None:
        return self.rulebook.offering.id if self.rulebook.offering else None

    @property
    def reading(self) -> Reading | None:
        """The claims to read before the place is certain. None if no limit is in force: the write meets the claims."""
        return self._dates.reading if self.rulebook.limits and is_on_calendar(self._day) else None

    def place(self, claims: Claims = NO_CLAIMS) -> Place:
        """Raises Refused."""
        start = self.wanted.start
        if not is_on_calendar(self._day):
            asked = Asked(self.rulebook, Interval(start, start), self.origin.at)
            raise Refused(asked, [Reason.PAST if start <= self.origin.at else Reason.TOO_FAR])
        judged = self._dates.judged(claims)
        asked, reasons = self._asked(judged), judged.reasons(start)
        if left := self.left(reasons, asked):
            raise Refused(asked, left)
        tickets = tuple(judged.tally.tickets(self._day))
        return Place(asked.interval, judged.offer.claimed_at(start), tickets, tuple(reasons))

    def met(self, claimed: Collection[datetime]) -> Refused:
        """The refusal after the write has met claims of the slots that start then."""
        taken = {slot_at(start, self.rulebook.provider.slot_minutes) for start in claimed}
        judged = self._dates.judged(taken=taken)
        asked = self._asked(judged)
        return Refused(asked, self.left(judged.reasons(self.wanted.start), asked), taken)

    def left(self, reasons: Collection[Reason], asked: Asked) -> list[Reason]:
        """The reasons that the caller does not skip, or that nobody can."""
        skipped = self.wanted.override
        return [each for each in Reason if each in reasons and not (each in skipped and is_overridable(each, asked))]

    def around(self, days: range) -> Dates:
        """Other dates, for the same appointment."""
        return Dates(self.rulebook, days, self.origin.at, self.wanted.counted, self.wanted.visit)

    @property
    def _dates(self) -> Dates:
        return self.around(range(self._day, self._day + 1))

    def _asked(self, judged: Judged) -> Asked:
        interval = judged.offer.interval_at(self.wanted.start)
        return Asked(self.rulebook, interval, self.origin.at, self.wanted.visit)


def dates_of(start: datetime, provider: Provider) -> range:
    """The dates whose windows matter to an appointment that starts then."""
    day = date_number(start, provider.tz)
    return range(day, day + 1 + LATER) if is_on_calendar(day) else range(0)

"""Limits held against what stands: the dates that are full, and the tickets that a new appointment takes. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.rules.claims import Claims, Standing
from booking.rules.limits import Limit, Ticket
from booking.rules.offer import Full, date_number
from booking.rules.reasons import Reason


class Counted(NamedTuple):
    """An appointment that is to be booked or moved. What it has with the provider so far: tickets, date, service.

    `appointment_id` is None while only openings are asked for.
    """

    appointment_id: str | None = None
    tickets: Collection[Ticket] = ()
    day: int | None = None
    service_id: str | None = None

    def ticket_of(self, limit: Limit) -> Ticket | None:
        return next((ticket for ticket in self.tickets if limit.is_of(ticket)), None)

    def stands_in(self, limit: Limit, period: range) -> bool:
        """Whether it counts in that period already. A ticket says where, even if the provider moved to another zone."""
        ticket = self.ticket_of(limit)
        return ticket.day == period.start if ticket else limit.counts(self.service_id) and self.day in period


NEW = Counted()


class Tally:
    """The limits, and what stands in their periods."""

    def __init__(self, limits: Sequence[Limit], claims: Claims, tz: ZoneInfo, counted: Counted) -> None:
        self._limits, self._counted = limits, counted
        self._standing: dict[int, list[Standing]] = {}
        self._held: dict[tuple[Reason, int, str | None], dict[int, str]] = {}
        for each in claims.standing:
            self._standing.setdefault(date_number(each.interval.start, tz), []).append(each)
        for ticket, holder in claims.tickets.items():
            self._held.setdefault((ticket.reason, ticket.day, ticket.service_id), {})[ticket.number] = holder

    def full(self, days: Iterable[int]) -> Full:
        """Those of the dates on which the appointment cannot start without exceeding a limit."""
        full: dict[Reason, set[int]] = {}
        for limit in self._limits:
            for period in {limit.period(day) for day in days}:
                if not self._counted.stands_in(limit, period) and not self._free_numbers(limit, period):
                    full.setdefault(limit.reason, set()).update(period)
        return full

    def tickets(self, day: int) -> Iterator[Ticket]:
        """The tickets of the appointment if it starts on that date. A limit that is full has none for it."""
        for limit in self._limits:
            period = limit.period(day)
            if self._counted.stands_in(limit, period):
                if own := self._counted.ticket_of(limit):
                    yield own
            elif numbers := self._free_numbers(limit, period):
                number = numbers[_spread(self._counted.appointment_id) % len(numbers)]
                yield Ticket(limit.reason, period.start, number, limit.service_id)

    def _free_numbers(self, limit: Limit, period: range) -> list[int]:
        standing = {
            each.appointment_id
            for day in period
            for each in self._standing.get(day, ())
            if each.appointment_id != self._counted.appointment_id and limit.counts(each.service_id)
        }
        held = self._held.get((limit.reason, period.start, limit.service_id), {})
        return limit.free_numbers(standing, held)


def _spread(appointment_id: str | None) -> int:
    """A number by which appointments that are booked at once choose different tickets."""
    return int(appointment_id[-8:], 16) if appointment_id else 0

"""Limits: how many appointments may start on a date or in an ISO week. A limit is a row of numbered tickets. Pure.

While a limit is in force, an appointment needs one of its tickets, and a ticket is claimed like a slot. So the limit
is exact whatever happens at once, and nothing is counted.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from booking.providers.rules import Rules
from booking.providers.schedule import EPOCH_WEEKDAY
from booking.rules.reasons import Reason


class Ticket(NamedTuple):
    """`day`: the date (days since the epoch) or, for a week, its Monday. `service_id`: None for all of a provider."""

    reason: Reason
    day: int
    number: int
    service_id: str | None = None


class Limit(NamedTuple):
    """`reason`: LIMIT_DAY or LIMIT_WEEK. `service_id`: None if it counts all appointments of the provider."""

    reason: Reason
    most: int
    service_id: str | None = None

    def period(self, day: int) -> range:
        """The dates that are counted together with one."""
        if self.reason is Reason.LIMIT_DAY:
            return range(day, day + 1)
        monday = day - (day + EPOCH_WEEKDAY) % 7
        return range(monday, monday + 7)

    def counts(self, service_id: str | None) -> bool:
        return self.service_id is None or self.service_id == service_id

    def is_of(self, ticket: Ticket) -> bool:
        return (self.reason, self.service_id) == (ticket.reason, ticket.service_id)

    def free_numbers(self, standing: Collection[str], held: Mapping[int, str]) -> list[int]:
        """The tickets that may be taken.

        They are those from 1 to m that nobody holds. m is the largest number for which m, and the appointments that
        stand without a ticket from 1 to m, are together not more than the limit. An appointment may stand without
        one if it was booked before there was a limit, or when the limit was larger.

        - `standing`: the ids of the appointments that stand in the period.
        - `held`: the holders of its tickets, by number.
        """
        for last in range(self.most, 0, -1):
            holders = {holder for number, holder in held.items() if number <= last}
            if last + sum(each not in holders for each in standing) <= self.most:
                return [number for number in range(1, last + 1) if number not in held]
        return []


def limits_in(rules: Rules, service_id: str | None) -> tuple[Limit, ...]:
    """Those that the rules of a service set, or those of a provider (None)."""
    named = ((Reason.LIMIT_DAY, rules.max_per_day), (Reason.LIMIT_WEEK, rules.max_per_week))
    return tuple(Limit(reason, most, service_id) for reason, most in named if most is not None)


def dates_to_count(limits: Iterable[Limit], days: range) -> range:
    """The dates whose appointments count where a new one starts on one of the `days`."""
    periods = [limit.period(day) for limit in limits for day in (days.start, days.stop - 1)]
    return range(min((p.start for p in periods), default=days.start), max((p.stop for p in periods), default=days.stop))

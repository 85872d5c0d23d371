"""Which appointments are unresolved: the rules would no longer put them where they stand, and nobody accepted that.

It is computed whenever it is read. What is stored would be wrong after the next change of a rule.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from booking.providers.provider import Provider
from booking.rules.affected import DATES_AT_ONCE, judge
from booking.rules.offer import date_number
from booking.rules.ports import RuleStore
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.time.intervals import Interval


class Stands(NamedTuple):
    """A confirmed appointment. `interval`: its own time. `accepted`: the reasons that were skipped or kept."""

    appointment_id: str
    interval: Interval
    service_id: str | None = None
    accepted: Collection[Reason] = ()


def unresolved_among(provider: Provider, standing: Iterable[Stands], store: RuleStore, now: datetime) -> set[str]:
    """Their ids. The provider was read before; its rules are read here, all that are needed at once.

    What has started is over and done with: no change of a rule matters to it any more.
    """
    to_come = [each for each in standing if each.interval.start > now]
    if not to_come:
        return set()
    days = sorted({day for each in to_come for day in dates_of(each.interval, provider)})
    services = sorted({each.service_id for each in to_come}, key=lambda service_id: service_id or "")
    return unresolved_by(store.rulebooks(provider, services, days), to_come, now)


def dates_of(interval: Interval, provider: Provider) -> range:
    """The dates (days since the epoch) whose windows say whether an appointment has working time."""
    last = interval.end - timedelta(microseconds=1)
    return range(date_number(interval.start, provider.tz), date_number(last, provider.tz) + 1)


def unresolved_by(rulebooks: Mapping[str | None, Rulebook], to_come: Collection[Stands], now: datetime) -> set[str]:
    """As `unresolved_among`, after the rules were read: by service, with the windows of all dates of `dates_of`.

    An appointment whose service is not among the rulebooks has nothing against it.
    """
    return {
        stands.appointment_id
        for stands, against in _judged(rulebooks, to_come, now)
        if any(reason not in stands.accepted for reason in against)
    }


def _judged(
    rulebooks: Mapping[str | None, Rulebook], to_come: Collection[Stands], now: datetime
) -> Iterator[tuple[Stands, tuple[Reason, ...]]]:
    """The engine is asked once for all of a service that have one length and stand on near dates."""
    known = [(each, rulebooks[each.service_id]) for each in to_come if each.service_id in rulebooks]
    days = [date_number(each.interval.start, book.provider.tz) for each, book in known]
    first_day, last_day = min(days, default=0), max(days, default=0)
    judges: dict[tuple[str | None, int, int], Callable[[datetime], tuple[Reason, ...]]] = {}
    for (stands, book), day in zip(known, days, strict=True):
        length = stands.interval.length // timedelta(minutes=book.provider.slot_minutes)
        first = first_day + (day - first_day) // DATES_AT_ONCE * DATES_AT_ONCE
        kind = stands.service_id, first, length
        if kind not in judges:
            dates = range(first, min(first + DATES_AT_ONCE, last_day + 1))
            judges[kind] = judge(book, dates, length, now)
        yield stands, judges[kind](stands.interval.start)

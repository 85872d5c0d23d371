"""Keep the figures of providers' days: each event computes those of the days that it concerns again."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial

from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.desk.hours import parts_of
from booking.providers.provider import Provider
from booking.reports.concerned import Concerned, concerned_by
from booking.reports.ports import DayChanged, ReportStore
from booking.reports.report import Counted, Figures, KeptDay, figures_of, is_over, joined, open_minutes
from booking.reports.rules_then import rules_on
from booking.rules.offer import date_number
from booking.time.intervals import hull

_WEEK = 7


def keep_reports(event: Delivered, store: ReportStore, call: Call) -> int:
    """How many days were computed. A repeat computes the same, and the order does not matter.

    Raises ProviderNotFound, Busy.
    """
    return sum(until_it_holds(partial(_keep, each, store, call), store.attempts(call)) for each in concerned_by(event))


def _keep(concerned: Concerned, store: ReportStore, call: Call) -> int:
    """Raises DayChanged."""
    provider, kept = _begun(concerned, store, call)
    figures = _figures(concerned, provider, kept, store, call)
    for day, found in figures:
        store.keep_day(provider, kept[day], found, call)
    return len(kept)


def _begun(concerned: Concerned, store: ReportStore, call: Call) -> tuple[Provider, Mapping[int, KeptDay]]:
    """The days to compute, all of them stored, at least as begun.

    What is stored is read first, and all that the figures follow from after it: whoever stores newer figures in
    between changes the revision. A new day is begun before its rules are read. So a change of the rules either has
    happened before that reading, or its event finds the day.
    """
    for is_last in (False, True):
        kept = store.kept_days(concerned.provider_id, concerned.days)
        provider = store.provider(concerned.provider_id)
        days = concerned.days_of(provider, kept, call.now())
        missing = sorted(days - kept.keys())
        if not missing:
            return provider, {day: kept[day] for day in sorted(days)}
        if not is_last:
            for day in missing:
                store.begin_day(provider.id, day, call)
    raise DayChanged


def _figures(
    concerned: Concerned, provider: Provider, kept: Mapping[int, KeptDay], store: ReportStore, call: Call
) -> Iterator[tuple[int, Figures]]:
    minutes = _open_minutes(provider, kept, store, call.now())
    for stretch in joined(kept, _WEEK):
        by_day = _by_day(_started(stretch, concerned.appointment_id, provider, store), provider)
        yield from ((day, figures_of(by_day.get(day, ()), minutes[day])) for day in stretch if day in kept)


def _open_minutes(
    provider: Provider, kept: Mapping[int, KeptDay], store: ReportStore, now: datetime
) -> Mapping[int, int]:
    """A day that is over keeps those that are stored."""
    settled = {
        day: each.figures.open_minutes for day, each in kept.items() if each.figures and is_over(provider, day, now)
    }
    left = kept.keys() - settled.keys()
    if not left:
        return settled
    rulebook = rules_on(provider, left, store)
    stretches = joined(left, _WEEK)
    return {day: found for days in stretches for day, found in open_minutes(rulebook, days).items()} | settled


def _started(days: range, appointment_id: str | None, provider: Provider, store: ReportStore) -> Collection[Counted]:
    parts = [part for day in days for part in parts_of(provider, day)]
    if not parts:
        return ()
    dates = hull(parts)
    return store.counted_between(provider, dates.start, dates.end, appointment_id)


def _by_day(appointments: Collection[Counted], provider: Provider) -> Mapping[int, Collection[Counted]]:
    by_day: dict[int, list[Counted]] = {}
    for each in appointments:
        by_day.setdefault(date_number(each.interval.start, provider.tz), []).append(each)
    return by_day

"""The appointments that time off hits."""

from datetime import datetime, timedelta
from typing import NamedTuple

from booking.calls.call import Call
from booking.providers.provider import Provider
from booking.rules.affected import Affected, affected
from booking.rules.offer import date_number
from booking.time.intervals import intersection
from booking.time_off.ports import TimeOffStore
from booking.time_off.time_off import TimeOff


class HitByTimeOff(NamedTuple):
    """`provider`: whose appointments they are."""

    provider: Provider
    affected: Affected


def hit_by_time_off(entry: TimeOff, store: TimeOffStore, call: Call) -> HitByTimeOff:
    """`entry`: as it is, or as it would be. A removed one hits nothing."""
    provider, now = store.provider(entry.provider_id), call.now()
    if entry.is_removed:
        return HitByTimeOff(provider, Affected([]))
    rulebook = store.rulebook(provider, None, range(0))
    rulebook = rulebook._replace(time_off=[*rulebook.time_off, entry.interval])
    days = range(_day(entry.interval.start, provider), _day(entry.interval.end - timedelta(seconds=1), provider) + 1)
    hits = affected(rulebook, days, now, store, lambda time: intersection(time, entry.interval) is not None)
    return HitByTimeOff(provider, hits)


def _day(instant: datetime, provider: Provider) -> int:
    return date_number(instant, provider.tz)

"""The appointments that a change of overrides hits."""

from booking.calls.call import Call
from booking.overrides.override import Overridden
from booking.providers.schedule import day_number
from booking.rules.affected import Affected, affected
from booking.rules.offer import date_number
from booking.rules.ports import RuleStore
from booking.time.intervals import Interval


def hit_by_overrides(changed: Overridden, store: RuleStore, call: Call) -> Affected:
    """`changed`: as it is, or as it would be, with the provider's version that stands.

    One reading covers all dates from the first to the last. What it finds on dates in between is left out: the change
    has nothing to do with it. An appointment of the date before may last until after midnight.
    """
    provider, now = changed.provider, call.now()
    days = {day_number(override.day): override.windows for override in changed.overrides}
    windows = {day: provider.schedule.of_day(day) if own is None else own for day, own in days.items()}
    rulebook = store.rulebook(provider, None, range(0))._replace(overrides=windows)
    near = {*days, *(day - 1 for day in days)}

    def concerns(time: Interval) -> bool:
        return date_number(time.start, provider.tz) in near

    return affected(rulebook, range(min(days), max(days) + 1), now, store, concerns)

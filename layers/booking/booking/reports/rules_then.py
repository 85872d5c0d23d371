"""The rules that say how much of some days is open."""

from collections.abc import Collection

from booking.providers.provider import Provider
from booking.reports.ports import ReportStore
from booking.rules.rulebook import Rulebook


def rules_on(provider: Provider, days: Collection[int], store: ReportStore) -> Rulebook:
    """The provider's rules, with the windows of these dates (days since the epoch) that have their own.

    With all time off: what decides about bookings leaves out what is over, also if it was on the same day.
    """
    rulebook = store.rulebooks(provider, [None], days)[None]
    return rulebook._replace(time_off=[each.interval for each in store.all_time_off(provider) if not each.is_removed])

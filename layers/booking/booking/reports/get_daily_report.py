"""Read the figures of a provider's days."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.providers.schedule import day_number
from booking.reports.ports import ReportStore
from booking.reports.report import Figures, Report, ReportQuery, open_minutes
from booking.reports.rules_then import rules_on


def get_daily_report(query: ReportQuery, store: ReportStore, call: Call) -> Report:
    """A date on which nothing was ever booked has the open minutes of the rules as they stand, and else zeros.

    Raises ProviderNotFound, Unauthorized, Forbidden, Busy.
    """
    require_any(call.caller, Action.READ_REPORTS)
    provider = store.provider(query.provider_id)
    require(call.caller, Action.READ_REPORTS, About(provider_subject=provider.subject))
    days = range(day_number(query.first), day_number(query.last) + 1)
    known = {each.day: each.figures for each in store.kept_days(provider.id, days).values() if each.figures}
    empty = {day for day in days if day not in known}
    minutes = open_minutes(rules_on(provider, empty, store), days) if empty else {}
    return Report(provider, {day: known[day] if day in known else Figures(minutes[day]) for day in days})

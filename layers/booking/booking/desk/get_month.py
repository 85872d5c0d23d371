"""Read a provider's month."""

from datetime import date, datetime

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.desk.hours import is_archived, parts_of, slots_of
from booking.desk.month import Month, month_of
from booking.desk.ports import DeskStore
from booking.providers.provider import Provider
from booking.providers.schedule import MAX_SLOTS, day_number
from booking.rules.claims import NO_CLAIMS, Claims
from booking.rules.dates import Reading
from booking.rules.offer import date_number
from booking.time.intervals import hull


def get_month(provider_id: str, first: date, store: DeskStore, call: Call) -> Month:
    """`first`: the first date of the month, in the provider's zone.

    Raises Unauthorized, Forbidden, ProviderNotFound, Busy.
    """
    require_any(call.caller, Action.READ_DAY)
    provider, now = store.provider(provider_id), call.now()
    require(call.caller, Action.READ_DAY, About(provider.subject))
    days = _days(first)
    known = next((day for day in days if not is_archived(provider, day, now, store.claims_kept)), days.stop)
    claims = _claims(provider, range(known, days.stop), store)
    starts = [start for each in claims.standing if date_number(start := each.interval.start, provider.tz) >= known]
    starts += _starts(provider, range(days.start, known), store)
    rulebook = store.rulebooks(provider, [None], [])[None].with_overrides(claims.overrides)
    return month_of(rulebook, days, starts, claims.owners.keys(), now)


def _days(first: date) -> range:
    """Of the month, as days since the epoch."""
    next_first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return range(day_number(first), day_number(next_first))


def _starts(provider: Provider, days: range, store: DeskStore) -> list[datetime]:
    """On dates whose claims may be gone, by the index."""
    parts = [part for day in days for part in parts_of(provider, day)]
    if not parts:
        return []
    dates = hull(parts)
    return [start for start, _ in store.starting_between(provider, dates.start, dates.end)]


def _claims(provider: Provider, days: range, store: DeskStore) -> Claims:
    """They are read from some slots before on: the first claim of an appointment shows when it starts."""
    slots = slots_of(provider, days) if days else range(0)
    if not slots:
        return NO_CLAIMS
    return store.claims(provider, Reading(range(slots.start - MAX_SLOTS, slots.stop), days.start, is_counted=True))

"""The appointments that a change of the rules hits: they stand where the rules would no longer put them.

They stay as they are. The change only says which they are, so that somebody can decide what becomes of them.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from booking.calls.refusals import Busy
from booking.providers.schedule import MAX_SLOTS
from booking.rules.claims import Claims
from booking.rules.dates import Reading
from booking.rules.offer import LATER, Offer, date_number, slots_on
from booking.rules.ports import RuleStore
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.time.intervals import Interval

MOST_ANSWERED = 200

OF_THE_PROVIDER = (
    *(Reason.PROVIDER_INACTIVE, Reason.SERVICE_RETIRED),
    *(Reason.CLOSED, Reason.OUTSIDE_HOURS, Reason.TIME_OFF),
)
"""What can be said against an appointment that stands. All other rules are about the making of a booking."""

DATES_AT_ONCE = 31
"""To be judged. The engine's sets of starts grow with the dates, and so does the work for each appointment."""


class Hit(NamedTuple):
    """`interval`: the appointment's own time. `reasons`: those that nobody has accepted yet."""

    appointment_id: str
    interval: Interval
    reasons: tuple[Reason, ...]

    def without(self, accepted: Collection[Reason]) -> "Hit":
        return self._replace(reasons=tuple(reason for reason in self.reasons if reason not in accepted))


class Affected(NamedTuple):
    """In the order of their starts. `searched_until`: None if the search came to its end."""

    appointments: list[Hit]
    searched_until: datetime | None = None


def affected(
    rulebook: Rulebook,
    days: range,
    now: datetime,
    store: RuleStore,
    concerns: Callable[[Interval], bool] = lambda _: True,
) -> Affected:
    """Those that start after `now` on the dates (days since the epoch), or on the date before.

    `rulebook`: the rules after the change. With an offering, only appointments of that service. To be called after the
    change was written, because nothing is booked by the old rules any more then. Before it, the answer is a forecast.
    `concerns`: whether the change has to do with an appointment's own time. Others are left out and not counted.
    """
    provider = rulebook.provider
    days = range(max(days.start - 1, date_number(now, provider.tz)), days.stop)
    if not days:
        return Affected([])
    slots = slots_on(provider, range(days.start, days.stop + LATER))
    reading = Reading(range(slots.start - MAX_SLOTS, slots.stop), days.start, is_counted=True)
    try:
        claims, searched_until = store.standing(provider, reading)
    except Busy:  # the change stands: whoever made it learns that nothing was searched
        return Affected([], now)
    concerned = claims._replace(standing=[each for each in claims.standing if concerns(each.interval)])
    found = [*islice(_hits(rulebook.with_overrides(claims.overrides), concerned, days, now), MOST_ANSWERED + 1)]
    if len(found) > MOST_ANSWERED:
        searched_until = found.pop().interval.start
    try:
        accepted = store.accepted([hit.appointment_id for hit in found])
    except Busy:
        return Affected([], now)
    left = [hit.without(accepted.get(hit.appointment_id, ())) for hit in found]
    return Affected([hit for hit in left if hit.reasons], searched_until)


def reasons_against(interval: Interval, rulebook: Rulebook, now: datetime) -> tuple[Reason, ...]:
    """The reasons against an appointment that stands there, as `affected` finds them."""
    day = date_number(interval.start, rulebook.provider.tz)
    length = interval.length // timedelta(minutes=rulebook.provider.slot_minutes)
    return judge(rulebook, range(day, day + 1), length, now)(interval.start)


def judge(rulebook: Rulebook, days: range, length: int, now: datetime) -> Callable[[datetime], tuple[Reason, ...]]:
    """Says the reasons against appointments of a length (in slots) that stand on some dates, by their start."""
    return Offer(rulebook, days, now, Visit(length)).judge_of(OF_THE_PROVIDER)


def _hits(rulebook: Rulebook, claims: Claims, days: range, now: datetime) -> Iterator[Hit]:
    provider = rulebook.provider
    service_id = rulebook.offering.id if rulebook.offering else None
    judges: dict[tuple[int, int], Callable[[datetime], tuple[Reason, ...]]] = {}
    for standing in sorted(claims.standing, key=lambda each: each.interval):
        start = standing.interval.start
        day = date_number(start, provider.tz)
        if start <= now or day not in days or service_id not in (None, standing.service_id):
            continue
        length = standing.interval.length // timedelta(minutes=provider.slot_minutes)
        month = days.start + (day - days.start) // DATES_AT_ONCE * DATES_AT_ONCE
        if (month, length) not in judges:
            judges[month, length] = judge(rulebook, range(month, month + DATES_AT_ONCE), length, now)
        if reasons := judges[month, length](start):
            yield Hit(standing.appointment_id, standing.interval, reasons)

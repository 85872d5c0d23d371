"""The refusal of a start: all reasons against it, and what else is free."""

from collections.abc import Collection
from datetime import timedelta

from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import SlotInPast, SlotNotOffered, SlotTaken, StartRefused
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.providers.ports import ProviderChanged
from booking.rules.against import against
from booking.rules.dates import later_than
from booking.rules.offer import date_number, is_on_calendar
from booking.rules.place import Refused, Search
from booking.rules.reasons import OF_CLAIMS, Reason
from booking.time.intervals import Interval

ALTERNATIVES = 3

ALTERNATIVES_WITHIN = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""How far from the wanted start to look. The next distance is tried only if fewer than three are found."""

SECONDS_FOR_A_READING = 3.5
"""What the store takes for a reading at most: two attempts and the wait in between."""


def start_refused(
    search: Search,
    refused: Refused,
    store: AppointmentStore,
    call: Call,
    *,
    for_staff: bool,
    besides: Interval | None = None,
) -> StartRefused:
    """The refusal, with the openings nearest to the wanted start: those found while time and table suffice.

    All reasons by rules are of one moment, and under a limit those by claims, too: if more than the provider was read,
    and a rule changed in between, raises ProviderChanged. Without a limit, what others claim is read after the rules,
    strongly. Claims that are read a moment late are good enough for alternatives, and give no reason.

    The own claims of an appointment that was to be moved count as free. Neither the time that it has (`besides`) nor
    the start that is refused is an alternative.
    """
    found: list[Interval] = []
    _require_one_moment(search, refused, store)
    provider, asked, reasons = search.rulebook.provider, refused.asked, {*refused.reasons}
    start, has_claims = search.wanted.start, bool(refused.taken)
    for within in ALTERNATIVES_WITHIN:
        is_enough = len(found) == ALTERNATIVES or not is_on_calendar(date_number(start, provider.tz))
        if is_enough or call.seconds_left() < SECONDS_FOR_A_READING:
            break
        days = range(date_number(start - within, provider.tz), date_number(start + within, provider.tz) + 1)
        dates = search.around(days)
        try:
            later = store.rulebook(provider, search.service_id, later_than(days))
            read = store.claims_a_moment_ago if has_claims else store.claims
            claims = read(provider, dates.reading)
        except Busy:  # the refusal is certain; what is free is a hint
            break
        nearby = dates.judged(claims.with_overrides(later.overrides), refused.taken)
        if not has_claims and search.reading is None:  # under a limit they were read before
            reasons |= {*nearby.reasons(start)} & OF_CLAIMS
        has_claims = True
        openings = nearby.nearest(start, within, ALTERNATIVES + 2)
        found = [each for each in openings if each.start != start and each != besides][:ALTERNATIVES]
    left = search.left(reasons, asked)
    return kind_of(left)(against(asked, left, for_staff=for_staff), found, provider.timezone)


def _require_one_moment(search: Search, refused: Refused, store: AppointmentStore) -> None:
    """Raise ProviderChanged if what the decision was made from may be of several moments. No fence covers a refusal."""
    provider = search.rulebook.provider
    is_more_read = search.rulebook.has_parts or search.reading is not None
    has_met_the_fence = bool(refused.taken)  # by a write that met claims, too
    if is_more_read and not has_met_the_fence and store.provider(provider.id).version != provider.version:
        raise ProviderChanged


def kind_of(reasons: Collection[Reason]) -> type[StartRefused]:
    """The refusal of a start that these reasons are against."""
    if Reason.PAST in reasons:
        return SlotInPast
    return SlotTaken if {*reasons} <= {Reason.TAKEN, Reason.BUFFER} else SlotNotOffered

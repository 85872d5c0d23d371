"""Reads the days of several providers, each as it stood at one moment."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from booking.appointments.appointment import Appointment
from booking.appointments.refusing import SECONDS_FOR_A_READING
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.desk.day import Day, Found, Judged, day_of, found_in
from booking.desk.hours import is_archived, parts_of, slots_of
from booking.desk.ports import DeskStore
from booking.providers.provider import Provider
from booking.rules.dates import Reading
from booking.rules.unresolved import dates_of, unresolved_by
from booking.time.intervals import hull

MOST_READINGS = 3

_LONGEST = timedelta(days=2)
"""No appointment takes longer, buffers included."""


def days_of(providers: Sequence[Provider], day: int, store: DeskStore, call: Call) -> list[Day]:
    """In the given order. The providers were read before. Raises Busy, also before the call's time runs out.

    The claims are read first, and then the appointments that own them. Where an appointment was booked, moved or
    cancelled in between, the provider's day is read again. After the last reading it is shown as it stands.
    """
    found: dict[str, Day] = {}
    for reading in range(1, MOST_READINGS + 1):
        left = [_found(each, day, store, call) for each in providers if each.id not in found]
        appointments = store.readable({each for one in left for each in one.ids}) if left else {}
        for one in left:
            if reading == MOST_READINGS or one.is_of_one_moment(appointments):
                own = {each: appointments[each] for each in one.ids if each in appointments}
                found[one.provider.id] = _day(one, own, store, call)
    return [found[each.id] for each in providers]


def _found(provider: Provider, day: int, store: DeskStore, call: Call) -> Found:
    """The first reading: which appointments may stand there."""
    if call.seconds_left() < SECONDS_FOR_A_READING:
        raise Busy
    slots = slots_of(provider, range(day, day + 1))
    if not slots:
        return Found(provider, day, slots, ())
    if is_archived(provider, day, call.now(), store.claims_kept):
        date = hull(parts_of(provider, day))
        started = store.starting_between(provider, date.start - _LONGEST, date.end)
        return Found(provider, day, slots, [each for _, each in started], is_archived=True)
    claims = store.claims(provider, Reading(slots, day, is_counted=False))
    return found_in(claims, provider, day, slots)


def _day(found: Found, appointments: Mapping[str, Appointment], store: DeskStore, call: Call) -> Day:
    """With the rules, which are read last: all that are needed by one request, unless they are remembered."""
    if call.seconds_left() < SECONDS_FOR_A_READING:
        raise Busy
    provider, now = found.provider, call.now()
    drawn = found.drawn(appointments)
    to_come = [each.stands for each in drawn if each.interval.start > now]
    services = sorted({each.service_id for each in to_come if each.service_id})
    days = {day for each in to_come for day in dates_of(each.interval, provider)} | {found.day}
    read = {found.day} if found.has_overrides else set[int]()
    books = store.rulebooks(provider, [None, *services], sorted(days - read))
    rulebooks = {each: book.with_overrides(found.overrides) for each, book in books.items()}
    unresolved = unresolved_by(rulebooks, to_come, now)
    judged = Judged(drawn, rulebooks[None], store.listed_time_off(provider), unresolved)
    return day_of(found, appointments, judged, now)

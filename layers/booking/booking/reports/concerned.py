"""Which days an event concerns. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from booking.bus.delivered import Delivered
from booking.providers.provider import Provider
from booking.providers.schedule import day_number
from booking.reports.report import KeptDay, is_over, joined
from booking.rules.offer import date_number
from booking.time.instants import instant_of

_SHIFT = 2
"""By how many dates an instant moves at most, when its zone becomes another one: from UTC-12 to UTC+14."""

_AROUND = 1 + _SHIFT
"""By how many dates a date of any zone, and what moves with it, lies at most around the date in UTC."""


class Concerned(NamedTuple):
    """Some days of one provider, because of an appointment or because of rules.

    - `days`: those that have to be looked up (days since the epoch); None for all that are kept.
    - `starts`: where the appointment stands or stood. Empty if the event is about rules.
    - `named`: the dates whose rules have changed; None for all.
    """

    provider_id: str
    days: range | None = None
    appointment_id: str | None = None
    starts: Sequence[datetime] = ()
    named: Collection[int] | None = None

    def days_of(self, provider: Provider, kept: Mapping[int, KeptDay], now: datetime) -> set[int]:
        """The days whose figures may have changed. `kept`: all that is stored of the days to be looked up.

        Where figures were computed in another zone, the appointments of a day may now be on the dates around it.
        """
        if self.starts:
            days = {date_number(start, provider.tz) for start in self.starts}
        else:
            days = {day for day, each in kept.items() if self._concerns(each, provider, now)}
        moved = [day for day in days if day in kept and kept[day].timezone not in (None, provider.timezone)]
        return days.union(*(range(day - _SHIFT, day + _SHIFT + 1) for day in moved))

    def _concerns(self, kept: KeptDay, provider: Provider, now: datetime) -> bool:
        """Rules change no day that is over, unless they have another zone."""
        if self.named is not None and kept.day not in self.named:
            return False
        return kept.timezone != provider.timezone or not is_over(provider, kept.day, now)


def concerned_by(event: Delivered) -> Iterator[Concerned]:
    """Nothing of an event that changes no figure."""
    data = event.data
    match event.type:
        case "AppointmentBooked" | "AppointmentRescheduled" | "AppointmentCancelled" | "AppointmentAttended":
            yield from _by_appointment(data)
        case "ScheduleUpdated":
            yield Concerned(data["id"])
        case "OverridesChanged":
            yield from _by_overrides(data["id"], {day_number(date.fromisoformat(day)) for day in data["dates"]})
        case "TimeOffChanged" | "TimeOffRemoved":
            yield Concerned(data["providerId"])


def _by_appointment(data: Mapping[str, str | Mapping[str, str]]) -> Iterator[Concerned]:
    """Where it is, and where it was before it was moved. Older events do not name the provider before: it stayed."""
    starts: dict[str, list[datetime]] = {}
    for place in (data, data.get("previous")):
        if isinstance(place, Mapping):
            provider_id, start = place.get("providerId") or data["providerId"], place["startTime"]
            assert isinstance(provider_id, str)
            assert isinstance(start, str)
            starts.setdefault(provider_id, []).append(instant_of(start))
    appointment_id = data["id"]
    assert isinstance(appointment_id, str)
    for provider_id, of_provider in starts.items():
        utc = {start: date_number(start.astimezone(UTC), UTC) for start in of_provider}
        for days in joined({*utc.values()}, 2 * _AROUND):
            within = [start for start, day in utc.items() if day in days]
            yield Concerned(provider_id, _around(days, _AROUND), appointment_id, within)


def _by_overrides(provider_id: str, dates: Collection[int]) -> Iterator[Concerned]:
    for days in joined(dates, 2 * _SHIFT):
        yield Concerned(provider_id, _around(days, _SHIFT), named={*dates})


def _around(days: range, dates: int) -> range:
    return range(days.start - dates, days.stop + dates)

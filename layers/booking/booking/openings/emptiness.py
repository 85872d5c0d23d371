"""Why some dates have no openings, in one word. Pure."""

from collections.abc import Collection
from enum import StrEnum

from booking.rules.dates import Judged
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook


class Emptiness(StrEnum):
    """The first that is true is given."""

    NO_SCHEDULE = "no-schedule"
    PAST = "past"
    BEYOND_HORIZON = "beyond-horizon"
    CLOSED = "closed"
    TOO_SOON = "too-soon"
    FULL = "full"


_CLOSED = {
    *(Reason.PROVIDER_INACTIVE, Reason.SERVICE_RETIRED),
    *(Reason.CLOSED, Reason.OUTSIDE_HOURS, Reason.TIME_OFF, Reason.OFF_GRID),
}
"""Time off is among them: what follows from it looks like closed hours."""

_STEPS: tuple[tuple[Emptiness, Collection[Reason]], ...] = (
    (Emptiness.CLOSED, ()),
    (Emptiness.PAST, {Reason.PAST}),
    (Emptiness.BEYOND_HORIZON, {Reason.PAST, Reason.TOO_FAR}),
    (Emptiness.CLOSED, _CLOSED),
    (Emptiness.PAST, {*_CLOSED, Reason.PAST}),
    (Emptiness.BEYOND_HORIZON, {*_CLOSED, Reason.PAST, Reason.TOO_FAR}),
    (Emptiness.TOO_SOON, {*_CLOSED, Reason.PAST, Reason.TOO_FAR, Reason.TOO_SOON}),
)
"""Of each: the reasons that together leave no start. Without any, the zone skips the dates."""


def empty_because(rulebook: Rulebook, judged: Judged, within: range | None) -> Emptiness:
    """Why no appointment may begin on the judged dates, `within` some slots of them."""
    if has_no_schedule(rulebook):
        return Emptiness.NO_SCHEDULE
    for emptiness, reasons in _STEPS:
        left = judged.offer.openings(despite={*Reason}.difference(reasons))
        if not (left if within is None else any(start in within for start in left)):
            return emptiness
    return Emptiness.FULL


def has_no_schedule(rulebook: Rulebook) -> bool:
    """A provider without a week may still be open on dates with windows of their own, for its services."""
    provider = rulebook.provider
    return provider.appointment_duration is None and (rulebook.visit is None or not provider.has_overrides)

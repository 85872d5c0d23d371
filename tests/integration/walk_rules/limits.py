"""Steps of the walk: limits of a day and of a week."""

from datetime import datetime

from tests.client import Answer
from tests.integration.walk_rules.studio import Studio
from tests.integration.walk_rules.walk import Walk, get, starts, status_and_reasons

_FULL = 422, "slot-not-offered"


def limits(walk: Walk, studio: Studio) -> None:
    """Two a day and three a week."""
    changed = studio.patch(maxPerDay=2, maxPerWeek=3)
    walk.check("limits are set", (changed.body["maxPerDay"], changed.body["maxPerWeek"]), (2, 3))
    first, second = (_booked(studio, studio.at(0, clock)) for clock in ("09:00", "10:00"))
    walk.check("two are booked on a day", (first.status, second.status), (201, 201))
    third = studio.at(0, "11:00")
    walk.check("a third is refused", status_and_reasons(_booked(studio, third)), (*_FULL, ["limit-day"]))
    walk.check("explain says the same", walk.reasons(studio.id, third), ["limit-day"])
    full = get(walk.public, f"{studio.path}/availability", date=studio.monday).body
    walk.check("the day has no openings", (full["availableSlots"], full["emptyBecause"]), ([], "full"))
    moved = studio.move(first.body["id"], third)
    walk.check("a move within the day needs no second place", moved.status, 200)
    walk.check("the next day has the week's last place", _booked(studio, studio.at(1, "09:00")).status, 201)
    full_week = walk.reasons(studio.id, studio.at(2, "09:00"))
    walk.check("then the week is full", full_week, ["limit-week"])
    codes = walk.reasons(studio.id, studio.at(0, "09:00"))
    walk.check("and the day, too", codes, ["limit-day", "limit-week"])
    walk.check("not the next week", walk.reasons(studio.id, studio.at(7, "09:00")), [])
    skip = studio.book(studio.at(2, "09:00"), override=["limit-week"])
    walk.check("staff may skip a limit", (skip.status, skip.body["override"]), (201, ["limit-week"]))
    for answer in (skip, second):
        studio.api.call("DELETE", f"/appointments/{answer.body['id']}")
    walk.check("cancelling gives the place back", walk.reasons(studio.id, studio.at(2, "09:00")), [])
    walk.check("on the day, too", starts(walk.public, studio.id, studio.monday)[:1], ["09:00"])
    lowered = studio.patch(maxPerDay=1, maxPerWeek=None)
    walk.check("a limit is lowered, another cleared", (lowered.status, lowered.body["maxPerWeek"]), (200, None))
    codes = walk.reasons(studio.id, studio.at(0, "09:00"))
    walk.check("it counts what stands", codes, ["limit-day"])


def _booked(studio: Studio, start: datetime) -> Answer:
    return studio.book(start)

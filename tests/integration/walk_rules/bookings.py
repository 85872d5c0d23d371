"""Steps of the walk: booking and moving, the reasons against a start, and rules that staff skips."""

from datetime import timedelta

from tests.integration.walk_rules.studio import Studio
from tests.integration.walk_rules.walk import Walk, get, starts, status_and_reasons


def booking(walk: Walk, studio: Studio, visit: str) -> None:
    at_ten = studio.at(0, "10:00")
    booked = studio.book(at_ten, serviceId=visit)
    kept = [booked.body[name] for name in ("serviceId", "bufferBefore", "bufferAfter", "override", "unresolved")]
    walk.check("a visit is booked", (booked.status, kept[:4]), (201, [visit, 15, 15, []]))
    left = starts(walk.public, studio.id, studio.monday, serviceId=visit)
    walk.check("it and its buffers take the morning", left[0], "13:00")
    later = walk.reasons(studio.id, studio.at(0, "10:30"), serviceId=visit)
    walk.check("half an hour later is taken", later, ["taken", "buffer"])
    near = studio.book(studio.at(0, "11:00"), serviceId=visit)
    walk.check("an hour later meets a buffer", status_and_reasons(near), (409, "slot-taken", ["buffer"]))
    walk.holds("the nearest openings are named", near.body["alternatives"][0]["startTime"][11:16] == "13:00")
    walk.check("explain says the same", walk.reasons(studio.id, studio.at(0, "11:00"), serviceId=visit), ["buffer"])

    listed = starts(walk.admin, studio.id, studio.monday, appointmentId=booked.body["id"])
    walk.check("to move it, its own claims are free", listed[:5], ["09:00", "09:30", "10:00", "10:30", "11:00"])
    moved = studio.move(booked.body["id"], studio.at(0, "10:30"))
    walk.check("it is moved over its own time", (moved.status, moved.body["startTime"][11:16]), (200, "10:30"))
    cancelled = studio.api.call("DELETE", f"/appointments/{booked.body['id']}")
    walk.check("it is cancelled", cancelled.body["status"], "CANCELLED")
    walk.check("and its time is free", walk.reasons(studio.id, at_ten, serviceId=visit), [])


def reasons(walk: Walk, studio: Studio, visit: str) -> None:
    for what, start, codes in (
        ("outside the hours", studio.at(0, "20:00"), ["outside-hours"]),
        ("too close to the end of a window", studio.at(0, "11:30"), ["outside-hours"]),
        ("between two steps", studio.at(0, "09:15"), ["off-grid"]),
        ("inside a slot", studio.at(0, "09:05"), ["off-grid"]),
        ("on a Sunday", studio.at(6, "10:00"), ["closed"]),
        ("beyond the horizon", studio.at(7 * 30, "10:00"), ["too-far"]),
    ):
        walk.check(f"why not {what}", walk.reasons(studio.id, start, serviceId=visit), codes)
    past = studio.at(-7 * 10, "10:00")
    walk.check("why not ten weeks ago", walk.reasons(studio.id, past, serviceId=visit), ["past"])
    walk.check("a booking says the same", status_and_reasons(studio.book(past)), (422, "slot-in-past", ["past"]))
    soon = walk.reasons(studio.id, studio.at(0, "10:00"), serviceId="planned")
    walk.check("why not sooner than the notice", soon, ["too-soon"])
    both = studio.book(studio.at(0, "20:00"), serviceId="planned")
    codes = ["too-soon", "outside-hours"]
    walk.check("a refusal names all reasons", status_and_reasons(both), (422, "slot-not-offered", codes))


def staff_override(walk: Walk, studio: Studio, visit: str) -> None:
    evening, skips = studio.at(2, "18:00"), ["outside-hours"]
    walk.check("the evening is not offered", walk.reasons(studio.id, evening, serviceId=visit), skips)
    booked = studio.book(evening, serviceId=visit, override=skips)
    walk.check("staff books it nevertheless", (booked.status, booked.body["override"]), (201, skips))
    sunday = studio.book(studio.at(6, "10:15"), serviceId=visit, override=skips)
    walk.check("what is not named still refuses", status_and_reasons(sunday), (422, "slot-not-offered", ["closed"]))
    again = studio.book(evening, serviceId=visit, override=skips)
    walk.check("nobody skips a claim", status_and_reasons(again)[:2], (409, "slot-taken"))
    taken = studio.book(evening, serviceId=visit, override=["taken"])
    walk.check("nor names one", (taken.status, taken.code), (422, "validation-failed"))
    moved = studio.move(booked.body["id"], evening + timedelta(hours=1), override=skips)
    walk.check("a move skips rules, too", (moved.status, moved.body["override"]), (200, skips))
    found = get(walk.admin, f"/appointments/{booked.body['id']}").body
    walk.check("what was skipped stays with it", found["override"], skips)


def cutoffs(walk: Walk, studio: Studio) -> None:
    """Only customers have cutoffs. Without a customer's token nothing is checked."""
    if walk.customer is None:
        walk.say("-       skipped: no BOOKING_CUSTOMER_TOKEN")
        return
    year = 365 * 24 * 60
    studio.set_service("strict", "Strict", 30, cancelCutoffMinutes=year, rescheduleCutoffMinutes=0)
    booked = studio.book(studio.at(3, "10:00"), walk.customer, serviceId="strict")
    walk.check("a customer books", booked.status, 201)
    walk.holds("the answer says until when it may cancel", bool(booked.body["cutoffs"]["cancelUntil"]))
    path = f"/appointments/{booked.body['id']}"
    late = walk.customer.call("DELETE", path)
    walk.check("after that it cannot cancel", (late.status, late.code), (409, "too-late-to-change"))
    walk.check("and reads since when", late.body["cutoffAt"], booked.body["cutoffs"]["cancelUntil"])
    skip = studio.book(studio.at(3, "20:00"), walk.customer, override=["outside-hours"])
    walk.check("a customer skips no rule", (skip.status, skip.code), (403, "forbidden"))
    moved = studio.move(booked.body["id"], studio.at(3, "13:00"), walk.customer)
    walk.check("it may still move", moved.status, 200)
    walk.check("staff cancels at any time", walk.admin.call("DELETE", path).status, 200)

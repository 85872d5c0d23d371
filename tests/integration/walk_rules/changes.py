"""Steps of the walk: overrides, time off, and the appointments that a change hits."""

from tests.integration.walk_rules.studio import DAY, Studio
from tests.integration.walk_rules.walk import Walk, affected, get, starts

MORNING = [{"start": "09:00", "end": "12:00"}]


def overrides(walk: Walk, studio: Studio, visit: str) -> None:
    """The Saturday is opened, and the Tuesday closed although somebody has an appointment."""
    path, day, saturday = f"{studio.path}/overrides", studio.day(1), studio.day(5)
    opened = studio.api.call("PUT", f"{path}/{saturday}", {"windows": MORNING})
    walk.check("a closed date is opened", (opened.status, affected(opened)), (200, {}))
    free = starts(walk.public, studio.id, saturday, serviceId=visit)
    walk.check("it has the openings of a morning", free, ["09:00", "09:30", "10:00", "10:30", "11:00"])

    booked = studio.book(studio.at(1, "14:00"), serviceId=visit).body["id"]
    closed: dict[str, list[object]] = {"windows": []}
    tried = studio.api.call("PUT", f"{path}/{day}?dryRun=true", closed)
    walk.check("a dry run says what closing a date would hit", affected(tried), {booked: ["closed"]})
    walk.check("and writes nothing", walk.reasons(studio.id, studio.at(1, "10:00"), serviceId=visit), [])
    done = studio.api.call("PUT", f"{path}/{day}", closed)
    walk.check("closing it says the same", affected(done), {booked: ["closed"]})
    walk.check("then it is closed", walk.reasons(studio.id, studio.at(1, "10:00"), serviceId=visit), ["closed"])
    appointment = f"/appointments/{booked}"
    walk.check("the appointment stands", get(walk.admin, appointment).body["status"], "CONFIRMED")
    kept = studio.api.call("POST", f"{appointment}/keep")
    walk.check("it can be kept", (kept.status, kept.body["unresolved"]), (200, False))

    listed = get(walk.public, path, **studio.dates(1, 5)).body["overrides"]
    walk.check("everybody may list overrides", [each["date"] for each in listed], [str(day), str(saturday)])
    two = [{"date": str(studio.day(7)), "windows": MORNING}, {"date": str(studio.day(8)), "windows": DAY}]
    several = studio.api.call("POST", path, {"overrides": two})
    walk.check("several dates are set at once", several.body["overrides"], two)
    back = studio.api.call("DELETE", f"{path}/{day}")
    walk.check("without its override a date is as in the week", (back.status, affected(back)), (200, {}))
    walk.check("and open again", walk.reasons(studio.id, studio.at(1, "10:00"), serviceId=visit), [])


def time_off(walk: Walk, studio: Studio, visit: str) -> None:
    """Two dates in the third week."""
    path, first, last = f"{studio.path}/time-off", studio.day(14), studio.day(15)
    start = studio.at(14, "10:00")
    booked = studio.book(start, serviceId=visit).body["id"]
    dates = {"fromDate": str(first), "toDate": str(last), "reason": "vacation"}
    tried = studio.api.call("POST", f"{path}?dryRun=true", dates)
    walk.check("a dry run says whom time off would hit", affected(tried), {booked: ["time-off"]})
    walk.check("and adds nothing", get(walk.admin, path).body["timeOff"], [])
    added = studio.api.call("POST", path, dates)
    walk.check("time off is added", (added.status, affected(added)), (201, {booked: ["time-off"]}))
    afternoon = studio.at(14, "14:00")
    walk.check("staff reads the reason", walk.reasons(studio.id, afternoon, serviceId=visit), ["time-off"])
    shown = walk.reasons(studio.id, afternoon, walk.public, serviceId=visit)
    walk.check("to others it looks like closed hours", shown, ["outside-hours"])
    empty = get(walk.public, f"{studio.path}/availability", date=last, serviceId=visit).body["emptyBecause"]
    walk.check("so does a date without openings", empty, "closed")
    listed = get(walk.admin, path).body["timeOff"]
    walk.check("it is listed for staff", [each["reason"] for each in listed], ["vacation"])
    walk.check("and for nobody else", get(walk.public, path).status, 401)

    hours = {"startTime": studio.at(16, "13:00").isoformat(), "endTime": studio.at(16, "15:00").isoformat()}
    statuses = [studio.api.call("PUT", f"{path}/dentist", hours).status for _ in range(2)]
    walk.check("hours under an id of one's own, twice", statuses, [201, 200])
    free = starts(walk.public, studio.id, studio.day(16), serviceId=visit)[-3:]
    walk.check("openings begin again after them", free, ["15:00", "15:30", "16:00"])
    for entry in ("dentist", added.body["id"]):
        removed = studio.api.call("DELETE", f"{path}/{entry}")
        walk.check("an entry is removed", (removed.status, removed.body["removed"]), (200, True))
    walk.check("and its time is free", walk.reasons(studio.id, afternoon, serviceId=visit), [])


def schedule(walk: Walk, studio: Studio, visit: str) -> None:
    """The appointment of the third Monday has no room in a week without Mondays."""
    week = dict.fromkeys(("tuesday", "wednesday", "thursday", "friday"), DAY)
    tried = studio.set_week(week, "?dryRun=true")
    hits = affected(tried)
    walk.check("a dry run of a week says whom it would hit", list(hits.values())[-1:], [["closed"]])
    walk.check("and writes nothing", starts(walk.public, studio.id, studio.monday, serviceId=visit)[:1], ["09:00"])
    longer = studio.set_service(visit, "Visit", 60)
    walk.check("a changed service is answered", (longer.status, longer.body["duration"]), (200, 60))
    found = get(walk.admin, f"/appointments/{next(iter(hits))}").body
    walk.check("appointments keep their length", found["endTime"][14:16], "45")

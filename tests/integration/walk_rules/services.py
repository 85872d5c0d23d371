"""Steps of the walk: a provider's rules, its services, and the openings that follow from them."""

from tests.integration.walk_rules.studio import Studio
from tests.integration.walk_rules.walk import Walk, clocks, get, starts, status_and_reasons

OFFERED = ["09:00", "09:30", "10:00", "10:30", "11:00", "13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00"]
"""Of a visit of 45 minutes, every 30 minutes from the beginning of each window."""


def rules(walk: Walk, studio: Studio) -> None:
    changed = studio.patch(bufferBefore=15, bufferAfter=15, slotInterval=30, maxAdvanceDays=200)
    found = [changed.body[name] for name in ("bufferBefore", "bufferAfter", "slotInterval", "maxAdvanceDays")]
    walk.check("a provider's rules are set", (changed.status, found), (200, [15, 15, 30, 200]))
    walk.check("a rule that nothing sets is null", changed.body["maxPerDay"], None)
    walk.check("a buffer that is no whole slot is refused", studio.patch(bufferAfter=20).code, "validation-failed")


def services(walk: Walk, studio: Studio, visit: str) -> None:
    """`visit`: a service's id that no other provider has."""
    made = studio.set_service(visit, "Visit", 45)
    walk.check("a new service is created", (made.status, made.body["duration"]), (201, 45))
    walk.check("it has no appointments to affect", made.body["affectedAppointments"], [])
    again = studio.set_service(visit, "Visit", 45)
    walk.check("setting it again changes nothing", (again.status, again.headers["etag"]), (200, made.headers["etag"]))
    planned = studio.set_service("planned", "Planned visit", 30, minNoticeDays=100)
    walk.check("a service with a notice is created", (planned.status, planned.body["minNoticeDays"]), (201, 100))
    impossible = studio.set_service("never", "Never", 30, minNoticeDays=201)
    walk.check("a notice beyond the horizon is refused", impossible.code, "validation-failed")
    whole = studio.set_service("whole", "Whole day", "day")
    walk.check("a whole day needs slots of an hour", whole.code, "validation-failed")
    listed = get(walk.public, f"{studio.path}/services").body["items"]
    walk.check("everybody may list the services", [each["serviceId"] for each in listed], sorted(["planned", visit]))
    one = get(walk.public, f"{studio.path}/services/{visit}")
    walk.check("a service is read", (one.status, one.body["name"]), (200, "Visit"))
    offered = get(walk.public, "/services", serviceId=visit).body["items"]
    walk.check("the catalog says who offers it", [each["providerId"] for each in offered], [studio.id])


def openings(walk: Walk, studio: Studio, other: Studio, visit: str) -> None:
    path, day = f"{studio.path}/availability", studio.monday
    answer = get(walk.public, path, date=day, serviceId=visit)
    walk.check("the openings of a date", clocks(answer.body["availableSlots"]), OFFERED)
    walk.check("those of the provider's own hour", starts(walk.public, studio.id, day), OFFERED)
    etag = answer.headers["etag"]
    same = get(walk.public, path, {"If-None-Match": etag}, date=day, serviceId=visit)
    walk.check("an unchanged answer is 304, without a body", (same.status, same.body), (304, b""))
    dates = studio.dates(0, 6)
    week = get(walk.public, path, **dates, serviceId=visit).body
    by_date = [clocks(each["availableSlots"]) for each in week["days"]]
    walk.check("the openings of a week, by date", by_date, [OFFERED] * 5 + [[]] * 2)
    few = get(walk.public, path, **dates, serviceId=visit, limit=13).body
    walk.check("at most as many as asked for", [len(each["availableSlots"]) for each in few["days"]], [12, 1] + [0] * 5)
    tokyo = get(walk.public, path, date=day, serviceId=visit, timezone="Asia/Tokyo").body
    shown = [slot["startTime"] for slot in tokyo["availableSlots"]]
    walk.holds("a viewer's dates and offset", all(at[:10] == str(day) and at.endswith("+09:00") for at in shown))
    sunday = get(walk.public, path, date=studio.day(6), serviceId=visit, next="true").body
    walk.check("a closed date says so", (sunday["availableSlots"], sunday["emptyBecause"]), ([], "closed"))
    after = f"{studio.day(7)}T09:00"
    walk.check("and names the next opening", sunday["nextAvailable"]["startTime"][:16], after)
    soonest = get(walk.public, f"{path}/next", serviceId=visit, limit=3).body["availableSlots"]
    walk.check("the soonest openings", len(soonest), 3)
    both = get(walk.public, "/availability", providerIds=f"{studio.id},{other.id}", date=day).body["providers"]
    walk.check("several providers at once", [each["providerId"] for each in both], [studio.id, other.id])
    walk.holds("each with its openings", all(each["availableSlots"] for each in both))


def whole_days(walk: Walk, bay: Studio) -> None:
    """`bay`: open around the clock, with slots of an hour."""
    made = bay.set_service("car", "Car for a day", "day")
    walk.check("a service of whole days is created", (made.status, made.body["duration"]), (201, "day"))
    free = get(walk.public, f"{bay.path}/availability", date=bay.monday, serviceId="car").body["availableSlots"]
    walk.check("one start a date, at its beginning", clocks(free), ["00:00"])
    booked = bay.book(bay.at(0, "00:00"), serviceId="car")
    walk.check("a whole day is booked", (booked.status, booked.body["endTime"][:16]), (201, f"{bay.day(1)}T00:00"))
    refused = bay.book(bay.at(0, "12:00"))
    walk.check("nothing else fits on it", status_and_reasons(refused), (409, "slot-taken", ["taken"]))
    walk.check("the date after it is free", starts(walk.public, bay.id, bay.day(1), serviceId="car"), ["00:00"])

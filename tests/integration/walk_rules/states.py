"""Steps of the walk: a service is retired, a provider deactivated, and both come back."""

from tests.integration.walk_rules.studio import Studio
from tests.integration.walk_rules.walk import Walk, affected, get, status_and_reasons


def retired_service(walk: Walk, studio: Studio, visit: str) -> None:
    path, start = f"{studio.path}/services/{visit}", studio.at(8, "10:00")
    booked = studio.book(start, serviceId=visit).body["id"]
    retired = studio.api.call("DELETE", path)
    walk.check("a service is retired", (retired.status, retired.body["active"]), (200, False))
    walk.check("whom that hits", affected(retired)[booked], ["service-retired"])
    other = studio.at(9, "10:00")
    refused = status_and_reasons(studio.book(other, serviceId=visit))
    walk.check("it cannot be booked", refused, (422, "slot-not-offered", ["service-retired"]))
    walk.check("explain says the same", walk.reasons(studio.id, other, serviceId=visit), ["service-retired"])
    walk.check("nobody offers it", get(walk.public, "/services", serviceId=visit).body["items"], [])
    back = studio.set_service(visit, "Visit", 45)
    walk.check("setting it again revives it", (back.status, back.body["active"]), (200, True))
    walk.check("it can be booked again", walk.reasons(studio.id, other, serviceId=visit), [])


def deactivated_provider(walk: Walk, studio: Studio, visit: str) -> None:
    start = studio.at(9, "10:00")
    booked = studio.book(start, serviceId=visit).body["id"]
    tried = studio.api.call("DELETE", f"{studio.path}?dryRun=true")
    walk.check("a dry run says whom it would hit", affected(tried)[booked], ["provider-inactive"])
    walk.check("and writes nothing", get(walk.public, studio.path).body["active"], wanted=True)
    done = studio.api.call("DELETE", studio.path)
    walk.check("a provider is deactivated", (done.status, done.body["active"]), (200, False))
    walk.check("whom that hits", affected(done)[booked], ["provider-inactive"])
    free = studio.at(9, "14:00")
    codes = walk.reasons(studio.id, free, serviceId=visit)
    walk.check("nothing can be booked", codes, ["provider-inactive"])
    forced = studio.book(free, serviceId=visit, override=["closed"])
    refused = 422, "slot-not-offered", ["provider-inactive"]
    walk.check("not even by staff", status_and_reasons(forced), refused)
    walk.check("nobody offers its services", get(walk.public, "/services", serviceId=visit).body["items"], [])
    back = studio.api.call("POST", f"{studio.path}/reactivate")
    walk.check("it is reactivated", (back.status, back.body["active"]), (200, True))
    walk.check("and can be booked", walk.reasons(studio.id, free, serviceId=visit), [])

"""`python -m tests.integration.walk_rules API_URL`: walk through all scheduling rules, on any deployed stack.

It makes three providers, and leaves them deactivated. BOOKING_TOKEN holds an admin's token. BOOKING_CUSTOMER_TOKEN may
hold a customer's: then the cutoffs are checked, too. One line for each check; the exit status is 1 if any failed.
"""

import os
import sys
import uuid

from booking.rules.reasons import Reason
from tests.client import ApiClient
from tests.integration.walk_rules import bookings, changes, limits, services, states
from tests.integration.walk_rules.studio import ALL_HOURS, Studio
from tests.integration.walk_rules.walk import Walk


def main(arguments: list[str]) -> int:
    token = os.environ.get("BOOKING_TOKEN")
    if len(arguments) != 1 or not token:
        sys.stderr.write("API_URL is the only argument, and BOOKING_TOKEN an admin's token.\n")
        return 2
    return walk_rules(arguments[0].rstrip("/"), token, os.environ.get("BOOKING_CUSTOMER_TOKEN"))


def walk_rules(url: str, token: str, customer_token: str | None = None) -> int:
    """`url` ends in /api. Returns the exit status."""
    customer = ApiClient(url, customer_token) if customer_token else None
    walk = Walk(ApiClient(url, token), ApiClient(url), customer)
    walk.step("providers", lambda: _walk(walk))
    walk.check("every reason was met", sorted({*Reason} - walk.explained), [])
    walk.say(f"{walk.checks - walk.failed} of {walk.checks} checks hold")
    return 1 if walk.failed else 0


def _walk(walk: Walk) -> None:
    studio = Studio.opened(walk.admin, "Walk: studio")
    counted = Studio.opened(walk.admin, "Walk: limits")
    bay = Studio.opened(walk.admin, "Walk: bay", ALL_HOURS, slotMinutes=60)
    visit = f"visit-{uuid.uuid4().hex[:12]}"
    walk.step("rules", lambda: services.rules(walk, studio))
    walk.step("services", lambda: services.services(walk, studio, visit))
    walk.step("openings", lambda: services.openings(walk, studio, counted, visit))
    walk.step("whole days", lambda: services.whole_days(walk, bay))
    walk.step("booking", lambda: bookings.booking(walk, studio, visit))
    walk.step("reasons", lambda: bookings.reasons(walk, studio, visit))
    walk.step("staff override", lambda: bookings.staff_override(walk, studio, visit))
    walk.step("cutoffs", lambda: bookings.cutoffs(walk, studio))
    walk.step("overrides", lambda: changes.overrides(walk, studio, visit))
    walk.step("time off", lambda: changes.time_off(walk, studio, visit))
    walk.step("schedule", lambda: changes.schedule(walk, studio, visit))
    walk.step("limits", lambda: limits.limits(walk, counted))
    walk.step("retired service", lambda: states.retired_service(walk, studio, visit))
    walk.step("deactivated provider", lambda: states.deactivated_provider(walk, studio, visit))
    for provider in (studio, counted, bay):
        provider.api.call("DELETE", provider.path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

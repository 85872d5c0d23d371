"""A receptionist's morning over HTTP, on the whole stack with IAM enforced.

The providers are in a zone where it is about noon now: so all of it is on one date.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from local.stack import Stack
from tests.client import WEEKDAYS, Answer, ApiClient

NOON = 12
HALF_HOUR = timedelta(minutes=30)
ALL_HOURS = {day: [{"start": "00:00", "end": "24:00"}] for day in WEEKDAYS}


def zone_of_noon() -> str:
    """Ahead of UTC is Etc/GMT-1."""
    ahead = NOON - datetime.now(ZoneInfo("UTC")).hour
    return f"Etc/GMT{-ahead:+}" if ahead else "UTC"


class Desk:
    """A receptionist with two providers, who work all day, half an hour each."""

    def __init__(self, stack: Stack) -> None:
        admin = ApiClient(stack.api_url, stack.issuer.token("admin"))
        self.api = ApiClient(stack.api_url, stack.issuer.token("desk"))
        zone = zone_of_noon()
        self.conti, self.berg = (admin.create_provider(zone, name=name) for name in ("Dr. Conti", "Dr. Berg"))
        for provider_id in (self.conti, self.berg):
            assert admin.set_schedule(provider_id, ALL_HOURS).status == 200
        course = {"name": "Treatment", "duration": 120}
        assert admin.call("PUT", f"/providers/{self.berg}/services/treatment", course).status == 201
        now = datetime.now(ZoneInfo(zone))
        self.present = now - timedelta(minutes=now.minute % 30, seconds=now.second, microseconds=now.microsecond)
        self.customer = {"name": "Grace Hopper", "id": f"customer-{uuid.uuid4()}", "phone": "+39 06 1234567"}

    @property
    def today(self) -> str:
        return f"{self.present:%Y-%m-%d}"

    def get(self, path: str, **query: Any) -> Any:
        answer = self.api.call("GET", f"{path}?{urlencode(query)}")
        assert answer.status == 200, answer
        return answer.body

    def book(self, provider_id: str, half_hours: int, **fields: Any) -> Answer:
        """So many half hours after the present one has begun."""
        start = (self.present + half_hours * HALF_HOUR).isoformat()
        body = {"providerId": provider_id, "startTime": start, "customer": self.customer, **fields}
        return self.api.call("POST", "/appointments", body)

    def booked(self, provider_id: str, half_hours: int, **fields: Any) -> str:
        answer = self.book(provider_id, half_hours, **fields)
        assert answer.status == 201, answer
        appointment_id: str = answer.body["id"]
        return appointment_id

    def attend(self, appointment_id: str, attendance: str, **fields: Any) -> Answer:
        body = {"attendance": attendance, **fields}
        return self.api.call("PUT", f"/appointments/{appointment_id}/attendance", body)

    def on_the_day(self, provider_id: str) -> list[str]:
        day = self.get(f"/providers/{provider_id}/day", date=self.today)
        return [appointment["id"] for appointment in day["appointments"]]

    def on_the_board(self) -> list[list[str | None]]:
        """What is said of those who should come, by provider."""
        board = self.get("/board", date=self.today, providerIds=f"{self.conti},{self.berg}")
        return [[each["attendance"] for each in day["appointments"]] for day in board["providers"]]


@pytest.fixture
def desk(stack: Stack) -> Desk:
    return Desk(stack)


def test_who_walks_in_is_booked_arrives_and_is_handed_over(desk: Desk) -> None:
    assert desk.book(desk.conti, 0).code == "slot-in-past"
    walk_in = desk.booked(desk.conti, 0, override=["past"])
    later = desk.booked(desk.conti, 2)
    assert desk.on_the_day(desk.conti) == [walk_in, later]

    arrived = desk.attend(walk_in, "ARRIVED")
    assert (arrived.status, arrived.body["attendance"]) == (200, "ARRIVED")
    assert {"cancel", "complete", "undo"} <= {*arrived.body["allowedActions"]}, "it was recorded just now"
    assert desk.on_the_board() == [["ARRIVED", None], []]

    start = (desk.present + 3 * HALF_HOUR).isoformat()
    moved = desk.api.call("PUT", f"/appointments/{later}", {"startTime": start, "providerId": desk.berg})
    assert (moved.status, moved.body["id"], moved.body["providerId"]) == (200, later, desk.berg)
    assert (desk.on_the_day(desk.conti), desk.on_the_day(desk.berg)) == ([walk_in], [later])


def test_the_rest_of_a_no_show_is_booked_again(desk: Desk) -> None:
    """It should have begun half an hour ago, and taken two hours."""
    missed = desk.booked(desk.berg, -1, serviceId="treatment", override=["past", "off-grid"])
    assert desk.book(desk.berg, 2).code == "slot-taken"
    released = desk.attend(missed, "NO_SHOW", releaseRest=True)
    assert desk.present < datetime.fromisoformat(released.body["releasedFrom"]) <= desk.present + HALF_HOUR * 2
    instead = desk.booked(desk.berg, 2)
    assert desk.on_the_day(desk.berg) == [missed, instead]
    assert desk.on_the_board() == [[], ["NO_SHOW", None]]
    assert desk.attend(missed, "ARRIVED").code == "rest-released"


def test_what_is_corrected_and_cancelled_is_found_by_its_customer(desk: Desk) -> None:
    booked = [desk.booked(desk.conti, n) for n in (2, 3, 4)]
    path = f"/appointments/{booked[0]}"
    corrected = desk.api.call("PATCH", path, {"customer": {"phone": "+39 06 7654321"}})
    assert (corrected.status, corrected.body["customer"]["phone"]) == (200, "+39 06 7654321")
    cancelled = desk.api.call("DELETE", path, {"reason": "ill"})
    assert (cancelled.body["status"], cancelled.body["cancellationReason"]) == ("CANCELLED", "ill")

    page = desk.get("/appointments", customerId=desk.customer["id"], limit=2)
    rest = desk.get("/appointments", customerId=desk.customer["id"], limit=2, cursor=page["nextCursor"])
    assert [each["id"] for each in (*page["items"], *rest["items"])] == booked
    assert (page["items"][0]["cancellationReason"], rest["nextCursor"]) == ("ill", None)

    month = desk.get(f"/providers/{desk.conti}/month", month=desk.today[:7])
    (today,) = (day for day in month["days"] if day["date"] == desk.today)
    assert (today["state"], today["booked"]) == ("open", 2)

"""The main job over HTTP, on the whole stack with IAM enforced, and its events on the bus."""

import http.client
import json
import time
import urllib.parse
import urllib.request
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from local.bus import BusEvent, BusTap
from local.stack import Stack
from tests.client import ApiClient, coming_monday
from tests.integration.erasing import complete_a_minute_later

EVENT_SECONDS = 60.0  # the emulator's stream may take 17 s for its first records


@pytest.fixture(scope="module")
def api(stack: Stack) -> ApiClient:
    return ApiClient(stack.api_url, stack.issuer.token("admin"))


@pytest.fixture(scope="module")
def tap(stack: Stack) -> BusTap:
    return BusTap(stack, "main-job").attach()


def events_until(tap: BusTap, wanted: dict[str, int]) -> dict[str, list[BusEvent]]:
    """The events of each wanted entity, once as many as its versions have come; fails when they do not come."""
    seen: dict[str, list[BusEvent]] = defaultdict(list)
    deadline = time.monotonic() + EVENT_SECONDS
    while any(len(seen[entity]) < versions for entity, versions in wanted.items()):
        assert time.monotonic() < deadline, {entity: [str(e) for e in seen[entity]] for entity in wanted}
        for event in tap.receive():
            seen[event.entity_id].append(event)
    # Whatever was published twice would follow at once.
    for event in tap.receive():
        seen[event.entity_id].append(event)
    return seen


def test_a_client_books_moves_and_cancels_and_a_consumer_hears_of_every_version(api: ApiClient, tap: BusTap) -> None:
    provider_id = api.create_provider()
    slots = api.free_starts(provider_id, coming_monday())
    assert len(slots) == 16

    booked = api.book(provider_id, slots[0])
    assert booked.status == 201
    refused = api.book(provider_id, slots[0])
    assert (refused.status, refused.code) == (409, "slot-taken")
    assert [free["startTime"] for free in refused.body["alternatives"]] == slots[1:4]

    appointment_id = booked.body["id"]
    moved = api.reschedule(appointment_id, slots[4])
    assert (moved.status, moved.body["version"], moved.body["startTime"]) == (200, 2, slots[4])
    assert api.free_starts(provider_id, coming_monday()) == slots[:4] + slots[5:]

    cancelled = api.cancel(appointment_id)
    assert (cancelled.status, cancelled.body["status"]) == (200, "CANCELLED")
    assert api.free_starts(provider_id, coming_monday()) == slots

    events = events_until(tap, {provider_id: 2, appointment_id: 3})
    assert [(e.type, e.sequence) for e in events[provider_id]] == [("ProviderCreated", 1), ("ScheduleUpdated", 2)]
    assert [(e.type, e.sequence) for e in events[appointment_id]] == [
        ("AppointmentBooked", 1),
        ("AppointmentRescheduled", 2),
        ("AppointmentCancelled", 3),
    ]
    assert events[appointment_id][1].detail["data"]["previous"]["startTime"] == slots[0]
    assert "Grace Hopper" not in str([e.envelope for e in events[appointment_id]])


def test_a_customers_data_is_exported_and_erased_and_a_consumer_hears_of_it(
    api: ApiClient, stack: Stack, tap: BusTap
) -> None:
    customer = ApiClient(stack.api_url, stack.issuer.token("customer", sub=str(uuid.uuid4())))
    provider_id = api.create_provider()
    start, later, *_ = api.free_starts(provider_id, coming_monday())
    booked = customer.book(provider_id, start)
    customer_id = booked.body["customer"]["id"]
    path = f"/customers/{customer_id}"
    assert [each["id"] for each in customer.call("GET", f"{path}/export").body["appointments"]] == [booked.body["id"]]

    assert customer.call("POST", f"{path}/erase").code == "forbidden"
    begun = api.call("POST", f"{path}/erase")
    assert (begun.status, begun.body["erased"], begun.body["complete"]) == (200, 1, False)
    moved = customer.reschedule(booked.body["id"], later)
    assert (moved.status, moved.body["customer"]["name"]) == (200, None)

    complete_a_minute_later(customer_id, stack)
    (event,) = events_until(tap, {customer_id: 1})[customer_id]
    assert (event.type, event.sequence, event.detail["data"]) == ("CustomerErased", 2, {"customerId": customer_id})
    exported = customer.call("GET", f"{path}/export").body
    assert exported["erasure"]["state"] == "erased"
    assert "Grace Hopper" not in str(exported)


def test_of_a_dozen_clients_racing_for_one_slot_one_wins(api: ApiClient) -> None:
    provider_id = api.create_provider()
    start = api.free_starts(provider_id, coming_monday())[5]

    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda n: api.book(provider_id, start, customer=f"client {n}"), range(12)))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 11


def test_every_version_of_many_appointments_is_exactly_one_event_in_order(api: ApiClient, tap: BusTap) -> None:
    provider_id = api.create_provider("UTC")
    slots = api.free_starts(provider_id, coming_monday())

    def live(n: int) -> tuple[str, int]:
        """Book, move twice, and cancel every other one: the appointment's id and its last version."""
        appointment = api.book(provider_id, slots[n]).body
        for start in (slots[n + 8], slots[n]):
            appointment = api.reschedule(appointment["id"], start).body
        if n % 2:
            appointment = api.cancel(appointment["id"]).body
        return appointment["id"], appointment["version"]

    with ThreadPoolExecutor(4) as clients:
        versions = dict(clients.map(live, range(8)))

    events = events_until(tap, versions)
    for appointment_id, last in versions.items():
        # An SQS queue keeps no order. There must be one event for each version, each with a different id.
        assert sorted(e.sequence for e in events[appointment_id]) == list(range(1, last + 1))
        assert len({e.detail["eventId"] for e in events[appointment_id]}) == last


def test_the_list_for_a_move_holds_what_the_move_accepts(api: ApiClient) -> None:
    """With IAM: availability may read the appointment that is to be moved."""
    provider_id = api.create_provider()
    slots = api.free_starts(provider_id, coming_monday())
    appointment_id = api.book(provider_id, slots[0]).body["id"]
    path = f"/providers/{provider_id}/availability?date={coming_monday()}"
    assert [slot["startTime"] for slot in api.call("GET", path).body["availableSlots"]] == slots[1:]
    listed = api.call("GET", f"{path}&appointmentId={appointment_id}")
    assert [slot["startTime"] for slot in listed.body["availableSlots"]] == slots


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/appointments/{appointment}", "/providers/{provider}"])
def test_head_answers_like_get_without_a_body(stack: Stack, api: ApiClient, path: str) -> None:
    provider_id = api.create_provider()
    appointment_id = api.book(provider_id, api.free_starts(provider_id, coming_monday())[0]).body["id"]
    url = stack.api_url + path.format(provider=provider_id, appointment=appointment_id)
    token = {"Authorization": f"Bearer {stack.issuer.token('admin')}"}
    asked_for_head, asked = (urllib.request.Request(url, method=m, headers=token) for m in ("HEAD", "GET"))
    with urllib.request.urlopen(asked_for_head, timeout=30) as head, urllib.request.urlopen(asked, timeout=30) as get:
        assert (head.status, head.headers["etag"], head.read()) == (200, get.headers["etag"], b"")
        assert get.read()


def test_a_body_in_chunks_that_is_not_utf_8_is_refused(stack: Stack) -> None:
    """Without a Content-Length nothing said that the gateway had replaced a byte."""
    host = urllib.parse.urlsplit(stack.api_url)
    connection = http.client.HTTPConnection(host.netloc, timeout=30)
    with closing(connection):
        chunks = iter([b'{"name":"Ren', b"\xe9", b'e","timezone":"UTC"}'])
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {stack.issuer.token('admin')}"}
        connection.request("POST", f"{host.path}/providers", chunks, headers, encode_chunked=True)
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (400, "malformed-json")


@pytest.mark.parametrize("reason", ["moved away, sorry & thanks", "déménagé 😀", "a+b"])
def test_a_reason_in_body_or_query_arrives_as_it_was_sent(api: ApiClient, reason: str) -> None:
    provider_id = api.create_provider()
    for slot, is_in_body in zip(api.free_starts(provider_id, coming_monday()), (True, False), strict=False):
        path = f"/appointments/{api.book(provider_id, slot).body['id']}"
        query = "" if is_in_body else f"?{urllib.parse.urlencode({'reason': reason})}"
        cancelled = api.call("DELETE", path + query, {"reason": reason} if is_in_body else None)
        assert (cancelled.status, cancelled.body["cancellationReason"]) == (200, reason)

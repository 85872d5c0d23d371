"""Each right of a function is needed: without it the deployed function fails.

The emulator does not know partition keys. So an action that two statements give, for different keys, is taken from
both; tests/contract/test_rights.py tells them apart.
"""

import json
import uuid
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any

import pytest

from booking.rules.items import owner
from local.build import build
from local.business import MASSAGE, RESOLUTION_ID, STUDIO
from local.emulator import Emulator
from local.handlers import folders, logical_id, sample_file
from local.seeding import sample_store, seed
from local.stack import Stack, deploy
from tests.client import ApiClient, coming_monday
from tests.contract.test_template import Properties, as_list
from tests.integration.erasing import complete_a_minute_later
from tests.permissions import permissions

pytestmark = pytest.mark.xdist_group("rights")  # a stack of its own, whose roles nobody else needs

type Right = tuple[str, str, str]
"""A function, an action and a resource."""

GIVEN: list[Right] = [*dict.fromkeys(permission[:3] for permission in permissions())]

# What no client and no event can cause. Each has its request in tests/contract/test_rights.py.
UNSEEN: Mapping[tuple[str, str], str] = {
    ("CreateProviderFunction", "dynamodb:GetItem"): "settles a write whose answer is lost",
    ("UpdateCustomerFunction", "dynamodb:GetItem"): "settles a write whose answer is lost",
    ("KeepCustomerCardsFunction", "dynamodb:GetItem"): "settles a write whose answer is lost",
    ("PublishEventsFunction", "s3:PutObject"): "Lambda writes records that it gives up, after 23 hours",
    ("PublishEventsFunction", "s3:ListBucket"): "Lambda asks for it with the above",
}
SEEN = [right for right in GIVEN if right[:2] not in UNSEEN]


class Desk:
    """A stack with the sample business, and a provider that has a taken start and an appointment without claims."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.api = ApiClient(stack.api_url, stack.issuer.token("admin"))
        self.customer = ApiClient(stack.api_url, stack.issuer.token("customer"))
        seed(sample_store(stack.table_name, self._table))
        self.provider_id = self.api.create_provider()
        mondays = (coming_monday() + timedelta(weeks=week) for week in count())
        self._starts = (start for day in mondays for start in self.api.free_starts(self.provider_id, day))
        self.taken = next(self._starts)
        self.api.book(self.provider_id, self.taken)
        self._lose_claims(self.booked())

    def booked(self, service_id: str | None = None) -> str:
        """Another appointment."""
        body = {"providerId": self.provider_id, "startTime": next(self._starts), "customer": {"name": "Grace Hopper"}}
        answer = self.api.call("POST", "/appointments", {**body, "serviceId": service_id} if service_id else body)
        assert answer.status == 201, answer
        appointment_id: str = answer.body["id"]
        return appointment_id

    def walk_in(self) -> str:
        """An appointment that began in the present slot, whatever the rules say."""
        now = datetime.now(UTC)
        start = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
        body = {
            "providerId": self.provider_id,
            "startTime": start.isoformat(),
            "customer": {"name": "Grace Hopper"},
            "override": ["past", "too-soon", "closed", "outside-hours", "off-grid"],
        }
        answer = self.api.call("POST", "/appointments", body)
        assert answer.status == 201, answer
        appointment_id: str = answer.body["id"]
        return appointment_id

    def items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._table.scan(TableName=self.stack.table_name)["Items"]
        return items

    def _lose_claims(self, appointment_id: str) -> None:
        for item in self.items():
            if item.get("owner") == {"S": owner(appointment_id)}:
                self._table.delete_item(TableName=self.stack.table_name, Key={"PK": item["PK"], "SK": item["SK"]})

    @cached_property
    def _table(self) -> Any:
        return self.stack.emulator.client("dynamodb")

    def invoked(self, name: str, event: Any) -> bool:
        """Whether the function ended well: without an error, a 5xx, or a record to be delivered again."""
        function = self.stack.resources[logical_id(name)]
        answer = self.stack.emulator.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
        result = json.loads(answer["Payload"].read()) or {}
        failed = "FunctionError" in answer or result.get("statusCode", 200) >= 500 or result.get("batchItemFailures")
        return not failed


def sample(name: str) -> Any:
    return json.loads(sample_file(name).read_text())


def update(desk: Desk) -> bool:
    """A rule that the provider does not have yet: its services are read."""
    before = desk.api.call("GET", f"/providers/{desk.provider_id}").body["minNoticeMinutes"] or 0
    changed = {"minNoticeMinutes": before + 1}
    return desk.api.call("PATCH", f"/providers/{desk.provider_id}", changed).status == 200


def deactivate(desk: Desk) -> bool:
    """The studio has time off, which is read to tell what is hit."""
    path = f"/providers/{STUDIO.id}"
    desk.api.call("POST", f"{path}/reactivate")
    return desk.api.call("DELETE", path).status == 200


def reactivate(desk: Desk) -> bool:
    path = f"/providers/{STUDIO.id}"
    return desk.api.call("DELETE", path).status == desk.api.call("POST", f"{path}/reactivate").status == 200


def set_new_service(desk: Desk) -> bool:
    path = f"/providers/{STUDIO.id}/services/{uuid.uuid4()}"
    return desk.api.call("PUT", path, {"name": "Massage", "duration": 30}).status == 201


def retire(desk: Desk) -> bool:
    path = f"/providers/{STUDIO.id}/services/{MASSAGE.id}"
    desk.api.call("PUT", path, MASSAGE.terms)
    return desk.api.call("DELETE", path).status == 200


def a_date(desk: Desk) -> str:
    """One that the studio has no override of yet. It has time off, which a change of overrides reads too."""
    first = coming_monday() + timedelta(days=100)
    overridden = [item for item in desk.items() if "windows" in item]
    return (first + timedelta(days=len(overridden))).isoformat()


def of_studio(desk: Desk, method: str, path: str, body: Any = None) -> bool:
    return desk.api.call(method, f"/providers/{STUDIO.id}{path}", body).status in {200, 201}


def set_override(desk: Desk) -> bool:
    return of_studio(desk, "PUT", f"/overrides/{a_date(desk)}", {"windows": []})


def set_overrides(desk: Desk) -> bool:
    return of_studio(desk, "POST", "/overrides", {"overrides": [{"date": a_date(desk), "windows": []}]})


def list_overrides(desk: Desk) -> bool:
    return set_override(desk) and of_studio(desk, "GET", "/overrides")


def remove_override(desk: Desk) -> bool:
    day = a_date(desk)
    is_set = of_studio(desk, "PUT", f"/overrides/{day}", {"windows": []})
    return is_set and of_studio(desk, "DELETE", f"/overrides/{day}")


def hour_off(reason: str) -> dict[str, str]:
    day = (coming_monday() + timedelta(days=100)).isoformat()
    return {"startTime": f"{day}T10:00:00Z", "endTime": f"{day}T11:00:00Z", "reason": reason}


def add_time_off(desk: Desk) -> bool:
    return of_studio(desk, "POST", "/time-off", hour_off("Dentist"))


def set_time_off(desk: Desk) -> bool:
    """What it was not before."""
    return of_studio(desk, "PUT", "/time-off/dentist", hour_off(str(uuid.uuid4())))


def remove_time_off(desk: Desk) -> bool:
    return set_time_off(desk) and of_studio(desk, "DELETE", "/time-off/dentist")


def list_offered(desk: Desk) -> bool:
    """What the index lists is read."""
    set_new_service(desk)
    return desk.api.call("GET", "/services").status == 200


def book(desk: Desk) -> bool:
    """The taken start, without a key and with one: a refusal with alternatives sends every request that there is.

    Only a customer's booking is listed.
    """
    keys = (None, str(uuid.uuid4()))
    refusals = [api.book(desk.provider_id, desk.taken, key) for api in (desk.api, desk.customer) for key in keys]
    return all(refusal.status == 409 for refusal in refusals)


def set_visit(desk: Desk) -> None:
    """A service that nobody remembers, because it has changed."""
    visit = {"name": str(uuid.uuid4()), "duration": 30}
    desk.api.call("PUT", f"/providers/{desk.provider_id}/services/visit", visit)


def reschedule(desk: Desk) -> bool:
    """To the taken start, for the same reason; and an appointment of a service, which is read, too."""
    set_visit(desk)
    moves = [desk.api.reschedule(made, desk.taken) for made in (desk.booked(), desk.booked("visit"))]
    return all(move.status == 409 for move in moves)


def keep(desk: Desk) -> bool:
    """While its provider is deactivated: there is something to keep it in spite of."""
    set_visit(desk)
    appointment_id, path = desk.booked("visit"), f"/providers/{desk.provider_id}"
    desk.api.call("DELETE", path)
    kept = desk.api.call("POST", f"/appointments/{appointment_id}/keep")
    desk.api.call("POST", f"{path}/reactivate")
    return kept.status == 200 and kept.body["version"] == 2


def correct(desk: Desk) -> bool:
    """To a note that it does not have yet."""
    path = f"/appointments/{desk.booked()}"
    return desk.api.call("PATCH", path, {"notes": str(uuid.uuid4())}).status == 200


def attend(desk: Desk) -> bool:
    """Somebody who came without an appointment is done early; the record is taken away again."""
    walked_in = desk.walk_in()
    done = {"attendance": "COMPLETED", "releaseRest": True}
    answer = desk.api.call("PUT", f"/appointments/{walked_in}/attendance", done)
    desk.api.cancel(walked_in)
    return answer.status == 200 and answer.body["releasedFrom"] is not None


def find_openings(function: str) -> Callable[[Desk], bool]:
    """Of the studio, after it was deactivated for another use: then nothing is open, and no claims are read."""

    def find(desk: Desk) -> bool:
        desk.api.call("POST", f"/providers/{STUDIO.id}/reactivate")
        return desk.invoked(function, sample(function))

    return find


def cancel(desk: Desk) -> bool:
    return desk.api.cancel(desk.booked()).status == 200


LONG_AGO = "2020-01-06"
"""A date whose appointments are read from the index."""


def read_days(desk: Desk) -> bool:
    day = desk.taken[:10]
    path = f"/providers/{desk.provider_id}/day"
    return all(desk.api.call("GET", f"{path}?date={each}").status == 200 for each in (day, LONG_AGO))


def read_boards(desk: Desk) -> bool:
    of_one = f"providerIds={desk.provider_id}&date={desk.taken[:10]}"
    return all(desk.api.call("GET", f"/board?{query}").status == 200 for query in (of_one, f"date={LONG_AGO}"))


def read_months(desk: Desk) -> bool:
    """After a change of its time off, which nobody remembers then."""
    months = (desk.taken[:7], LONG_AGO[:7])
    return set_time_off(desk) and all(of_studio(desk, "GET", f"/month?month={each}") for each in months)


def erase(desk: Desk) -> bool:
    """A customer that was not erased before, and that has an appointment."""
    customer_id = customer_with_appointment(desk)
    answer = desk.api.call("POST", f"/customers/{customer_id}/erase")
    return answer.status == 200 and answer.body["erased"] == 1


def customer_with_appointment(desk: Desk) -> str:
    customer_id: str = desk.api.call("GET", f"/appointments/{desk.booked()}").body["customer"]["id"]
    return customer_id


def list_appointments(desk: Desk) -> bool:
    """Each of the two lists stands in another index."""
    customer_id = customer_with_appointment(desk)
    lists = (f"providerId={desk.provider_id}", f"customerId={customer_id}")
    return all(desk.api.call("GET", f"/appointments?{query}").status == 200 for query in lists)


def requested(desk: Desk) -> tuple[str, Any]:
    """All of a day, on which something stands, is to go to a colleague. Asked for twice: a repeat reads outcomes."""
    start = desk.api.call("GET", f"/appointments/{desk.booked()}").body["startTime"]
    day, colleague = start[:10], desk.api.create_provider()
    body = {"from": day, "to": day, "action": "transfer", "providerIds": [colleague]}
    path, key = f"/providers/{desk.provider_id}/resolutions", str(uuid.uuid4())
    first, second = (desk.api.call("POST", path, body, headers={"Idempotency-Key": key}) for _ in range(2))
    return path, first if first.status != 202 else second


def request_resolution(desk: Desk) -> bool:
    return bool(requested(desk)[1].status == 202)


def read_resolution(desk: Desk) -> bool:
    path, made = requested(desk)
    return desk.api.call("GET", f"{path}/{made.body['id']}").status == 200


def work_on_resolution(desk: Desk) -> bool:
    """The stack's own queue brings the same message, too."""
    _, made = requested(desk)
    event = sample("work_resolution")
    (message,) = event["Records"]
    names = {RESOLUTION_ID: made.body["id"], STUDIO.id: desk.provider_id}
    for known, other in names.items():
        message["body"] = message["body"].replace(known, other)
    return desk.invoked("work_resolution", event)


def correct_card(desk: Desk) -> bool:
    """To a phone that it does not have yet."""
    event = sample("update_customer")
    event["body"] = json.dumps({"phone": f"+39 06 {uuid.uuid4().int % 10**7:07}"})
    return desk.invoked("update_customer", event)


def keep_cards(desk: Desk) -> bool:
    """A customer's first card, and one with another name. The stack's own queue brings the same messages, too."""
    event = sample("keep_customer_cards")
    appointment = desk.api.call("GET", f"/appointments/{desk.booked()}").body
    sent = json.dumps(event).replace(sample_customer(event), appointment["customer"]["id"])
    if not desk.invoked("keep_customer_cards", json.loads(sent)):
        return False
    renamed = {"customer": {"name": f"Grace {uuid.uuid4()}"}}
    changed = desk.api.call("PATCH", f"/appointments/{appointment['id']}", renamed)
    assert changed.status == 200, changed
    return desk.invoked("keep_customer_cards", json.loads(sent))


def sample_customer(event: Any) -> str:
    body = json.loads(event["Records"][0]["body"])
    customer_id: str = body["detail"]["data"]["customer"]["id"]
    return customer_id


def publish(desk: Desk) -> bool:
    """Events, and something that cannot become one."""
    return desk.invoked("publish_events", sample("publish_events")) and desk.invoked("publish_events", {})


def audit(desk: Desk) -> bool:
    """The whole table at once, and in parts. There is an erased customer in it."""
    in_parts = {"limits": {"page_size": len(desk.items()) // 2, "pages": 1}}
    return desk.invoked("audit_table", in_parts) and desk.invoked("audit_table", {})


# Of the functions whose sample event does not need all their rights, or needs them only the first time.
USES: Mapping[str, Callable[[Desk], bool]] = {
    "update_provider": update,
    "deactivate_provider": deactivate,
    "reactivate_provider": reactivate,
    "set_service": set_new_service,
    "retire_service": retire,
    "list_offered_services": list_offered,
    "set_override": set_override,
    "set_overrides": set_overrides,
    "list_overrides": list_overrides,
    "remove_override": remove_override,
    "add_time_off": add_time_off,
    "set_time_off": set_time_off,
    "remove_time_off": remove_time_off,
    "get_availability": find_openings("get_availability"),
    "find_next_openings": find_openings("find_next_openings"),
    "create_appointment": book,
    "list_appointments": list_appointments,
    "reschedule_appointment": reschedule,
    "cancel_appointment": cancel,
    "update_appointment": correct,
    "set_attendance": attend,
    "keep_appointment": keep,
    "get_day": read_days,
    "get_board": read_boards,
    "get_month": read_months,
    "request_resolution": request_resolution,
    "get_resolution": read_resolution,
    "work_resolution": work_on_resolution,
    "update_customer": correct_card,
    "keep_customer_cards": keep_cards,
    "erase_customer": erase,
    "publish_events": publish,
    "audit_table": audit,
}


def ends_well(desk: Desk, function: str) -> bool:
    (name,) = (name for name in folders() if logical_id(name) == function)
    if name in USES:
        return USES[name](desk)
    return desk.invoked(name, sample(name))


@contextmanager
def without(stack: Stack, right: Right) -> Iterator[None]:
    """Inside the block the function's role does not have the right."""
    function, action, _ = right
    iam, role = stack.emulator.client("iam"), stack.resources[f"{function}Role"]
    places = {(given.policy, given.statement) for given in permissions() if given[:3] == right}
    policies = {name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name, _ in places}

    def put(name: str, document: Any) -> None:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))

    try:
        for name, document in policies.items():
            iam.delete_role_policy(RoleName=role, PolicyName=name)
            positions = {position for policy, position in places if policy == name}
            if left := [*lessened(document["Statement"], positions, action)]:
                put(name, {**document, "Statement": left})
        yield
    finally:
        for name, document in policies.items():
            put(name, document)


def lessened(statements: Sequence[Properties], positions: Container[int], action: str) -> Iterator[Properties]:
    """The statements without the action at these positions."""
    for position, statement in enumerate(statements):
        actions = [each for each in as_list(statement["Action"]) if each != action or position not in positions]
        if actions:
            yield {**statement, "Action": actions}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    build()
    with Emulator(enforce_iam=True) as emulator:
        desk = Desk(deploy(emulator))
        erased = customer_with_appointment(desk)
        desk.api.call("POST", f"/customers/{erased}/erase")
        complete_a_minute_later(erased, desk.stack)
        yield desk


@pytest.mark.parametrize("right", SEEN, ids=" ".join)
def test_without_a_right_the_function_fails(desk: Desk, right: Right) -> None:
    with without(desk.stack, right):
        assert not ends_well(desk, right[0]), "the use of this function has no need of the right: see USES"


@pytest.mark.parametrize("right", [right for right in GIVEN if right[:2] in UNSEEN], ids=" ".join)
def test_a_right_that_is_called_unseen_is_not_missed(desk: Desk, right: Right) -> None:
    with without(desk.stack, right):
        assert ends_well(desk, right[0])


@pytest.mark.parametrize("function", dict.fromkeys(function for function, _, _ in GIVEN))
def test_with_all_its_rights_a_function_ends_well(desk: Desk, function: str) -> None:
    assert ends_well(desk, function)

"""The sample business on a real stack, and what speaks of it: the walk, the sample events, the OpenAPI examples."""

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from booking.api.routes import ROUTES
from docgen.sample_messages import CONSUMERS
from local.business import ADA, APPOINTMENTS, KIM, MONDAY, PROVIDERS, SERVICES, STUDIO, TO_READ, ZOE
from local.handlers import folders, logical_id, sample_file
from local.invoke import main
from local.paths import ROOT
from local.seeding import Seeded, sample_store, seed
from local.stack import Stack
from local.stack_file import stack_values
from local.store import EveryStore
from local.walkthrough import walkthrough
from tests.client import ApiClient
from tests.functional.sandbox import forget_everything
from tests.integration.local.openapi_examples import requests

AFTER_MONDAY = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC) + timedelta(days=60)
CARD_SECONDS = 60.0  # the emulator's stream may take 17 s for its first records
EVERYTHING = len(PROVIDERS) + len(SERVICES) + len(APPOINTMENTS)


@pytest.fixture(scope="module")
def api(stack: Stack) -> ApiClient:
    return ApiClient(stack.api_url, stack.issuer.token("admin"))


def store_of(stack: Stack) -> EveryStore:
    return sample_store(stack.table_name, stack.emulator.client("dynamodb"))


def test_a_second_seed_changes_nothing_also_on_a_day_when_it_books_another_monday(stack: Stack, api: ApiClient) -> None:
    seed(store_of(stack))
    before = [api.call("GET", f"/appointments/{each.id}").body for each in APPOINTMENTS]
    assert seed(store_of(stack)) == Seeded(found=EVERYTHING)
    assert seed(store_of(stack), AFTER_MONDAY) == Seeded(found=EVERYTHING)
    assert [api.call("GET", f"/appointments/{each.id}").body for each in APPOINTMENTS] == before
    to_read = api.call("GET", f"/appointments/{TO_READ.id}").body
    assert (to_read["startTime"], to_read["version"]) == (ADA.at(TO_READ.clock), 1)


def seed_and_wait_for_the_card_of(customer: Mapping[str, Any], stack: Stack, api: ApiClient) -> None:
    """The consumer makes it."""
    seed(store_of(stack))
    path, deadline = f"/customers/{customer['id']}", time.monotonic() + CARD_SECONDS
    while api.call("GET", path).status != 200:
        assert time.monotonic() < deadline, customer
        time.sleep(0.2)


def test_the_sample_event_of_each_function_succeeds(stack: Stack, api: ApiClient) -> None:
    seed_and_wait_for_the_card_of(ZOE, stack, api)
    first_and_last = {"request_resolution": -1, "erase_customer": 1}  # others need what it makes, or takes away
    in_order = sorted(folders(), key=lambda function: first_and_last.get(function, 0))
    answers = {function: invoked(stack, function) for function in in_order}
    assert [answers.pop(function)["batchItemFailures"] for function in CONSUMERS] == [[] for _ in CONSUMERS]
    assert answers.pop("publish_events") == {"batchItemFailures": []}
    assert "errorMessage" not in (answers.pop("audit_table") or {})
    assert answers.pop("answer_unknown_route")["statusCode"] == 405
    assert is_too_early(json.loads(answers.pop("set_attendance")["body"]))
    assert [answer["body"] for answer in answers.values() if answer["statusCode"] not in {200, 201, 202}] == []


def is_too_early(answer: dict[str, Any]) -> bool:
    """Nobody has come yet to an appointment of a Monday to come."""
    return "attendance-not-possible" in answer.values()


def test_each_request_example_of_the_openapi_document_succeeds(stack: Stack, api: ApiClient) -> None:
    seed_and_wait_for_the_card_of(KIM, stack, api)
    sent = list(requests())
    assert {route for route, _, _ in sent} == {str(route) for route in ROUTES}
    for route, path, body in sent:
        answer = api.call(route.split()[0], path.removeprefix("/api"), body)
        is_fine = answer.status in {200, 201, 202} or is_too_early(answer.body)
        assert is_fine or answer.code == "resolution-not-found", (route, answer)  # its story makes it, not the seed


def test_a_function_can_be_called_in_this_process_with_its_sample_event(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a debugger does it."""
    seed(store_of(stack))
    monkeypatch.setattr("local.invoke.running_stack", lambda _: stack_values(stack))
    with patch.dict(os.environ):
        forget_everything()
        assert main(["get_provider"]) == 0
    forget_everything()
    assert json.loads(json.loads(capsys.readouterr().out)["body"])["name"] == STUDIO.fields["name"]


def invoked(stack: Stack, function: str) -> Any:
    """What it answers to its sample event."""
    name = stack.resources[logical_id(function)]
    answer = stack.emulator.client("lambda").invoke(FunctionName=name, Payload=sample_file(function).read_bytes())
    return json.loads(answer["Payload"].read())


def test_the_walk_works_as_it_is_pasted(stack: Stack) -> None:
    """What it picks from is shown on standard error, all other answers on standard output."""
    commands = walkthrough(stack.api_url, f"echo {stack.issuer.token('admin')}")
    done = subprocess.run(["bash"], input=commands, capture_output=True, text=True, check=False)
    shown = [[told(json.loads(line)) for line in output.splitlines()] for output in (done.stderr, done.stdout)]
    assert shown == [
        ["version 1", "16 openings", "CONFIRMED"],
        ["version 2", "slot-taken", "CONFIRMED", "1 on the day", "CANCELLED"],
    ]


def test_the_desks_morning_works_as_it_is_pasted(stack: Stack) -> None:
    (commands,) = re.findall(r"^```bash\n(.*?)^```", (ROOT / "docs" / "desk.md").read_text(), re.DOTALL | re.MULTILINE)
    for role in ("admin", "desk"):
        commands = commands.replace(f"make -s token ROLE={role}", f"echo {stack.issuer.token(role)}")
    commands = re.sub("^API=.*", f"API={stack.api_url}", commands)
    done = subprocess.run(["bash"], input=commands, capture_output=True, text=True, check=False)
    board, served, corrected, moved, listed, cancelled, month, late, done_by_ada = map(
        json.loads, done.stdout.splitlines()
    )
    assert [len(day["appointments"]) for day in board["providers"]] in ([2, 0], [1, 0])  # she may come tomorrow
    assert (served["attendance"], corrected["customer"]["phone"]) == ("COMPLETED", "555 0100")
    assert (moved["id"], moved["providerId"] != corrected["providerId"]) == (corrected["id"], True)
    assert listed["items"][0]["id"] == moved["id"]
    assert (cancelled["status"], month["providerId"]) == ("CANCELLED", moved["providerId"])
    assert (done_by_ada["state"], done_by_ada["open"], done_by_ada["counts"]["left"]) == ("done", [], 0)
    assert done_by_ada["moved"] == [{"appointmentId": late["id"], "providerId": corrected["providerId"]}]


def told(answer: dict[str, Any]) -> str:
    """What an answer of the walk says, in a word."""
    if "availableSlots" in answer:
        return f"{len(answer['availableSlots'])} openings"
    if "appointments" in answer:
        return f"{len(answer['appointments'])} on the day"
    return str(answer.get("code") or answer.get("status") or f"version {answer['version']}")

"""The sample business on a real stack, and what speaks of it: the walk, the sample events, the OpenAPI examples."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.business import APPOINTMENTS, MONDAY, PROVIDERS
from local.seeding import Seeded, seed
from local.stack import Stack
from local.walkthrough import walkthrough
from tests.client import ApiClient

AFTER_MONDAY = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC) + timedelta(days=60)
EVERYTHING = len(PROVIDERS) + len(APPOINTMENTS)


@pytest.fixture(scope="module")
def api(stack: Stack) -> ApiClient:
    return ApiClient(stack.api_url)


def test_a_second_seed_changes_nothing_also_on_a_day_when_it_books_another_monday(stack: Stack, api: ApiClient) -> None:
    seed(stack.api_url)
    before = [api.call("GET", f"/appointments/{each.id}").body for each in APPOINTMENTS]
    assert seed(stack.api_url) == Seeded(found=EVERYTHING)
    assert seed(stack.api_url, AFTER_MONDAY) == Seeded(found=EVERYTHING)
    assert [api.call("GET", f"/appointments/{each.id}").body for each in APPOINTMENTS] == before
    assert [(each["startTime"], each["version"]) for each in before] == [
        (each.provider.at(each.clock), 1) for each in APPOINTMENTS
    ]


def test_the_walk_works_as_it_is_pasted(stack: Stack) -> None:
    """What it picks from is shown on standard error, all other answers on standard output."""
    done = subprocess.run(["bash"], input=walkthrough(stack.api_url), capture_output=True, text=True, check=False)
    shown = [[told(json.loads(line)) for line in output.splitlines()] for output in (done.stderr, done.stdout)]
    assert shown == [["version 1", "16 openings", "CONFIRMED"], ["version 2", "slot-taken", "CONFIRMED", "CANCELLED"]]


def told(answer: dict[str, Any]) -> str:
    """What an answer of the walk says, in a word."""
    if "availableSlots" in answer:
        return f"{len(answer['availableSlots'])} openings"
    return str(answer.get("code") or answer.get("status") or f"version {answer['version']}")

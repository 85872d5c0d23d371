"""What was stored before callers had tokens is read as it is: an author that is a text, and no subject."""

from typing import Any

import pytest

from tests.functional.access.asking import Ask, Seed
from tests.functional.access.test_policy_cells import DONE, IF_ALLOWED, NO_APPOINTMENT, NO_RIGHT, outcome, request
from tests.functional.lambdas import sample
from tests.functional.seeds import Seeds


@pytest.fixture(autouse=True)
def _older(seed: Seed, seeds: Seeds) -> None:
    seed()
    seeds.table.restore([older(item) for item in seeds.table.items()])


def older(item: dict[str, Any]) -> dict[str, Any]:
    if "change" not in item:
        return item
    kept = {name: value for name, value in item.items() if name != "subject"}
    return {**kept, "change": {"M": {**item["change"]["M"], "by": {"S": "public"}}}}


@pytest.mark.parametrize("operation", IF_ALLOWED)
@pytest.mark.parametrize(
    ("who", "expected"), [("admin", DONE), ("desk", DONE), ("its customer", DONE), ("its provider", NO_APPOINTMENT)]
)
def test_an_older_appointment_is_read_moved_and_cancelled(
    ask: Ask, operation: str, who: str, expected: tuple[int, str | None]
) -> None:
    outcome(ask, operation, request(operation), who, expected)


def test_an_older_provider_has_no_subject(ask: Ask) -> None:
    assert outcome(ask, "get_provider", sample("get_provider"), "admin", DONE).json["subject"] is None


def test_an_older_provider_is_changed_by_admins_only(ask: Ask) -> None:
    outcome(ask, "update_schedule", sample("update_schedule"), "its provider", NO_RIGHT)
    outcome(ask, "update_schedule", sample("update_schedule"), "admin", DONE)

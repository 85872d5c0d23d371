"""Openings are for everybody; time off is for who works for the provider."""

import pytest

from tests.functional.access.asking import WHO, Ask, Seed
from tests.functional.lambdas import Event, sample, with_body, with_headers, with_query

everyone = pytest.mark.parametrize("who", WHO)

STAFF = {"admin", "desk", "its provider", "desk and another provider", "an admin program", "a desk program"}


def time_off() -> Event:
    day = "2028-03-06"
    return with_headers(
        with_body(sample("add_time_off"), {"fromDate": day, "toDate": day, "reason": "dentist"}), idempotency_key=None
    )


@pytest.mark.parametrize(
    "operation", ["get_availability", "find_next_openings", "explain_start", "compare_availability"]
)
@everyone
def test_everybody_may_ask_for_openings(ask: Ask, seed: Seed, who: str, operation: str) -> None:
    seed()
    assert ask(operation, sample(operation), who).status == 200


@everyone
def test_only_staff_learns_of_time_off(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    assert ask("add_time_off", time_off(), "admin").status == 201
    event = with_query(sample("explain_start"), startTime="2028-03-06T15:00:00+01:00")
    (reason,) = ask("explain_start", event, who).json["reasons"]
    assert reason["code"] == ("time-off" if who in STAFF else "outside-hours")
    assert ("time off" in reason["detail"]) == (who in STAFF)


@everyone
def test_a_list_says_the_same_to_all(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    ask("add_time_off", time_off(), "admin")
    assert ask("get_availability", sample("get_availability"), who).json["emptyBecause"] == "closed"

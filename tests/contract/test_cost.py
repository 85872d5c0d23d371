"""docs/cost.md and docs/benchmarks.json agree with a new count."""

import json

import pytest

from benchmarks.figures import kept_figures
from docgen.board import together
from docgen.cost_page import PAGE, Costs, costs, report


@pytest.fixture(scope="module")
def counted() -> Costs:
    return costs()


def test_the_page_is_what_is_counted_now(counted: Costs) -> None:
    assert PAGE.read_text() == report(counted)


def test_the_figures_are_those_of_the_page(counted: Costs) -> None:
    assert kept_figures()["cost"] == counted.figures()


def test_each_bill_ends_with_its_sum(counted: Costs) -> None:
    together = [line for line in report(counted).splitlines() if line.startswith("| **together** |")]
    assert together == [f"| **together** | | **{bill['together']:.2f}** |" for bill in counted.figures().values()]
    assert [*counted.figures()] == ["slots_15", "slots_30"]


def test_a_booking_writes_a_line_of_metrics_for_itself_and_one_for_its_event(counted: Costs) -> None:
    for booking in counted.bookings.values():
        lines = {name: [json.loads(line) for line in call.lines] for name, call in booking.calls.items()}
        assert lines["get_availability"] == []
        assert ["AppointmentBooked" in line for line in lines["create_appointment"]] == [True]
        assert [line["EventsPublished"] for line in lines["publish_events"]] == [[1.0]]
        assert booking.calls["create_appointment"].answer["statusCode"] == 201


def test_an_appointment_of_half_an_hour_takes_two_claims_or_one(counted: Costs) -> None:
    assert {minutes: len(booking.stored) for minutes, booking in counted.bookings.items()} == {15: 3, 30: 2}


@pytest.mark.parametrize(("busy", "cents"), [(10, 10), (40, 35)])
def test_a_desk_that_polls_the_board_of_20_providers_for_a_day_costs_at_most(
    counted: Costs, busy: int, cents: float
) -> None:
    poll = counted.polls[busy]
    assert together(counted.boards[busy]) <= cents
    assert (poll.call.answer["statusCode"], poll.call.lines) == (304, [])
    assert poll.requests == {"Query": 20, "BatchGetItem": 1 + 20 * busy // 100}

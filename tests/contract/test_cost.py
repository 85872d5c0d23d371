"""docs/cost.md and docs/benchmarks.json say what is counted now."""

import json
from pathlib import Path

import pytest

from docgen import cost_page
from docgen.cost_page import PAGE, Costs, costs, keep, report
from docgen.function_time import MEASURED


@pytest.fixture(scope="module")
def counted() -> Costs:
    return costs()


def test_the_page_is_what_is_counted_now(counted: Costs) -> None:
    assert PAGE.read_text() == report(counted)


def test_the_figures_are_those_of_the_page(counted: Costs) -> None:
    assert json.loads(MEASURED.read_text())["cost"] == counted.figures()


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


def test_other_sections_of_the_figures_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.json"
    file.write_text('{"warm": {"create_appointment": {"cpu_us": 1}}, "cost": {}}')
    monkeypatch.setattr(cost_page, "MEASURED", file)
    monkeypatch.setattr("docgen.function_time.MEASURED", file)
    keep({"slots_15": {"together": 11.0}})
    assert json.loads(file.read_text()) == {
        "warm": {"create_appointment": {"cpu_us": 1}},
        "cost": {"slots_15": {"together": 11.0}},
    }

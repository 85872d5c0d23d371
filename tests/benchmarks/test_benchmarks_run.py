"""The benchmarks work: their calls answer, ask what they should, and their document keeps what was not measured."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from benchmarks.measuring import instructions_of_calls
from benchmarks.report import merged
from benchmarks.svg import bars, lines
from benchmarks.warm import split
from local.paths import ROOT


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What each call asked of AWS, and each of its layers again: in a process of its own, as in a benchmark."""
    result = tmp_path_factory.mktemp("probe") / "answers.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-m", "benchmarks.warm_probe", "answers", str(result)]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=60)
    found: list[Any] = json.loads(result.read_text())
    return found


def test_every_call_asks_for_what_the_design_allows_and_no_more(answers: list[Any]) -> None:
    assert {case["title"]: case["requests"] for case in answers} == {
        "create_provider": ["TransactWriteItems"],
        "get_provider": ["GetItem"],
        "update_schedule": ["GetItem", "TransactWriteItems"],
        "get_availability, 0 booked": ["GetItem", "Query"],
        "get_availability, 30 of 32 booked": ["GetItem", "Query"],
        "create_appointment": ["GetItem", "TransactWriteItems"],
        "create_appointment, with a key": ["BatchGetItem", "TransactWriteItems"],
        "get_appointment": ["GetItem"],
        "reschedule_appointment": ["GetItem", "GetItem", "TransactWriteItems"],
        "cancel_appointment": ["GetItem", "TransactWriteItems"],
        "publish_events, 1 record": ["PutEvents"],
    }


def test_an_inner_layer_asks_for_the_same_as_the_whole_call(answers: list[Any]) -> None:
    for case in answers:
        assert case["asked_by_layer"] == dict.fromkeys(case["layers"], case["requests"])


def test_instructions_a_call_are_what_the_longer_stretch_has_more() -> None:
    start, end = 1_000_000, 50_000
    stretches = [start, 10 + 3 * 700, 10 + 6 * 700, 99, 10 + 3 * 20, 10 + 6 * 20, end]
    assert instructions_of_calls(stretches, 3) == [700, 20]


def test_the_layers_of_a_call_add_up_to_the_whole() -> None:
    cost = {"whole": 100.0, "use_case": 60.0, "store": 50.0, "sdk": 30.0}
    assert split(cost) == {"http": 40.0, "domain": 10.0, "items": 20.0, "SDK": 30.0}


def test_a_section_measured_anew_replaces_its_old_text_and_leaves_the_others() -> None:
    order = ["warm", "cold"]
    first = merged("", {"warm": "w1\n", "cold": "c1\n"}, order)
    second = merged(first, {"cold": "c2\n"}, order)
    assert "w1" in second
    assert "c2" in second
    assert "c1" not in second
    assert second.index("w1") < second.index("c2")


@pytest.mark.parametrize(
    ("plot", "texts"),
    [
        (bars("Bars", "ms", {"a & b": {"one": 1.0, "two": 2.0}}), {"Bars", "a & b", "one", "two", "3 ms"}),
        (lines("Lines", "x", "y", {"a": [(1, 1.0), (10, 2.0)]}), {"Lines", "x", "y", "a", "1", "10"}),
    ],
    ids=["bars", "lines"],
)
def test_a_plot_is_well_formed_and_says_what_it_shows(plot: str, texts: set[str]) -> None:
    found = {element.text for element in ET.fromstring(plot).iter("{http://www.w3.org/2000/svg}text")}
    assert texts <= found

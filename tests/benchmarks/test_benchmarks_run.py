"""The benchmarks work: calls answer, make the right requests, and the document shows the measured figures."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import SECTIONS
from benchmarks.figures import keep_figures, kept_figures
from benchmarks.measuring import instructions_of_calls
from benchmarks.report import DOCUMENT, rendered
from benchmarks.svg import bars, lines
from benchmarks.warm import split
from local.paths import ROOT


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The requests of each call to AWS, and those of its layers, in a separate process as in a benchmark."""
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
        "update_provider": ["GetItem", "TransactWriteItems"],
        "update_schedule": ["GetItem", "TransactWriteItems", "Query"],
        "get_availability": ["GetItem", "Query"],
        "get_availability, 30 of 32 booked": ["GetItem", "Query"],
        "explain_start": ["GetItem", "Query"],
        "create_appointment": ["TransactWriteItems"],
        "create_appointment, provider not remembered": ["GetItem", "TransactWriteItems"],
        "create_appointment, with a key": ["TransactWriteItems"],
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
    cost = {"whole": 100, "use_case": 60, "store": 50, "transport": 30, "sdk": 29}
    assert split(cost) == {"http": 40, "domain": 10, "items": 20, "transport": 30}
    assert split({"whole": 100, "use_case": 60, "sdk": 50}) == {"http": 40, "domain": 10, "transport": 50}


def test_a_section_measured_again_replaces_its_figures_and_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.json"
    keep_figures("warm", {"get_provider": 3, "create_appointment": 1}, file)
    keep_figures("cold", {"a": 1}, file)
    keep_figures("cold", {"b": 2}, file)
    assert kept_figures(file) == {"cold": {"b": 2}, "warm": {"create_appointment": 1, "get_provider": 3}}
    assert file.read_text().index("cold") < file.read_text().index("create_app") < file.read_text().index("get_prov")
    assert [*tmp_path.iterdir()] == [file]


def test_the_document_and_its_plots_say_what_the_figures_say() -> None:
    for file, text in rendered(kept_figures(), SECTIONS, DOCUMENT.read_text()).items():
        assert file.read_text() == text, f"{file.name} is not written from benchmarks.json: run make bench"


def test_the_figures_name_what_others_ask_them_for() -> None:
    figures = kept_figures()
    for function in ("create_appointment", "get_appointment", "get_availability"):
        assert figures["warm"][function].keys() >= {
            *("instructions", "instructions_tls", "cpu_us"),
            *("reference_instructions", "reference_cpu_us"),
        }
    for function in ("create_appointment", "get_appointment", "get_availability", "publish_events", "typical_stack"):
        asked = {"instructions", "instructions_tls", "cpu_ms", "memory_mb", "modules"}
        assert figures["cold"][function].keys() >= asked


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

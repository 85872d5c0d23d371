"""Section `warm`: what a warm call of each route costs, and which layer it goes to."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import reference, reference_costs
from benchmarks.measuring import Program, counted_stretches, has_valgrind, instructions_of_calls, run_silently
from benchmarks.report import ratio, section_line, table, write_plot
from benchmarks.svg import bars
from local.paths import ROOT

CALLS = 3
PARTS = 2
_PROBE = [sys.executable, "-m", "benchmarks.warm_probe"]

type Costs = dict[str, dict[str, float]]
"""By the case's title: what each of its layers costs together with those below it."""

_INTRODUCTION = """
Each function is called with its sample event on a table that answers at once (canned HTTP answers below botocore); the
reference through ASGI on a PostgreSQL of this machine, whose own time is not counted, as DynamoDB's is not. Left out
for both: the server in front. The layers: *http* is the endpoint, pydantic, logs, metrics and the handler; *domain* the
use case and the rules; *items* the store without the SDK; *SDK* the floor, with what the canned answers cost. Of
publish_events, *domain* holds the rendering too. Instructions are those of the program, not of the kernel under it.

"""


def section() -> str:
    text = "## A warm call\n\n" + section_line() + _INTRODUCTION
    times, counts = _times(), _counts() if has_valgrind() else {}
    skipped, their_times, their_counts = reference.why_not(), {}, {}
    if not skipped:
        with reference.cluster() as url:
            their_times = reference_costs.microseconds(url)
            their_counts = reference_costs.instructions(url, CALLS) if counts else {}
    if counts:
        text += _counts_table(counts, their_counts)
        millions = {title: {k: v / 1e6 for k, v in split(cost).items()} for title, cost in counts.items()}
        text += "\n" + write_plot("warm", bars("Instructions of a warm call, by layer", "million", millions))
    else:
        text += "Instructions are not counted: there is no valgrind here.\n"
    text += "\n" + _times_table(times, their_times)
    return text + (f"\nThe reference is left out: {skipped}.\n" if skipped else "")


def split(cost: Mapping[str, float]) -> dict[str, float]:
    """A call's cost by layer: each without what it calls."""
    below = cost.get("store", cost["sdk"])
    items = {"items": below - cost["sdk"]} if "store" in cost else {}
    return {"http": cost["whole"] - cost["use_case"], "domain": cost["use_case"] - below, **items, "SDK": cost["sdk"]}


def _counts_table(costs: Costs, theirs: Mapping[str, float]) -> str:
    rows = []
    for title, cost in costs.items():
        parts = split(cost)
        layers = [_number(parts.get(name), 1e3) for name in ("http", "domain", "items", "SDK")]
        rows.append([title, _number(cost["whole"], 1e3), *layers, *_compared(title, cost, theirs, 1e3)])
    columns = ["thousand instructions", "whole", "http", "domain", "items", "SDK"]
    return table([*columns, "/ SDK", "reference", "/ reference"], rows)


def _times_table(costs: Costs, theirs: Mapping[str, float]) -> str:
    """Not split: differences between times this short are mostly noise."""
    rows = [
        [title, _number(cost["whole"]), _number(cost["sdk"]), *_compared(title, cost, theirs, 1)]
        for title, cost in costs.items()
    ]
    return table(["CPU microseconds", "whole", "SDK", "/ SDK", "reference", "/ reference"], rows)


def _compared(title: str, cost: Mapping[str, float], theirs: Mapping[str, float], scale: float) -> list[str]:
    their = theirs.get(title)
    to_reference = ratio(cost["whole"], their) if their else "-"
    return [ratio(cost["whole"], cost["sdk"]), _number(their, scale), to_reference]


def _number(value: float | None, scale: float = 1) -> str:
    return "-" if value is None else f"{value / scale:,.0f}"


def _times() -> Costs:
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        result = Path(folder) / "times.json"
        run_silently(Program([*_PROBE, "times", str(result)], ROOT, _environment()))
        cases = json.loads(result.read_text())
    return {case["title"]: {layer: case[layer] for layer in case["layers"]} for case in cases}


def _counts() -> Costs:
    """In as many processes as parts."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        results = [Path(folder) / f"cases-{part}.json" for part in range(PARTS)]
        commands = [
            [*_PROBE, "count", str(result), str(CALLS), str(part), str(PARTS)] for part, result in enumerate(results)
        ]
        counted = counted_stretches([Program(command, ROOT, _environment()) for command in commands], at_once=PARTS)
        cases = [json.loads(result.read_text()) for result in results]
    parts = [_costs(*part) for part in zip(cases, counted, strict=True)]
    longest = max(map(len, parts))
    return {title: cost for n in range(longest) for part in parts for title, cost in [*part.items()][n : n + 1]}


def _costs(cases: Sequence[Mapping[str, Any]], stretches: Sequence[int]) -> Costs:
    counts = iter(instructions_of_calls(stretches, CALLS))
    return {case["title"]: {layer: next(counts) for layer in case["layers"]} for case in cases}


def _environment() -> dict[str, str]:
    """The developer's own, without an AWS account in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "PYTHONTZPATH": "", "PYTHONHASHSEED": "0"}

"""Section `warm`: the cost of a warm call of each route, by layer."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import reference, reference_costs
from benchmarks.calls import ENVIRONMENT, Case, cases
from benchmarks.figures import Figures
from benchmarks.measuring import Program, counted_stretches, has_valgrind, instructions_of_calls, run_silently
from benchmarks.report import NO_VALGRIND, Measured, number, ratio, shown, table
from benchmarks.svg import bars
from benchmarks.tls_server import Served, serving
from local.paths import ROOT

TITLE = "A warm call"
CALLS = 3
PARTS = 2
LAYERS = ("http", "domain", "items", "transport")
_CANNED_PROBE = [sys.executable, "-m", "benchmarks.warm_probe"]
_TLS_PROBE = [sys.executable, "-m", "benchmarks.tls_probe"]

type Costs = dict[str, dict[str, int]]
"""By the case's title: the cost of each layer, together with the layers below it."""

_INTRODUCTION = """
Each function is called with its sample event. The reference is called through ASGI, on a PostgreSQL on this machine.
The time of PostgreSQL and AWS is not counted, nor that of a server in front. With TLS, each function runs in its own
process, on an open connection. A function that books remembers the provider, as it does for a minute; one case shows
the cost without that.

The layers are those of the canned variant:

- *http*: the endpoint, pydantic, logs, metrics and the handler;
- *domain*: the use case and the rules, and for publish_events also the rendering;
- *items*: the store;
- *transport*: sending a request, with the cost of the canned answers.

"""


def measure() -> Measured:
    with serving() as served:
        times = {case.title: _microseconds(case, served) for case in cases()}
        with_tls = _tls_counts(served) if has_valgrind() else {}
    counts = _canned_counts() if has_valgrind() else {}
    skipped, their_times, their_counts = reference.why_not(), {}, {}
    if not skipped:
        with reference.cluster() as url:
            their_times = reference_costs.microseconds(url)
            their_counts = reference_costs.instructions(url, CALLS) if has_valgrind() else {}
    figures: Figures = {}
    for title, microseconds in times.items():
        cost = counts.get(title, {})
        figures[title] = {
            "instructions": cost.get("whole"),
            "instructions_tls": with_tls.get(title),
            "cpu_us": microseconds,
            "reference_instructions": their_counts.get(title),
            "reference_cpu_us": round(their_times[title]) if title in their_times else None,
            "sdk_instructions": cost.get("sdk"),
            "layers": split(cost) if cost else None,
        }
    left_out = [f"The reference is left out: {skipped}."] if skipped else []
    return Measured(figures, left_out if has_valgrind() else [*left_out, NO_VALGRIND])


def split(cost: Mapping[str, int]) -> dict[str, int]:
    """The cost of a call by layer, each without the layers below it."""
    transport = cost.get("transport", cost["sdk"])
    below = cost.get("store", transport)
    items = {"items": below - transport} if "store" in cost else {}
    return {
        "http": cost["whole"] - cost["use_case"],
        "domain": cost["use_case"] - below,
        **items,
        "transport": transport,
    }


def text(figures: Figures) -> str:
    rows = []
    for title, found in figures.items():
        layers = found["layers"] or {}
        rows.append(
            [
                title,
                number(found["instructions_tls"], 1e3),
                number(found["instructions"], 1e3),
                *(number(layers.get(layer), 1e3) for layer in LAYERS),
                ratio(found["instructions"], found["sdk_instructions"]),
                number(found["reference_instructions"], 1e3),
                ratio(found["instructions_tls"], found["reference_instructions"]),
            ]
        )
    columns = ["thousand instructions", "with TLS", "canned", *LAYERS, "canned / floor"]
    written = _INTRODUCTION + table([*columns, "reference", "with TLS / reference"], rows)
    if any(found["layers"] for found in figures.values()):
        written += "\n" + shown("warm")
    rows = [
        [
            title,
            number(found["cpu_us"]),
            number(found["reference_cpu_us"]),
            ratio(found["cpu_us"], found["reference_cpu_us"]),
        ]
        for title, found in figures.items()
    ]
    written += "\nCPU time of the process with TLS, the kernel's part included: the best of several batches.\n\n"
    return written + table(["CPU microseconds", "with TLS", "reference", "/ reference"], rows)


def plots(figures: Figures) -> Mapping[str, str]:
    millions = {
        title: {layer: found["layers"][layer] / 1e6 for layer in LAYERS if layer in found["layers"]}
        | {"TLS and HTTP": (found["instructions_tls"] - found["instructions"]) / 1e6}
        for title, found in figures.items()
        if found["layers"]
    }
    return {"warm": bars("Instructions of a warm call, by layer", "million", millions)} if millions else {}


def tls_program(mode: str, case: Case, served: Served, folder: Path) -> Program:
    """The calls of a case to its world behind TLS. `folder` is made for the case and `result.json`."""
    about = {"function": case.function, "event": case.event, "remembered_seconds": case.remembered_seconds}
    return tls_calls(mode, about, served.environment(case.title), folder)


def tls_calls(
    mode: str, about: Mapping[str, Any], world: Mapping[str, str], folder: Path, calls: int = CALLS
) -> Program:
    """`about`: the case as the probe reads it. `world`: the environment variables that name the server."""
    folder.mkdir()
    given = folder / "case.json"
    given.write_text(json.dumps(about))
    command = [*_TLS_PROBE, mode, str(given), str(calls), str(folder / "result.json")]
    return Program(command, ROOT, {**_environment(), **ENVIRONMENT, **world})


def _microseconds(case: Case, served: Served) -> int:
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        run_silently(tls_program("times", case, served, Path(folder) / "case"))
        microseconds: float = json.loads((Path(folder) / "case" / "result.json").read_text())
    return round(microseconds)


def _tls_counts(served: Served) -> dict[str, int]:
    """One process for each case, because a function remembers providers."""
    measured = cases()
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        programs = [tls_program("count", case, served, Path(folder) / str(n)) for n, case in enumerate(measured)]
        counted = counted_stretches(programs, at_once=PARTS)
    return {case.title: instructions_of_calls(found, CALLS)[0] for case, found in zip(measured, counted, strict=True)}


def _canned_counts() -> Costs:
    """In as many processes as parts."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        results = [Path(folder) / f"cases-{part}.json" for part in range(PARTS)]
        commands = [
            [*_CANNED_PROBE, "count", str(result), str(CALLS), str(part), str(PARTS)]
            for part, result in enumerate(results)
        ]
        counted = counted_stretches([Program(command, ROOT, _environment()) for command in commands], at_once=PARTS)
        found = [json.loads(result.read_text()) for result in results]
    parts = [_costs(*part) for part in zip(found, counted, strict=True)]
    return {title: cost for part in parts for title, cost in part.items()}


def _costs(cases: Sequence[Mapping[str, Any]], stretches: Sequence[int]) -> Costs:
    counts = iter(instructions_of_calls(stretches, CALLS))
    return {case["title"]: {layer: next(counts) for layer in case["layers"]} for case in cases}


def _environment() -> dict[str, str]:
    """The developer's own environment, without an AWS account in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "PYTHONTZPATH": "", "PYTHONHASHSEED": "0"}

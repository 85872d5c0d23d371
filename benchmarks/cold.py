"""Section `cold`: what a function does before its first answer, with the layers as they are built."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import reference
from benchmarks.calls import ENVIRONMENT
from benchmarks.measuring import Program, counted_stretches, has_valgrind, run_silently
from benchmarks.report import ratio, section_line, table, write_plot
from benchmarks.svg import bars
from local.build import build
from local.handlers import sample_file
from local.paths import BUILD, ROOT
from tests.proofs.function_time import function_seconds

FUNCTIONS = ("get_provider", "create_appointment", "publish_events")
WITHOUT_PYC = "create_appointment"
RUNS = 5
AT_ONCE = 2
_PROBE = ROOT / "benchmarks" / "cold_probe.py"

_INTRODUCTION = """
A process with nothing but the built layers on its path imports the handler, makes the clients and answers a first
call (from a stub without items: a 404, but of publish_events) and a second. Instructions are counted from the start of
the handler's import; CPU time is the best of several starts, all files in the disk's cache. Of the reference the import
alone; it has no cold starts while its server stays up.

"""


@dataclass(frozen=True)
class Start:
    """A start's stages, in order, each with what it took."""

    stages: Mapping[str, Mapping[str, float]]
    instructions: Mapping[str, float]

    def total(self, what: str) -> float:
        return sum(stage[what] for name, stage in self.stages.items() if name != "second call")


def section() -> str:
    build()
    text = "## A cold start\n\n" + section_line() + _INTRODUCTION
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        compiled, bare = _unpacked(Path(folder) / "compiled"), _unpacked(Path(folder) / "bare")
        for cache in [*bare.rglob("__pycache__")]:
            shutil.rmtree(cache)
        asked = {name: _function(name, compiled) for name in FUNCTIONS}
        asked[f"{WITHOUT_PYC}, no .pyc"] = _function(WITHOUT_PYC, bare)
        skipped = reference.why_not()
        if not skipped:
            asked["reference (import)"] = _reference()
        times = {name: min((_started(*how) for _ in range(RUNS)), key=_milliseconds) for name, how in asked.items()}
        counts: dict[str, dict[str, float]] = {name: {} for name in asked}
        if has_valgrind():
            counts = _counted(asked)
    starts = {name: Start(times[name]["stages"], counts[name]) for name in asked}
    return text + _tables(starts) + (f"\nThe reference is left out: {skipped}.\n" if skipped else "")


def _tables(starts: Mapping[str, Start]) -> str:
    stages = ("imports", "clients", "first call", "second call")
    with_counts = {name: start for name, start in starts.items() if start.instructions}
    text, base = "", starts[WITHOUT_PYC]
    if with_counts:
        rows = []
        for name, start in with_counts.items():
            parts = [f"{start.instructions[s] / 1e6:,.0f}" if s in start.instructions else "-" for s in stages]
            whole = sum(value for s, value in start.instructions.items() if s != "second call")
            ours = sum(value for s, value in base.instructions.items() if s != "second call")
            rows.append([name, f"{whole / 1e6:,.0f}", *parts, ratio(whole, ours)])
        text += table(["million instructions", "until answered", *stages, f"/ {WITHOUT_PYC}"], rows)
        millions = {
            name: {s: value / 1e6 for s, value in start.instructions.items() if s != "second call"}
            for name, start in with_counts.items()
        }
        text += "\n" + write_plot("cold", bars("Instructions of a cold start", "million", millions)) + "\n"
    rows = [
        [name, f"{start.total('milliseconds'):,.0f}", f"{start.total('modules'):,.0f}", f"{start.total('files'):,.0f}"]
        for name, start in starts.items()
    ]
    return text + table(["until answered", "CPU ms", "modules", "files opened"], rows)


def _unpacked(to: Path) -> Path:
    """What functions and layers unpack to, in a copy that no build meanwhile changes."""
    for layer in ("BookingLayer", "DependenciesLayer"):
        shutil.copytree(BUILD / layer / "python", to, dirs_exist_ok=True)
    for name in FUNCTIONS:
        shutil.copytree(BUILD / f"{name.title().replace('_', '')}Function", to / "functions" / name)
    return to


type Command = tuple[Sequence[str], Mapping[str, str]]


def _function(name: str, unpacked: Path) -> Command:
    # -S: no site-packages; -P: not the program's own folder; -B: as Lambda, which cannot write .pyc.
    base = getattr(sys, "_base_executable", sys.executable)
    arguments = [str(unpacked / "functions" / name), str(sample_file(name)), str(function_seconds())]
    queue = "https://sqs.eu-south-1.amazonaws.com/123456789012/dead-letters"
    environment = {
        **ENVIRONMENT,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(unpacked),
        "PYTHONTZPATH": "",
        "PYTHONHASHSEED": "0",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DEAD_LETTER_QUEUE_URL": queue,
    }
    return [base, "-S", "-P", "-B", str(_PROBE), *arguments], environment


def _reference() -> Command:
    environment = {**reference.environment("postgresql://127.0.0.1/"), "PYTHONPATH": str(ROOT)}
    return [str(reference.PYTHON), "-P", str(_PROBE), "-", "-", "-"], environment


def _started(command: Sequence[str], env: Mapping[str, str]) -> Any:
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        result = Path(folder) / "start.json"
        run_silently(Program([*command, str(result)], Path(folder), env))
        return json.loads(result.read_text())


def _milliseconds(start: Mapping[str, Any]) -> float:
    return sum(float(stage["milliseconds"]) for stage in start["stages"].values())


def _counted(asked: Mapping[str, Command]) -> dict[str, dict[str, float]]:
    """Of each program by stage: the stretches after the first mark, without the program's end."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        results = [Path(folder) / f"start-{n}.json" for n in range(len(asked))]
        programs = [
            Program([*command, str(result)], Path(folder), env)
            for (command, env), result in zip(asked.values(), results, strict=True)
        ]
        counted = counted_stretches(programs, at_once=AT_ONCE)
        stages = [json.loads(result.read_text())["stages"] for result in results]
    return {
        name: dict(zip(of_program, stretches[1:-1], strict=True))
        for name, of_program, stretches in zip(asked, stages, counted, strict=True)
    }

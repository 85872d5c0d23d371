"""Section `cold`: the cost of a function's start and first answer, with the layers as they are built."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import canned_http, reference, typical
from benchmarks.calls import ENVIRONMENT, NOWHERE
from benchmarks.canned import World
from benchmarks.figures import Figures
from benchmarks.measuring import Program, counted_stretches, has_valgrind, run_silently
from benchmarks.report import NO_VALGRIND, Measured, number, ratio, shown, table
from benchmarks.svg import bars
from benchmarks.tls_server import Served, serving
from local.build import build
from local.paths import BUILD, ROOT
from tests.functional.lambdas import sample
from tests.proofs.function_time import function_seconds

TITLE = "A cold start"
FUNCTIONS = ("create_appointment", "get_appointment", "get_availability", "publish_events")
BOOKING = "create_appointment"
TYPICAL = "typical_stack"
RUNS = 15
AT_ONCE = 2
STAGES = ("imports", "clients", "first call")
_PROBE = ROOT / "benchmarks" / "cold_probe.py"
_SERVED = "create_appointment"
"""The case whose world answers all cold starts."""
_LAMBDA = {
    "LAMBDA_TASK_ROOT": "/var/task",
    "AWS_LAMBDA_FUNCTION_NAME": "booking",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "_X_AMZN_TRACE_ID": "Root=1-69a1f2b5-0f3c5d7e9a1b2c3d4e5f6a7b;Parent=53995c3f42cd8ad8;Sampled=1",
}
"""As Lambda sets it: Powertools traces only with this variable. No daemon listens to the traces."""
_INTRODUCTION = """
A process with only the built layers on its path imports the handler, makes the clients and answers its sample event:
create_appointment with 201 (the request has an Idempotency-Key), the others with 200.

- Instructions are counted from the start of the handler's import to this answer.
- CPU time includes the kernel's part. It is the best of 15 starts with TLS, with all files in the disk's cache.
- Memory is the highest resident memory of the process until then (Linux's VmHWM), in MB of 2^20 bytes, as Lambda counts
  them.
- Modules are those in `sys.modules`.
- The three stages are those of the variant with TLS.

The typical stack answers the event of create_appointment. Its handler is compiled too, and it records traces, as
Powertools does in Lambda. For the reference only the import is counted: it has no cold starts while its server runs.

"""


@dataclass(frozen=True)
class Start:
    """A program that starts, answers once and ends: its command without the last argument, and its environment."""

    command: Sequence[str]
    env: Mapping[str, str]

    def program(self, result: Path) -> Program:
        return Program([*self.command, str(result)], result.parent, self.env)


def measure() -> Measured:
    build()
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder, serving() as served:
        canned, tls = starts(Path(folder), served)
        figures = {name: _figures(_best(start)) for name, start in tls.items()}
        if has_valgrind():
            of_canned, of_tls = _counted(canned), _counted(tls)
            for name, of_stages in of_tls.items():
                figures[name] |= {"instructions_tls": sum(of_stages.values()), "stages": of_stages}
            for name, of_stages in of_canned.items():
                figures[name]["instructions"] = sum(of_stages.values())
    if not reference.why_not():
        figures["reference (import)"] = _import_alone()
    left_out = [f"The reference is left out: {reference.why_not()}."] if reference.why_not() else []
    left_out += [f"The typical stack is left out: {typical.why_not()}."] if typical.why_not() else []
    return Measured(figures, left_out if has_valgrind() else [*left_out, NO_VALGRIND])


def starts(folder: Path, served: Served) -> tuple[dict[str, Start], dict[str, Start]]:
    """The starts by name: with canned answers below the transport, and with the server. `folder` gets their files."""
    compiled, bare = _unpacked(folder / "compiled"), _unpacked(folder / "bare")
    for cache in [*bare.rglob("__pycache__")]:
        shutil.rmtree(cache)
    answers = folder / "answers.json"
    answers.write_text(json.dumps(World().bodies()))
    beside = folder / "beside"
    beside.mkdir()
    shutil.copy(canned_http.__file__, beside)
    events = {name: folder / f"{name}.json" for name in FUNCTIONS}
    for name, event in events.items():
        event.write_text(json.dumps(sample(name)))
    functions = {name: (compiled / "functions" / name, events[name], compiled) for name in FUNCTIONS}
    functions[f"{BOOKING}, no .pyc"] = bare / "functions" / BOOKING, events[BOOKING], bare
    if not typical.why_not():
        functions[TYPICAL] = typical.unpacked(folder / TYPICAL), events[BOOKING], typical.PACKAGES
    canned = {name: _start(*how, str(answers), NOWHERE) for name, how in functions.items()}
    return canned, {name: _start(*how, "-", served.environment(_SERVED)) for name, how in functions.items()}


def _start(function: Path, event: Path, packages: Path, answers: str, aws: Mapping[str, str]) -> Start:
    # -S: no site-packages; -P: not the program's own folder; -B: as Lambda, which cannot write .pyc.
    base = getattr(sys, "_base_executable", sys.executable)
    arguments = [str(function), str(event), str(function_seconds()), answers]
    # The benchmark's own folder comes last, so that it hides no module of the layers.
    path = [packages, *([Path(answers).parent / "beside"] if answers != "-" else [])]
    environment = {
        "PATH": os.environ["PATH"],
        **ENVIRONMENT,
        **typical.ENVIRONMENT,
        **_LAMBDA,
        **aws,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONTZPATH": "",
        "PYTHONHASHSEED": "0",
    }
    return Start([base, "-S", "-P", "-B", str(_PROBE), *arguments], environment)


def _unpacked(to: Path) -> Path:
    """A copy of the unpacked functions and layers, which no build can change during the measurement."""
    for layer in ("BookingLayer", "DependenciesLayer"):
        shutil.copytree(BUILD / layer / "python", to, dirs_exist_ok=True)
    for name in FUNCTIONS:
        shutil.copytree(BUILD / f"{name.title().replace('_', '')}Function", to / "functions" / name)
    return to


def _import_alone() -> Figures:
    environment = {**reference.environment("postgresql://127.0.0.1/"), "PYTHONPATH": str(ROOT)}
    start = Start([str(reference.PYTHON), "-P", str(_PROBE), "-", "-", "0", "-"], environment)
    counted = _counted({"": start})[""]["imports"] if has_valgrind() else None
    return {**_figures(_best(start)), "instructions": counted}


def _best(start: Start) -> Any:
    """The result of the start with the least CPU time."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        result = Path(folder) / "start.json"
        found = []
        for _ in range(RUNS):
            run_silently(start.program(result))
            found.append(json.loads(result.read_text()))
    return min(found, key=lambda start: float(start["milliseconds"]))


def _figures(start: Mapping[str, Any]) -> Figures:
    return {
        "instructions": None,
        "instructions_tls": None,
        "stages": None,
        "cpu_ms": round(start["milliseconds"], 1),
        "memory_mb": round(start["peak_bytes"] / 2**20, 1),
        "modules": start["modules"],
        "files": start["files"],
    }


def _counted(asked: Mapping[str, Start]) -> dict[str, dict[str, int]]:
    """The instructions of each start by stage, from the first mark to the last one."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        results = [Path(folder) / f"start-{n}.json" for n in range(len(asked))]
        programs = [start.program(result) for start, result in zip(asked.values(), results, strict=True)]
        counted = counted_stretches(programs, at_once=AT_ONCE)
        stages = [json.loads(result.read_text())["stages"] for result in results]
    return {
        name: dict(zip(of_program, stretches[1:-1], strict=True))
        for name, of_program, stretches in zip(asked, stages, counted, strict=True)
    }


def text(figures: Figures) -> str:
    theirs = figures.get(TYPICAL, {})
    rows = []
    for name, found in figures.items():
        stages = found["stages"] or {}
        rows.append(
            [
                name,
                number(found["instructions_tls"], 1e6),
                *(number(stages.get(stage), 1e6) for stage in STAGES),
                number(found["instructions"], 1e6),
                ratio(found["instructions_tls"], theirs.get("instructions_tls")),
            ]
        )
    columns = ["million instructions", "with TLS", *STAGES, "canned", f"with TLS / {TYPICAL}"]
    written = _INTRODUCTION + table(columns, rows)
    if any(found["stages"] for found in figures.values()):
        written += "\n" + shown("cold")
    rows = [
        [
            name,
            number(found["cpu_ms"]),
            number(found["memory_mb"]),
            number(found["modules"]),
            number(found["files"]),
            ratio(found["cpu_ms"], theirs.get("cpu_ms")),
        ]
        for name, found in figures.items()
    ]
    return (
        written
        + "\n"
        + table(["until answered", "CPU ms", "memory, MB", "modules", "files opened", f"CPU / {TYPICAL}"], rows)
    )


def plots(figures: Figures) -> Mapping[str, str]:
    millions = {
        name: {stage: found["stages"][stage] / 1e6 for stage in STAGES}
        for name, found in figures.items()
        if found["stages"]
    }
    return {"cold": bars("Instructions of a cold start with TLS", "million", millions)} if millions else {}

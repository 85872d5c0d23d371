"""The cost of the reference: the same figures as for the service, measured in its own environment."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measuring import Program, counted_stretches, instructions_of_calls, run_silently
from benchmarks.reference import PYTHON, environment
from local.paths import ROOT

_PROBE = [str(PYTHON), "-m", "benchmarks.reference_probe"]


def microseconds(database_url: str) -> dict[str, float]:
    """CPU time of each warm call."""
    return _probed(database_url, "times")


def instructions(database_url: str, calls: int) -> dict[str, float]:
    """Instructions of each warm call. Sockets differ in speed, so these are less steady than the service's own."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        result = Path(folder) / "cases.json"
        command = [*_PROBE, "count", str(result), str(calls)]
        (stretches,) = counted_stretches([Program(command, ROOT, environment(database_url))])
        titles = json.loads(result.read_text())
    return dict(zip(titles, instructions_of_calls(stretches, calls), strict=True))


def grown(database_url: str, appointments: int) -> Mapping[str, float]:
    """CPU time of two calls in a table with so many more appointments."""
    return _probed(database_url, "growth", str(appointments))


def _probed(database_url: str, *arguments: str) -> dict[str, float]:
    mode, *rest = arguments
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        result = Path(folder) / "result.json"
        command = [*_PROBE, mode, str(result), *rest]
        run_silently(Program(command, ROOT, environment(database_url)))
        found: dict[str, float] = json.loads(result.read_text())
        return found

"""docs/benchmarks.md: sections between markers, so that one can be measured anew and the others stay."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from local.paths import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PLOTS = ROOT / "docs" / "benchmarks"
_SECTION = re.compile(r"<!-- (\w+) -->\n.*?<!-- end of \1 -->\n", re.DOTALL)

_HEAD = """# Benchmarks

Written by `make bench` (`make bench SECTIONS="warm cold"` for some of it). Nothing here is a test: times differ between
machines and hours. Instructions (counted by callgrind, per call the difference of N and 2N calls) hardly differ, and
ratios within one run are what to go by.

- The *reference* is what one might build instead: FastAPI, asyncpg and PostgreSQL with an exclusion constraint
  (`benchmarks/reference_service.py`). It does less: no idempotency keys, versions, retries or events.
- The *floor* is the bare SDK: the same requests with the same parameters, sent by botocore's client, and nothing else.

"""


def section_line() -> str:
    """When and where a section was measured."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    names = ("botocore", "aws-lambda-powertools", "pydantic")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {os.cpu_count()} cores ({processor()}), Python "
        f"{platform.python_version()}, {versions}; load {load}.\n"
    )


def processor() -> str:
    listed = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", listed.read_text(), re.MULTILINE) if listed.is_file() else None
    return found[1] if found else platform.processor() or platform.machine()


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown; the first column is left-aligned, the others right."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "-"


def write_plot(name: str, svg: str) -> str:
    """The Markdown that shows it."""
    PLOTS.mkdir(parents=True, exist_ok=True)
    (PLOTS / f"{name}.svg").write_text(svg)
    return f"![{name}](benchmarks/{name}.svg)\n"


def merged(document: str, fresh: Mapping[str, str], order: Sequence[str]) -> str:
    """The document with fresh sections in place of their old ones; those not measured now stay as they are."""
    sections = {found[1]: found[0] for found in _SECTION.finditer(document)}
    sections |= {name: f"<!-- {name} -->\n{text}<!-- end of {name} -->\n" for name, text in fresh.items()}
    return _HEAD + "\n".join(sections[name] for name in order if name in sections)

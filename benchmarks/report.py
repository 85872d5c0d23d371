"""docs/benchmarks.md and its plots, written from docs/benchmarks.json, so that all of them always agree."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from benchmarks.figures import Figures
from local.paths import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PLOTS = ROOT / "docs" / "benchmarks"
MEASURED = "measured"
"""The section of the figures that says when and where the others were measured."""
NO_VALGRIND = "Instructions are not counted: there is no valgrind here."
_BY_HAND = re.compile(r"<!-- findings -->\n.*?<!-- end of findings -->\n", re.DOTALL)

_HEAD = """# Benchmarks

`make bench` writes this page (`make bench SECTIONS="warm cold"` measures only some sections) from the figures in
[benchmarks.json](benchmarks.json). These are not tests: times differ between machines and hours. Compare ratios within
one run. Instructions hardly differ between runs. Callgrind counts those of the program, but not those of the kernel;
a warm call is the difference between N and 2N calls.

Calls are measured in two ways, on the same machine in one run:

- *With TLS*, the client is real: it signs its requests with a session token of 1 KB and sends them through HTTP, TLS
  and sockets. A cold start also reads a full bundle of roots and makes the TLS handshake. AWS, the network and the
  gateway are left out: a server in another process answers at once.
- *Canned* answers replace HTTP, TLS and sockets below the transport, and there is no session token. Requests are still
  made and signed, and answers are still parsed.

In the variant with TLS, only environment variables direct the product to the server (`benchmarks/tls_server.py`): the
product runs as it is deployed. The canned variant shows the cost of each layer.

The service is compared with two others:

- The *reference* is a service that one might build instead: FastAPI, asyncpg, and PostgreSQL with an exclusion
  constraint (`benchmarks/reference_service.py`). It does less: no idempotency keys, versions, retries or events. It
  connects to its database without TLS.
- The *typical stack* is the same Lambda, written as the documentation of Powertools suggests
  (`benchmarks/typical_stack/handler.py`): boto3's resource, Logger, Tracer, Metrics, the idempotency utility and the
  resolver with validation. It books the sample event with the same answer, and puts the event itself. It uses the
  layer's packages, compiled in the same way, and the X-Ray SDK.

The *floor* is the bare SDK: botocore's client sends the same requests with the same parameters.

"""


@dataclass(frozen=True)
class Measured:
    """A section's figures. `left_out`: a sentence about each thing that could not be measured here."""

    figures: Figures
    left_out: Sequence[str] = ()


class Section(Protocol):
    """The interface of a section's module."""

    TITLE: str

    def measure(self) -> Measured: ...

    def text(self, figures: Figures) -> str:
        """The section in Markdown, without its heading."""

    def plots(self, figures: Figures) -> Mapping[str, str]:
        """The plots as SVG, by name."""


def circumstances(measured: Measured) -> Figures:
    """Time, machine and versions of a measurement that has just ended."""
    names = ("botocore", "aws-lambda-powertools", "pydantic")
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "cores": os.cpu_count(),
        "processor": processor(),
        "load": [round(value, 1) for value in os.getloadavg()],
        "versions": {"Python": platform.python_version()} | {name: version(name) for name in names},
        "left_out": list(measured.left_out),
    }


def processor() -> str:
    listed = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", listed.read_text(), re.MULTILINE) if listed.is_file() else None
    return found[1] if found else platform.processor() or platform.machine()


def rendered(figures: Mapping[str, Figures], sections: Mapping[str, Section], before: str) -> dict[Path, str]:
    """The document and its plots, by file. `before`: the present document. Its last section is written by hand."""
    files = {DOCUMENT: _document(figures, sections, before)}
    for name, section in sections.items():
        if name in figures:
            files |= {PLOTS / f"{plot}.svg": svg for plot, svg in section.plots(figures[name]).items()}
    return files


def write_document(figures: Mapping[str, Figures], sections: Mapping[str, Section]) -> None:
    before = DOCUMENT.read_text() if DOCUMENT.is_file() else ""
    for file, text in rendered(figures, sections, before).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def _document(figures: Mapping[str, Figures], sections: Mapping[str, Section], before: str) -> str:
    parts = []
    for name, section in sections.items():
        if name in figures:
            about = figures[MEASURED][name]
            left_out = "".join(f"\n{sentence}\n" for sentence in about["left_out"])
            parts.append(f"## {section.TITLE}\n\n{_line(about)}{section.text(figures[name])}{left_out}")
    return _HEAD + "\n".join([*parts, *(found[0] for found in _BY_HAND.finditer(before))])


def _line(about: Figures) -> str:
    load = ", ".join(f"{value:.1f}" for value in about["load"])
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return f"Measured {about['at']} on {about['cores']} cores ({about['processor']}), {versions}; load {load}.\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown; the first column is left-aligned, the others right."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def number(value: float | None, scale: float = 1) -> str:
    return "-" if value is None else f"{value / scale:,.0f}"


def ratio(ours: float | None, theirs: float | None) -> str:
    return f"{ours / theirs:.2f}" if ours and theirs else "-"


def shown(plot: str) -> str:
    """The Markdown that shows a plot."""
    return f"![{plot}](benchmarks/{plot}.svg)\n"

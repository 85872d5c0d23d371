"""`python -m benchmarks [SECTION ...]`: measure, and write docs/benchmarks.md; all sections without arguments.

Each section's figures go into docs/benchmarks.json, and the document is written from there. Ctrl-C, SIGTERM or SIGHUP
ends it with all that it started. The exit status is then 128 plus the signal's number.
"""

import sys
import time
from collections.abc import Mapping, Sequence

from benchmarks import capacity, cold, desk, growth, openings, racing, rules, warm
from benchmarks.figures import keep_figures, kept_figures
from benchmarks.report import MEASURED, Section, circumstances, write_document
from local.emulator import isolate_from_aws
from local.stopping import StopRequested, stop_signals

SECTIONS: Mapping[str, Section] = {
    "warm": warm,
    "cold": cold,
    "openings": openings,
    "capacity": capacity,
    "rules": rules,
    "desk": desk,
    "growth": growth,
    "racing": racing,
}
"""In the document's order."""


def main(names: list[str]) -> int:
    if unknown := set(names) - SECTIONS.keys():
        sys.stderr.write(f"no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}\n")
        return 2
    with stop_signals():
        try:
            _measure(names or [*SECTIONS])
        except StopRequested as stop:
            _say(f" {stop}; this section was not written\n")
            return stop.status
    return 0


def _measure(names: Sequence[str]) -> None:
    isolate_from_aws()
    for name in names:
        started = time.monotonic()
        _say(f"{name} ...")
        measured = SECTIONS[name].measure()
        keep_figures(name, measured.figures)
        keep_figures(MEASURED, kept_figures().get(MEASURED, {}) | {name: circumstances(measured)})
        write_document(kept_figures(), SECTIONS)
        _say(f" {time.monotonic() - started:.0f} s\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

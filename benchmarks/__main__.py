"""`python -m benchmarks [SECTION ...]`: measure, and write docs/benchmarks.md; all sections without arguments.

Ctrl-C, SIGTERM or SIGHUP ends it with all that it started. The exit status is then 128 plus the signal's number.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks import capacity, cold, growth, racing, warm
from benchmarks.report import DOCUMENT, merged
from local.emulator import isolate_from_aws
from local.stopping import StopRequested, stop_signals

SECTIONS: Mapping[str, Callable[[], str]] = {
    "warm": warm.section,
    "cold": cold.section,
    "capacity": capacity.section,
    "growth": growth.section,
    "racing": racing.section,
}
WRITTEN_BY_HAND = "findings"
"""The document's last section: kept as it stands."""


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
        text = SECTIONS[name]()
        before = DOCUMENT.read_text() if DOCUMENT.is_file() else ""
        DOCUMENT.write_text(merged(before, {name: text}, [*SECTIONS, WRITTEN_BY_HAND]))
        _say(f" {time.monotonic() - started:.0f} s\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The program that makes the warm calls: `python -m tests.benchmarks.warm_probe MODE RESULT [CALLS] [PART OF]`.

MODE `times` writes CPU microseconds, `answers` the requests that each call made; `count` only makes the calls, CALLS
and twice as many, for callgrind. RESULT is a file of JSON: standard output belongs to the functions' metrics.
"""

import json
import sys
from pathlib import Path

from tests.benchmarks.calls import cases, layers
from tests.benchmarks.measuring import cpu_microseconds, repeat


def main(mode: str, result: str, calls: str = "1", part: str = "0", of: str = "1") -> None:
    """`part` of `of`: every so many cases, to spread them over processes."""
    found: list[dict[str, object]] = []
    for case in cases()[int(part) :: int(of)]:
        case.world.requests.clear()
        runs = layers(case).named()
        about: dict[str, object] = {"title": case.title, "layers": list(runs), "requests": [*case.world.requests]}
        for name, run in runs.items():
            if mode == "times":
                about[name] = cpu_microseconds(run)
            else:
                repeat(run, int(calls))
        found.append(about)
    Path(result).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

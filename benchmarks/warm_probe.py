"""The program that makes the warm calls: `python -m benchmarks.warm_probe MODE RESULT [CALLS] [PART OF]`.

MODE `times` writes CPU microseconds, `answers` the requests that each call made; `count` only makes the calls, CALLS
and twice as many, for callgrind. RESULT is a file of JSON: standard output belongs to the functions' metrics.
"""

import json
import sys
from pathlib import Path

from benchmarks.calls import Run, cases, layers
from benchmarks.canned import World
from benchmarks.measuring import cpu_microseconds, repeat


def main(mode: str, result: str, calls: str = "1", part: str = "0", of: str = "1") -> None:
    """`part` of `of`: every so many cases, to spread them over processes."""
    found: list[dict[str, object]] = []
    for case in cases()[int(part) :: int(of)]:
        runs = layers(case).named()
        about: dict[str, object] = {"title": case.title, "layers": list(runs), "requests": [*case.world.requests]}
        if mode == "times":
            about |= {name: cpu_microseconds(run) for name, run in runs.items()}
        elif mode == "count":
            for run in runs.values():
                repeat(run, int(calls))
        else:
            about["asked_by_layer"] = {name: asked_by(run, case.world) for name, run in runs.items()}
        found.append(about)
    Path(result).write_text(json.dumps(found))


def asked_by(run: Run, world: World) -> list[str]:
    world.requests.clear()
    run()
    return [*world.requests]


if __name__ == "__main__":
    main(*sys.argv[1:])

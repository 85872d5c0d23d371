"""Warm calls on canned answers, layer by layer: `python -m benchmarks.warm_probe MODE RESULT [CALLS] [PART OF]`.

MODE `answers` writes the requests that each layer of a call made. MODE `count` makes CALLS calls and twice as many for
callgrind. RESULT is a file of JSON, because the functions write metrics to standard output.
"""

import json
import sys
from pathlib import Path

from benchmarks.calls import Run, cases, layers
from benchmarks.canned import World
from benchmarks.measuring import repeat


def main(mode: str, result: str, calls: str = "1", part: str = "0", of: str = "1") -> None:
    """`part` of `of`: every so many cases, to spread them over processes."""
    found: list[dict[str, object]] = []
    for case in cases()[int(part) :: int(of)]:
        runs = layers(case).named()
        about: dict[str, object] = {"title": case.title, "layers": list(runs), "requests": [*case.world.requests]}
        if mode == "count":
            for run in runs.values():
                repeat(run, int(calls))
        else:
            about["asked_by_layer"] = {name: asked_by(run, case.world) for name, run in runs.items()}
        found.append(about)
    Path(result).write_text(json.dumps(found))


def asked_by(run: Run, world: World) -> list[str]:
    run()  # what is read once
    world.requests.clear()
    run()
    return [*world.requests]


if __name__ == "__main__":
    main(*sys.argv[1:])

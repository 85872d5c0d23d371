"""Counting what code costs: CPU time in this process, instructions under callgrind. Standard library only."""

import contextlib
import gc
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_MARK = "getloadavg"
_TOTALS = re.compile(r"^totals: (\d+)", re.MULTILINE)


def mark() -> None:
    """Ends a stretch that callgrind counts: it watches for this C function, which nothing else here calls."""
    with contextlib.suppress(OSError):  # a container may have no load to tell
        os.getloadavg()


def cpu_microseconds(run: Callable[[], object], *, seconds: float = 0.3, batches: int = 7) -> float:
    """CPU time of a warm call, its threads' included: the best of several batches, for the machine may be busy."""
    run()
    started = time.perf_counter()
    run()
    calls = max(1, int(seconds / batches / max(time.perf_counter() - started, 1e-6)))
    best = float("inf")
    for _ in range(batches):
        started = time.process_time()
        for _ in range(calls):
            run()
        best = min(best, (time.process_time() - started) / calls)
    return best * 1e6


def repeat(run: Callable[[], object], calls: int) -> None:
    """Warm up, then `calls` and twice as many calls, each stretch between marks: their difference is `calls` calls.

    What runs once, the marks and the loop's own beginning cancel out. The garbage collector rests: whether it falls
    into one stretch or the other would be chance.
    """
    run()
    run()
    gc.disable()
    mark()
    for _ in range(calls):
        run()
    mark()
    for _ in range(2 * calls):
        run()
    mark()
    gc.enable()


def instructions_of_calls(stretches: Sequence[int], calls: int) -> list[int]:
    """A warm call's instructions for each `repeat`, from the stretches that callgrind counted."""
    # Three marks each: what came before the first, `calls` calls, twice as many. The last stretch ends the program.
    return [(twice - once) // calls for once, twice in zip(stretches[1:-1:3], stretches[2:-1:3], strict=True)]


def has_valgrind() -> bool:
    return shutil.which("valgrind") is not None


def counted_stretches(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> list[int]:
    """Instructions between the marks of a program: from its start to the first one, and so on to its end.

    Strings hash alike in every run. Raises CalledProcessError when the program fails.
    """
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        base = Path(folder) / "stretch"
        valgrind = ["valgrind", "-q", "--tool=callgrind", f"--dump-before={_MARK}", f"--callgrind-out-file={base}"]
        environment = {**env, "PYTHONHASHSEED": "0"}
        subprocess.run([*valgrind, *command], cwd=cwd, env=environment, stdout=subprocess.DEVNULL, check=True)
        count = len(list(Path(folder).glob("stretch.*")))
        files = [*(base.with_name(f"stretch.{n}") for n in range(1, count + 1)), base]
        return [_total(file.read_text()) for file in files]


def _total(profile: str) -> int:
    found = _TOTALS.search(profile)
    assert found, "callgrind wrote no total"
    return int(found[1])

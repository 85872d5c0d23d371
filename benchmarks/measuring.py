"""Counting what code costs: CPU time in this process, instructions under callgrind. No third-party package."""

import contextlib
import gc
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, CalledProcessError, Popen

from local.process import run_to_end, running

_MARK = "getloadavg"
_POLL_SECONDS = 0.05
_TOTALS = re.compile(r"^totals: (\d+)", re.MULTILINE)


def mark() -> None:
    """Ends a count of callgrind. Callgrind watches for this C function, which nothing else here calls."""
    with contextlib.suppress(OSError):  # a container may have no load to tell
        os.getloadavg()


def cpu_microseconds(run: Callable[[], object], *, seconds: float = 0.3, batches: int = 7) -> float:
    """CPU time of a warm call, threads included. It is the best of several batches, because the machine may be busy."""
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
    """Warm up, then make `calls` calls and twice as many, with marks around both: the difference is `calls` calls.

    Code that runs once, such as the marks and the start of the loop, cancels out. The garbage collector is off, because
    it would run in one of the two by chance.
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
    # Three marks each: all before the first, then `calls` calls, then twice as many. The last count ends the program.
    return [(twice - once) // calls for once, twice in zip(stretches[1:-1:3], stretches[2:-1:3], strict=True)]


def has_valgrind() -> bool:
    return shutil.which("valgrind") is not None


@dataclass(frozen=True)
class Program:
    """A command, and where and with what environment it runs."""

    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str]


def run_silently(program: Program) -> None:
    """Run a program to its end, without its output. Raises CalledProcessError when it fails."""
    _check(run_to_end(program.command, cwd=program.cwd, env=program.env, stdout=DEVNULL), program)


def counted_stretches(programs: Sequence[Program], *, at_once: int = 1) -> list[list[int]]:
    """Instructions between the marks of each program: from its start to the first one, and so on to its end.

    `at_once`: how many run side by side. Callgrind is slow, and other programs do not change its counts. The caller's
    thread starts and awaits all of them, so they end if the caller is stopped. Strings have the same hashes in every
    run. Raises CalledProcessError when a program fails.
    """
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder, contextlib.ExitStack() as ended:
        profiles = [Path(folder) / f"program-{n}" for n in range(len(programs))]
        started: list[Popen[bytes]] = []
        for program, profile in zip(programs, profiles, strict=True):
            while sum(process.poll() is None for process in started) == at_once:
                time.sleep(_POLL_SECONDS)
            started.append(ended.enter_context(_counting(program, profile)))
        for program, process in zip(programs, started, strict=True):
            _check(process.wait(), program)
        return [_stretches(profile) for profile in profiles]


def _counting(program: Program, profile: Path) -> contextlib.AbstractContextManager[Popen[bytes]]:
    valgrind = ["valgrind", "-q", "--tool=callgrind", f"--dump-before={_MARK}", f"--callgrind-out-file={profile}"]
    environment = {**program.env, "PYTHONHASHSEED": "0"}
    return running([*valgrind, *program.command], cwd=program.cwd, env=environment, stdout=DEVNULL)


def _check(status: int, program: Program) -> None:
    if status:
        raise CalledProcessError(status, program.command)


def _stretches(profile: Path) -> list[int]:
    count = len(list(profile.parent.glob(f"{profile.name}.*")))
    files = [*(profile.with_name(f"{profile.name}.{n}") for n in range(1, count + 1)), profile]
    return [_total(file.read_text()) for file in files]


def _total(profile: str) -> int:
    found = _TOTALS.search(profile)
    assert found, "callgrind wrote no total"
    return int(found[1])

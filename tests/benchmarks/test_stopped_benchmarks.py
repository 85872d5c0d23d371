"""A benchmark that is stopped ends at once, and so do all programs that it started."""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from benchmarks.warm import PARTS
from local.paths import ROOT
from local.process import running

SECONDS = 30.0
"""More than a start takes on a busy machine, and far less than the stand-in."""

# It counts nothing and does not end. As long as it or its child runs, a file named by its process id is locked.
STAND_IN = f"""#!{sys.executable}
import fcntl, os, time
file = open(os.environ["STARTED"] + "/" + str(os.getpid()), "w")
fcntl.flock(file, fcntl.LOCK_EX)
os.fork()
time.sleep(600)
"""
# The section `warm` from the point where it counts instructions.
PROGRAM = """
import sys
from benchmarks import __main__, warm
warm._microseconds = lambda case, served: 0
sys.exit(__main__.main(["warm"]))
"""


@pytest.fixture
def valgrind(tmp_path: Path) -> Iterator[Path]:
    """A program in the place of valgrind; beside it the folder where each of its processes has its file."""
    program = tmp_path / "bin" / "valgrind"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    (tmp_path / "started").mkdir()
    yield program
    for leader in left_running(tmp_path / "started"):
        os.killpg(leader, signal.SIGKILL)


def left_running(started: Path) -> list[int]:
    return [int(path.name) for path in started.iterdir() if is_locked(path)]


def is_locked(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_benchmark_with_all_that_it_started(number: signal.Signals, valgrind: Path) -> None:
    started = valgrind.parent.parent / "started"
    path = f"{valgrind.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "STARTED": str(started)}
    deadline = time.monotonic() + SECONDS
    with running([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, stdout=PIPE) as benchmark:
        while len(left_running(started)) < PARTS and benchmark.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(left_running(started)) == PARTS
        benchmark.send_signal(number)
        output, _ = benchmark.communicate(timeout=SECONDS)
    assert output.decode() == f"warm ... stopped by {number.name}; this section was not written\n"
    assert benchmark.returncode == 128 + number
    assert left_running(started) == []

"""The reference's environment: a private PostgreSQL cluster, and programs that run in .venv-bench.

The cluster listens on its own loopback port, runs as an unprivileged user, and is deleted at the end.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local.paths import ROOT
from local.ports import HOST, check_port
from local.process import run_to_end, running

PYTHON = ROOT / ".venv-bench" / "bin" / "python"
UNPRIVILEGED = "nobody"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
_PROGRAMS = ("initdb", "postgres", "pg_isready")


def why_not() -> str:
    """The reason why the reference cannot run here; empty if it can."""
    if not PYTHON.is_file():
        return "no .venv-bench: `make bench` makes it"
    if _programs() is None:
        return "no PostgreSQL here: Debian's package is `postgresql`"
    return ""


def environment(database_url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return {**kept, "DATABASE_URL": database_url, "PYTHONTZPATH": "", "PYTHONHASHSEED": "0"}


@contextmanager
def cluster() -> Iterator[str]:
    """A new cluster with PostgreSQL's own settings (it waits for the disk); yields its URL."""
    programs = _programs()
    assert programs, why_not()
    folder = Path(tempfile.mkdtemp(prefix="booking-bench-"))
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to be root
        user = UNPRIVILEGED
        shutil.chown(folder, user)
    port = check_port(0)
    try:
        data = folder / "data"
        initialise = [f"{programs}/initdb", "-D", str(data), "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C"]
        if run_to_end(initialise, cwd=folder, user=user, stdout=subprocess.DEVNULL):
            sys.exit("the reference's database could not be made")
        serve = [f"{programs}/postgres", "-D", str(data), "-p", str(port), "-k", str(folder)]
        serve += ["-c", f"listen_addresses={HOST}"]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with running(serve, cwd=folder, user=user, **silent) as process:
            ready = [f"{programs}/pg_isready", "-q", "-h", HOST, "-p", str(port)]
            try:
                _wait(lambda: subprocess.run(ready, check=False).returncode == 0, process)
                yield f"postgresql://bench@{HOST}:{port}/postgres"
            finally:
                _shut_down(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shut_down(process: subprocess.Popen[bytes]) -> None:
    """Stop the cluster in order, so that it frees its shared memory. If it does not stop, it is killed."""
    process.send_signal(signal.SIGINT)  # disconnects its clients and shuts down
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)


@contextmanager
def server(database_url: str) -> Iterator[str]:
    """The reference under uvicorn; yields its URL, which ends in /api."""
    port = check_port(0)
    command = [
        str(PYTHON),
        "-m",
        "uvicorn",
        "benchmarks.reference_service:app",
        "--host",
        HOST,
        "--port",
        str(port),
    ]
    with running([*command, "--log-level", "warning"], cwd=ROOT, env=environment(database_url)) as process:
        _wait(lambda: _answers(f"http://{HOST}:{port}/openapi.json"), process)
        yield f"http://{HOST}:{port}/api"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def _wait(is_ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("the reference did not start")
        time.sleep(0.05)


def _programs() -> Path | None:
    """The folder of PostgreSQL's server programs; Debian keeps them out of PATH."""
    on_path = shutil.which("postgres")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(on_path).parent] if on_path else []
    return next((folder for folder in folders if all((folder / name).is_file() for name in _PROGRAMS)), None)

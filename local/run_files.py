"""The files of one run of `make dev`. Several may run at once: the first has `.local`, a later one `.local/<port>`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.paths import WORK

_LOCK = "first-run.lock"


@dataclass(frozen=True)
class RunFiles:
    """Where a run writes."""

    folder: Path

    @property
    def stack(self) -> Path:
        """How other programs find the stack."""
        return self.folder / "stack.json"

    @property
    def issuer(self) -> Path:
        """The key that signs tokens."""
        return self.folder / "issuer.json"

    @property
    def sam_local(self) -> Path:
        """The template for `sam local`."""
        return self.folder / "sam-local.json"

    @property
    def emulator_log(self) -> Path:
        return self.folder / "emulator.log"

    @property
    def function_log(self) -> Path:
        return self.folder / "functions.log"

    @property
    def state(self) -> Path:
        """Kept by PERSIST=1."""
        return self.folder / "state"


@contextmanager
def run_files(port: int, work: Path = WORK) -> Iterator[RunFiles]:
    """The files of this run, for as long as the block runs. The kernel frees the lock of a run that was killed."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            folder = work / str(port)
            folder.mkdir(exist_ok=True)
        else:
            folder = work
        yield RunFiles(folder)

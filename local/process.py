"""Child processes that never outlive us: each leads a process group, and the group ends as a whole."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

from local.stopping import stop_postponed


def end_group(leader: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the group that `leader` leads, and reap the leader."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGKILL)
    leader.wait()
    if leader.stdin:
        leader.stdin.close()


@contextlib.contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command as long as the block. The end of the block ends the command and all that it started.

    `options` are those of Popen (`cwd`, `env`, `stdout`, ...).
    """
    process = None
    try:
        with stop_postponed():  # no stop between the child's start and our knowing of it
            process = subprocess.Popen(  # noqa: S603  # the callers' own commands, no shell
                command, stdin=subprocess.DEVNULL, start_new_session=True, **options
            )
        yield process
    finally:
        if process:
            end_group(process)


def run_to_end(command: Sequence[str], **options: Any) -> int:
    """Run a command and return its exit status. Its output is shown, unless the `options` of Popen say otherwise.

    A Ctrl-C or a SIGTERM meanwhile ends the command and all that it started.
    """
    with running(command, **options) as process:
        return process.wait()

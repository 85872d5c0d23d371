"""Child processes that never outlive us: each leads a process group, and the group ends as a whole."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def end_group(leader: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the group that `leader` leads, and reap the leader."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGKILL)
    leader.wait()
    if leader.stdin:
        leader.stdin.close()


def run_to_end(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
    """Run a command with its output shown; its exit status.

    A Ctrl-C or an exit raised meanwhile (SIGTERM's, say) ends the command with all that it started.
    """
    process = subprocess.Popen(  # noqa: S603  # the callers' own commands, no shell
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return process.wait()
    finally:
        end_group(process)

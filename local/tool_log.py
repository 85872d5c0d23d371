"""The output of another program goes to a log. When the program fails, the end of the log is shown."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local.paths import shown
from local.process import run_to_end

SHOWN_LINES = 30


class ToolFailed(RuntimeError):
    """A program ended with an error; the message has the end of its log, and says where all of it is."""


def last_lines(log: Path, lines: int = SHOWN_LINES) -> str:
    """The last lines of the log, each cut off after 200 characters."""
    return "\n".join(line[:200] for line in log.read_text(errors="replace").splitlines()[-lines:])


def run_logged(command: Sequence[str], log: Path, **options: Any) -> None:
    """Run to the end, with the output in `log`. `options` are those of Popen. Raises ToolFailed."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        status = run_to_end(command, stdout=output, stderr=subprocess.STDOUT, **options)
    if status != 0:
        name = Path(command[0]).name
        raise ToolFailed(f"{name} failed with status {status}. The whole output is in {shown(log)}:\n{last_lines(log)}")

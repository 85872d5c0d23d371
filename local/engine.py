"""The program of the emulator's process: ministack, tied to the process that started it.

Its standard input is a pipe that nobody writes to. When the other end closes, because we were stopped or killed in
whatever way, the emulator ends too, with its functions' workers and temporary files.
"""

import os
import shutil
import signal
import sys
import threading

from ministack.app import main  # type: ignore[import-untyped]  # it ships no types


def end_with_parent() -> None:
    """Waits for the pipe to close; the process group is our own, because we lead a session."""
    os.read(sys.stdin.fileno(), 1)  # unbuffered: a lock on stdin would be fatal when the interpreter ends first
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.exit(main())

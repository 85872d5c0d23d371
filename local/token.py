"""`make token ROLE=desk` prints a token for the stack that `make dev` runs, and nothing else on standard output."""

import math
import os
import sys

from local.issuer import HOURS, SUBJECTS, Issuer
from local.run_files import RunFiles
from local.stack_file import no_stack, running_folder


def main() -> int:
    """Exit status 1, after a message on standard error, when there is no token to print."""
    port, role = os.environ.get("PORT", ""), os.environ.get("ROLE", "") or "admin"
    folder = running_folder(port)
    if folder is None:
        return _failed(no_stack(port))
    path = RunFiles(folder).issuer
    if not path.is_file():
        return _failed(no_stack(port))
    if role not in SUBJECTS:
        return _failed(f"ROLE is one of {', '.join(SUBJECTS)}.")
    try:
        hours = float(os.environ.get("HOURS", "") or HOURS)
    except ValueError:
        hours = math.nan
    if not math.isfinite(hours):
        return _failed("HOURS is a number, such as 8.")
    issuer = Issuer.load(path)
    sys.stdout.write(issuer.token(role, os.environ.get("SUBJECT") or None, hours) + "\n")
    return 0


def _failed(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

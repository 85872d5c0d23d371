"""`sam build` for this machine, only when a source changed since the last one.

The stamp is a digest of the sources' names and bytes, so it also sees deleted files and switched branches, which
timestamps miss.
"""

import fcntl
import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from local.artifacts import source_files
from local.paths import BUILD, BUILD_LOG, BUILT_TEMPLATE, ROOT, TEMPLATE, WORK
from local.tool_log import ToolFailed, run_logged

SAM = ROOT / ".venv-sam" / "bin" / "sam"
STAMP = WORK / "build.stamp"


class BuildFailed(RuntimeError):
    """`sam build` ended with an error; the message has the end of its output."""


def machine_architecture() -> str:
    """The architecture of this machine in Lambda's words: `arm64` or `x86_64`."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def built_files(root: Path = ROOT) -> Iterator[Path]:
    """Every file that a build depends on, in a stable order."""
    yield root / TEMPLATE.name
    for folder in ("functions", "layers"):
        yield from source_files(root / folder)


def source_digest(architecture: str, root: Path = ROOT) -> str:
    """A digest of the sources: equal digests mean equal builds."""
    digest = hashlib.sha256(f"{architecture} {sys.version_info[:2]}".encode())
    for path in built_files(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"\n{path.relative_to(root).as_posix()} {content}".encode())
    return digest.hexdigest()


def is_built() -> bool:
    """Whether the last build has the sources as they are now."""
    digest = source_digest(machine_architecture())
    return BUILT_TEMPLATE.is_file() and STAMP.is_file() and STAMP.read_text() == digest


def build() -> bool:
    """Bring the local build up to date; True when that took a build. Raises BuildFailed.

    `sam` gets no AWS credentials: with dummy ones it asks STS who it is, and retries for 20 s.
    """
    WORK.mkdir(exist_ok=True)
    with (WORK / "build.lock").open("w") as lock:
        # A second build waits and then finds everything built: two at once in one folder spoil each other.
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build()


def _build() -> bool:
    if is_built():
        return False
    architecture = machine_architecture()
    digest = source_digest(architecture)
    STAMP.unlink(missing_ok=True)
    # The layers are built by a make of their own, which must not take ours for its parent.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MAKE", "MFLAGS"))}
    environment["SAM_CLI_TELEMETRY"] = "0"
    # The builder looks for `python3.13` on PATH; the environment that holds sam has it.
    environment["PATH"] = f"{SAM.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    command = [
        *(str(SAM), "build", "--template-file", str(TEMPLATE), "--build-dir", str(BUILD)),
        *("--cached", "--cache-dir", str(WORK / "cache"), "--parallel"),
        *("--parameter-overrides", f"Architecture={architecture}"),
    ]
    try:
        run_logged(command, BUILD_LOG, cwd=ROOT, env=environment)
    except ToolFailed as failure:
        raise BuildFailed(str(failure)) from failure
    STAMP.write_text(digest)
    return True

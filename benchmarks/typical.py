"""The second reference: a handler on the typical stack of Powertools, and what `make bench` installed for it.

The X-Ray SDK leaves an empty file behind, /tmp/.aws-xray/initialized.
"""

import compileall
import shutil
from pathlib import Path
from py_compile import PycInvalidationMode

from local.paths import ROOT

HANDLER = ROOT / "benchmarks" / "typical_stack" / "handler.py"
PACKAGES = ROOT / ".venv-bench" / "typical_stack"
ENVIRONMENT = {"IDEMPOTENCY_TABLE": "idempotency-table"}
"""The further environment variables of this function."""


def why_not() -> str:
    """The reason why the typical stack cannot run here; empty if it can."""
    return "" if (PACKAGES / "aws_xray_sdk").is_dir() else f"no {PACKAGES.relative_to(ROOT)}: `make bench` makes it"


def unpacked(to: Path) -> Path:
    """The compiled folder of a function like the service's. Its own code is in the handler, not in a layer."""
    to.mkdir(parents=True)
    shutil.copy(HANDLER, to)
    compileall.compile_dir(to, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
    return to

"""docs/benchmarks.json: every figure that was measured, by section. Documents are written from these figures alone."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.paths import ROOT

FILE = ROOT / "docs" / "benchmarks.json"

type Figures = dict[str, Any]
"""A section's figures: JSON values by name. None stands for a figure that could not be measured."""


def kept_figures(file: Path = FILE) -> dict[str, Figures]:
    """All sections by name; empty when nothing was measured yet."""
    sections: dict[str, Figures] = json.loads(file.read_text()) if file.is_file() else {}
    return sections


def keep_figures(section: str, figures: Mapping[str, Any], file: Path = FILE) -> None:
    """Replace this section and leave the others. A reader at the same time sees the old file or the new one."""
    sections = {**kept_figures(file), section: dict(figures)}
    written = json.dumps(sections, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    descriptor, unfinished = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(written)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink()
        raise

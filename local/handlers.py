"""The functions' folders, and their handlers as modules, loaded as Lambda does: no folder is a package."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from local.paths import ROOT


def folders() -> Mapping[str, Path]:
    """functions/<area>/<name> by the functions' names, sorted."""
    return {path.parent.name: path.parent for path in sorted((ROOT / "functions").glob("*/*/handler.py"))}


def sample_file(name: str) -> Path:
    """The sample event of the function: events/<area>/<name>.json."""
    return ROOT / "events" / folders()[name].parent.name / f"{name}.json"


def load_handler(name: str) -> ModuleType:
    """The handler of the function, executed each time."""
    path = folders()[name] / "handler.py"
    spec = importlib.util.spec_from_file_location(f"handler_of_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

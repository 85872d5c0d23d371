"""The functions' handlers as modules, loaded from their folders as Lambda does: no folder is a package."""

import importlib.util
from types import ModuleType

from local.paths import ROOT


def load_handler(folder: str) -> ModuleType:
    """functions/<folder>/handler.py, executed anew."""
    path = ROOT / "functions" / folder / "handler.py"
    spec = importlib.util.spec_from_file_location(f"handler_of_{folder}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

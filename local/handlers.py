"""The functions' folders, and their handlers as modules, loaded as Lambda does: no folder is a package."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from local.paths import ROOT

NOWHERE: Mapping[str, str] = {
    "TABLE_NAME": "nowhere",
    "REQUEST_TRANSPORT": "wire",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
}
"""The variables that a handler needs when it is loaded, for code that does not call it."""


def folders(root: Path = ROOT) -> Mapping[str, Path]:
    """The functions' folders, functions/<area>/<name>, by name and sorted."""
    return {path.parent.name: path.parent for path in sorted((root / "functions").glob("*/*/handler.py"))}


def logical_id(name: str) -> str:
    """The function's name in the template: `GetProviderFunction`, of get_provider."""
    return "".join(word.title() for word in name.split("_")) + "Function"


def sample_file(name: str) -> Path:
    """The sample event of the function: events/<area>/<name>.json."""
    return ROOT / "events" / folders()[name].parent.name / f"{name}.json"


def load_handler(name: str) -> ModuleType:
    """The function's handler, as a new module each time."""
    path = folders()[name] / "handler.py"
    spec = importlib.util.spec_from_file_location(f"handler_of_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

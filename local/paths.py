"""The paths of this checkout. An import of this module reads and makes no file."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "template.yaml"

WORK = ROOT / ".local"
"""Everything that a local run writes; ignored by git, safe to delete when nothing runs."""
BUILD = WORK / "build"
"""`sam build` for this machine's own architecture. `.aws-sam`, the build for AWS, is left alone."""
BUILT_TEMPLATE = BUILD / "template.yaml"
BUILD_LOG = WORK / "build.log"


def shown(path: Path) -> str:
    """The path for the terminal: a path in the checkout begins at its folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)

"""Where things lie in this checkout. Nothing here is made or read at import."""

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
    """The path as a reader of the terminal needs it: from the checkout's folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)

"""Where things lie in this checkout. Nothing here is made or read at import."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "template.yaml"

WORK = ROOT / ".local"
"""Everything that a local run writes; ignored by git, safe to delete when nothing runs."""
BUILD = WORK / "build"
"""`sam build` for this machine's own architecture. `.aws-sam`, the build for AWS, is left alone."""
BUILT_TEMPLATE = BUILD / "template.yaml"
STACK_FILE = WORK / "stack.json"
STATE = WORK / "state"
"""Saved by PERSIST=1."""
EMULATOR_LOG = WORK / "emulator.log"

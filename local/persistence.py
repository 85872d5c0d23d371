"""Corrects the emulator's saved state before the emulator reads it again."""

import json
from pathlib import Path

_POSITIONS = "dynamodb_stream_positions"


def rewind_stream_positions(state: Path) -> None:
    """Forget how far the functions had read the tables' streams.

    The emulator saves these positions but not the streams themselves, which begin at 0 again: with the old positions
    it would pass over the first records after a restart, and their events would never be published.
    """
    path = state / "lambda.json"
    if not path.is_file():
        return
    saved = json.loads(path.read_text())
    if saved["payload"].pop(_POSITIONS, None) is not None:
        path.write_text(json.dumps(saved))

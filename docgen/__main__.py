"""`python -m docgen` writes every generated document."""

import sys

from docgen.files import generated_files
from docgen.scenario import tell
from docgen.table import new_store
from local.emulator import Emulator
from local.paths import ROOT


def main() -> int:
    with Emulator(enforce_iam=False) as emulator:
        story = tell(new_store(emulator))
    for path, text in generated_files(story).items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(exist_ok=True)  # a new area has no samples yet
            path.write_text(text)
            sys.stdout.write(f"written: {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

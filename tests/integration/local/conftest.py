"""A stack that these tests may change, and whose sources they may edit: a copy."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from local.build import build
from local.emulator import Emulator
from local.function_logs import FunctionLogs
from local.live_code import LiveCode
from local.paths import ROOT
from local.run_files import RunFiles
from local.stack import Stack, deploy
from tests.client import Answer, ApiClient


@dataclass
class Edited:
    """The stack, the code that it runs, and the copy of the sources."""

    stack: Stack
    root: Path
    files: RunFiles
    code: LiveCode = field(init=False)
    logs: FunctionLogs = field(init=False)

    def __post_init__(self) -> None:
        self.code = LiveCode(self.stack, self.files.folder / "edited-code", self.root)
        self.logs = FunctionLogs(self.stack, self.files, self.code.replacements)

    def edit(self, name: str, old: str, new: str) -> list[str]:
        """Edit a source; the lines that the terminal shows."""
        path = self.root / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return list(self.code.look())

    def call(self, path: str) -> Answer:
        return ApiClient(self.stack.api_url, self.stack.issuer.token("admin")).call("GET", path)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edited]:
    """One for the module: each test leaves the code of its function as it was, or edits another one."""
    build()
    folder = tmp_path_factory.mktemp("run")
    root = tmp_path_factory.mktemp("sources")
    for name in ("functions", "layers/booking"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "template.yaml", root)
    files = RunFiles(folder)
    with Emulator(log=files.emulator_log) as emulator:
        yield Edited(deploy(emulator), root, files)

"""A request that is cut off while its function's code is replaced is not shown as a failure."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from local.function_logs import FunctionLogs
from local.replacements import MOMENT_SECONDS, Replacements
from local.run_files import RunFiles
from local.stack import Stack

DIED = "Worker process died"
ENDED = (
    "2026-11-27 07:40:40 ERROR [lambda] Warm worker execution error for booking-service-GetProviderFunction-E246: "
    "Worker process exited immediately. stderr: \n"
)


class Shown:
    """The logs of a stack, whose calls each leave the same lines."""

    def __init__(self, folder: Path) -> None:
        self.files = RunFiles(folder)
        self.files.emulator_log.write_text("")
        self.clock, self.calls = 0.0, 0
        self.replacements = Replacements(lambda: self.clock)
        emulator = SimpleNamespace(client=lambda _: self)
        stack = SimpleNamespace(emulator=emulator, resources={"FunctionLogGroup": "group"})
        self.logs = FunctionLogs(cast("Stack", stack), self.files, self.replacements)

    def filter_log_events(self, **_: Any) -> Any:
        self.calls += 1
        event = {"logStreamName": str(self.calls), "timestamp": 0}
        return {"events": [{**event, "message": "mine"}, {**event, "message": DIED}]}

    def look(self) -> list[tuple[str, str]]:
        with self.files.emulator_log.open("a") as log:
            log.write(ENDED)
        return list(self.logs.news())


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(tmp_path)


NOT_LOADED = ("error", "get_provider cannot be loaded: Worker process exited immediately. stderr: ")


def test_a_worker_that_ends_by_itself_is_an_error(shown: Shown) -> None:
    assert shown.look() == [("print", "mine"), ("error", DIED), NOT_LOADED]


def test_a_worker_that_ends_because_its_code_is_replaced_is_none(shown: Shown) -> None:
    shown.replacements.note(["get_provider"])
    assert shown.look() == [("print", "mine")]
    assert shown.files.function_log.read_text().count(DIED) == 1  # the file keeps all
    shown.clock += MOMENT_SECONDS + 1
    assert NOT_LOADED in shown.look()


def test_another_functions_worker_that_cannot_be_loaded_is_an_error(shown: Shown) -> None:
    shown.replacements.note(["audit_table"])
    assert NOT_LOADED in shown.look()

"""Few lines in the terminal: the output of tools goes to logs, and failures show the end of it."""

import re
import sys
from pathlib import Path

import pytest

from local.console import step
from local.tool_log import SHOWN_LINES, ToolFailed, run_logged


def test_a_step_is_one_line_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Building"):
        assert capsys.readouterr().out == "Building ... "
    assert re.fullmatch(r"\d+\.\d s\n", capsys.readouterr().out)


def test_a_failure_begins_on_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), step("Building"):
        raise RuntimeError
    assert capsys.readouterr().out == "Building ... \n"


def test_the_output_of_a_tool_goes_to_its_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "made" / "build.log"
    run_logged([sys.executable, "-c", "import os; print('one', flush=True); os.write(2, b'two')"], log)
    assert log.read_text() == "one\ntwo"
    assert capfd.readouterr() == ("", "")


def test_when_a_tool_fails_the_end_of_its_log_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    with pytest.raises(ToolFailed) as failed:
        run_logged([sys.executable, "-c", "for n in range(100): print(n)\nexit(3)"], log)
    first, *lines = str(failed.value).splitlines()
    assert "failed with status 3" in first
    assert str(log) in first
    assert lines == [str(n) for n in range(100 - SHOWN_LINES, 100)]

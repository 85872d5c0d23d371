"""Edited code goes live on a running stack, and its failures are shown."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.live_code import LiveCode
from tests.integration.local.conftest import Edited

GET_PROVIDER = "functions/providers/get_provider/handler.py"
UNKNOWN_ROUTE = "functions/api/answer_unknown_route/handler.py"
UNKNOWN = "/providers/00000000-0000-4000-8000-000000000000"
LIVE_SECONDS = 15.0  # on a busy machine; about 1 on a quiet one
LOG_SECONDS = 20.0

pytestmark = pytest.mark.xdist_group("live_code")  # one stack for all


def test_an_edited_handler_is_live_at_once_and_its_failures_are_shown(edited: Edited) -> None:
    assert edited.call(UNKNOWN).status == 404
    began = time.monotonic()
    (line,) = edited.edit(GET_PROVIDER, "    provider = ", '    raise RuntimeError("my own bug")\n    provider = ')
    assert line.startswith("reload  get_provider: live")
    assert edited.call(UNKNOWN).status == 500
    assert time.monotonic() - began < LIVE_SECONDS

    shown = first_failure(edited)
    assert [line.strip() for line in shown.splitlines()[-2:]] == ['raise RuntimeError("my own bug")', "RuntimeError"]
    assert f'File "{GET_PROVIDER}", line 15' in shown
    assert "my own bug" in edited.files.function_log.read_text()

    lines = edited.edit(GET_PROVIDER, '    raise RuntimeError("my own bug")\n', "    def\n")
    assert lines == [
        f"reload  {edited.root / GET_PROVIDER}:15: invalid syntax",
        "        The functions keep running the code that they had.",
    ]
    assert edited.call(UNKNOWN).status == 500
    edited.edit(GET_PROVIDER, "    def\n", "")
    assert edited.call(UNKNOWN).status == 404


def test_a_request_that_is_cut_off_by_new_code_is_not_shown_as_a_failure(edited: Edited, tmp_path: Path) -> None:
    list(edited.logs.news())
    running = tmp_path / "running"
    slow = f"    __import__('pathlib').Path({str(running)!r}).touch()\n    __import__('time').sleep(15)\n"
    edited.edit(GET_PROVIDER, "    provider = ", f"{slow}    provider = ")
    with ThreadPoolExecutor() as pool:
        request = pool.submit(edited.call, UNKNOWN)
        deadline = time.monotonic() + LIVE_SECONDS
        while not running.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        edited.edit(GET_PROVIDER, slow, "")
        assert request.result().status == 502
    assert list(edited.logs.news()) == []
    assert "Worker process died" in edited.files.function_log.read_text()
    assert edited.call(UNKNOWN).status == 404


def first_failure(edited: Edited) -> str:
    """On a busy machine the emulator hands over a line with the next call of the function."""
    deadline = time.monotonic() + LOG_SECONDS
    while time.monotonic() < deadline:
        for label, shown in edited.logs.news():
            assert label == "error"
            return shown
        edited.call(UNKNOWN)
    pytest.fail("nothing is shown")


def test_a_file_that_an_editor_puts_aside_is_live_when_it_is_back(edited: Edited) -> None:
    path = edited.root / "functions/providers/create_provider/handler.py"
    text = path.read_text()
    path.unlink()
    assert list(edited.code.look()) == []
    path.write_text(text)
    (line,) = edited.code.look()
    assert line.startswith("reload  create_provider: live")


def test_an_edited_module_is_live_in_all_functions(edited: Edited) -> None:
    began = time.monotonic()
    (line,) = edited.edit("layers/booking/booking/providers/refusals.py", "provider-not-found", "nobody")
    assert line.startswith("reload  the package booking: live")
    assert edited.call(UNKNOWN).code == "nobody"
    assert time.monotonic() - began < LIVE_SECONDS
    assert edited.call(f"{UNKNOWN}/availability?date=2028-03-06").code == "nobody"


def test_a_function_that_cannot_be_imported_is_shown(edited: Edited) -> None:
    list(edited.logs.news())
    edited.edit(UNKNOWN_ROUTE, "from typing", "import nothing_of_that_name\nfrom typing")
    assert edited.call("/nothing").status == 502
    assert list(edited.logs.news()) == [
        ("error", "answer_unknown_route cannot be loaded: No module named 'nothing_of_that_name'"),
    ]


def test_a_change_of_the_stack_asks_for_a_restart(edited: Edited) -> None:
    lines = edited.edit("template.yaml", "Booking service", "Another service")
    assert lines == [f"reload  {edited.root / 'template.yaml'} changed: restart make dev to bring it live"]
    lines = edited.edit("template.yaml", "Another service", "Booking service")
    assert lines == [f"reload  {edited.root / 'template.yaml'} is as deployed again: no restart is needed for it"]


def test_a_later_run_over_kept_data_brings_its_own_sources_live(edited: Edited) -> None:
    """Kept functions run what was edited last, while the stack still looks as it was deployed."""
    path = edited.root / GET_PROVIDER
    path.write_text(path.read_text().replace("    provider = ", "    return\n    provider = "))
    LiveCode(edited.stack, edited.files.folder / "edited-code", edited.root)
    assert edited.call(UNKNOWN).status == 502

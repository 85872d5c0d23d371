"""Stop signals unwind what runs, once, and children end as a group."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from local.process import run_to_end
from local.stopping import StopRequested, stop_postponed, stop_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_raises_stop_requested_with_the_status_of_a_shell(number: signal.Signals) -> None:
    with pytest.raises(StopRequested, match=number.name) as stopped, stop_signals():
        signal.raise_signal(number)
    assert stopped.value.status == 128 + number


def begun_during_a_stop(begun: list[str]) -> None:
    with stop_postponed():
        signal.raise_signal(signal.SIGTERM)
        begun.append("a child")
    begun.append("work on it")


def test_a_stop_waits_for_the_end_of_a_block_that_postpones_it() -> None:
    begun: list[str] = []
    with pytest.raises(StopRequested), stop_signals():
        begun_during_a_stop(begun)
    assert begun == ["a child"]


def test_another_thread_may_begin_a_child() -> None:
    begun: list[str] = []

    def begin() -> None:
        with stop_postponed():
            begun.append("a child")

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    assert begun == ["a child"]


def interrupted_clean_up(cleaned: list[str]) -> None:
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.raise_signal(signal.SIGINT)
        cleaned.append("all")


def test_a_second_signal_does_not_cut_the_clean_up() -> None:
    cleaned: list[str] = []
    with pytest.raises(StopRequested), stop_signals():
        interrupted_clean_up(cleaned)
    assert cleaned == ["all"]


def test_signals_mean_what_they_meant_before_after_the_block() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(StopRequested), stop_signals():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_stop_ends_the_command_that_runs(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    program = (
        "import os, pathlib, signal, time;"
        f"pathlib.Path({str(told)!r}).write_text(str(os.getpid()));"
        "os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)"
    )
    with pytest.raises(StopRequested), stop_signals():
        run_to_end([sys.executable, "-c", program], cwd=tmp_path, env={})
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_the_exit_status_of_a_command_is_handed_on(tmp_path: Path) -> None:
    assert run_to_end([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path, env={}) == 3

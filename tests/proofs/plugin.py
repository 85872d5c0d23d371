"""A pytest plugin for proofs that are tests. They end with the same statuses as other proofs.

If the emulator of a test failed, pytest ends with COULD_NOT_RUN instead of 1. Pytest's own statuses 2 to 5
(interrupted, wrong usage, no tests) also mean that the proof could not run.
"""

import pytest

from tests.proofs.status import COULD_NOT_RUN, OBSTACLES

WITH_PLUGIN = ("-p", __name__, "-p", "no:hypothesispytest")
"""Arguments for pytest. The plugin of hypothesis takes a second to load, and only prints more about a failure."""
_OBSTACLE = pytest.StashKey[str]()


def pytest_exception_interact(node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]) -> None:
    if call.excinfo and isinstance(call.excinfo.value, OBSTACLES):
        node.config.stash[_OBSTACLE] = str(call.excinfo.value)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _OBSTACLE in session.config.stash:
        session.exitstatus = COULD_NOT_RUN


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _OBSTACLE in config.stash:
        terminalreporter.write_line(f"COULD NOT RUN to its end: {config.stash[_OBSTACLE]}")

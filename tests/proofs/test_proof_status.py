"""The exit status and the output distinguish a proof that could not run from a broken promise."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

import tests.proofs.__main__ as all_proofs
from local.build import BuildFailed
from local.emulator import Emulator, EmulatorFailed
from local.issuer import Issuer
from local.paths import ROOT
from local.ports import PortTaken
from local.stack import DeployFailed, Stack
from local.stack_file import published
from tests.proofs.histories.__main__ import api
from tests.proofs.plugin import WITH_PLUGIN
from tests.proofs.sabotage.__main__ import first_to_notice
from tests.proofs.sabotage.safeguards import SAFEGUARDS
from tests.proofs.status import BROKEN, COULD_NOT_RUN, HELD, CouldNotRun, status_of

# The proof under faults, whose emulator is killed when it has begun.
KILLED_UNDER_A_PROOF = """
import sys
from tests.proofs.faults import __main__ as faults
steps = faults.steps
def until_it_is_killed(tables, seed):
    going_on = steps(tables, seed)
    yield next(going_on)
    tables.engine._process.kill()
    yield from going_on
faults.steps = until_it_is_killed
sys.exit(faults.main())
"""
# The same proof of a use case that answers a success and writes nothing.
BROKEN_PROMISE = """
import sys
from dataclasses import replace
from tests.proofs.faults import __main__ as faults
faults.CASES = (replace(faults.CASES[0], act=lambda scene, store, call: scene.provider),)
sys.argv += ["--seconds", "0"]
sys.exit(faults.main())
"""
# A proof that is a test, likewise.
KILLED_UNDER_A_TEST = """
import pytest
from local.emulator import Emulator
from local.issuer import Issuer

@pytest.fixture(scope="session")
def engine():
    with Emulator(enforce_iam=False) as emulator:
        yield emulator

def test_that_needs_it(engine):
    engine._process.kill()
    engine._process.wait()  # nothing waits for it at the end of the session
    raise ConnectionResetError

def test_behind_it():
    pass
"""


def run(*arguments: str) -> tuple[int, str]:
    """The exit status of a program of Python's, and all that it printed."""
    command = [sys.executable, *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    return ended.returncode, ended.stdout + ended.stderr


def killed(emulator: Emulator) -> "subprocess.Popen[bytes]":
    process = emulator._process  # noqa: SLF001
    assert process
    process.kill()
    return process


def test_a_block_whose_emulator_is_killed_ends_with_the_last_lines_of_its_log() -> None:
    log = r"(?s)ended by itself \(SIGKILL\):.*Running on"
    with pytest.raises(EmulatorFailed, match=log), Emulator() as emulator:
        killed(emulator).wait()


def fail_without_an_emulator() -> None:
    with Emulator() as emulator:
        killed(emulator)
        raise ConnectionResetError


def test_what_failed_because_the_emulator_was_killed_is_told_as_that() -> None:
    with pytest.raises(EmulatorFailed, match="ended by itself") as told:
        fail_without_an_emulator()
    assert isinstance(told.value.__context__, ConnectionResetError)


def fail_with_an_emulator() -> None:
    with Emulator():
        raise ConnectionResetError


def test_what_failed_while_the_emulator_ran_stays_as_it_is() -> None:
    with pytest.raises(ConnectionResetError):
        fail_with_an_emulator()


def test_a_proof_that_finds_nothing_holds() -> None:
    assert status_of(lambda violations: None) == HELD


def test_a_proof_that_finds_a_violation_is_broken() -> None:
    assert status_of(lambda violations: violations.append("two at once")) == BROKEN


@pytest.mark.parametrize(
    "obstacle", [PortTaken(4566), *(of("because") for of in (EmulatorFailed, CouldNotRun, BuildFailed, DeployFailed))]
)
def test_a_proof_that_meets_an_obstacle_could_not_run_and_says_why(
    obstacle: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def proof(_: list[str]) -> None:
        raise obstacle

    assert status_of(proof) == COULD_NOT_RUN
    assert capsys.readouterr().out == f"COULD NOT RUN to its end: {obstacle}\n"


def test_a_violation_counts_also_when_the_proof_could_not_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    def proof(violations: list[str]) -> None:
        violations.append("two at once")
        raise EmulatorFailed("gone")

    assert status_of(proof) == BROKEN
    assert "VIOLATION before that: two at once\n" in capsys.readouterr().out


def test_a_proof_that_fails_in_another_way_is_not_excused() -> None:
    def proof(_: list[str]) -> None:
        raise AssertionError("no provider")

    with pytest.raises(AssertionError, match="no provider"):
        status_of(proof)


def test_a_proof_whose_emulator_is_killed_could_not_run() -> None:
    status, printed = run("-c", KILLED_UNDER_A_PROOF)
    assert "COULD NOT RUN to its end: the emulator has ended by itself (SIGKILL):" in printed
    assert "table created: booking-table" in printed
    assert status == COULD_NOT_RUN


def test_a_proof_of_a_broken_promise_is_broken() -> None:
    status, printed = run("-c", BROKEN_PROMISE)
    assert "wrote nothing" in printed
    assert status == BROKEN


def test_a_test_whose_emulator_is_killed_could_not_run(tmp_path: Path) -> None:
    test = tmp_path / "test_killed.py"
    test.write_text(KILLED_UNDER_A_TEST)
    status, printed = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *WITH_PLUGIN, str(test))
    assert "COULD NOT RUN to its end: the emulator has ended by itself (SIGKILL):" in printed
    assert status == COULD_NOT_RUN


def test_a_test_that_fails_is_broken(tmp_path: Path) -> None:
    test = tmp_path / "test_broken.py"
    test.write_text("def test(): assert False")
    status, _ = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *WITH_PLUGIN, str(test))
    assert status == BROKEN


def test_a_sabotage_is_not_noticed_by_a_test_whose_emulator_is_killed(tmp_path: Path) -> None:
    test = tmp_path / "test_killed.py"
    test.write_text(KILLED_UNDER_A_TEST)
    with pytest.raises(CouldNotRun, match="ended by itself"):
        first_to_notice(replace(SAFEGUARDS[0], witnesses=(str(test),)))


def lose_the_connection_to(url: str) -> None:
    with api(url):
        raise EndpointConnectionError(endpoint_url=url)


@pytest.fixture
def stack_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that `make dev` leaves while it runs, which it does not."""
    path = tmp_path / "stack.json"
    monkeypatch.setattr("tests.proofs.histories.__main__.STACK_FILE", path)
    return path


def test_a_proof_without_make_dev_could_not_run(stack_file: Path) -> None:
    with pytest.raises(CouldNotRun, match="`make dev` does not run"):
        lose_the_connection_to("http://127.0.0.1:2/api")


@pytest.mark.parametrize(("port", "told"), [(2, "has gone"), (3, "names another API")])
def test_a_proof_on_another_stack_or_one_that_has_gone_could_not_run(port: int, told: str, stack_file: Path) -> None:
    emulator = Emulator(port=2)
    stack = Stack(emulator, Issuer.new("http://127.0.0.1:1/issuer"), f"{emulator.endpoint_url}/api", "table", "bus", {})
    with published(stack, stack_file), pytest.raises(CouldNotRun, match=told):
        lose_the_connection_to(f"http://127.0.0.1:{port}/api")


@pytest.mark.parametrize(
    ("statuses", "status", "told"),
    [
        ((0, 0, 0, 0, 0, 0), HELD, "6 held\n0 BROKEN\n0 COULD NOT RUN\n"),
        ((0, 2, 0, 0, 0, 0), COULD_NOT_RUN, "1 COULD NOT RUN: faults at every boundary\n"),
        ((0, 0, -9, 0, 0, 0), COULD_NOT_RUN, "1 COULD NOT RUN: bad input\n"),
        ((2, 0, 0, 0, 1, 0), BROKEN, "1 BROKEN: contention\n1 COULD NOT RUN: random histories"),
    ],
)
def test_a_broken_promise_outweighs_a_proof_that_could_not_run(
    statuses: Sequence[int],
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    left = iter(statuses)
    monkeypatch.setattr(sys, "argv", ["prove"])
    monkeypatch.setattr(all_proofs, "run_to_end", lambda command, cwd: next(left))
    assert all_proofs.main() == status
    assert told in capsys.readouterr().out

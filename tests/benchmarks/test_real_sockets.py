"""The programs that are measured with TLS answer, and so do the same cold starts on canned answers."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import typical
from benchmarks.calls import Case, cases
from benchmarks.certificates import ROOTS
from benchmarks.cold import TYPICAL, Start, starts
from benchmarks.measuring import Program, run_silently
from benchmarks.tls_server import Served, serving
from benchmarks.warm import tls_program
from local.build import build

COLD = ("create_appointment", "publish_events", TYPICAL)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def cold(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Start]]:
    """The cold starts by variant and name."""
    build()
    canned, tls = starts(tmp_path_factory.mktemp("cold"), served)
    return {"canned": canned, "tls": tls}


@pytest.mark.parametrize("title", ["create_appointment", "get_availability", "publish_events, 1 record"])
def test_a_warm_call_is_answered_over_tls(title: str, served: Served, tmp_path: Path) -> None:
    run_silently(tls_program("count", case_of(title), served, tmp_path / "case"))  # fails without a success


@pytest.mark.parametrize("variant", ["canned", "tls"])
@pytest.mark.parametrize("name", COLD)
def test_a_cold_start_ends_in_a_success(
    name: str, variant: str, cold: Mapping[str, Mapping[str, Start]], tmp_path: Path
) -> None:
    require(name)
    assert started(cold[variant][name], tmp_path)["stages"] == ["imports", "clients", "first call"]


def test_the_typical_stack_answers_what_the_service_answers(
    cold: Mapping[str, Mapping[str, Start]], tmp_path: Path
) -> None:
    require(TYPICAL)
    ours, theirs = (started(cold["tls"][name], tmp_path)["answer"] for name in ("create_appointment", TYPICAL))
    assert (ours["statusCode"], theirs["statusCode"]) == (201, 201)
    # pydantic folds the case of an address's domain
    ours, theirs = (json.loads(answer["body"].casefold()) for answer in (ours, theirs))
    made = ("id", "createdat", "updatedat")
    assert theirs.keys() <= ours.keys(), "it has no services and no rules"
    assert {**ours, **dict.fromkeys(made)} == {**ours, **theirs, **dict.fromkeys(made)}


def test_a_client_reads_all_roots_that_the_sdk_trusts_and_one_more(served: Served) -> None:
    certificate = b"-----BEGIN CERTIFICATE-----"
    assert served.bundle.read_bytes().startswith(ROOTS.read_bytes())
    assert served.bundle.read_bytes().count(certificate) == ROOTS.read_bytes().count(certificate) + 1


def test_a_client_that_does_not_trust_the_server_gets_no_answer(served: Served, tmp_path: Path) -> None:
    program = tls_program("count", case_of("create_appointment"), served, tmp_path / "case")
    with pytest.raises(subprocess.CalledProcessError):
        run_silently(Program(program.command, program.cwd, {**program.env, "AWS_CA_BUNDLE": str(ROOTS)}))


def case_of(title: str) -> Case:
    return next(case for case in cases() if case.title == title)


def require(name: str) -> None:
    if name == TYPICAL and typical.why_not():
        pytest.skip(typical.why_not())


def started(start: Start, folder: Path) -> Any:
    result = folder / "start.json"
    run_silently(start.program(result))
    return json.loads(result.read_text())

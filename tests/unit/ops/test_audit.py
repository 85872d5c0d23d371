import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from booking.audit.walk import AuditReport
from ops import audit


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    with patch.dict(os.environ):
        for name in ("TABLE_NAME", "PORT"):
            os.environ.pop(name, None)
        yield


STACK = {
    "awsEndpointUrl": "http://127.0.0.1:4566",
    "region": "us-east-1",
    "awsAccessKeyId": "test",
    "awsSecretAccessKey": "test",
    "tableName": "ours",
}


type Running = dict[str, dict[str, str]]


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Running:
    """The stacks that run, by the ports that ask for them."""
    stacks: Running = {}
    monkeypatch.setattr(audit, "running_stack", stacks.get)
    return stacks


def test_the_table_that_is_named_is_audited_wherever_the_environment_points(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    running[""] = STACK
    monkeypatch.setenv("TABLE_NAME", "theirs")
    monkeypatch.setenv("AWS_PROFILE", "prod")
    assert audit.table_to_audit() == "theirs"
    assert os.environ["AWS_PROFILE"] == "prod"


def test_without_a_name_it_is_the_running_stacks_table_and_nothing_of_an_aws_account(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "prod")
    running[""] = STACK
    assert audit.table_to_audit() == "ours"
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert "AWS_PROFILE" not in os.environ


def test_a_port_names_another_stack(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    running |= {"": STACK, "4567": {**STACK, "tableName": "the other"}}
    monkeypatch.setenv("PORT", "4567")
    assert audit.table_to_audit() == "the other"


def test_without_a_name_and_a_stack_it_says_what_to_do(running: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main() == audit.FAILED
    assert "make audit TABLE_NAME=" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1_000, "1,000 pages"), (1_001, "1,001 pages")]
)
def test_one_thing_is_counted_in_the_singular(count: int, words: str) -> None:
    report = AuditReport(pages=count, suspicions=count)
    assert f"; {words} in 0.0 s; {words.replace('page', 'suspicion')} read again" in audit.summary(report, 0)


def test_whether_to_delete_is_never_guessed(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TABLE_NAME", "theirs")
    monkeypatch.setenv("REPAIR", "no")
    assert audit.main() == audit.FAILED
    assert capsys.readouterr().out == "REPAIR must be 0 or 1, not 'no'\n"

import json
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from ops import audit


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    with patch.dict(os.environ):
        os.environ.pop("TABLE_NAME", None)
        yield


@pytest.fixture
def stack_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "stack.json"
    monkeypatch.setattr(audit, "STACK_FILE", path)
    return path


def test_the_table_that_is_named_is_audited_wherever_the_environment_points(
    stack_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack_file.write_text("{}")
    monkeypatch.setenv("TABLE_NAME", "theirs")
    monkeypatch.setenv("AWS_PROFILE", "prod")
    assert audit.table_to_audit() == "theirs"
    assert os.environ["AWS_PROFILE"] == "prod"


def test_without_a_name_it_is_the_running_stacks_table_and_nothing_of_an_aws_account(
    stack_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "prod")
    stack = {
        "awsEndpointUrl": "http://127.0.0.1:4566",
        "region": "us-east-1",
        "awsAccessKeyId": "test",
        "awsSecretAccessKey": "test",
        "tableName": "ours",
    }
    stack_file.write_text(json.dumps(stack))
    assert audit.table_to_audit() == "ours"
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert "AWS_PROFILE" not in os.environ


def test_without_a_name_and_a_stack_it_says_what_to_do(stack_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main() == audit.FAILED
    assert "make audit TABLE_NAME=" in capsys.readouterr().out

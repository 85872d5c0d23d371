"""The stack file stands while its stack runs, and commands find the stack by it."""

import json
from pathlib import Path

import pytest

from local.emulator import Emulator
from local.issuer import Issuer
from local.stack import Stack
from local.stack_file import no_stack, published, running_stack


def stack(port: int) -> Stack:
    emulator = Emulator(port=port)
    return Stack(emulator, Issuer.new("http://127.0.0.1:1/issuer"), f"{emulator.endpoint_url}/api", "table", "bus", {})


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The ports on which something listens."""
    ports = {4566, 4567}
    monkeypatch.setattr("local.stack_file.is_listening", lambda _, port: port in ports)
    return ports


def test_the_stack_file_stands_while_the_stack_runs(tmp_path: Path) -> None:
    path = tmp_path / "made" / "stack.json"
    with published(stack(1), path):
        values = json.loads(path.read_text())
        assert [*values.pop("tokens")] == ["admin", "desk", "provider", "customer"]
        assert values == {
            "apiUrl": "http://127.0.0.1:1/api",
            "awsEndpointUrl": "http://127.0.0.1:1",
            "region": "us-east-1",
            "awsAccessKeyId": "test",
            "awsSecretAccessKey": "test",
            "tableName": "table",
            "eventBusName": "bus",
        }
        assert [p.name for p in path.parent.iterdir()] == ["stack.json"]
    assert not path.exists()


def test_commands_use_the_first_stack_or_the_one_on_the_port(tmp_path: Path, listening: set[int]) -> None:
    with published(stack(4566), tmp_path / "stack.json"), published(stack(4567), tmp_path / "4567" / "stack.json"):
        found = [running_stack(port, tmp_path) for port in ("", "4566", "4567", "4568")]
    assert [each and each["apiUrl"] for each in found] == [
        "http://127.0.0.1:4566/api",
        "http://127.0.0.1:4566/api",
        "http://127.0.0.1:4567/api",
        None,
    ]
    assert running_stack("", tmp_path) is None


def test_the_file_of_a_run_that_was_killed_is_no_stack_and_is_replaced(tmp_path: Path, listening: set[int]) -> None:
    path = tmp_path / "stack.json"
    path.write_text(json.dumps({"awsEndpointUrl": "http://127.0.0.1:4000"}))
    assert running_stack("", tmp_path) is None
    with published(stack(4566), path):
        assert running_stack("", tmp_path)


def test_without_a_stack_commands_say_what_to_do() -> None:
    assert "make dev" in no_stack()
    assert no_stack("4567") == "No stack runs on port 4567."

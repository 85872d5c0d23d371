"""Ports, the stack file and the saved state."""

import json
from pathlib import Path

import pytest

from local.dev import DEFAULT_PORT, main, port_from
from local.emulator import Emulator
from local.persistence import rewind_stream_positions
from local.stack import Stack
from local.stack_file import published


def stack(port: int) -> Stack:
    emulator = Emulator(port=port)
    return Stack(emulator, f"{emulator.endpoint_url}/api", "table", "bus", {})


def test_the_port_is_the_one_asked_for_or_the_default() -> None:
    assert (port_from("8080"), port_from("0"), port_from("")) == (8080, 0, DEFAULT_PORT)


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({}, {"persist": False, "cors_origins": ""}),
        ({"PERSIST": "1", "CORS": "http://localhost:5173"}, {"persist": True, "cors_origins": "http://localhost:5173"}),
    ],
)
def test_make_dev_runs_with_the_settings_of_its_environment(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], asked: dict[str, object]
) -> None:
    given: dict[str, object] = {}
    for name in ("PORT", "PERSIST", "CORS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("local.dev.run", lambda port, **options: given.update(options))
    main()
    assert given == asked


@pytest.mark.parametrize("text", ["http", "-1", "70000", "80.5", " "])
def test_a_port_that_is_none_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(SystemExit, match="PORT must be a number"):
        port_from(text)


def test_the_stack_file_stands_while_the_stack_runs(tmp_path: Path) -> None:
    path = tmp_path / "made" / "stack.json"
    with published(stack(1), path):
        assert json.loads(path.read_text()) == {
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


def test_the_stack_file_of_a_later_run_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "stack.json"
    with published(stack(2), path):
        with published(stack(1), path):
            path.write_text("of a later run")
        assert path.read_text() == "of a later run"


def test_the_functions_read_the_streams_from_their_beginning_after_a_restart(tmp_path: Path) -> None:
    saved = {"__ministack_format__": 2, "payload": {"esms": {"a": 1}, "dynamodb_stream_positions": {"a": 7}}}
    (tmp_path / "lambda.json").write_text(json.dumps(saved))
    rewind_stream_positions(tmp_path)
    left = json.loads((tmp_path / "lambda.json").read_text())
    assert left == {"__ministack_format__": 2, "payload": {"esms": {"a": 1}}}


def test_a_first_run_has_no_state_to_mend(tmp_path: Path) -> None:
    rewind_stream_positions(tmp_path)
    assert list(tmp_path.iterdir()) == []

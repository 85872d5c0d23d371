"""What `make dev` is asked for, and the saved state."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.dev import main
from local.persistence import rewind_stream_positions
from local.settings import DEFAULT_PORT, Settings, host_from, port_from, settings_from


def test_the_port_is_the_one_asked_for_or_the_default() -> None:
    assert (port_from("8080"), port_from("0"), port_from("")) == (8080, 0, DEFAULT_PORT)


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, Settings()),
        ({"PERSIST": "0", "SEED": "1"}, Settings()),
        (
            {"PORT": "4567", "PERSIST": "1", "SEED": "0", "CORS": "*", "BIND": "172.17.0.1"},
            Settings(4567, "172.17.0.1", persist=True, seed=False, cors_origins="*"),
        ),
    ],
)
def test_settings_are_those_of_the_environment(environment: dict[str, str], asked: Settings) -> None:
    assert settings_from(environment) == asked


def test_what_make_dev_cannot_do_is_a_message_and_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("there is no disk")

    monkeypatch.setattr("local.dev.run", fail)
    assert main() == 1
    assert capsys.readouterr().out == "make dev cannot go on: there is no disk\n"


@pytest.mark.parametrize("text", ["http", "-1", "70000", "80.5", " "])
def test_a_port_that_is_none_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(SystemExit, match="PORT must be a number"):
        port_from(text)


@pytest.mark.parametrize("text", ["0.0.0.0", "localhost", "172.17.0", "::1"])  # that it is refused
def test_an_address_that_is_not_one_of_a_machine_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(SystemExit, match="BIND must be"):
        host_from(text)


def test_the_functions_read_the_streams_from_their_beginning_after_a_restart(tmp_path: Path) -> None:
    saved = {"__ministack_format__": 2, "payload": {"esms": {"a": 1}, "dynamodb_stream_positions": {"a": 7}}}
    (tmp_path / "lambda.json").write_text(json.dumps(saved))
    rewind_stream_positions(tmp_path)
    left = json.loads((tmp_path / "lambda.json").read_text())
    assert left == {"__ministack_format__": 2, "payload": {"esms": {"a": 1}}}


def test_a_first_run_has_no_state_to_mend(tmp_path: Path) -> None:
    rewind_stream_positions(tmp_path)
    assert list(tmp_path.iterdir()) == []

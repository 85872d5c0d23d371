"""What `make dev` is asked for, and the saved state."""

import json
from pathlib import Path
from typing import Any

import pytest

from local import dev, ports
from local.dev import main
from local.persistence import rewind_stream_positions
from local.ports import PortTaken, free_port_after
from local.settings import DEFAULT_PORT, Settings, host_from, port_from, settings_from


def test_the_port_is_the_one_asked_for_or_the_default() -> None:
    assert (port_from("8080"), port_from("0"), port_from("")) == (8080, 0, DEFAULT_PORT)


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, Settings()),
        ({"PERSIST": "0", "SEED": "1"}, Settings()),
        ({"PERSIST": "", "SEED": "", "CORS": ""}, Settings()),
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


@pytest.mark.parametrize("name", ["PERSIST", "SEED"])
@pytest.mark.parametrize("text", ["no", "true", "2", " "])
def test_a_switch_that_is_neither_0_nor_1_is_refused_with_a_message(name: str, text: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name} must be 0 or 1, not '{text}'$"):
        settings_from({name: text})


@pytest.mark.parametrize(
    "text", ["*", "http://localhost:5173", "https://app.example.com,http://127.0.0.1:8080,http://[::1]:5173"]
)
def test_web_origins_are_passed_on(text: str) -> None:
    assert settings_from({"CORS": text}).cors_origins == text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("http://localhost:5173/", "http://localhost:5173/"),
        ("localhost:5173", "localhost:5173"),
        ("http://a.example,http://b.example/app", "http://b.example/app"),
        ("http://a.example, http://b.example", " http://b.example"),
        ("http://Localhost:5173", "http://Localhost:5173"),
        ("http://a.example,*", "*"),
        ("http://a.example,", ""),
    ],
)
def test_an_origin_that_no_browser_sends_is_refused_with_a_message(text: str, wrong: str) -> None:
    with pytest.raises(SystemExit) as refused:
        settings_from({"CORS": text})
    assert str(refused.value) == (
        f"CORS must be origins such as http://localhost:5173, without a path, or *; not {wrong!r}"
    )


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The ports that other programs listen on."""
    found: set[int] = set()

    def check_port(port: int, host: str) -> int:
        if port in found:
            raise PortTaken(port)
        return port or 50_000

    monkeypatch.setattr(ports, "check_port", check_port)
    monkeypatch.setattr(dev, "check_port", check_port)
    return found


@pytest.mark.parametrize(("port", "free"), [(4950, 4951), (4951, 4954), (65534, 50_000)])
def test_the_next_port_is_one_that_is_free(taken: set[int], port: int, free: int) -> None:
    taken |= {4952, 4953, 65535}
    assert free_port_after(port, "127.0.0.1") == free


def test_a_taken_port_is_a_message_that_names_a_free_one(
    taken: set[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken |= {4951, 4952}
    monkeypatch.setenv("PORT", "4951")
    assert main() == 1
    assert capsys.readouterr().out == "Port 4951 is taken. Choose another: make dev PORT=4953\n"


def test_the_functions_read_the_streams_from_their_beginning_after_a_restart(tmp_path: Path) -> None:
    saved = {"__ministack_format__": 2, "payload": {"esms": {"a": 1}, "dynamodb_stream_positions": {"a": 7}}}
    (tmp_path / "lambda.json").write_text(json.dumps(saved))
    rewind_stream_positions(tmp_path)
    left = json.loads((tmp_path / "lambda.json").read_text())
    assert left == {"__ministack_format__": 2, "payload": {"esms": {"a": 1}}}


def test_a_first_run_has_no_state_to_mend(tmp_path: Path) -> None:
    rewind_stream_positions(tmp_path)
    assert list(tmp_path.iterdir()) == []

"""`make dev` as a process: few lines until the stack is up, and one message when its emulator dies."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from local.build import build
from local.paths import ROOT

FORTY = 40


@pytest.fixture
def dev() -> Iterator[subprocess.Popen[str]]:
    """Beside whatever else runs here: then it has a folder of its own."""
    build()
    environment = {**os.environ, "PORT": "0", "SEED": "0", "BIND": "127.0.0.2"}
    command, pipe = [sys.executable, "-m", "local"], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no second address of their own")
def test_it_runs_on_the_address_that_bind_names_until_its_emulator_dies(dev: subprocess.Popen[str]) -> None:
    summary = until_it_is_up(dev)
    assert len(summary) < FORTY
    assert [line.partition(" ... ")[0] for line in summary[:2]] == ["Starting the emulator", "Deploying the stack"]
    assert any(line.startswith("WARNING: the stack listens on 127.0.0.2.") for line in summary)

    url = value("API", summary)
    assert url.startswith("http://127.0.0.2:")
    with pytest.raises(urllib.error.HTTPError, match="404"):  # a function read the table, at that address too
        urllib.request.urlopen(f"{url}/providers/00000000-0000-4000-8000-000000000000", timeout=30)

    assert (calling(f"{url}/appointments/x", ""), calling(f"{url}/appointments/x", token_of(summary))) == (401, 404)

    folder = (ROOT / value("Logs", summary)).parent
    assert url in (folder / "stack.json").read_text()
    assert "http://127.0.0.2:" in (folder / "sam-local.json").read_text()

    os.kill(emulator_of(dev.pid), signal.SIGKILL)
    output, errors = dev.communicate(timeout=20)
    assert (dev.returncode, errors) == (1, "")
    assert "make dev cannot go on: the emulator has ended by itself (SIGKILL):" in output
    assert not (folder / "stack.json").exists()


def until_it_is_up(dev: subprocess.Popen[str]) -> list[str]:
    """The lines until it waits for events."""
    lines: list[str] = []
    for line in dev.stdout or ():
        lines.append(line.rstrip("\n"))
        if line.startswith("Ctrl-C"):
            return lines
    pytest.fail("\n".join(lines))


def token_of(summary: list[str]) -> str:
    """What the command of the walk prints, in another folder."""
    (command,) = (line for line in summary if line.startswith("TOKEN="))
    done = subprocess.run(
        ["bash", "-c", f'{command}; echo "$TOKEN"'], cwd="/", capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def calling(url: str, token: str) -> int:
    """The status of a GET."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    refused.value.close()
    return refused.value.code


def value(name: str, summary: list[str]) -> str:
    (line,) = (line for line in summary if line.startswith(f"  {name} "))
    return line.split()[-1]


def emulator_of(pid: int) -> int:
    """Its only child."""
    return int(subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, check=True).stdout)

"""The walk that `make dev` prints and the README shows."""

import subprocess

import pytest

from local.paths import ROOT
from local.settings import DEFAULT_PORT
from local.walkthrough import walkthrough

ANSWER = '{"id":"0f1e-2d","providerId":"p-1","customer":{"id":"c-1"},"startTime":"2028-03-06T09:00:00+01:00"}'


def pick(name: str, redirection: str = "") -> tuple[str, str]:
    """What the walk's function makes of an answer: its output, and what it shows."""
    (function,) = (line for line in walkthrough("http://x/api").splitlines() if line.startswith("pick()"))
    script = f"{function}\nprintf '%s' '{ANSWER}' | pick {name} {redirection}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


def test_bash_can_read_the_commands() -> None:
    done = subprocess.run(["bash", "-n"], input=walkthrough("http://127.0.0.1:1/api"), text=True, check=False)
    assert done.returncode == 0


def test_nothing_is_left_to_fill_in() -> None:
    commands = walkthrough("http://127.0.0.1:1/api")
    assert commands.startswith("API=http://127.0.0.1:1/api\nTOKEN=$(make -s token ROLE=admin)\n")
    assert "%(" not in commands


@pytest.mark.parametrize(("name", "value"), [("id", "0f1e-2d"), ("startTime", "2028-03-06T09:00:00+01:00")])
def test_the_first_value_of_a_name_is_picked_and_the_whole_answer_shown(name: str, value: str) -> None:
    assert pick(name) == (f"{value}\n", f"{ANSWER}\n")


def test_a_file_that_stderr_is_sent_to_keeps_what_it_has(tmp_path_factory: pytest.TempPathFactory) -> None:
    log = tmp_path_factory.mktemp("walk") / "log"
    log.write_text("before\n")
    pick("id", f"2>> {log}")
    assert log.read_text() == f"before\n{ANSWER}\n"


def test_the_readme_shows_the_walk() -> None:
    commands = walkthrough(f"http://127.0.0.1:{DEFAULT_PORT}/_aws/execute-api/booking/api")
    assert f"```bash\n{commands}\n```" in (ROOT / "README.md").read_text()

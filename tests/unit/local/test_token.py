"""`make token` prints a token and nothing else, or says why there is none."""

from pathlib import Path

import jwt
import pytest

from local import token
from local.issuer import Issuer
from local.run_files import RunFiles


@pytest.fixture
def _running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack runs."""
    Issuer.new("http://127.0.0.1:4566/issuer").save(RunFiles(tmp_path).issuer)
    monkeypatch.setattr(token, "running_folder", lambda port: tmp_path if port in ("", "4566") else None)


@pytest.fixture(autouse=True)
def _no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "ROLE", "SUBJECT", "HOURS"):
        monkeypatch.delenv(name, raising=False)


def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **choice: str) -> dict[str, object]:
    for name, value in choice.items():
        monkeypatch.setenv(name, value)
    assert token.main() == 0
    output = capsys.readouterr()
    assert output.err == ""
    claims: dict[str, object] = jwt.decode(output.out.removesuffix("\n"), options={"verify_signature": False})
    return claims


@pytest.mark.usefixtures("_running")
@pytest.mark.parametrize("role", ["desk", "provider", "admin"])
def test_the_token_has_the_role(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], role: str) -> None:
    assert printed(monkeypatch, capsys, ROLE=role)["cognito:groups"] == [role]


@pytest.mark.usefixtures("_running")
@pytest.mark.parametrize("choice", [{}, {"ROLE": "", "SUBJECT": "", "HOURS": ""}])
def test_by_default_it_is_an_admins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], choice: dict[str, str]
) -> None:
    claims = printed(monkeypatch, capsys, **choice)
    assert (claims["sub"], claims["exp"]) == ("local-admin", int(str(claims["iat"])) + 8 * 3600)


@pytest.mark.usefixtures("_running")
def test_subject_and_hours_can_be_chosen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    claims = printed(monkeypatch, capsys, ROLE="customer", SUBJECT="kim", HOURS="0.5")
    assert (claims["sub"], claims["exp"]) == ("kim", int(str(claims["iat"])) + 1800)
    assert "cognito:groups" not in claims


@pytest.mark.usefixtures("_running")
@pytest.mark.parametrize(
    ("choice", "why"),
    [({"ROLE": "boss"}, "ROLE is one of"), ({"HOURS": "long"}, "HOURS is a number"), ({"PORT": "1"}, "port 1")],
)
def test_without_a_token_it_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], choice: dict[str, str], why: str
) -> None:
    for name, value in choice.items():
        monkeypatch.setenv(name, value)
    assert token.main() == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert why in output.err

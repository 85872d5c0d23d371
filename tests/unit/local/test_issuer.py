"""The issuer on this machine: its tokens are those that its documents verify."""

import stat
from pathlib import Path

import jwt
import pytest

from booking.http.caller import caller_with
from local.issuer import AUDIENCE, KEY_ID, SUBJECTS, Issuer

URL = "http://127.0.0.1:4566/issuer"


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer.new(URL)


def claims(issuer: Issuer, token: str) -> dict[str, object]:
    """As whoever reads the issuer's documents verifies them."""
    documents = issuer.documents()
    discovery = documents[".well-known/openid-configuration"]
    keys = jwt.PyJWKSet.from_dict(documents[discovery["jwks_uri"].removeprefix(f"{URL}/")])
    verified: dict[str, object] = jwt.decode(
        token, keys[KEY_ID], algorithms=["RS256"], issuer=discovery["issuer"], audience=AUDIENCE
    )
    return verified


@pytest.mark.parametrize("role", SUBJECTS)
def test_a_token_makes_a_caller_with_its_role(issuer: Issuer, role: str) -> None:
    caller = caller_with(claims(issuer, issuer.token(role)), "cognito:groups")
    assert caller.roles == ({role} if role != "customer" else frozenset())
    assert caller.subject == SUBJECTS[role]


def test_there_is_a_token_for_each_role(issuer: Issuer) -> None:
    subjects = {role: claims(issuer, token)["sub"] for role, token in issuer.tokens().items()}
    assert subjects == SUBJECTS


def test_a_token_can_be_anothers_and_last_longer(issuer: Issuer) -> None:
    made = claims(issuer, issuer.token("desk", "kim", hours=2, extra="x"))
    assert (made["sub"], made["extra"]) == ("kim", "x")
    assert made["exp"] == made["iat"] + 7200  # type: ignore[operator]  # both are numbers


def test_the_documents_hold_no_private_key(issuer: Issuer) -> None:
    (key,) = issuer.documents()[".well-known/jwks.json"]["keys"]
    assert key.keys() == {"kty", "key_ops", "n", "e", "kid", "alg", "use"}


def test_two_issuers_have_two_keys(issuer: Issuer) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        claims(issuer, Issuer.new(URL).token("admin"))


def test_a_saved_issuer_is_the_same_and_only_the_user_can_read_it(issuer: Issuer, tmp_path: Path) -> None:
    path = tmp_path / "issuer.json"
    path.write_text("of an earlier run, for all to read")
    issuer.save(path)
    assert Issuer.load(path) == issuer
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

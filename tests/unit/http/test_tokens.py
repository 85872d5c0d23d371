"""Tokens on public routes: which are accepted, and how often the issuer is asked for its keys."""

import base64
import hashlib
import hmac
import io
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from booking.calls.refusals import Busy, Unauthorized
from booking.http import tokens
from booking.http.tokens import ASKED_AGAIN_SECONDS, KEPT_SECONDS, TRIED_AGAIN_SECONDS, IssuerKeys, verified
from booking.settings import TokenSettings
from local.issuer import AUDIENCE, KEY_ID, Issuer

URL = "https://issuer.example/pool"
HOUR = 3600


class Served:
    """The issuer's documents. Counts how often it is asked for its keys; `fault` is raised at each request."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self.documents = {f"{URL}/{path}": document for path, document in documents.items()}
        self.requests = 0
        self.fault: Exception | None = None

    def __call__(self, url: str) -> Any:
        self.requests += url.endswith("openid-configuration")
        if self.fault:
            raise self.fault
        return self.documents[url]


class Clock:
    now = 7.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer.new(URL)


@pytest.fixture(scope="module")
def documents(issuer: Issuer) -> Mapping[str, Any]:
    return issuer.documents()


@pytest.fixture
def served(documents: Mapping[str, Any]) -> Served:
    return Served(documents)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(served: Served, clock: Clock) -> IssuerKeys:
    return IssuerKeys(URL, served, clock)


@pytest.fixture(autouse=True)
def _accepted(keys: IssuerKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "issuer_keys", lambda: keys)
    monkeypatch.setattr(tokens, "token_settings", lambda: TokenSettings(URL, ("first", AUDIENCE)))


def test_keys_are_kept_for_an_hour(keys: IssuerKeys, served: Served, clock: Clock) -> None:
    first = keys.key(KEY_ID)
    clock.now += KEPT_SECONDS - 1
    assert keys.key(KEY_ID) is first
    assert served.requests == 1
    clock.now += 1
    keys.key(KEY_ID)
    assert served.requests == 2


def test_an_unknown_key_is_asked_for_once_in_five_minutes(keys: IssuerKeys, served: Served, clock: Clock) -> None:
    keys.key(KEY_ID)
    for seconds, requests in ((1, 1), (ASKED_AGAIN_SECONDS - 2, 1), (1, 2), (1, 2)):
        clock.now += seconds
        with pytest.raises(Unauthorized, match="unknown key"):
            keys.key("made-up")
        assert served.requests == requests


def test_a_new_key_is_found_when_it_is_asked_for(keys: IssuerKeys, served: Served, clock: Clock) -> None:
    keys.key(KEY_ID)
    jwks = served.documents[f"{URL}/.well-known/jwks.json"]["keys"][0]
    served.documents[f"{URL}/.well-known/jwks.json"] = {"keys": [{**jwks, "kid": "next"}]}
    clock.now += ASKED_AGAIN_SECONDS
    assert keys.key("next").key_id == "next"
    with pytest.raises(Unauthorized):
        keys.key(KEY_ID)


@pytest.mark.parametrize("fault", [OSError("down"), TimeoutError(), ValueError("no JSON")])
def test_an_issuer_that_does_not_answer_is_no_fault_of_the_token(
    keys: IssuerKeys, served: Served, clock: Clock, fault: Exception
) -> None:
    served.fault = fault
    for _ in range(2):
        with pytest.raises(Busy):
            keys.key(KEY_ID)
    assert served.requests == 1, "it is left alone for a while"
    served.fault = None
    clock.now += TRIED_AGAIN_SECONDS
    assert keys.key(KEY_ID).key_id == KEY_ID


def test_keys_at_hand_stay_in_use_while_the_issuer_does_not_answer(
    keys: IssuerKeys, served: Served, clock: Clock
) -> None:
    known = keys.key(KEY_ID)
    served.fault = OSError("down")
    clock.now += KEPT_SECONDS
    assert keys.key(KEY_ID) is known
    with pytest.raises(Unauthorized, match="unknown key"):
        keys.key("made-up")


@pytest.mark.parametrize("change", [{"kty": "oct", "k": "c2VjcmV0"}, {"use": "enc"}])
def test_only_keys_that_sign_with_rsa_count(keys: IssuerKeys, served: Served, change: dict[str, str]) -> None:
    path = f"{URL}/.well-known/jwks.json"
    (known,) = served.documents[path]["keys"]
    served.documents[path] = {"keys": [known, {**known, "kid": "other", **change}]}
    with pytest.raises(Unauthorized, match="unknown key"):
        keys.key("other")


@pytest.mark.parametrize("broken", [{}, [], None, "text", {"keys": []}, {"keys": [{"kty": "oct"}]}, {"keys": 1}])
@pytest.mark.parametrize("path", [".well-known/openid-configuration", ".well-known/jwks.json"])
def test_documents_that_hold_no_keys_are_no_fault_of_the_token(
    keys: IssuerKeys, served: Served, path: str, broken: Any
) -> None:
    served.documents[f"{URL}/{path}"] = broken
    with pytest.raises(Busy):
        keys.key(KEY_ID)


def test_the_issuers_url_may_end_in_a_slash(served: Served) -> None:
    assert IssuerKeys(f"{URL}/", served).key(KEY_ID).key_id == KEY_ID


def test_a_document_is_json_that_has_to_come_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def urlopen(url: str, timeout: float) -> io.BytesIO:
        asked.append((url, timeout))
        return io.BytesIO(b'{"a": 1}')

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    assert tokens.fetch(URL) == {"a": 1}
    assert asked == [(URL, 1.0)]


def test_a_document_that_does_not_end_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib.request.urlopen", lambda _, timeout: io.BytesIO(b" " * (tokens.MOST_BYTES + 1)))
    with pytest.raises(TimeoutError):
        tokens.fetch(URL)


def test_a_file_of_this_machine_is_no_document() -> None:
    with pytest.raises(ValueError, match="web address"):
        tokens.fetch("file:///etc/passwd")


def test_keys_are_those_of_the_issuer_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, issuer: Issuer, served: Served
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(tokens, "token_settings", lambda: TokenSettings(URL, (AUDIENCE,)))
    tokens.issuer_keys.cache_clear()
    assert tokens.issuer_keys() is tokens.issuer_keys()
    tokens.issuer_keys.cache_clear()


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER ", "", " Bearer "])
def test_a_good_token_is_accepted(issuer: Issuer, scheme: str) -> None:
    assert verified(scheme + issuer.token("desk"))["sub"] == "local-desk"


@pytest.mark.parametrize("audience", [AUDIENCE, "first", [AUDIENCE], ["x", AUDIENCE]])
def test_a_token_for_one_of_the_audiences_is_accepted(issuer: Issuer, audience: str | list[str]) -> None:
    assert verified(issuer.token("desk", aud=audience))


def test_a_token_for_a_client_id_is_accepted_where_it_has_no_audience(issuer: Issuer) -> None:
    claims = jwt.decode(issuer.token("desk"), options={"verify_signature": False})
    del claims["aud"]
    assert verified(signed(issuer, claims | {"client_id": AUDIENCE}))
    for other in ({"client_id": "x"}, {}, {"client_id": AUDIENCE, "aud": "x"}, {"client_id": AUDIENCE, "aud": None}):
        with pytest.raises(Unauthorized, match="another audience"):
            verified(signed(issuer, claims | other))


def signed(issuer: Issuer, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
    return jwt.encode({**claims}, issuer.key, "RS256", {**({"kid": KEY_ID} if header is None else header)})


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def payload(issuer: Issuer) -> str:
    return issuer.token("admin").split(".")[1]


def with_public_key(issuer: Issuer) -> str:
    private = serialization.load_pem_private_key(issuer.key.encode(), None)
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'kid': KEY_ID})}.{payload(issuer)}"
    digest = hmac.digest(pem, text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def without(name: str) -> Callable[[Issuer], str]:
    def made(issuer: Issuer) -> str:
        claims = jwt.decode(issuer.token("admin"), options={"verify_signature": False})
        return signed(issuer, {key: value for key, value in claims.items() if key != name})

    return made


def admins(**claims: Any) -> Callable[[Issuer], str]:
    return lambda issuer: issuer.token("admin", **claims)


NOW = int(time.time())
BROKEN: Mapping[str, Callable[[Issuer], str]] = {
    "signed by another": lambda issuer: Issuer.new(issuer.url).token("admin"),
    "of another issuer": admins(iss="https://other.example"),
    "of an issuer with a slash": admins(iss=f"{URL}/"),
    "for another audience": admins(aud="other"),
    "for other audiences": admins(aud=["other", "another"]),
    "for an audience that contains ours": admins(aud=f"{AUDIENCE}-2"),
    "for no audience": admins(aud=[]),
    "for an audience that is no text": admins(aud={"x": AUDIENCE}),
    "expired": admins(exp=NOW - 1),
    "not yet valid": admins(nbf=NOW + HOUR),
    "issued in the future": admins(iat=NOW + HOUR),
    "ending at no number": admins(exp="soon"),
    "without an end": without("exp"),
    "without an issuer": without("iss"),
    "without a subject": without("sub"),
    "with a subject that is no text": admins(sub=1),
    "unsigned": lambda issuer: f"{part({'alg': 'none', 'kid': KEY_ID})}.{payload(issuer)}.",
    "signed with the public key": with_public_key,
    "without a key": lambda issuer: signed(issuer, {"sub": "x"}, {}),
    "with an unknown key": lambda issuer: signed(issuer, {"sub": "x"}, {"kid": "x"}),
    "with a key that is no text": lambda issuer: f"{part({'alg': 'RS256', 'kid': 1})}.{payload(issuer)}.x",
    "with a header that is no object": lambda issuer: f"{part([])}.{payload(issuer)}.x",
    "with a header without an end": lambda issuer: f"{part('x')[:-2]}.{payload(issuer)}.x",
    "with a deep header": lambda issuer: f"{base64.urlsafe_b64encode(b'[' * 99999).decode()}.{payload(issuer)}.x",
    "with critical headers": lambda issuer: signed(issuer, {"sub": "x"}, {"kid": KEY_ID, "crit": ["x"]}),
    "in two parts": lambda issuer: issuer.token("admin").rpartition(".")[0],
    "twice": lambda issuer: f"{issuer.token('admin')},{issuer.token('admin')}",
    "after another": lambda issuer: f"Bearer x Bearer {issuer.token('admin')}",
    "as Basic": lambda issuer: f"Basic {issuer.token('admin')}",
    "a word": lambda _: "Bearer admin",
    "no ASCII": lambda _: "Bearer é.😀.\x00",
    "the scheme alone": lambda _: "Bearer",
    "nothing": lambda _: "",
}


@pytest.mark.parametrize("name", BROKEN)
def test_no_other_token_is_accepted(issuer: Issuer, name: str) -> None:
    with pytest.raises(Unauthorized):
        verified(BROKEN[name](issuer))

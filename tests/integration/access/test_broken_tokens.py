"""Tokens that must not be accepted, over HTTP on the whole stack: the gateway's authorizer and our own check agree."""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from jwt.utils import base64url_encode

from local.issuer import KEY_ID, Issuer
from local.stack import Stack
from tests.client import ApiClient, coming_monday

HOUR = 3600


def unsigned(issuer: Issuer) -> str:
    """`alg: none`, and no signature."""
    return f"{_part({'alg': 'none', 'kid': KEY_ID})}.{issuer.token('admin').split('.')[1]}."


def signed_with_the_public_key(issuer: Issuer) -> str:
    """HS256 with a secret that everybody has."""
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    private = serialization.load_pem_private_key(issuer.key.encode(), None)
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_part({'alg': 'HS256', 'kid': KEY_ID, 'typ': 'JWT'})}.{issuer.token('admin').split('.')[1]}"
    return f"{signed}.{base64url_encode(hmac.digest(pem, signed.encode(), hashlib.sha256)).decode()}"


def altered(issuer: Issuer) -> str:
    """A customer's token that was made an admin's."""
    header, claims, signature = issuer.token("customer").split(".")
    of_customer = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{_part({**of_customer, 'cognito:groups': ['admin']})}.{signature}"


def never_expires(issuer: Issuer) -> str:
    claims = jwt.decode(issuer.token("admin"), options={"verify_signature": False})
    kept = {name: value for name, value in claims.items() if name != "exp"}
    return jwt.encode(kept, issuer.key, "RS256", {"kid": KEY_ID})


def _part(value: Mapping[str, Any]) -> str:
    return base64url_encode(json.dumps(value).encode()).decode()


def admins(**claims: Any) -> Callable[[Issuer], str]:
    return lambda issuer: issuer.token("admin", **claims)


BROKEN: Mapping[str, Callable[[Issuer], str]] = {
    "signed by another": lambda issuer: Issuer.new(issuer.url).token("admin"),
    "altered": altered,
    "of another issuer": admins(iss="https://issuer.example"),
    "for another audience": admins(aud="another"),
    "for nobody": admins(aud=None),
    "expired": admins(exp=int(time.time()) - HOUR),
    "not yet valid": admins(nbf=int(time.time()) + HOUR),
    "issued in the future": admins(iat=int(time.time()) + HOUR),
    "without a signature": unsigned,
    "signed with the public key": signed_with_the_public_key,
    "without an end": never_expires,
    "an id token": admins(token_use="id"),
    "no token at all": lambda _: "admin",
    "empty": lambda _: "",
}

every_broken_token = pytest.mark.parametrize("name", BROKEN)


@pytest.fixture(scope="module")
def api(stack: Stack) -> ApiClient:
    return ApiClient(stack.api_url, stack.issuer.token("admin"))


@pytest.fixture(scope="module")
def nobody(stack: Stack) -> ApiClient:
    return ApiClient(stack.api_url)


@pytest.fixture(scope="module")
def provider_id(api: ApiClient) -> str:
    return api.create_provider(subject="therapist-1")


@pytest.fixture(scope="module")
def appointment_id(api: ApiClient, provider_id: str) -> str:
    booked = api.book(provider_id, api.free_starts(provider_id, coming_monday())[0])
    appointment_id: str = booked.body["id"]
    return appointment_id


def status(stack: Stack, path: str, authorization: str | None, method: str = "GET") -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    request = urllib.request.Request(f"{stack.api_url}{path}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@every_broken_token
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_broken_token_is_accepted(
    stack: Stack, provider_id: str, appointment_id: str, name: str, method: str
) -> None:
    """On a route that the gateway protects, and on one where the function checks the token."""
    sent = f"Bearer {BROKEN[name](stack.issuer)}"
    for path in (f"/appointments/{appointment_id}", f"/providers/{provider_id}"):
        assert status(stack, path, sent, method) == HTTPStatus.UNAUTHORIZED, path


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_good_token_is_accepted_on_both(stack: Stack, provider_id: str, appointment_id: str, method: str) -> None:
    """Otherwise the tests above could not fail."""
    for path in (f"/appointments/{appointment_id}", f"/providers/{provider_id}"):
        assert status(stack, path, f"Bearer {stack.issuer.token('admin')}", method) == HTTPStatus.OK


def test_a_token_for_a_client_id_is_accepted_as_cognitos_are(
    stack: Stack, provider_id: str, appointment_id: str
) -> None:
    claims = jwt.decode(stack.issuer.token("admin"), options={"verify_signature": False})
    claims["client_id"] = claims.pop("aud")
    token = jwt.encode(claims, stack.issuer.key, "RS256", {"kid": KEY_ID})
    for path in (f"/appointments/{appointment_id}", f"/providers/{provider_id}"):
        assert status(stack, path, f"Bearer {token}") == HTTPStatus.OK


@pytest.mark.parametrize("authorization", [None, "Basic YWRtaW46YWRtaW4=", "Bearer"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_without_a_token_a_protected_route_is_closed(
    stack: Stack, appointment_id: str, method: str, authorization: str | None
) -> None:
    assert status(stack, f"/appointments/{appointment_id}", authorization, method) == HTTPStatus.UNAUTHORIZED


def test_what_is_refused_has_changed_nothing(api: ApiClient, appointment_id: str) -> None:
    assert api.call("GET", f"/appointments/{appointment_id}").body["version"] == 1


@pytest.mark.parametrize("parameter", ["access_token", "Authorization", "token"])
def test_a_token_in_the_query_is_no_token(
    stack: Stack, nobody: ApiClient, provider_id: str, appointment_id: str, parameter: str
) -> None:
    """It would be in logs and histories."""
    query = f"?{parameter}={stack.issuer.token('admin')}"
    assert nobody.call("GET", f"/appointments/{appointment_id}{query}").status == HTTPStatus.UNAUTHORIZED
    assert nobody.call("GET", f"/providers/{provider_id}{query}").status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_on_a_public_route_the_token_decides_what_is_seen(stack: Stack, nobody: ApiClient, provider_id: str) -> None:
    seen = {
        role: ApiClient(stack.api_url, token).call("GET", f"/providers/{provider_id}").body.keys()
        for role, token in stack.issuer.tokens().items()
    }
    public = nobody.call("GET", f"/providers/{provider_id}").body.keys()
    assert "subject" in seen["admin"]
    assert seen["desk"] == seen["admin"] - {"subject"}
    assert "email" in seen["desk"]
    assert seen["provider"] == seen["customer"] == public  # the provider of the token is another one
    assert not {"email", "subject", "version", "createdAt", "updatedAt"} & public


def test_a_provider_has_its_own_and_no_others(stack: Stack, api: ApiClient, appointment_id: str) -> None:
    its, others = (ApiClient(stack.api_url, stack.issuer.token("provider", who)) for who in ("therapist-1", "x"))
    assert its.call("GET", f"/appointments/{appointment_id}").status == HTTPStatus.OK
    assert others.call("GET", f"/appointments/{appointment_id}").status == HTTPStatus.NOT_FOUND
    assert others.cancel(appointment_id).status == HTTPStatus.NOT_FOUND


def test_a_provider_that_was_dismissed_has_nothing_any_more(stack: Stack, api: ApiClient) -> None:
    """Its token is still good for hours."""
    provider_id = api.create_provider(subject="therapist-9")
    own = ApiClient(stack.api_url, stack.issuer.token("provider", "therapist-9"))
    booked = own.book(provider_id, api.free_starts(provider_id, coming_monday())[0])
    assert own.call("GET", f"/appointments/{booked.body['id']}").status == HTTPStatus.OK

    stack.emulator.client("dynamodb").update_item(
        TableName=stack.table_name,
        Key={"PK": {"S": f"PROVIDER#{provider_id}"}, "SK": {"S": "PROVIDER"}},
        UpdateExpression="REMOVE subject",
    )
    assert own.call("GET", f"/appointments/{booked.body['id']}").status == HTTPStatus.NOT_FOUND
    assert own.cancel(booked.body["id"]).status == HTTPStatus.NOT_FOUND
    assert own.set_schedule(provider_id).status == HTTPStatus.FORBIDDEN
    assert own.book(provider_id, booked.body["startTime"]).status == HTTPStatus.FORBIDDEN


def test_an_appointment_of_another_and_none_answer_alike(stack: Stack, api: ApiClient, appointment_id: str) -> None:
    customer = ApiClient(stack.api_url, stack.issuer.token("customer"))
    unknown_id = "00000000-0000-4000-8000-000000000000"
    for method, body in (("GET", None), ("DELETE", None), ("PUT", {"startTime": "2030-01-01T00:00:00Z"})):
        hidden, unknown = (customer.call(method, f"/appointments/{i}", body) for i in (appointment_id, unknown_id))
        assert hidden.status == unknown.status == HTTPStatus.NOT_FOUND
        assert hidden.body["detail"].replace(appointment_id, unknown_id) == unknown.body["detail"]
        assert hidden.body.keys() == unknown.body.keys()
        assert hidden.headers.keys() == unknown.headers.keys()

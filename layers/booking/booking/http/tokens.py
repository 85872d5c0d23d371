"""Tokens on public routes, which the gateway's authorizer does not check. Only a request with a token imports this."""

import json
import math
import time
import urllib.request
from collections.abc import Callable, Mapping
from functools import cache
from http.client import HTTPException
from typing import Any

import jwt

from booking.calls.refusals import Busy, Unauthorized
from booking.observability import count, logger
from booking.settings import token_settings

KEPT_SECONDS = 3600.0
ASKED_AGAIN_SECONDS = 300.0
"""An unknown key is asked for at most this often: otherwise any made-up token would cost requests to the issuer."""
TRIED_AGAIN_SECONDS = 10.0
"""How long an issuer that did not answer is left alone."""
FETCH_SECONDS = 1.0
"""For each of the two documents, from the request to the last byte."""
MOST_BYTES = 256 * 1024

_ALGORITHMS = ["RS256", "RS384", "RS512"]
"""Those that the gateway's authorizer accepts."""

_UNREADABLE = (
    *(OSError, HTTPException, ValueError, LookupError, TypeError, RecursionError, jwt.PyJWTError),
    AttributeError,  # from PyJWT, for keys that are no JSON object
)

type Fetch = Callable[[str], Any]
"""The JSON document at a URL. Raises OSError, HTTPException, ValueError."""


def fetch(url: str) -> Any:
    if not url.startswith(("https://", "http://")):
        raise ValueError("not a web address")
    ends, read = time.monotonic() + FETCH_SECONDS, b""
    with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as answer:  # noqa: S310  # the scheme is checked above
        while part := answer.read1():
            read += part
            if len(read) > MOST_BYTES or time.monotonic() > ends:
                raise TimeoutError("too long a document")
    return json.loads(read)


class IssuerKeys:
    """The public keys of an issuer, found by its discovery document. `clock` returns seconds since any instant.

    While the issuer does not answer, the keys at hand stay in use.
    """

    def __init__(self, issuer: str, fetch: Fetch = fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer, self._fetch, self._clock = issuer, fetch, clock
        self._keys: Mapping[str | None, jwt.PyJWK] = {}
        self._stale_at = self._asked_again_at = -math.inf

    def key(self, key_id: str) -> jwt.PyJWK:
        """Raises Unauthorized for a key that the issuer does not have, Busy if its keys could not be read yet."""
        now = self._clock()
        if now >= self._asked_again_at and (now >= self._stale_at or key_id not in self._keys):
            self._ask(now)
        if key_id in self._keys:
            return self._keys[key_id]
        if not self._keys:
            raise Busy
        raise Unauthorized("The token is signed with an unknown key", is_refused=True)

    def _ask(self, now: float) -> None:
        try:
            self._keys = self._read()
        except _UNREADABLE as error:
            self._asked_again_at = now + TRIED_AGAIN_SECONDS
            logger().warning("issuer_unreachable", extra={"error": type(error).__name__})
            count("IssuerUnreachable")
        else:
            self._stale_at, self._asked_again_at = now + KEPT_SECONDS, now + ASKED_AGAIN_SECONDS

    def _read(self) -> Mapping[str | None, jwt.PyJWK]:
        discovery = self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        keys = jwt.PyJWKSet.from_dict(self._fetch(discovery["jwks_uri"])).keys
        return {key.key_id: key for key in keys if key.key_type == "RSA" and key.public_key_use in (None, "sig")}


@cache
def issuer_keys() -> IssuerKeys:
    return IssuerKeys(token_settings().issuer)


def verified(authorization: str) -> Mapping[str, Any]:
    """The claims of the token in an Authorization header, checked at least as the gateway's authorizer checks them.

    Raises Unauthorized, Busy.
    """
    scheme, _, token = authorization.strip().rpartition(" ")
    if scheme.lower() not in {"", "bearer"}:
        raise Unauthorized("The Authorization header holds no bearer token", is_refused=True)
    accepted = token_settings()
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        if not isinstance(key_id, str):
            raise Unauthorized("The token names no key", is_refused=True)
        claims: Mapping[str, Any] = jwt.decode(
            token,
            issuer_keys().key(key_id),
            algorithms=_ALGORITHMS,
            issuer=accepted.issuer,
            options={"require": ["exp", "iss", "sub"], "verify_aud": False},
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise Unauthorized("The token is not valid", is_refused=True) from error
    named = claims.get("aud", claims.get("client_id"))  # Cognito's access tokens have no `aud`
    if not any(audience in accepted.audience for audience in (named if isinstance(named, list) else [named])):
        raise Unauthorized("The token is for another audience", is_refused=True)
    return claims

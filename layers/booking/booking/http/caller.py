"""The caller of a request, from the claims of its token."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from booking.calls.caller import NOBODY, Caller, CallerKind, Role
from booking.calls.refusals import Unauthorized
from booking.http.gateway_event import GatewayEvent
from booking.settings import role_claim

SCOPES: Mapping[str, Role] = {"booking/admin": Role.ADMIN, "booking/desk": Role.DESK}
"""The scopes that make a machine's role. In the token of a person they mean nothing: some issuers grant a person
whatever scope it asks for."""

_OF_A_PERSON = frozenset(
    {"username", "cognito:username", "preferred_username", "email", "name", "given_name", "family_name", "phone_number"}
)
"""Claims that only the token of a person has."""

_ROLES = {role.value: role for role in Role}

_NO_PLAIN_LIST = re.compile(r"[\[\]{}\"'\\]")


def caller_of(event: GatewayEvent, *, is_public: bool) -> Caller:
    """Raises Unauthorized for a token that is not accepted, Busy if the issuer's keys cannot be read.

    The gateway has verified the token, except on a public route: there it looks at none. Without a token: NOBODY.
    """
    if event.claims is not None:
        return caller_with(event.claims, role_claim())
    sent = event.header("Authorization") if is_public else None
    if sent is None:
        return NOBODY
    from booking.http.tokens import verified  # noqa: PLC0415  # most requests of public routes have no token

    return caller_with(verified(sent), role_claim())


def caller_with(claims: Mapping[str, Any], role_claim: str) -> Caller:
    """Raises Unauthorized if a claim is missing, or if the token is not one for access (an id token, for example)."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject):
        raise _unnamed()
    if not claims.get("exp"):
        raise Unauthorized("The token never expires", is_refused=True)
    if claims.get("token_use", "access") != "access":
        raise Unauthorized("The token is not an access token", is_refused=True)
    kind, roles = CallerKind.PERSON, roles_in(claims.get(role_claim))
    if _is_machine(claims):
        scopes = _words(claims.get("scope"))
        kind, roles = CallerKind.MACHINE, roles | {role for scope, role in SCOPES.items() if scope in scopes}
    try:
        return _caller(kind, issuer, subject, roles)
    except UnicodeEncodeError as error:  # a lone surrogate, which is no text
        raise _unnamed() from error


def _unnamed() -> Unauthorized:
    return Unauthorized("The token does not say whose it is", is_refused=True)


_caller = lru_cache(maxsize=1000)(Caller.with_token)
"""A caller calls often, and its id takes as long as the rest of this module."""


def roles_in(claim: Any) -> frozenset[Role]:
    """The roles that a claim names exactly. What cannot be read for certain is no role.

    A claim is one word, a list of words with commas or spaces between, or an array. The gateway turns an array into
    the text `[admin desk]`, so the name of a group must not contain a space. It may contain a comma: in an array, a
    comma separates nothing.
    """
    return _roles_in_text(claim) if isinstance(claim, str) else _roles_among(_words(claim))


def _roles_among(words: Sequence[str]) -> frozenset[Role]:
    return frozenset(_ROLES[word] for word in words if word in _ROLES)


@lru_cache(maxsize=100)
def _roles_in_text(claim: str) -> frozenset[Role]:
    """Most callers are in one of a few groups, and each request has such a text."""
    return _roles_among(_words(claim))


def _words(claim: Any) -> Sequence[str]:
    if isinstance(claim, list):
        return [word for word in claim if isinstance(word, str)]
    if not isinstance(claim, str):
        return ()
    is_array = claim.startswith("[") and claim.endswith("]")
    text = claim[1:-1] if is_array else claim
    if _NO_PLAIN_LIST.search(text):
        return ()
    if "," in text and not is_array:
        return [word.strip(" ") for word in text.split(",")]
    return text.split(" ")  # not split(): it would also take a space that is part of a name, such as a no-break space


def _is_machine(claims: Mapping[str, Any]) -> bool:
    """Whether the token was made for a program, by the flow of client credentials."""
    subject = claims["sub"]
    is_client = subject in (claims.get("client_id"), claims.get("azp")) or claims.get("gty") == "client-credentials"
    return is_client and not _OF_A_PERSON & claims.keys()

"""Callers of each kind, as use cases see them and as the gateway describes them."""

from collections.abc import Mapping
from typing import Any

from booking.calls.caller import Caller, CallerKind, Role

ISSUER = "https://issuer.example"

THERAPIST = "therapist-1"
"""The subject of the provider who calls."""


def person(subject: str, *roles: Role) -> Caller:
    return Caller.with_token(CallerKind.PERSON, ISSUER, subject, frozenset(roles))


ADMIN = person("admin-1", Role.ADMIN)
DESK = person("desk-1", Role.DESK)
PROVIDER = person(THERAPIST, Role.PROVIDER)
CUSTOMER = person("customer-1")
OTHER_CUSTOMER = person("customer-2")


def claims_of(caller: Caller) -> Mapping[str, Any]:
    """The claims in API Gateway's form: an array as text."""
    groups = " ".join(sorted(caller.roles))
    return {
        "iss": ISSUER,
        "sub": caller.subject,
        "exp": "1999999999",
        "token_use": "access",
        **({"cognito:groups": f"[{groups}]"} if groups else {}),
    }

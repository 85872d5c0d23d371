"""Callers of every kind by their claims, and requests from them.

On a public route the gateway passes the token on; on any other route it passes the claims, as text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from booking.calls.caller import Caller, CallerKind
from local.issuer import Issuer
from tests.callers import ISSUER, THERAPIST
from tests.functional.lambdas import Answer, Event, Function, load, with_claims, with_headers
from tests.functional.refusals import refused
from tests.functional.seeds import Seeds

type Claims = Mapping[str, Any]

type Seed = Callable[..., None]

PUBLIC = (
    *("list_providers", "get_provider", "get_schedule", "list_services", "get_service", "list_offered_services"),
    *("list_overrides", "get_availability", "find_next_openings", "explain_start", "compare_availability"),
)

CUSTOMER = "customer-1"
"""The subject of the customer of the appointment."""


def _in_groups(subject: str, *groups: str) -> Claims:
    return {"sub": subject, "cognito:groups": [*groups]}


def _machine(client: str, **claims: str) -> Claims:
    return {"sub": client, "client_id": client, **claims}


WHO: Mapping[str, Claims | None] = {
    "admin": _in_groups("admin-1", "admin"),
    "desk": _in_groups("desk-1", "desk"),
    "its provider": _in_groups(THERAPIST, "provider"),
    "another provider": _in_groups("therapist-2", "provider"),
    "desk and another provider": _in_groups("therapist-2", "desk", "provider"),
    "its customer": {"sub": CUSTOMER},
    "another customer": {"sub": "customer-2"},
    "its customer as a provider": _in_groups(CUSTOMER, "provider"),
    "its provider without the role": {"sub": THERAPIST},
    "a person of other groups": _in_groups("customer-2", "not-admin", "Admin", "desks", "provider-x"),
    "a person with scopes": {"sub": "customer-2", "client_id": "page", "scope": "booking/admin booking/desk"},
    "an admin program": _machine("program-1", scope="openid booking/admin"),
    "a desk program": _machine("program-2", scope="booking/desk"),
    "a program without a scope": _machine("program-3", scope="booking/other"),
    "a person that looks like a program": _machine("program-4", scope="booking/admin", username="customer-2"),
    "nobody": None,
}


def customer_id(who: str) -> str:
    """The `customer.id` of what the caller books for itself."""
    claims = WHO[who]
    assert claims
    return Caller.with_token(CallerKind.PERSON, ISSUER, claims["sub"]).customer_id


@dataclass(frozen=True)
class Ask:
    """`functions`: those that were loaded for an earlier test of the module."""

    issuer: Issuer
    seeds: Seeds
    functions: dict[str, Function]

    def __call__(self, function: str, event: Event, who: str) -> Answer:
        return self._loaded(function)(self._sent(function, event, who))

    def refused(self, function: str, event: Event, who: str, status: int, code: str) -> Answer:
        """The answer must be this problem, and nothing may have been written."""
        return refused(self._loaded(function), self._sent(function, event, who), self.seeds, status, code)

    def _loaded(self, function: str) -> Function:
        if function not in self.functions:
            self.functions[function] = load(function)
        return self.functions[function]

    def _sent(self, function: str, event: Event, who: str) -> Event:
        claims = WHO[who]
        anonymous = with_claims(event, None)
        if claims is None:
            return anonymous
        if function in PUBLIC:
            token = self.issuer.token("customer", **claims)
            return with_headers(anonymous, authorization=f"Bearer {token}")
        verified = {"iss": ISSUER, "exp": 1999999999, "token_use": "access", **claims}
        return with_claims(event, {name: _as_text(value) for name, value in verified.items()})


def _as_text(claim: object) -> str:
    return f"[{' '.join(map(str, claim))}]" if isinstance(claim, list) else str(claim)

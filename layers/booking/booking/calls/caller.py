"""Who makes a call, as its verified token says."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class CallerKind(StrEnum):
    """A machine calls with client credentials; a nobody has no token."""

    PERSON = "person"
    MACHINE = "machine"
    NOBODY = "nobody"


class Role(StrEnum):
    """What a token can make of its caller. Any other caller with a token is a customer."""

    ADMIN = "admin"
    DESK = "desk"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Caller:
    """`id` is in events and in ids of entities, so it is a pseudonym, made of issuer and subject.

    `subject` is the token's `sub`, to compare with the subject of a provider. It is personal data: never log it.
    """

    kind: CallerKind
    id: str = ""
    roles: frozenset[Role] = frozenset()
    subject: str | None = field(default=None, repr=False)

    @classmethod
    def with_token(cls, kind: CallerKind, issuer: str, subject: str, roles: frozenset[Role] = frozenset()) -> Self:
        """`issuer` and `subject` are the claims `iss` and `sub`; together they are unique."""
        digest = hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
        return cls(kind, digest[:32], roles, subject)

    @property
    def customer_id(self) -> str:
        """The `customer.id` of everything that the caller books for itself."""
        return f"{CUSTOMERS_WITH_TOKEN}{self.id}"

    @property
    def own_customer_id(self) -> str | None:
        """None for who has a role, and books for others."""
        return self.customer_id if self.kind is not CallerKind.NOBODY and not self.roles else None


CUSTOMERS_WITH_TOKEN = "u-"  # noqa: S105  # a prefix, not a password
"""How the ids of customers begin that have a token. No other customer may have such an id."""

NOBODY = Caller(CallerKind.NOBODY)

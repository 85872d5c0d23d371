"""Who calls in a history. Stored changes and customer ids name a caller by a hash of its token's `iss` and `sub`."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Party(StrEnum):
    """What the token makes of its caller. The names are those of the issuer's tokens."""

    ADMIN = "admin"
    DESK = "desk"
    PROVIDER = "provider"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Author(NamedTuple):
    """Who a change or its event says has made it."""

    kind: str
    id: str | None
    via: str


@dataclass(frozen=True, slots=True)
class Caller:
    """`subject`: the `sub` of its token. Both are empty for nobody."""

    party: Party
    subject: str = ""
    id: str = ""

    @property
    def customer(self) -> str | None:
        """The customer id of what it books for itself."""
        return f"u-{self.id}" if self.party is Party.CUSTOMER else None

    @property
    def author(self) -> Author:
        return Author("person", self.id, "api")

    def __str__(self) -> str:
        return self.subject or self.party


@dataclass(frozen=True)
class People:
    """All who call in one history, each twice where they may not be mixed up."""

    admins: tuple[Caller, Caller]
    desk: Caller
    therapists: tuple[Caller, Caller]
    customers: tuple[Caller, Caller]
    nobody: Caller = Caller(Party.NOBODY)

    @property
    def everybody(self) -> tuple[Caller, ...]:
        return (*self.admins, self.desk, *self.therapists, *self.customers, self.nobody)


def people(issuer: str) -> People:
    """Persons with tokens of this issuer."""

    def person(party: Party, subject: str) -> Caller:
        digest = hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
        return Caller(party, subject, digest[:32])

    def two(party: Party, name: str) -> tuple[Caller, Caller]:
        return person(party, f"{name}-1"), person(party, f"{name}-2")

    return People(
        admins=two(Party.ADMIN, "admin"),
        desk=person(Party.DESK, "desk-1"),
        therapists=two(Party.PROVIDER, "therapist"),
        customers=two(Party.CUSTOMER, "customer"),
    )

"""Who may do what, in the documents: the security of each operation, and the table in docs/security.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from booking.access.policy import TABLE, Action, Party, Row, Which, which_of
from booking.calls.refusals import Forbidden, NotFound
from booking.http.problems import FAMILIES
from booking.http.route import Route

type Json = dict[str, Any]

BEARER = "bearer"
SCHEMES: Mapping[str, Json] = {
    BEARER: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token from the issuer of this deployment. A caller without a role is a customer.",
    }
}
"""Not OpenID Connect: the issuer's address is known to the deployment alone."""

_MARKED = re.compile(r"(^<!-- policy -->\n).*?(^<!-- end of policy -->$)", re.MULTILINE | re.DOTALL)
_FORBIDDEN, _HIDDEN = FAMILIES[Forbidden].value, FAMILIES[NotFound].value


def security_of(route: Route) -> list[Json]:
    """The ways to call it, as OpenAPI's security requirements: `{}` is without a token."""
    if not route.access:
        return []
    return [{}, {BEARER: []}] if route.is_public else [{BEARER: []}]


def callers_of(route: Route) -> str:
    """One line that says who may call it."""
    if not route.access:
        return "Open to everybody; it looks at no token."
    row = TABLE[Action(route.access)]
    if row.nobody is Which.ALL:
        return "Open to everybody. A token that is sent has to be valid."
    own = _having(row, Which.OWN)
    more = f"; {' and '.join(own)} for their own" if own else ""
    return f"Callers: {' and '.join(_having(row, Which.ALL))}{more}."


def _having(row: Row, which: Which) -> Sequence[str]:
    return [party.value for party in Party if which_of(row, party) is which]


def with_policy(page: str) -> str:
    """The page with the policy's table between its two markers."""
    table = "\n".join(_lines())
    filled, count = _MARKED.subn(lambda found: f"{found[1]}{table}\n{found[2]}", page)
    if count != 1:
        raise ValueError("docs/security.md has no place for the policy")
    return filled


def _lines() -> Iterator[str]:
    yield f"| to | {' | '.join(Party)} | else |"
    yield "| --- |" + " --- |" * (len(Party) + 1)
    for action, row in TABLE.items():
        rights = [which_of(row, party) for party in Party]
        yield f"| {action} | {' | '.join(rights)} | {_else(action, row, rights)} |"


def _else(action: Action, row: Row, rights: Sequence[Which]) -> str:
    """The status for a caller with a token that has no right."""
    if set(rights) == {Which.ALL}:
        return ""
    if row.seen_by is None:
        return f"{_FORBIDDEN}"
    return f"{_HIDDEN}" if row.seen_by is action else f"{_HIDDEN}; {_FORBIDDEN} to who may {row.seen_by}"

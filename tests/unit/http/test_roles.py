"""The roles that a claim gives: those that it names exactly, and no other."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.calls.caller import CallerKind, Role
from booking.http.caller import caller_with, roles_in

GROUPS = "cognito:groups"
CLIENT = "5h3q1k7n2v8c4x6z9b0m1l2p3o"


def claims(**more: Any) -> dict[str, Any]:
    return {"iss": "https://issuer.example", "sub": "kim", "exp": "1999999999", **more}


@pytest.mark.parametrize("claim", ["admin", "[admin]", "[other admin]", "other admin", "other, admin", ["admin", 1]])
def test_a_role_is_found_in_every_form_of_a_list(claim: Any) -> None:
    assert roles_in(claim) == {Role.ADMIN}


@pytest.mark.parametrize("claim", ["not-admin", "[not-admin]", "Admin", '["admin"]', "{admin}", "[a,admin]", 1, None])
def test_what_does_not_name_a_role_exactly_is_none(claim: Any) -> None:
    assert roles_in(claim) == frozenset()


@given(st.text("admin-_/.:x", min_size=1, max_size=12).filter(lambda word: word not in {*Role}))
def test_no_other_word_is_a_role(word: str) -> None:
    assert roles_in(word) == roles_in(f"[{word}]") == roles_in([word]) == frozenset()


def test_a_scope_is_a_role_of_a_machine() -> None:
    caller = caller_with(claims(sub=CLIENT, client_id=CLIENT, scope="booking/desk"), GROUPS)
    assert (caller.kind, caller.roles) == (CallerKind.MACHINE, frozenset({Role.DESK}))


def test_a_scope_in_the_token_of_a_person_is_none() -> None:
    caller = caller_with(claims(client_id=CLIENT, scope="booking/admin"), GROUPS)
    assert (caller.kind, caller.roles) == (CallerKind.PERSON, frozenset())


def test_a_name_makes_the_caller_a_person_whatever_else_the_token_says() -> None:
    named = claims(gty="client-credentials", preferred_username="kim", scope="booking/admin")
    assert caller_with(named, GROUPS).roles == frozenset()

"""The caller of a request: who the claims say, and no role that they do not name for certain."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from booking.calls.caller import CallerKind, Role
from booking.calls.refusals import Unauthorized
from booking.http.caller import caller_with, roles_in
from booking.http.gateway_event import MalformedEvent, gateway_event
from tests.functional.lambdas import sample, with_claims

ADMIN, DESK, PROVIDER = Role
CLAIM = "cognito:groups"
CLAIMS = {"iss": "https://issuer.example", "sub": "someone", "exp": "1999999999"}
MACHINE = CLAIMS | {"client_id": "someone", "scope": "booking/admin"}


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        ("admin", {ADMIN}),
        ("[admin]", {ADMIN}),
        ("[admin desk]", {ADMIN, DESK}),
        ("[visitors provider others]", {PROVIDER}),
        ("[x,y admin]", {ADMIN}),
        (["admin", "desk"], {ADMIN, DESK}),
        ("admin,desk", {ADMIN, DESK}),
        ("admin, desk", {ADMIN, DESK}),
        ("admin desk", {ADMIN, DESK}),
        ("visitors,provider", {PROVIDER}),
    ],
)
def test_a_claim_that_is_a_word_a_list_or_an_array_names_roles(claim: Any, roles: set[Role]) -> None:
    assert roles_in(claim) == roles


@pytest.mark.parametrize(
    "claim",
    [
        *(None, "", "[]", [], True, 1, {"admin": True}, ["Admin", 1, None]),
        *("Admin", "ADMIN", "not-admin", "admins", "admin-desk", "admin.desk", "admin;desk", "admin|desk"),
        *(
            '["admin"]',
            '["admin","desk"]',
            "'admin'",
            '"admin"',
            '{"admin"}',
            "{admin}",
            "[[admin]]",
            "[admin",
            "admin]",
        ),
        *("admin\\", "\\admin", "x,not admin", "x admin,y", "admin\tx", "x\nadmin", "x\u2003admin", "x\u00a0admin"),
        *("[x,admin]", "[admin,desk]", "[x,admin desk,y]", "[x\tadmin]"),
        *(["x admin"], ["x,admin"], ["[admin]"], ["admin "], [["admin"]]),
    ],
)
def test_what_cannot_be_read_for_certain_is_no_role(claim: Any) -> None:
    """`[x,admin]` is how the gateway writes the one group `x,admin`."""
    assert roles_in(claim) == frozenset()


@given(st.lists(st.sampled_from(["admin", "not-admin", "desk", "x", " ", ",", "[", "]", "\t", '"', "-", "\u00a0"])))
@example(["[", "x", ",", "admin", "]"])
def test_a_text_grants_a_role_only_if_the_role_is_one_of_its_words(parts: list[str]) -> None:
    text = "".join(parts)
    bare = text[1:-1] if text[:1] + text[-1:] == "[]" else text
    for role in roles_in(text):
        assert role.value in [word.strip() for word in bare.replace(",", " ").split(" ")]


@given(st.sets(st.sampled_from(["admin", "desk", "provider", "not-admin", "x", "a,b"])))
def test_an_array_has_the_same_roles_as_a_list_and_as_the_gateways_text(groups: set[str]) -> None:
    named = {role for role in Role if role.value in groups}
    assert roles_in([*groups]) == roles_in(f"[{' '.join(groups)}]") == named


def test_the_claim_with_the_roles_can_have_another_name() -> None:
    claims = CLAIMS | {"roles": "[desk]", CLAIM: "[admin]"}
    assert caller_with(claims, "roles").roles == {DESK}


@pytest.mark.parametrize(
    "made_for",
    [{"client_id": "someone"}, {"azp": "someone"}, {"gty": "client-credentials", "azp": "x"}],
    ids=["client_id", "azp", "gty"],
)
@pytest.mark.parametrize(("scope", "role"), [("booking/admin", ADMIN), ("openid booking/desk", DESK)])
def test_a_machine_has_the_roles_of_its_scopes(made_for: dict[str, str], scope: str, role: Role) -> None:
    caller = caller_with(CLAIMS | made_for | {"scope": scope}, CLAIM)
    assert (caller.kind, caller.roles) == (CallerKind.MACHINE, frozenset({role}))


@pytest.mark.parametrize("scope", ["booking/administrator", "admin", "x-booking/admin", "booking/admin/x", "", None])
def test_no_other_scope_makes_a_role(scope: str | None) -> None:
    assert caller_with(MACHINE | {"scope": scope}, CLAIM).roles == frozenset()


@pytest.mark.parametrize(
    "claim", ["username", "cognito:username", "preferred_username", "email", "name", "given_name", "phone_number"]
)
def test_who_has_a_claim_of_a_person_has_no_role_by_scopes(claim: str) -> None:
    caller = caller_with(MACHINE | {claim: "kim"}, CLAIM)
    assert (caller.kind, caller.roles) == (CallerKind.PERSON, frozenset())


@pytest.mark.parametrize(
    "claims", [{"client_id": "page"}, {"azp": "page"}, {"gty": "password"}, {"client_id": None}, {}]
)
def test_a_person_has_no_role_by_scopes(claims: dict[str, str]) -> None:
    """Some issuers grant a person whatever scope it asks for."""
    caller = caller_with(CLAIMS | {"scope": "booking/admin booking/desk"} | claims, CLAIM)
    assert (caller.kind, caller.roles) == (CallerKind.PERSON, frozenset())


@pytest.mark.parametrize("missing", ["iss", "sub", "exp"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_token_that_does_not_say_whose_it_is_or_never_ends_is_refused(missing: str, value: str | None) -> None:
    with pytest.raises(Unauthorized):
        caller_with(CLAIMS | {missing: value}, CLAIM)
    with pytest.raises(Unauthorized):
        caller_with({name: given for name, given in CLAIMS.items() if name != missing}, CLAIM)


@pytest.mark.parametrize("use", ["id", "refresh", "", "Access"])
def test_a_token_for_another_use_is_refused(use: str) -> None:
    with pytest.raises(Unauthorized, match="not an access token"):
        caller_with(CLAIMS | {"token_use": use, CLAIM: "[admin]"}, CLAIM)


@pytest.mark.parametrize("use", [{}, {"token_use": "access"}])
def test_a_token_that_names_no_use_is_accepted(use: dict[str, str]) -> None:
    assert caller_with(CLAIMS | use, CLAIM).subject == "someone"


@pytest.mark.parametrize("claims", [[], ["admin"], "admin", 5, True])
def test_claims_that_are_no_object_do_not_come_from_the_gateway(claims: Any) -> None:
    with pytest.raises(MalformedEvent):
        gateway_event(with_claims(sample("get_appointment"), claims))


@pytest.mark.parametrize("name", ["iss", "sub"])
def test_a_claim_that_is_no_text_names_nobody(name: str) -> None:
    """It was an internal error."""
    with pytest.raises(Unauthorized, match="whose it is"):
        caller_with(CLAIMS | {name: "\ud800"}, CLAIM)

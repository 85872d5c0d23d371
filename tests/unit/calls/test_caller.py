"""A caller's ids hold no subject, and are its own."""

import re

from booking.calls.caller import NOBODY, Caller, CallerKind, Role
from tests.callers import ISSUER, person


def test_an_id_is_of_issuer_and_subject() -> None:
    ids = {Caller.with_token(CallerKind.PERSON, i, s).id for i in ("a", "b") for s in ("x", "y")}
    assert len(ids) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in ids)


def test_roles_and_kind_do_not_change_the_id() -> None:
    assert person("x").id == person("x", Role.ADMIN).id == Caller.with_token(CallerKind.MACHINE, ISSUER, "x").id


def test_the_subject_is_not_printed() -> None:
    """A caller may end in a log."""
    assert "secret-subject" not in repr(person("secret-subject"))


def test_a_customers_id_begins_with_u() -> None:
    assert person("x").customer_id == person("x").own_customer_id == f"u-{person('x').id}"


def test_only_customers_book_for_themselves_unasked() -> None:
    assert person("x", Role.DESK).own_customer_id is None
    assert NOBODY.own_customer_id is None

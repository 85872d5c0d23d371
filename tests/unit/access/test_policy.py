"""The policy's decisions, against a table that is written out by hand."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from booking.access import policy
from booking.access.policy import (
    NOTHING,
    TABLE,
    About,
    Action,
    Decision,
    Party,
    Row,
    Which,
    decide,
    depends_on_provider,
    may_never,
)
from booking.calls.caller import NOBODY, Caller, CallerKind, Role
from tests.callers import ADMIN, CUSTOMER, DESK, ISSUER, OTHER_CUSTOMER, PROVIDER, THERAPIST, person

PARTIES: Mapping[str, Caller] = {
    "admin": ADMIN,
    "desk": DESK,
    "provider": PROVIDER,
    "customer": CUSTOMER,
    "nobody": NOBODY,
}

# In the order of PARTIES: A all, o its own alone, - none.
BY_HAND: Mapping[Action, str] = {
    Action.CREATE_PROVIDER: "A----",
    Action.EDIT_PROVIDER: "A-o--",
    Action.SET_SUBJECT: "A----",
    Action.READ_PROVIDER: "AAo--",
    Action.READ_PUBLIC_PART: "AAAAA",
    Action.CHANGE_SCHEDULE: "A-o--",
    Action.READ_TIME_OFF: "AAo--",
    Action.READ_DAY: "AAo--",
    Action.REQUEST_RESOLUTION: "AAo--",
    Action.READ_RESOLUTION: "AAo--",
    Action.DEACTIVATE_PROVIDER: "A----",
    Action.CHANGE_SERVICE: "A-o--",
    Action.SEE_AVAILABILITY: "AAAAA",
    Action.EXPLAIN_START: "AAAAA",
    Action.BOOK: "AAoo-",
    Action.LIST_APPOINTMENTS: "AAoo-",
    Action.READ_APPOINTMENT: "AAoo-",
    Action.EDIT_APPOINTMENT: "AAoo-",
    Action.INTERNAL_NOTE: "AAo--",
    Action.MOVE_APPOINTMENT: "AAoo-",
    Action.CHOOSE_LENGTH: "AAo--",
    Action.CANCEL_APPOINTMENT: "AAoo-",
    Action.SET_ATTENDANCE: "AAo--",
    Action.KEEP_APPOINTMENT: "AAo--",
    Action.READ_HISTORY: "AAo--",
    Action.READ_PROVIDER_HISTORY: "AAo--",
    Action.READ_REPORTS: "A-o--",
    Action.SKIP_RULES: "AAo--",
    Action.READ_CUSTOMER: "AA---",
    Action.EDIT_CUSTOMER: "AA---",
    Action.EXPORT_CUSTOMER: "AA-o-",
    Action.ERASE_CUSTOMER: "A----",
}
HIDDEN = (
    *(Action.READ_APPOINTMENT, Action.MOVE_APPOINTMENT, Action.CANCEL_APPOINTMENT, Action.KEEP_APPOINTMENT),
    *(Action.EDIT_APPOINTMENT, Action.SET_ATTENDANCE, Action.INTERNAL_NOTE),
    *(Action.CHOOSE_LENGTH, Action.READ_HISTORY),
    Action.EXPORT_CUSTOMER,
)
KNOWN_TO_READERS = (Action.SET_ATTENDANCE, Action.INTERNAL_NOTE, Action.CHOOSE_LENGTH, Action.READ_HISTORY)
"""Whoever may read the appointment is told that it may not do this."""

OF_BOTH = About(THERAPIST, CUSTOMER.customer_id)
OF_OTHERS = About("therapist-2", OTHER_CUSTOMER.customer_id)

CELLS = [(action, name) for action, name in product(BY_HAND, PARTIES)]


def by_hand(action: Action, name: str, *, is_own: bool) -> Decision:
    right = BY_HAND[action][[*PARTIES].index(name)]
    if right == "A" or (right == "o" and is_own):
        return Decision.ALLOW
    if action in KNOWN_TO_READERS and by_hand(Action.READ_APPOINTMENT, name, is_own=is_own) is Decision.ALLOW:
        return Decision.FORBID
    return Decision.HIDE if action in HIDDEN and name != "nobody" else Decision.FORBID


def differences() -> Iterator[tuple[Action, str]]:
    """The cells in which the policy does not decide as the table above."""
    for action, name in CELLS:
        caller = PARTIES[name]
        own = About(THERAPIST, caller.customer_id)
        for about, is_own in ((own, True), (OF_OTHERS, False), (NOTHING, False)):
            if decide(caller, action, about) is not by_hand(action, name, is_own=is_own):
                yield action, name


def flipped() -> Iterator[tuple[Action, Row]]:
    """Each row of the policy's table with one cell changed, in every way that means something.

    Only providers and customers have something of their own: for others, "own" is none.
    """
    for action, row in TABLE.items():
        for party, which in product(Party, Which):
            now = policy.which_of(row, party)
            is_own_of_none = party not in {Party.PROVIDER, Party.CUSTOMER} and {now, which} == {Which.NONE, Which.OWN}
            if which is not now and not is_own_of_none:
                yield action, Row(**(row._asdict() | {party.value: which}))
        yield action, row._replace(seen_by=None if row.seen_by else Action.READ_APPOINTMENT)


def test_the_policy_decides_as_the_table_says() -> None:
    assert [*differences()] == []
    assert BY_HAND.keys() == {*Action} == TABLE.keys()


@pytest.fixture
def _forgetful() -> Iterator[None]:
    """The policy keeps what it has found in its table."""
    yield
    policy._reach_of.cache_clear()  # noqa: SLF001  # what it keeps


@pytest.mark.usefixtures("_forgetful")
def test_each_cell_that_is_changed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for who knows of the thing, in the rows that leave nobody out."""
    for_all = [Action.READ_PUBLIC_PART, Action.SEE_AVAILABILITY, Action.EXPLAIN_START]
    for action, row in flipped():
        monkeypatch.setattr(policy, "TABLE", {**TABLE, action: row})
        policy._reach_of.cache_clear()  # noqa: SLF001  # what it keeps
        has_no_effect = action in for_all and row.seen_by is not TABLE[action].seen_by
        assert bool([*differences()]) != has_no_effect, (action, row)


@pytest.mark.parametrize("action", HIDDEN)
def test_nobody_learns_more_than_that_a_token_is_needed(action: Action) -> None:
    assert decide(NOBODY, action, OF_BOTH) is Decision.FORBID


@pytest.mark.parametrize("action", Action)
def test_roles_add_up(action: Action) -> None:
    """Both have what one of them has, and no more."""
    both = person(THERAPIST, Role.DESK, Role.PROVIDER)
    for about, is_own in ((OF_BOTH, True), (OF_OTHERS, False)):
        either = {by_hand(action, "desk", is_own=is_own), by_hand(action, "provider", is_own=is_own)}
        assert (decide(both, action, about) is Decision.ALLOW) == (Decision.ALLOW in either)


def test_a_role_takes_the_rights_of_a_customer_away() -> None:
    own = About(None, CUSTOMER.customer_id)
    assert decide(CUSTOMER, Action.READ_APPOINTMENT, own) is Decision.ALLOW
    assert decide(person("customer-1", Role.PROVIDER), Action.READ_APPOINTMENT, own) is Decision.HIDE


@pytest.mark.parametrize("subject", [None, "", "Therapist-1", "therapist-1 ", "therapist-10"])
def test_a_provider_is_the_one_with_exactly_its_subject(subject: str | None) -> None:
    assert decide(PROVIDER, Action.CHANGE_SCHEDULE, About(subject)) is Decision.FORBID


def test_a_caller_without_a_subject_is_not_the_provider_without_one() -> None:
    """None is not none's own."""
    without = Caller(CallerKind.PERSON, "x", frozenset({Role.PROVIDER}))
    assert decide(without, Action.CHANGE_SCHEDULE, About(None)) is Decision.FORBID


def test_a_machine_without_a_role_is_a_customer() -> None:
    machine = Caller.with_token(CallerKind.MACHINE, ISSUER, "program-1")
    assert decide(machine, Action.BOOK, About(THERAPIST, machine.customer_id)) is Decision.ALLOW
    assert decide(machine, Action.BOOK, OF_BOTH) is Decision.FORBID


@pytest.mark.parametrize(("action", "name"), CELLS)
def test_who_may_never_has_no_right_to_anything(action: Action, name: str) -> None:
    assert may_never(PARTIES[name], action) == (BY_HAND[action][[*PARTIES].index(name)] == "-")


@pytest.mark.parametrize(("action", "name"), CELLS)
def test_the_provider_is_read_for_those_only_whose_right_depends_on_it(action: Action, name: str) -> None:
    is_own = name == "provider" and BY_HAND[action][2] == "o"
    assert depends_on_provider(PARTIES[name], action) == is_own


def test_who_may_do_it_to_all_needs_no_reading() -> None:
    both = person(THERAPIST, Role.DESK, Role.PROVIDER)
    assert not depends_on_provider(both, Action.READ_APPOINTMENT)
    assert depends_on_provider(both, Action.CHANGE_SCHEDULE)
    assert not may_never(both, Action.CHANGE_SCHEDULE)

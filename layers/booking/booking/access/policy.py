"""Who may do what, as one table. Use cases ask it; nothing else decides about rights.

docs/security.md shows the table. To give a new capability its rights, add a row.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from functools import cache
from typing import NamedTuple

from booking.calls.caller import Caller, CallerKind, Role


class Action(StrEnum):
    """What a route does, as far as rights are concerned."""

    CREATE_PROVIDER = "create a provider"
    EDIT_PROVIDER = "change a provider's name or email"
    SET_SUBJECT = "set and see a provider's subject"
    READ_PROVIDER = "read all of a provider"
    READ_PUBLIC_PART = "read the public part of a provider"
    CHANGE_SCHEDULE = "change a schedule"
    READ_TIME_OFF = "read time off"
    READ_DAY = "read a provider's day"
    REQUEST_RESOLUTION = "transfer or cancel all that stands in some time of a provider"
    READ_RESOLUTION = "read how far that is"
    DEACTIVATE_PROVIDER = "deactivate and reactivate a provider"
    CHANGE_SERVICE = "set and retire a provider's service"
    SEE_AVAILABILITY = "see availability"
    EXPLAIN_START = "ask why a start is not offered"
    BOOK = "book an appointment"
    LIST_APPOINTMENTS = "list appointments"
    READ_APPOINTMENT = "read an appointment"
    EDIT_APPOINTMENT = "correct the details of an appointment"
    INTERNAL_NOTE = "read and write the internal note of an appointment"
    MOVE_APPOINTMENT = "move an appointment"
    CHOOSE_LENGTH = "choose the length of an appointment"
    CANCEL_APPOINTMENT = "cancel an appointment"
    SET_ATTENDANCE = "set whether a customer came"
    KEEP_APPOINTMENT = "keep an appointment"
    READ_HISTORY = "read the history of an appointment"
    READ_PROVIDER_HISTORY = "read the history of a provider"
    READ_REPORTS = "read the reports of a provider"
    SKIP_RULES = "skip a rule, or change an appointment after its cutoff"
    READ_CUSTOMER = "find customers and read their cards"
    EDIT_CUSTOMER = "correct a customer's card"
    EXPORT_CUSTOMER = "export a customer's data"
    ERASE_CUSTOMER = "erase a customer's data"


class Which(StrEnum):
    """Of all things that an action can be about: those that a role may do it to."""

    ALL = "all"
    OWN = "own"
    NONE = "-"


class Party(StrEnum):
    """A column of the table: a role, or what callers without a role are."""

    ADMIN = Role.ADMIN
    DESK = Role.DESK
    PROVIDER = Role.PROVIDER
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Decision(Enum):
    """HIDE: the answer is that of a thing that does not exist."""

    ALLOW = "allow"
    HIDE = "hide"
    FORBID = "forbid"


class Row(NamedTuple):
    """The rights to one action, in the order of the parties.

    `seen_by`: who may not do this either does not learn that the thing exists. None if everybody may know of it.
    """

    admin: Which
    desk: Which
    provider: Which
    customer: Which
    nobody: Which
    seen_by: Action | None = None


_ALL, _OWN, _NONE = Which.ALL, Which.OWN, Which.NONE

TABLE: Mapping[Action, Row] = {
    Action.CREATE_PROVIDER: Row(_ALL, _NONE, _NONE, _NONE, _NONE),
    Action.EDIT_PROVIDER: Row(_ALL, _NONE, _OWN, _NONE, _NONE),
    Action.SET_SUBJECT: Row(_ALL, _NONE, _NONE, _NONE, _NONE),
    Action.READ_PROVIDER: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.READ_PUBLIC_PART: Row(_ALL, _ALL, _ALL, _ALL, _ALL),
    Action.CHANGE_SCHEDULE: Row(_ALL, _NONE, _OWN, _NONE, _NONE),
    Action.READ_TIME_OFF: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.READ_DAY: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.REQUEST_RESOLUTION: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.READ_RESOLUTION: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.DEACTIVATE_PROVIDER: Row(_ALL, _NONE, _NONE, _NONE, _NONE),
    Action.CHANGE_SERVICE: Row(_ALL, _NONE, _OWN, _NONE, _NONE),
    Action.SEE_AVAILABILITY: Row(_ALL, _ALL, _ALL, _ALL, _ALL),
    Action.EXPLAIN_START: Row(_ALL, _ALL, _ALL, _ALL, _ALL),
    Action.BOOK: Row(_ALL, _ALL, _OWN, _OWN, _NONE),
    Action.LIST_APPOINTMENTS: Row(_ALL, _ALL, _OWN, _OWN, _NONE),
    Action.READ_APPOINTMENT: Row(_ALL, _ALL, _OWN, _OWN, _NONE, Action.READ_APPOINTMENT),
    Action.EDIT_APPOINTMENT: Row(_ALL, _ALL, _OWN, _OWN, _NONE, Action.READ_APPOINTMENT),
    Action.INTERNAL_NOTE: Row(_ALL, _ALL, _OWN, _NONE, _NONE, Action.READ_APPOINTMENT),
    Action.MOVE_APPOINTMENT: Row(_ALL, _ALL, _OWN, _OWN, _NONE, Action.READ_APPOINTMENT),
    Action.CHOOSE_LENGTH: Row(_ALL, _ALL, _OWN, _NONE, _NONE, Action.READ_APPOINTMENT),
    Action.CANCEL_APPOINTMENT: Row(_ALL, _ALL, _OWN, _OWN, _NONE, Action.READ_APPOINTMENT),
    Action.SET_ATTENDANCE: Row(_ALL, _ALL, _OWN, _NONE, _NONE, Action.READ_APPOINTMENT),
    Action.KEEP_APPOINTMENT: Row(_ALL, _ALL, _OWN, _NONE, _NONE, Action.KEEP_APPOINTMENT),
    Action.READ_HISTORY: Row(_ALL, _ALL, _OWN, _NONE, _NONE, Action.READ_APPOINTMENT),
    Action.READ_PROVIDER_HISTORY: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.READ_REPORTS: Row(_ALL, _NONE, _OWN, _NONE, _NONE),
    Action.SKIP_RULES: Row(_ALL, _ALL, _OWN, _NONE, _NONE),
    Action.READ_CUSTOMER: Row(_ALL, _ALL, _NONE, _NONE, _NONE),
    Action.EDIT_CUSTOMER: Row(_ALL, _ALL, _NONE, _NONE, _NONE),
    Action.EXPORT_CUSTOMER: Row(_ALL, _ALL, _NONE, _OWN, _NONE, Action.EXPORT_CUSTOMER),
    Action.ERASE_CUSTOMER: Row(_ALL, _NONE, _NONE, _NONE, _NONE),
}


class About(NamedTuple):
    """What an action is about: the subject of its provider as it stands now, and the id of its customer.

    None if there is none. A provider's own things are those of the provider with its subject. A customer's own things
    are those with its customer id.
    """

    provider_subject: str | None = None
    customer_id: str | None = None


NOTHING = About()


def decide(caller: Caller, action: Action, about: About = NOTHING) -> Decision:
    """A caller has the rights of all its roles together."""
    if _reach(caller, action).covers(caller, about):
        return Decision.ALLOW
    seen_by = TABLE[action].seen_by
    # Without a token nobody learns more than that a token is needed.
    may_know = caller.kind is CallerKind.NOBODY or seen_by is None or _reach(caller, seen_by).covers(caller, about)
    return Decision.FORBID if may_know else Decision.HIDE


def may(caller: Caller, action: Action, about: About = NOTHING) -> bool:
    return decide(caller, action, about) is Decision.ALLOW


def may_never(caller: Caller, action: Action) -> bool:
    """Whether the caller may do this to nothing at all. Then nothing needs to be read."""
    return not any(_reach(caller, action))


def depends_on_provider(caller: Caller, action: Action) -> bool:
    """Whether the provider has to be read before it can be decided."""
    reach = _reach(caller, action)
    return reach.own_as_provider and not reach.all


class Reach(NamedTuple):
    """What a caller may do an action to: to all, to the own of a provider, to the own of a customer."""

    all: bool
    own_as_provider: bool
    own_as_customer: bool

    def covers(self, caller: Caller, about: About) -> bool:
        return (
            self.all
            or (self.own_as_customer and about.customer_id == caller.customer_id)
            or (
                self.own_as_provider and about.provider_subject is not None and about.provider_subject == caller.subject
            )
        )


def _reach(caller: Caller, action: Action) -> Reach:
    return _reach_of(caller.kind is CallerKind.NOBODY, caller.roles, action)


@cache  # asked several times in each request
def _reach_of(is_nobody: bool, roles: frozenset[Role], action: Action) -> Reach:
    parties = parties_of(is_nobody=is_nobody, roles=roles)
    rights = {party: which_of(TABLE[action], party) for party in parties}
    return Reach(_ALL in rights.values(), rights.get(Party.PROVIDER) is _OWN, rights.get(Party.CUSTOMER) is _OWN)


def parties_of(*, is_nobody: bool, roles: frozenset[Role]) -> frozenset[Party]:
    """The columns of the table that hold the caller's rights."""
    if is_nobody:
        return frozenset({Party.NOBODY})
    return frozenset(Party(role.value) for role in roles) or frozenset({Party.CUSTOMER})


def which_of(row: Row, party: Party) -> Which:
    which: Which = getattr(row, party.value)
    return which

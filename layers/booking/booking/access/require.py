"""The policy's decision as a refusal. Use cases ask here."""

from collections.abc import Callable

from booking.access.policy import NOTHING, About, Action, Decision, decide, may_never
from booking.calls.caller import Caller, CallerKind
from booking.calls.refusals import Forbidden, NotFound, Unauthorized


def require(
    caller: Caller, action: Action, about: About = NOTHING, *, hidden: Callable[[], NotFound] | None = None
) -> None:
    """Raise the refusal of the policy: Unauthorized, Forbidden, or what `hidden` makes: that there is no such thing."""
    decision = decide(caller, action, about)
    if decision is Decision.ALLOW:
        return
    if decision is Decision.HIDE and hidden is not None:
        raise hidden()
    raise _refusal(caller, action)


def require_any(caller: Caller, action: Action) -> None:
    """Raise Unauthorized or Forbidden if the caller may do this to nothing at all. To be asked before anything is read.

    So the answer does not depend on what exists.
    """
    if may_never(caller, action):
        raise _refusal(caller, action)


def _refusal(caller: Caller, action: Action) -> Exception:
    return Unauthorized() if caller.kind is CallerKind.NOBODY else Forbidden(action.value)

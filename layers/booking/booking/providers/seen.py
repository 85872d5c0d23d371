"""The part of a provider that a caller may see."""

from enum import IntEnum

from booking.access.policy import About, Action, may
from booking.calls.caller import Caller
from booking.providers.provider import Provider


class Part(IntEnum):
    """Each part contains those before it."""

    PUBLIC = 1
    STAFF = 2
    ADMIN = 3


def part_seen_by(caller: Caller, provider: Provider) -> Part:
    about = About(provider_subject=provider.subject)
    if may(caller, Action.SET_SUBJECT, about):
        return Part.ADMIN
    return Part.STAFF if may(caller, Action.READ_PROVIDER, about) else Part.PUBLIC

"""The reasons against a start, in the order in which they are given."""

from enum import StrEnum


class Reason(StrEnum):
    PROVIDER_INACTIVE = "provider-inactive"
    SERVICE_RETIRED = "service-retired"
    PAST = "past"
    TOO_SOON = "too-soon"
    TOO_FAR = "too-far"
    CLOSED = "closed"
    OUTSIDE_HOURS = "outside-hours"
    TIME_OFF = "time-off"
    OFF_GRID = "off-grid"
    TAKEN = "taken"
    BUFFER = "buffer"
    LIMIT_DAY = "limit-day"
    LIMIT_WEEK = "limit-week"


NEVER_SKIPPED = frozenset({Reason.PROVIDER_INACTIVE, Reason.TAKEN, Reason.BUFFER})
"""What nobody may skip, whatever the role: slots that are claimed, and a provider that is not there."""

OF_CLAIMS = frozenset({Reason.TAKEN, Reason.BUFFER, Reason.LIMIT_DAY, Reason.LIMIT_WEEK})
"""What other appointments are the reason for. All others are rules."""

SKIPPABLE = tuple(reason for reason in Reason if reason not in NEVER_SKIPPED)
"""What staff may skip, if the start allows it."""

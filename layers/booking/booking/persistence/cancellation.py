"""Reading why DynamoDB cancelled a transaction.

The order of the questions matters: each answer below is true only because those above it were answered no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError

from booking.application.store import AlreadyExists, AppointmentChanged, ProviderChanged, SlotsClaimed
from booking.persistence.items import Item, appointment_of, change_id_of, provider_of
from booking.persistence.keys import slot_of

CONDITION_FAILED = "ConditionalCheckFailed"
NOT_TO_BLAME = "None"
PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Codes of reasons that pass by themselves: whether the condition holds was not looked at."""


class Role(Enum):
    """What a request of the transaction is about."""

    NEW_PROVIDER = "put of a provider that must not exist"
    NEW_APPOINTMENT = "put of an appointment that must not exist"
    APPOINTMENT = "update of an appointment as it was read"
    PROVIDER = "check that the provider is as it was read"
    PROVIDER_CHANGE = "update of a provider as it was read"
    FENCE = "put of a fence of the provider"
    CLAIM = "put of a claim where there is none"
    RELEASE = "delete of a claim of our own"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one request of the transaction failed (`code` "None": it did not), with the item that it met, if any."""

    role: Role
    code: str
    item: Item | None = None

    @property
    def failed_condition(self) -> bool:
        return self.code == CONDITION_FAILED

    @property
    def is_passing(self) -> bool:
        """A conflict or a throttle: whether the condition holds was not looked at."""
        return self.code in PASSING


_OF_THE_ENTITY = (Role.NEW_PROVIDER, Role.NEW_APPOINTMENT, Role.APPOINTMENT, Role.PROVIDER_CHANGE)


class Verdict(Enum):
    """What to do about a cancelled transaction."""

    APPLIED = "our own write stands: its first answer was lost"
    RETRY = "the same transaction may succeed later"
    WITHOUT_LOST_CLAIMS = "claims to be released are gone: repeat without them"


def cancellation_reasons(error: ClientError) -> list[dict[str, Any]]:
    """One for each request of a cancelled transaction, in their order; none for another error."""
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return reasons


def cancellation_codes(error: ClientError) -> set[str]:
    """Why the requests of a cancelled transaction failed; empty for another error."""
    return {reason["Code"] for reason in cancellation_reasons(error)}


def verdict(reasons: Sequence[Reason], change_id: str, owner: str) -> Verdict:
    """Raises AlreadyExists, ProviderChanged, AppointmentChanged or SlotsClaimed where the write must not be made."""
    ours = next(r for r in reasons if r.role in _OF_THE_ENTITY)
    if ours.failed_condition and ours.item is not None and change_id_of(ours.item) == change_id:
        return Verdict.APPLIED
    if ours.failed_condition and ours.role is Role.NEW_APPOINTMENT and ours.item is not None:
        raise AlreadyExists(appointment_of(ours.item))
    if ours.failed_condition and ours.role is Role.NEW_PROVIDER and ours.item is not None:
        raise AlreadyExists(provider_of(ours.item))
    if ours.failed_condition:
        # Before the claims: a taken slot is no answer for an appointment that is no longer as it was read.
        raise ProviderChanged if ours.role is Role.PROVIDER_CHANGE else AppointmentChanged
    if ours.is_passing:
        # Another request for this very appointment, or for this provider's schedule, is on its way.
        return Verdict.RETRY
    failed = {role: [r for r in reasons if r.role is role and r.failed_condition] for role in Role}
    if any(_owner(reason) == owner for reason in failed[Role.CLAIM]):
        # Another request has just made this very appointment: the next attempt meets it.
        return Verdict.RETRY
    if failed[Role.PROVIDER]:
        raise ProviderChanged
    if failed[Role.CLAIM]:
        if any(reason.is_passing for reason in reasons if reason.role is Role.PROVIDER):
            # Whether the provider is still as read was not looked at: the refusal might be true at no instant.
            return Verdict.RETRY
        raise SlotsClaimed([slot_of(r.item["SK"]) for r in failed[Role.CLAIM] if r.item])
    return Verdict.WITHOUT_LOST_CLAIMS if failed[Role.RELEASE] else Verdict.RETRY


def _owner(reason: Reason) -> str | None:
    return reason.item.get("owner") if reason.item else None

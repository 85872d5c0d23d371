"""Transactions: sent until their outcome is known, whatever happens to their answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from booking.application.call import Call
from booking.domain.errors import Busy
from booking.observability import count, logger
from booking.persistence.cancellation import (
    CONDITION_FAILED,
    NOT_TO_BLAME,
    PASSING,
    Reason,
    Role,
    Verdict,
    cancellation_codes,
    cancellation_reasons,
    verdict,
)
from booking.persistence.items import from_wire
from booking.persistence.retrying import FAILURES, Backoff, is_outcome_unknown, is_transient, was_resent
from booking.persistence.writes import Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Transaction:
    """`change_id` is the random id of the change that the writes store; `owner` how claims name what is written."""

    writes: Sequence[Write]
    change_id: str
    owner: str

    def without(self, lost: Sequence[Write]) -> "Transaction":
        return Transaction([w for w in self.writes if w not in lost], self.change_id, self.owner)


def transact(
    client: "DynamoDBClient",
    transaction: Transaction,
    call: Call,
    backoff: Backoff,
    stored_change_id: Callable[[], str | None],
) -> None:
    """Carry the transaction out, once. Raises WriteRefused where its conditions do not hold, Busy out of time.

    Attempts repeat the same parameters under the same token, so DynamoDB knows one it has carried out.
    `stored_change_id` reads the last change of the entity written: it settles an unknown outcome at the end.
    """
    is_unknown, resized = False, 0
    for _ in backoff.attempts(call):
        try:
            client.transact_write_items(
                TransactItems=[w.request for w in transaction.writes],  # type: ignore[misc]
                # The token is the change's id; other parameters under the same token would be refused. A UUID never
                # has its last hyphen there: no token of a resized transaction is the change's id by chance.
                ClientRequestToken=f"{transaction.change_id[:33]}-{resized:02}" if resized else transaction.change_id,
            )
        except client.exceptions.TransactionCanceledException as cancelled:
            reasons = _reasons(transaction, cancelled)
            found = verdict(reasons, transaction.change_id, transaction.owner)
            if found is Verdict.APPLIED:
                return
            is_unknown = is_unknown or was_resent(cancelled)
            if found is Verdict.WITHOUT_LOST_CLAIMS:
                transaction, resized = transaction.without(_lost(transaction, reasons)), resized + 1
        except FAILURES as error:
            if not is_transient(error):
                raise
            is_unknown = is_unknown or is_outcome_unknown(error)
        else:
            return
    if not (is_unknown and stored_change_id() == transaction.change_id):
        raise Busy


def _reasons(transaction: Transaction, cancelled: ClientError) -> list[Reason]:
    """The reason of each write. What is neither a condition nor passing is a mistake of ours: raised as it came."""
    codes = cancellation_codes(cancelled)
    if not codes or codes - {NOT_TO_BLAME, CONDITION_FAILED} - PASSING:
        raise cancelled
    return [
        Reason(write.role, reason["Code"], from_wire(reason["Item"]) if reason.get("Item") else None)
        for write, reason in zip(transaction.writes, cancellation_reasons(cancelled), strict=True)
    ]


def _lost(transaction: Transaction, reasons: Sequence[Reason]) -> list[Write]:
    """The releases whose claim is absent or another's. Neither may keep an appointment from being given up."""
    lost = [
        (write, reason)
        for write, reason in zip(transaction.writes, reasons, strict=True)
        if reason.role is Role.RELEASE and reason.failed_condition
    ]
    for write, reason in lost:
        count("ClaimForeign" if reason.item else "ClaimMissing")
        logger().error("claim_lost", extra={"key": write.request["Delete"]["Key"], "found": bool(reason.item)})
    return [write for write, _ in lost]

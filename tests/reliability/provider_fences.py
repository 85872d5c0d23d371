"""A way to spread what all bookings of a provider share, tried out against the product's.

The product's booking checks the provider's own item, so that any two simultaneous bookings of a provider conflict.
Here the check is spread over N fence items, each with the provider's version and state, which a schedule change
rewrites together.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from booking.application.call import Call
from booking.domain.appointments import Appointment
from booking.domain.providers import Provider
from booking.persistence.cancellation import Role
from booking.persistence.dynamo_store import DynamoStore
from booking.persistence.items import change_id_of, provider_item, to_wire
from booking.persistence.keys import provider_key
from booking.persistence.retrying import Backoff
from booking.persistence.transactions import Transaction, transact
from booking.persistence.writes import Write, Writes
from tests.reliability.booking_rush import TABLE_NAME, Design

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Choice = Callable[[Appointment, int], int]
"""Which of N fences an appointment checks."""


def by_appointment(appointment: Appointment, fences: int) -> int:
    return int(appointment.id[:8], 16) % fences


def by_start(appointment: Appointment, fences: int) -> int:
    """Those who want the same slot, and conflict anyway, check the same fence; neighbouring slots never do."""
    return int(appointment.interval.start.timestamp()) // (60 * appointment.slot_minutes) % fences


def fence_item(provider: Provider, number: int) -> dict[str, Any]:
    return {
        "PK": provider_key(provider.id)["PK"],
        "SK": f"FENCE#{number:02}",
        "version": provider.version,
        "state": provider.state.value,
    }


class _FencedWrites(Writes):
    def __init__(self, table_name: str, fences: int, choice: Choice) -> None:
        super().__init__(table_name)
        self._fences, self._choice = fences, choice

    def check_provider(self, appointment: Appointment) -> Write:
        check = super().check_provider(appointment)
        key = {
            "PK": provider_key(appointment.provider_id)["PK"],
            "SK": f"FENCE#{self._choice(appointment, self._fences):02}",
        }
        return Write(check.role, {"ConditionCheck": {**check.request["ConditionCheck"], "Key": to_wire({**key})}})


class FencedStore(DynamoStore):
    def __init__(self, client: "DynamoDBClient", backoff: Backoff, fences: int, choice: Choice) -> None:
        super().__init__(client, TABLE_NAME, backoff)
        self._fences = fences
        self._writes = _FencedWrites(TABLE_NAME, fences, choice)

    def update_schedule(self, before: Provider, after: Provider, call: Call) -> None:
        """The provider and all its fences in one transaction."""

        def stored_change_id() -> str | None:
            item = self._get(provider_key(after.id))
            return change_id_of(item) if item else None

        update = self._writes.update(provider_item(before), provider_item(after), "state")
        fences = [
            Write(Role.PROVIDER, {"Put": {"TableName": TABLE_NAME, "Item": to_wire(fence_item(after, number))}})
            for number in range(self._fences)
        ]
        # The provider plays the part of the entity "as it was read".
        writes = [Write(Role.APPOINTMENT, {"Update": update}), *fences]
        transact(self._client, Transaction(writes, after.change.origin.id, ""), call, self._backoff, stored_change_id)


def fenced(fences: int, choice: Choice = by_appointment, **more: Any) -> Design:
    return Design(make_store=lambda client, backoff: FencedStore(client, backoff, fences, choice), **more)

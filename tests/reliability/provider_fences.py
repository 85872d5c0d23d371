"""Other ways to make a booking and a schedule change exclude each other, tried out against the product's.

The product's booking checks the provider's own item, so that any two simultaneous bookings of a provider conflict.
Here the check is spread over N fence items, each with the provider's version and state, which a schedule change rewrites
together.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from booking.application.call import Call
from booking.domain.appointments import Appointment
from booking.domain.providers import Provider
from booking.persistence.cancellation import Role
from booking.persistence.dynamo_store import DynamoStore
from booking.persistence.items import change_id_of, from_wire, provider_item, to_wire
from booking.persistence.keys import claim_key, provider_key
from booking.persistence.retrying import Backoff
from booking.persistence.transactions import Transaction, transact
from booking.persistence.writes import Write, Writes
from tests.reliability.booking_rush import TABLE_NAME, Design, MakeStore

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


def fenced(fences: int, choice: Choice = by_appointment, **waits: float) -> Design:
    return Design(
        make_store=lambda client, backoff: FencedStore(client, backoff, fences, choice),
        fence_items=lambda provider: [fence_item(provider, number) for number in range(fences)],
        **waits,
    )


class _PeekingClient:
    """Before it sends a transaction again, it reads the claims; one that is foreign by now cancels it unsent."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client
        self._sent: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]], ClientRequestToken: str) -> Any:  # noqa: N803
        if ClientRequestToken in self._sent:
            self._cancel_if_claimed(TransactItems)
        self._sent.add(ClientRequestToken)
        return self._client.transact_write_items(
            TransactItems=TransactItems,  # type: ignore[arg-type]
            ClientRequestToken=ClientRequestToken,
        )

    def _cancel_if_claimed(self, requests: Sequence[Mapping[str, Any]]) -> None:
        keys = [_claim_key(request) for request in requests]
        asked: Any = {TABLE_NAME: {"Keys": [key for key in keys if key], "ConsistentRead": True}}
        answer = self._client.batch_get_item(RequestItems=asked)["Responses"].get(TABLE_NAME, [])
        claims = {item["SK"]["S"]: item for item in answer}
        if claims:
            reasons = [
                {"Code": "ConditionalCheckFailed", "Item": claims[key["SK"]["S"]]}
                if key and key["SK"]["S"] in claims
                else {"Code": "None"}
                for key in keys
            ]
            response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise self._client.exceptions.TransactionCanceledException(response, "TransactWriteItems")


def _claim_key(request: Mapping[str, Any]) -> dict[str, Any] | None:
    item = request.get("Put", {}).get("Item", {})
    return {name: item[name] for name in ("PK", "SK")} if "owner" in item else None


def peeking(make_store: MakeStore = Design().make_store, **more: Any) -> Design:
    """Needs no extra items: a read, which never conflicts, tells losers that they have lost."""
    return Design(make_store=lambda client, backoff: make_store(_as_client(_PeekingClient(client)), backoff), **more)


def _as_client(client: Any) -> "DynamoDBClient":
    return client  # type: ignore[no-any-return]

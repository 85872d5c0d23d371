"""The conditional writes: what each one requires of the item that it meets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.domain.appointments import Appointment
from booking.domain.providers import Provider, ProviderState
from booking.persistence.cancellation import Role
from booking.persistence.items import Item, appointment_item, provider_item, to_wire
from booking.persistence.keys import claim_key, fence_key, fence_of, owner

FENCES = 8
"""Over how many items the check of a provider is spread. Another number needs every provider's fences rewritten."""

_IS_ABSENT = "attribute_not_exists(PK)"


@dataclass(frozen=True, slots=True)
class Write:
    """One request of a transaction, as botocore takes it: {"Put": {...}}."""

    role: Role
    request: dict[str, Any]


class Writes:
    """Makes the parameters of conditional writes to one table. A refused one returns the item that it met."""

    def __init__(self, table_name: str, fences: int = FENCES) -> None:
        self._fences = fences
        self._to_table = {"TableName": table_name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}

    def put_new(self, item: Item) -> dict[str, Any]:
        """Put an item where there is none."""
        return {**self._to_table, "Item": to_wire(item), "ConditionExpression": _IS_ABSENT}

    def update(self, before: Item, after: Item, state_attribute: str) -> dict[str, Any]:
        """Set what differs, where `version` and the attribute of that name, the state or status, are as read."""
        assert before.keys() <= after.keys(), "an attribute that vanishes would have to be removed"
        changed = {name: value for name, value in after.items() if before.get(name) != value}
        return {
            **self._to_table,
            "Key": to_wire({"PK": before["PK"], "SK": before["SK"]}),
            "ConditionExpression": f"#version = :readVersion AND #{state_attribute} = :readState",
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changed),
            "ExpressionAttributeNames": {f"#{name}": name for name in (*changed, state_attribute, "version")},
            "ExpressionAttributeValues": to_wire(
                {
                    **{f":{name}": value for name, value in changed.items()},
                    ":readVersion": before["version"],
                    ":readState": before[state_attribute],
                }
            ),
        }

    def check_provider(self, appointment: Appointment) -> Write:
        """The provider is at the version that offered the appointment's time, and active.

        Asked of one of its fences: DynamoDB cancels one of two transactions that only check the same item.
        """
        request = {
            **self._to_table,
            "Key": to_wire({**fence_key(appointment.provider_id, fence_of(appointment.id, self._fences))}),
            "ConditionExpression": "#version = :version AND #state = :active",
            "ExpressionAttributeNames": {"#version": "version", "#state": "state"},
            "ExpressionAttributeValues": to_wire(
                {":version": appointment.provider_version, ":active": ProviderState.ACTIVE.value}
            ),
        }
        return Write(Role.PROVIDER, {"ConditionCheck": request})

    def change_provider(self, before: Provider, after: Provider) -> list[Write]:
        """Update it as it was read, and put all its fences: none is there before the first schedule."""
        request = self.update(provider_item(before), provider_item(after), "state")
        fences = (
            {**fence_key(after.id, number), "version": after.version, "state": after.state.value}
            for number in range(self._fences)
        )
        table = self._to_table["TableName"]
        return [
            Write(Role.PROVIDER_CHANGE, {"Update": request}),
            *(Write(Role.FENCE, {"Put": {"TableName": table, "Item": to_wire(fence)}}) for fence in fences),
        ]

    def new_provider(self, provider: Provider) -> Write:
        return Write(Role.NEW_PROVIDER, {"Put": self.put_new(provider_item(provider))})

    def new_appointment(self, appointment: Appointment) -> Write:
        return Write(Role.NEW_APPOINTMENT, {"Put": self.put_new(appointment_item(appointment))})

    def change_appointment(self, before: Appointment, after: Appointment) -> Write:
        request = self.update(appointment_item(before), appointment_item(after), "status")
        return Write(Role.APPOINTMENT, {"Update": request})

    def claim(self, appointment: Appointment, slot: datetime) -> Write:
        item: Item = {**claim_key(appointment.provider_id, slot), "owner": owner(appointment.id)}
        return Write(Role.CLAIM, {"Put": self.put_new(item)})

    def release(self, appointment: Appointment, slot: datetime) -> Write:
        """Delete a claim that is our own."""
        request = {
            **self._to_table,
            "Key": to_wire({**claim_key(appointment.provider_id, slot)}),
            "ConditionExpression": "#owner = :owner",
            "ExpressionAttributeNames": {"#owner": "owner"},
            "ExpressionAttributeValues": to_wire({":owner": owner(appointment.id)}),
        }
        return Write(Role.RELEASE, {"Delete": request})

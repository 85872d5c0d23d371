"""Histories on DynamoDB."""

from functools import cache

from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.paging import Page, Position
from booking.dynamodb.codec import from_wire, to_wire
from booking.dynamodb.transport import transport
from booking.history.entry import NOT_RECORDED, Entry, Whose
from booking.history.items import ENTRY, entry_item, entry_key, entry_of_item, partition_of, position_of
from booking.history.ports import HistoryStore
from booking.settings import settings


class DynamoHistory(DynamoAppointments):
    """Implements `booking.history.ports.HistoryStore` on one table, in which all else is too."""

    def keep(self, entry: Entry, call: Call) -> bool:
        return self._table.put(
            entry_item(entry),
            call,
            ConditionExpression="attribute_not_exists(PK) OR (#type = :not_recorded AND :type <> :not_recorded)",
            ExpressionAttributeNames={"#type": "type"},
            ExpressionAttributeValues=to_wire({":not_recorded": NOT_RECORDED, ":type": entry.type}),
        )

    def entries(self, whose: Whose, after: Position | None, size: int, *, newest_first: bool) -> Page[Entry]:
        start = {"ExclusiveStartKey": to_wire(entry_key(whose, int(after.sort_key)))} if after else {}
        answer = self._table.read(
            "Query",
            TableName=self._table.name,
            KeyConditionExpression="PK = :whose AND begins_with(SK, :entry)",
            ExpressionAttributeValues=to_wire({":whose": partition_of(whose), ":entry": ENTRY}),
            ConsistentRead=True,
            ScanIndexForward=not newest_first,
            Limit=size,
            **start,
        )
        found = [entry_of_item(from_wire(item)) for item in answer["Items"]]
        return Page(found, position_of(found[-1]) if "LastEvaluatedKey" in answer else None)


@cache
def history_store() -> HistoryStore:
    """The store of this function, set up from its environment."""
    return DynamoHistory(transport(), settings().table_name)

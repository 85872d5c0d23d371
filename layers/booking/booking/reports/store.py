"""The days of reports on DynamoDB, and the appointments that they count."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from booking.calls.call import Call
from booking.desk.store import DynamoDesk
from booking.dynamodb.codec import to_wire
from booking.dynamodb.transport import transport
from booking.providers.items import provider_key
from booking.providers.provider import Provider
from booking.providers.schedule import date_of
from booking.reports.items import ATTRIBUTES, day_item, day_of, listed_of, partition_of
from booking.reports.ports import DayChanged, ReportStore
from booking.reports.report import Counted, Figures, KeptDay, counted
from booking.rules.items import appointment_id_of
from booking.settings import settings
from booking.time.instants import utc_text
from booking.time_off.store import DynamoTimeOff


class DynamoReports(DynamoDesk, DynamoTimeOff):
    """Implements `booking.reports.ports.ReportStore` on one table, in which all else is too."""

    def kept_days(self, provider_id: str, days: range | None) -> Mapping[int, KeptDay]:
        values, condition = {":reports": partition_of(provider_id)}, "PK = :reports"
        if days is not None:
            values |= {":first": date_of(days.start).isoformat(), ":last": date_of(days.stop - 1).isoformat()}
            condition += " AND SK BETWEEN :first AND :last"
        items = self._table.pages(
            "Query",
            KeyConditionExpression=condition,
            ExpressionAttributeValues=to_wire(values),
            ConsistentRead=True,
        )
        return {kept.day: kept for kept in map(day_of, items)}

    def begin_day(self, provider_id: str, day: int, call: Call) -> None:
        item = day_item(provider_id, KeptDay(day, revision=0))
        self._table.put(item, call, ConditionExpression="attribute_not_exists(PK)")

    def counted_between(
        self, provider: Provider, start: datetime, end: datetime, appointment_id: str | None
    ) -> Sequence[Counted]:
        items = self._table.pages(
            "Query",
            IndexName="GSI1",
            KeyConditionExpression="GSI1PK = :provider AND GSI1SK BETWEEN :first AND :last",
            ProjectionExpression=", ".join(f"#{name}" for name in ATTRIBUTES),
            ExpressionAttributeNames={f"#{name}": name for name in ATTRIBUTES},
            ExpressionAttributeValues=to_wire(
                {
                    ":provider": provider_key(provider.id)["PK"],
                    ":first": utc_text(start),
                    ":last": utc_text(end - timedelta(seconds=1)),
                }
            ),
        )
        listed = {appointment_id_of(item["PK"]): listed_of(item) for item in items}
        if appointment_id is not None:
            listed[appointment_id] = None
        stored = self.readable([each for each, found in listed.items() if found is None])
        now_there = (
            counted(each)
            for each in stored.values()
            if each.provider_id == provider.id and start <= each.interval.start < end
        )
        return [*filter(None, listed.values()), *now_there]

    def keep_day(self, provider: Provider, kept: KeptDay, figures: Figures, call: Call) -> None:
        item = day_item(provider.id, KeptDay(kept.day, kept.revision + 1, provider.timezone, figures))
        is_kept = self._table.put(
            item,
            call,
            ConditionExpression="revision = :read",
            ExpressionAttributeValues=to_wire({":read": kept.revision}),
        )
        if not is_kept:
            raise DayChanged


@cache
def report_store() -> ReportStore:
    """The store of this function, set up from its environment."""
    return DynamoReports(transport(), settings().table_name)

"""What the desk reads from DynamoDB: providers by name, and appointments by provider and start."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.items import appointment_key, readable_appointment_of
from booking.appointments.store import DynamoAppointments
from booking.calls.idempotency import is_id
from booking.desk.ports import DeskStore
from booking.dynamodb.codec import to_wire
from booking.dynamodb.transport import transport
from booking.observability import count, logger
from booking.providers.items import BY_NAME, provider_id_of, provider_key
from booking.providers.provider import Provider, ProviderState
from booking.rules.items import appointment_id_of
from booking.settings import settings
from booking.time.instants import instant_of, utc_text
from booking.time.intervals import Interval
from booking.time_off.items import list_key, listed_of

_PAGES = 5
"""Of the index of providers, that a request reads at most."""

_ON_A_PAGE = 100


class DynamoDesk(DynamoAppointments):
    """Implements `booking.desk.ports.DeskStore` on one table, in which all else is too."""

    @property
    def claims_kept(self) -> timedelta:
        return self._claims_kept

    def providers_by_id(self, provider_ids: Collection[str]) -> Mapping[str, Provider]:
        keys = [provider_key(provider_id) for provider_id in provider_ids if is_id(provider_id)]
        return {item["id"]: self.remember(item) for item in self._table.items(keys, ConsistentRead=True)}

    def active_by_name(self) -> Iterator[Sequence[str]]:
        pages = self._table.each_page(
            "Query",
            IndexName=BY_NAME.index_name,
            KeyConditionExpression="GSI1PK = :providers",
            FilterExpression="#state = :active",
            ProjectionExpression="PK",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=to_wire({":providers": BY_NAME.partition, ":active": ProviderState.ACTIVE.value}),
            Limit=_ON_A_PAGE,
        )
        for items, _ in islice(pages, _PAGES):
            yield [provider_id_of(item["PK"]) for item in items]

    def listed_time_off(self, provider: Provider) -> Mapping[str, Interval]:
        key = list_key(provider.id)
        item = self._parts_of(provider, [key])[key["SK"]] if provider.has_time_off else None
        return listed_of(item) if item else {}

    def readable(self, appointment_ids: Collection[str]) -> Mapping[str, Appointment]:
        keys = [appointment_key(appointment_id) for appointment_id in appointment_ids]
        found: dict[str, Appointment] = {}
        for item in self._table.items(keys, ConsistentRead=True):
            if appointment := readable_appointment_of(item):
                found[appointment.id] = appointment
        for appointment_id in sorted({*appointment_ids} - found.keys()):
            count("OwnerUnreadable")
            logger().error("owner_unreadable", extra={"appointment_id": appointment_id})
        return found

    def starting_between(self, provider: Provider, start: datetime, end: datetime) -> Sequence[tuple[datetime, str]]:
        values = {
            ":provider": provider_key(provider.id)["PK"],
            ":first": utc_text(start),
            ":last": utc_text(end - timedelta(seconds=1)),
            ":confirmed": AppointmentStatus.CONFIRMED.value,
        }
        items = self._table.pages(
            "Query",
            IndexName="GSI1",
            KeyConditionExpression="GSI1PK = :provider AND GSI1SK BETWEEN :first AND :last",
            FilterExpression="#status = :confirmed",
            ProjectionExpression="PK, GSI1SK",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues=to_wire(values),
        )
        return [(instant_of(item["GSI1SK"]), appointment_id_of(item["PK"])) for item in items]


@cache
def desk_store() -> DeskStore:
    """The store of this function, set up from its environment."""
    given = settings()
    return DynamoDesk(transport(), given.table_name, claim_days=given.claim_days)

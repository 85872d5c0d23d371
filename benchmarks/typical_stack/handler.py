"""POST /api/appointments, written as the documentation of Powertools suggests: the second reference.

Its resolver validates with pydantic models. Its Logger, Tracer, Metrics and idempotency are decorators. boto3's
resource reads and writes the same table as the service's, and an event is put on EventBridge after the write. It
books as safely as the service. It does less: it has no fences, retries or alternatives, and a failure between the write
and the event loses the event.
"""

import os
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError, ServiceError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig, idempotent
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError
from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, StringConstraints
from pydantic.alias_generators import to_camel

logger = Logger()
tracer = Tracer()
metrics = Metrics()
app = APIGatewayHttpResolver(enable_validation=True)

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
events = boto3.client("events")
persistence = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])
config = IdempotencyConfig(event_key_jmespath='headers."idempotency-key"', expires_after_seconds=24 * 3600)

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Customer(Model):
    id: Text
    name: Text
    email: EmailStr | None = None
    phone: Text | None = None


class AppointmentRequest(Model):
    provider_id: uuid.UUID
    start_time: AwareDatetime
    customer: Customer
    notes: Annotated[str, StringConstraints(max_length=2000)] | None = None
    metadata: dict[str, str] | None = None


class Appointment(AppointmentRequest):
    id: uuid.UUID
    end_time: AwareDatetime
    timezone: str
    status: str
    version: int
    cancellation_reason: str | None = None
    created_at: AwareDatetime
    updated_at: AwareDatetime


@app.post("/api/appointments", status_code=201)
@tracer.capture_method
def create_appointment(booking: AppointmentRequest) -> Appointment:
    provider = read_provider(str(booking.provider_id))
    appointment = offered_appointment(booking, provider)
    write(appointment, provider)
    publish(appointment)
    metrics.add_metric(name="AppointmentBooked", unit=MetricUnit.Count, value=1)
    logger.info("appointment booked", appointment_id=str(appointment.id))
    return appointment


@tracer.capture_method
def read_provider(provider_id: str) -> dict[str, Any]:
    key = {"PK": f"PROVIDER#{provider_id}", "SK": "PROVIDER"}
    provider: dict[str, Any] | None = table.get_item(Key=key, ConsistentRead=True).get("Item")
    if provider is None:
        raise NotFoundError("no such provider")
    return provider


def offered_appointment(booking: AppointmentRequest, provider: dict[str, Any]) -> Appointment:
    now, zone = datetime.now(UTC), ZoneInfo(provider["timezone"])
    start = booking.start_time.astimezone(zone)
    if start <= now or start not in offered_starts(start.date(), zone, provider):
        raise BadRequestError("the time is not offered")
    return Appointment(
        **booking.model_dump(exclude={"start_time"}),
        start_time=start,
        id=uuid.uuid4(),
        end_time=start + timedelta(minutes=int(provider["appointmentDuration"])),
        timezone=provider["timezone"],
        status="CONFIRMED",
        version=1,
        created_at=now,
        updated_at=now,
    )


def offered_starts(day: date, zone: ZoneInfo, provider: dict[str, Any]) -> list[datetime]:
    """The starts in the windows of that weekday. A window is two minutes of the day, such as 540-1080."""
    midnight, duration = datetime.combine(day, time(), zone), int(provider["appointmentDuration"])
    windows = [map(int, window.split("-")) for window in provider["weeklySchedule"][day.weekday()]]
    minutes = [minute for opens, closes in windows for minute in range(opens, closes - duration + 1, duration)]
    return [midnight + timedelta(minutes=minute) for minute in minutes]


@tracer.capture_method
def write(appointment: Appointment, provider: dict[str, Any]) -> None:
    """Write the appointment and a claim for each slot, if all are free and the provider is as it was read."""
    item = appointment.model_dump(mode="json", by_alias=True, exclude_none=True)
    step, partition = timedelta(minutes=int(provider["slotMinutes"])), f"PROVIDER#{appointment.provider_id}"
    slots = [appointment.start_time]
    while slots[-1] + step < appointment.end_time:
        slots.append(slots[-1] + step)
    claims = [
        {
            "PK": partition,
            "SK": f"SLOT#{slot.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
            "owner": f"APPOINTMENT#{appointment.id}",
        }
        for slot in slots
    ]
    items = [{"PK": f"APPOINTMENT#{appointment.id}", "SK": "APPOINTMENT", **item}, *claims]
    is_as_read: Any = {
        "TableName": table.name,
        "Key": {"PK": partition, "SK": "PROVIDER"},
        "ConditionExpression": "version = :version",
        "ExpressionAttributeValues": {":version": provider["version"]},
    }
    is_free: Any = {"TableName": table.name, "ConditionExpression": "attribute_not_exists(PK)"}
    puts: list[Any] = [{"Put": {**is_free, "Item": item}} for item in items]
    try:
        table.meta.client.transact_write_items(TransactItems=[{"ConditionCheck": is_as_read}, *puts])
    except ClientError as error:
        if error.response["Error"]["Code"] == "TransactionCanceledException":
            raise ServiceError(409, "the time is taken") from error
        raise


@tracer.capture_method
def publish(appointment: Appointment) -> None:
    detail = appointment.model_dump_json(by_alias=True, exclude={"notes", "metadata"})
    bus = os.environ["EVENT_BUS_NAME"]
    entry: Any = {"EventBusName": bus, "Source": "booking-service", "DetailType": "AppointmentBooked", "Detail": detail}
    events.put_events(Entries=[entry])


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
@idempotent(config=config, persistence_store=persistence)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)

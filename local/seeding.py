"""Makes the sample business in a table, by the use cases. It leaves what exists as it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from booking.appointments.create_appointment import create_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import SlotTaken
from booking.appointments.requests import AppointmentRequest
from booking.calls.call import Call
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.calls.refusals import IdempotencyKeyReused
from booking.dynamodb.sdk import sender
from booking.providers.create_provider import create_provider
from booking.providers.requests import ProviderRequest, ScheduleRequest
from booking.providers.schedule import HORIZON
from booking.providers.update_schedule import update_schedule
from booking.services.requests import ServiceRequest
from booking.services.set_service import set_service
from booking.time_off.requests import TimeOffRequest
from booking.time_off.set_time_off import set_time_off
from local.business import (
    APPOINTMENTS,
    MAKER,
    MONDAY,
    PROVIDERS,
    SERVICES,
    TIME_OFF_ID,
    SampleAppointment,
    SampleProvider,
    SampleService,
    time_off,
)
from local.store import EveryStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SECONDS = 30.0


@dataclass
class Seeded:
    """How many providers, services and appointments were made, were there already, or could not be booked."""

    made: int = 0
    found: int = 0
    left_out: int = 0

    def __str__(self) -> str:
        parts = {"made": self.made, "there already": self.found, "left out, their times are taken": self.left_out}
        return ", ".join(f"{count} {what}" for what, count in parts.items() if count)


def sample_store(table_name: str, client: "DynamoDBClient") -> EveryStore:
    return EveryStore(sender(client), table_name)


def seed(store: EveryStore, now: datetime | None = None) -> Seeded:
    """Running it again changes nothing. Raises Busy, and what botocore raises."""
    seeded = Seeded()
    call = Call("seed", lambda: _SECONDS, caller=MAKER)
    day = day_to_book(now or datetime.now(UTC))
    for provider in PROVIDERS:
        _provider(provider, day, store, call, seeded)
    for service in SERVICES:
        _service(service, store, call, seeded)
    for appointment in APPOINTMENTS:
        _appointment(appointment, day, store, call, seeded)
    return seeded


def day_to_book(now: datetime) -> date:
    """The Monday of the examples, if all of it can be booked; else the next one that is at least a week away."""
    begin = datetime.combine(MONDAY, time(), UTC) - timedelta(days=1)
    if now < begin and begin + timedelta(days=2) < now + HORIZON:
        return MONDAY
    soon = now.date() + timedelta(days=7)
    return soon + timedelta(days=-soon.weekday() % 7)


def _provider(sample: SampleProvider, day: date, store: EveryStore, call: Call, seeded: Seeded) -> None:
    request = ProviderRequest.model_validate(sample.fields)
    provider = create_provider(request.command(sample.key), store, call).entity
    is_new = provider.version == 1  # or left without its week by a seed that was stopped
    if is_new:
        week = ScheduleRequest.model_validate(sample.schedule)
        provider = update_schedule(week.command(provider.id, Precondition({1})), store, call)
    if not provider.has_time_off:
        wanted = TimeOffRequest.model_validate(time_off(day))
        set_time_off(wanted.set_as(provider.id, TIME_OFF_ID, ANY_VERSION), store, call)
    seeded.made += is_new
    seeded.found += not is_new


def _service(sample: SampleService, store: EveryStore, call: Call, seeded: Seeded) -> None:
    if any(offering.id == sample.id for offering in store.offerings_of(sample.provider.id)):
        seeded.found += 1
        return
    request = ServiceRequest.model_validate(sample.terms)
    set_service(request.command(sample.provider.id, sample.id, ANY_VERSION), store, call)
    seeded.made += 1


def _appointment(sample: SampleAppointment, day: date, store: AppointmentStore, call: Call, seeded: Seeded) -> None:
    request = AppointmentRequest.model_validate(sample.body(day))
    try:
        made = create_appointment(request.command(sample.key, call.caller), store, call)
    except SlotTaken:
        seeded.left_out += 1
    except IdempotencyKeyReused:  # booked on another day, when MONDAY could not be booked
        seeded.found += 1
    else:
        seeded.made += not made.replayed
        seeded.found += made.replayed

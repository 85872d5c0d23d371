"""The small business of all examples: `make seed` makes it, the documents and the sample events use it.

Each entity has a fixed Idempotency-Key, and so the same id on every stack.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking.calls.call import API
from booking.calls.caller import Caller, CallerKind, Role
from booking.calls.change import Author
from booking.calls.idempotency import identity

ISSUER = "https://cognito-idp.eu-south-1.amazonaws.com/eu-south-1_EXAMPLE00"
SUBJECT = "b2a5f4c4-70d1-7033-3f6e-6d1c2a9e8b70"
MAKER = Caller.with_token(CallerKind.PERSON, ISSUER, SUBJECT, frozenset({Role.ADMIN}))
"""The admin who makes it, and who sends the sample events."""

AUTHOR = Author(MAKER.kind, MAKER.id, API)

MONDAY = date(2028, 3, 6)
"""When all examples happen. docs/contributing.md says how to move it."""

type Json = Mapping[str, Any]


def _id(operation: str, key: str) -> str:
    return identity(operation, MAKER.id, key, {}).id


@dataclass(frozen=True, slots=True)
class SampleProvider:
    """`fields` are the fields of the request that creates it."""

    key: str
    fields: Json
    week: Json
    appointment_duration: int = 30

    @property
    def id(self) -> str:
        return _id("create_provider", self.key)

    @property
    def schedule(self) -> Json:
        """The body of the request that sets its week."""
        return {"weeklySchedule": self.week, "appointmentDuration": self.appointment_duration}

    def at(self, clock: str, day: date = MONDAY) -> str:
        """A time of its wall clock, `09:30`, with the offset of that day."""
        return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(self.fields["timezone"])).isoformat()


@dataclass(frozen=True, slots=True)
class SampleAppointment:
    """`clock`: when it starts, by the provider's clock. `details` are the other fields of its request."""

    key: str
    provider: SampleProvider
    clock: str
    customer: Json
    details: Json = field(default_factory=dict)

    @property
    def id(self) -> str:
        return _id("create_appointment", self.key)

    def body(self, day: date = MONDAY) -> dict[str, Any]:
        """The body of the request that books it."""
        start = self.provider.at(self.clock, day)
        return {"providerId": self.provider.id, "startTime": start, "customer": self.customer, **self.details}


@dataclass(frozen=True, slots=True)
class SampleService:
    """`terms` is the body of the request that sets it."""

    id: str
    provider: SampleProvider
    terms: Json


ADA = SampleProvider(
    "provider-ada-lind-0001",
    {"name": "Dr. Ada Lind", "timezone": "Europe/Stockholm", "slotMinutes": 15, "email": "ada@example.com"},
    {
        "monday": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}],
        "tuesday": {"start": "18:00", "end": "24:00"},
    },
)
STUDIO = SampleProvider(
    "7d8f1f0a-1c2b-4c3d-8e4f-5a6b7c8d9e0f",
    {"name": "Studio Bianchi", "timezone": "Europe/Rome", "slotMinutes": 15, "email": "studio@bianchi.example"},
    {
        "monday": [{"start": "09:00", "end": "12:30"}, {"start": "14:00", "end": "18:00"}],
        "thursday": {"start": "09:00", "end": "13:00"},
    },
)

TIME_OFF_ID = "winter-holiday"
"""An entry that each provider has. Setting it again changes nothing, so that no example spoils another one's."""


def time_off(day: date = MONDAY) -> dict[str, Any]:
    """The body of the request that sets it: the working days of the week after next."""
    first, last = (day + timedelta(days=days) for days in (14, 18))
    return {"fromDate": first.isoformat(), "toDate": last.isoformat(), "reason": "On holiday"}


RESOLUTION_KEY = "5f0a3c1e-77d4-4b8e-9a52-c6e1d0b4f398"
RESOLUTION_ID = _id(f"request_resolution {STUDIO.id}", RESOLUTION_KEY)
"""Of the studio. It is a dry run, so that no example spoils another one's."""


def resolution(day: date = MONDAY) -> dict[str, Any]:
    """The body of the request for it."""
    return {
        "from": day.isoformat(),
        "to": day.isoformat(),
        "action": "cancel",
        "message": "We are ill today, sorry",
        "dryRun": True,
    }


CHECK_UP = SampleService(
    "check-up", ADA, {"name": "Check-up", "duration": 60, "bufferAfter": 15, "cancelCutoffMinutes": 1440}
)
MASSAGE = SampleService(
    "massage",
    STUDIO,
    {
        "name": "Massage",
        "duration": 45,
        "description": "Neck and shoulders",
        "bufferAfter": 15,
        "slotInterval": 30,
        "minNoticeMinutes": 120,
        "maxAdvanceDays": 90,
        "maxPerDay": 4,
    },
)

KIM: Json = {"id": "customer-42", "name": "Kim Berg", "email": "kim@example.com", "phone": "+46 8 123 456 78"}
SAM: Json = {"id": "customer-43", "name": "Sam Dahl"}
ROBIN: Json = {"id": "customer-44", "name": "Robin Ek", "email": "robin@example.com"}
ZOE: Json = {
    "id": "customer-17",
    "name": "Zoë Müller",
    "email": "Zoe.Mueller@Example.COM",
    "phone": "+39 06 1234567",
}

# One appointment to read, one to move and one to cancel: no example spoils another one's.
TO_READ = SampleAppointment("ada-lind-to-read", ADA, "13:00", KIM, {"notes": "First visit"})
TO_MOVE = SampleAppointment("ada-lind-to-move", ADA, "14:00", SAM)
TO_CANCEL = SampleAppointment("ada-lind-to-cancel", ADA, "15:00", ROBIN)
AT_STUDIO_TO_READ = SampleAppointment(
    "studio-bianchi-to-read", STUDIO, "14:00", ZOE, {"notes": "Second floor, please", "metadata": {"source": "website"}}
)
AT_STUDIO_TO_MOVE = SampleAppointment("studio-bianchi-to-move", STUDIO, "10:30", ROBIN)
AT_STUDIO_TO_CANCEL = SampleAppointment("studio-bianchi-to-cancel", STUDIO, "11:30", KIM)
# Examples of a booking: their times are left free.
TO_BOOK = SampleAppointment(
    f"kim-berg-{MONDAY}-a", ADA, "09:00", KIM, {"notes": "First visit", "metadata": {"channel": "web"}}
)
TO_BOOK_WITH_THE_LEAST = SampleAppointment(f"sam-dahl-{MONDAY}-a", ADA, "10:00", SAM)
AT_STUDIO_TO_BOOK = SampleAppointment(
    "0b6f1a52-9b7e-4c1d-a3f5-2e8d7c6b5a49", STUDIO, "09:30", ZOE, AT_STUDIO_TO_READ.details
)

PROVIDERS: Sequence[SampleProvider] = (ADA, STUDIO)
SERVICES: Sequence[SampleService] = (CHECK_UP, MASSAGE)
APPOINTMENTS: Sequence[SampleAppointment] = (
    *(TO_READ, TO_MOVE, TO_CANCEL),
    *(AT_STUDIO_TO_READ, AT_STUDIO_TO_MOVE, AT_STUDIO_TO_CANCEL),
)
"""Those that the seed books."""

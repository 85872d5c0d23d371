"""The requests that clients send about appointments."""

import re
import unicodedata
import uuid
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from booking.appointments.appointment import Customer, Details
from booking.appointments.commands import CancelAppointment, CreateAppointment, KeepAppointment, RescheduleAppointment
from booking.calls.caller import CUSTOMERS_WITH_TOKEN, Caller
from booking.calls.precondition import Precondition
from booking.calls.refusals import FieldError, ValidationFailed
from booking.http.fields import Email, Instant, Name, Phone
from booking.http.headers import IfMatch, precondition
from booking.http.one_line import ONE_LINE_PATTERN, OneLine, one_line
from booking.http.parameters import PATH, QUERY, SEGMENT, Parameters
from booking.http.requests import RequestBody
from booking.rules.reasons import SKIPPABLE, Reason

Notes = Annotated[str, StringConstraints(max_length=2000)]

ReasonText = Annotated[str, StringConstraints(max_length=500)]

_NOT_MADE_HERE = r"^(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$)"
"""Not an id that the service made. One of 256 of these begins with 00."""

_REFUSED_IDS = {
    "@": "must not be an email address: events contain it",
    rf"{_NOT_MADE_HERE}(?=\+|00)(?:[^0-9]*[0-9]){{7}}": "must not be a phone number: events contain it",
    rf"^{CUSTOMERS_WITH_TOKEN}(?![0-9a-f]{{32}}$)": "must not begin with u-: the ids of customers with a token do",
    r"[/%]|^\.{1,2}$": "must not contain / or %, nor be . or ..: it stands in paths",
}
"""The patterns that no id of a new booking's customer may match. An archive of events cannot be erased."""


def _customer_id(value: str) -> str:
    """What looks like one of the patterns is refused too: full-width characters, spaces in front, capital letters."""
    plain = unicodedata.normalize("NFKC", value).strip().casefold()
    for pattern, fault in _REFUSED_IDS.items():
        if re.search(pattern, plain):
            raise PydanticCustomError("customer_id", fault)
    if plain.startswith(CUSTOMERS_WITH_TOKEN) and plain != value:
        raise PydanticCustomError("customer_id", "must be written as it was answered, in lower case")
    return value


def _override(value: Any) -> tuple[Reason, ...]:
    """A list of reasons, each of which somebody may skip."""
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise PydanticCustomError("override", 'must be a list of codes, such as ["outside-hours"]')
    if not {*value} <= {*SKIPPABLE}:
        raise PydanticCustomError(
            "override", "must hold only codes that can be skipped: {codes}", {"codes": ", ".join(SKIPPABLE)}
        )
    return tuple(map(Reason, dict.fromkeys(value)))


CustomerId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128),
    AfterValidator(_customer_id),
    *OneLine,
    Field(json_schema_extra={"not": {"anyOf": [{"pattern": pattern} for pattern in _REFUSED_IDS]}}),
]

Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(one_line)],
        Annotated[str, StringConstraints(max_length=500)],
    ],
    Field(max_length=20),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": 20,
            "propertyNames": {"minLength": 1, "maxLength": 40, "pattern": ONE_LINE_PATTERN},
            "additionalProperties": {"type": "string", "maxLength": 500},
        }
    ),
]

AppointmentId = Annotated[str, Field(alias="appointmentId", json_schema_extra={**SEGMENT}), PATH]

ReasonParameter = Annotated[
    ReasonText | None, Field(alias="reason", description="Why it is cancelled; stored with the appointment."), QUERY
]


Override = Annotated[
    tuple[Reason, ...],
    BeforeValidator(_override),
    WithJsonSchema({"type": "array", "items": {"type": "string", "enum": [*SKIPPABLE]}}),
    Field(description="Reasons against the start that are to be skipped. For those who work for the provider."),
]


_OF_SERVICE = Field(description="A service that the provider offers; without it, its own duration is booked.")


class CustomerRequest(RequestBody):
    """Who comes. `id` is the client's own id of the customer. Without it, the service makes one."""

    name: Name
    id: CustomerId | None = None
    email: Email | None = None
    phone: Phone | None = None


class AppointmentRequest(RequestBody):
    """An appointment to book. `startTime` must be a start that the provider offers."""

    provider_id: str
    start_time: Instant
    customer: CustomerRequest
    service_id: Annotated[str | None, _OF_SERVICE] = None
    notes: Notes | None = None
    metadata: Metadata | None = None
    override: Override = ()

    def command(self, idempotency_key: str | None, caller: Caller) -> CreateAppointment:
        """`caller`: a customer books for itself, and need not say so."""
        customer = self.customer
        customer_id = customer.id or caller.own_customer_id or str(uuid.uuid4())
        return CreateAppointment(
            provider_id=self.provider_id,
            start=self.start_time,
            details=Details(
                Customer(customer_id, customer.name, customer.email, customer.phone),
                self.notes,
                self.metadata,
            ),
            idempotency_key=idempotency_key,
            sent=self.sent(),
            service_id=self.service_id,
            override=self.override,
        )


class RescheduleRequest(RequestBody):
    """A new start for an appointment. The appointment keeps its length and its buffers."""

    start_time: Instant
    override: Override = ()

    def command(self, appointment_id: str, precondition: Precondition) -> RescheduleAppointment:
        return RescheduleAppointment(appointment_id, self.start_time, precondition, self.override)


class CancelRequest(RequestBody):
    """Why an appointment is cancelled. The body may be left out."""

    reason: ReasonText | None = None

    def command(self, appointment_id: str, reason: str | None, precondition: Precondition) -> CancelAppointment:
        """`reason` is the one in the query. Raises ValidationFailed if the body has a reason too."""
        if reason is not None and self.reason is not None:
            raise ValidationFailed([FieldError("reason", "must be in the body or in the query, not in both")])
        return CancelAppointment(appointment_id, self.reason if reason is None else reason, precondition)


class AppointmentParameters(Parameters):
    """The parameters of a route about one appointment."""

    appointment_id: AppointmentId


class RescheduleParameters(AppointmentParameters):
    if_match: IfMatch = None


class KeepParameters(AppointmentParameters):
    if_match: IfMatch = None

    def command(self) -> KeepAppointment:
        return KeepAppointment(self.appointment_id, precondition(self.if_match))


class CancelParameters(AppointmentParameters):
    reason: ReasonParameter = None
    if_match: IfMatch = None

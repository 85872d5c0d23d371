"""The requests that clients send about appointments."""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from booking.appointments.appointment import MOST_METADATA, AppointmentStatus, Customer, Details
from booking.appointments.attendance import RELEASES, Attendance
from booking.appointments.commands import (
    CancelAppointment,
    CreateAppointment,
    KeepAppointment,
    RescheduleAppointment,
    SetAttendance,
    UpdateAppointment,
)
from booking.appointments.listed import AppointmentsQuery, Selection
from booking.appointments.moves import OfService
from booking.calls.caller import CUSTOMERS_WITH_TOKEN, Caller
from booking.calls.paging import Position
from booking.calls.precondition import Precondition
from booking.calls.refusals import FieldError, ValidationFailed
from booking.dynamodb.cursors import Cursors
from booking.http.fields import DayOrInstant, Email, Instant, Name, Phone, Whole
from booking.http.headers import IfMatch, precondition
from booking.http.one_line import ONE_LINE_PATTERN, OneLine, one_line
from booking.http.paging import NO_CURSOR, Cursor, Limit
from booking.http.parameters import PATH, QUERY, SEGMENT, Parameters
from booking.http.requests import RequestBody
from booking.http.validation import SEVERAL
from booking.rules.reasons import SKIPPABLE, Reason
from booking.services.offering import LONGEST_DATE, is_service_id

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


def _attendance(value: Any) -> Attendance:
    if value not in [*Attendance]:
        raise PydanticCustomError("attendance", "must be one of {names}", {"names": ", ".join(Attendance)})
    return Attendance(value)


CustomerId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128),
    AfterValidator(_customer_id),
    *OneLine,
    Field(json_schema_extra={"not": {"anyOf": [{"pattern": pattern} for pattern in _REFUSED_IDS]}}),
]

MetadataKey = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(one_line)]
MetadataValue = Annotated[str, StringConstraints(max_length=500)]

_KEYS = {"minLength": 1, "maxLength": 40, "pattern": ONE_LINE_PATTERN}

Metadata = Annotated[
    dict[MetadataKey, MetadataValue],
    Field(max_length=MOST_METADATA),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": MOST_METADATA,
            "propertyNames": _KEYS,
            "additionalProperties": {"type": "string", "maxLength": 500},
        }
    ),
]

MetadataPatch = Annotated[
    dict[MetadataKey, MetadataValue | None],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": _KEYS,
            "additionalProperties": {"anyOf": [{"type": "string", "maxLength": 500}, {"type": "null"}]},
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


_Duration = Annotated[int, Field(ge=5, le=LONGEST_DATE, json_schema_extra={"multipleOf": 5}), Whole]


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
    """Where an appointment is to stand. What is left out stays as it is."""

    start_time: Instant
    provider_id: Annotated[str | None, Field(description="Another provider, who offers its service, too")] = None
    service_id: Annotated[
        str | None,
        Field(
            description="Another service, whose length, buffers and cutoffs it gets. null: the provider's own duration"
        ),
    ] = None
    duration: Annotated[_Duration | None, Field(description="Another length, in minutes. For staff")] = None
    override: Override = ()

    def command(self, appointment_id: str, precondition: Precondition) -> RescheduleAppointment:
        service = OfService(self.service_id) if "service_id" in self.model_fields_set else None
        return RescheduleAppointment(
            appointment_id, self.start_time, precondition, self.override, self.provider_id, service, self.duration
        )


class CancelRequest(RequestBody):
    """Why an appointment is cancelled. The body may be left out."""

    reason: ReasonText | None = None

    def command(self, appointment_id: str, reason: str | None, precondition: Precondition) -> CancelAppointment:
        """`reason` is the one in the query. Raises ValidationFailed if the body has a reason too."""
        if reason is not None and self.reason is not None:
            raise ValidationFailed([FieldError("reason", "must be in the body or in the query, not in both")])
        return CancelAppointment(appointment_id, self.reason if reason is None else reason, precondition)


class AttendanceRequest(RequestBody):
    """Whether the customer came. `releaseRest` goes with `COMPLETED` and `NO_SHOW`."""

    attendance: Annotated[
        Attendance,
        BeforeValidator(_attendance),
        WithJsonSchema({"type": "string", "enum": [*Attendance]}),
        Field(description="`EXPECTED` takes back what was set"),
    ]
    release_rest: Annotated[bool, Field(description="Whether others may book what is left of the time")] = False

    @field_validator("release_rest")
    @classmethod
    def _has_a_rest(cls, releases_rest: bool, info: ValidationInfo) -> bool:  # pydantic's own call
        if releases_rest and info.data.get("attendance", Attendance.NO_SHOW) not in RELEASES:
            raise PydanticCustomError("release_rest", "goes with COMPLETED and NO_SHOW only")
        return releases_rest

    def command(self, appointment_id: str, precondition: Precondition) -> SetAttendance:
        return SetAttendance(appointment_id, self.attendance, self.release_rest, precondition)


class CustomerPatch(RequestBody):
    """A field that is left out stays as it is, null clears it."""

    # The defaults are never read: only the fields that were sent are.
    name: Name = Field(default_factory=str)
    email: Email | None = None
    phone: Phone | None = None


class AppointmentPatch(RequestBody):
    """The details to correct. A field that is left out stays as it is, null clears it (RFC 7396)."""

    customer: CustomerPatch = Field(default_factory=CustomerPatch)
    notes: Notes | None = None
    internal_note: Annotated[Notes | None, Field(description="For staff only; never shown to customers")] = None
    metadata: Annotated[MetadataPatch | None, Field(description="null as a value takes the entry away")] = None

    def command(self, appointment_id: str, precondition: Precondition) -> UpdateAppointment:
        sent: Any = {name: getattr(self, name) for name in self.model_fields_set - {"customer"}}
        sent |= {name: getattr(self.customer, name) for name in self.customer.model_fields_set}
        return UpdateAppointment(appointment_id, sent, precondition)


class AppointmentParameters(Parameters):
    """The parameters of a route about one appointment."""

    appointment_id: AppointmentId


class ChangeParameters(AppointmentParameters):
    """The parameters of a route that changes an appointment."""

    if_match: IfMatch = None


class KeepParameters(ChangeParameters):
    def command(self) -> KeepAppointment:
        return KeepAppointment(self.appointment_id, precondition(self.if_match))


class CancelParameters(ChangeParameters):
    reason: ReasonParameter = None


def _service_id(value: str) -> str:
    """A mistyped one would find nothing."""
    if not is_service_id(value):
        raise PydanticCustomError("service_id", "must be 1 to 64 of a to z, 0 to 9 and -")
    return value


_NO_DATE = "must be an instant, such as 2028-03-06T09:00:00+01:00: a customer's appointments may be in several zones"


class ListParameters(Parameters):
    """Either `providerId` or `customerId`."""

    provider_id: Annotated[
        str | None,
        Field(alias="providerId", description="The appointments with this provider. Either this or `customerId`."),
        QUERY,
    ] = None
    customer_id: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=128), *OneLine] | None,
        Field(alias="customerId", description="The appointments of this customer: `customer.id` of appointments."),
        QUERY,
    ] = None
    begin: Annotated[
        DayOrInstant | None,
        Field(
            alias="from",
            description="Starts from this instant on; with `providerId` also a date in the provider's zone.",
        ),
        QUERY,
    ] = None
    end: Annotated[
        DayOrInstant | None,
        Field(
            alias="to",
            description="Starts before this instant; with `providerId` also the last date. Not before `from`.",
        ),
        QUERY,
    ] = None
    status: Annotated[
        Annotated[AppointmentStatus, Field(strict=False)] | None,
        Field(alias="status", description="Only appointments with this status."),
        QUERY,
    ] = None
    service_id: Annotated[
        Annotated[str, AfterValidator(_service_id)] | None,
        Field(
            alias="serviceId",
            description="Only appointments of this service.",
            json_schema_extra={"pattern": "^[a-z0-9-]{1,64}$"},
        ),
        QUERY,
    ] = None
    order: Annotated[
        Literal["asc", "desc"], Field(alias="order", description="By start: `desc` for the newest first."), QUERY
    ] = "asc"
    limit: Limit = 50
    cursor: Cursor = None

    @model_validator(mode="after")
    def _is_one_list(self) -> Self:
        if faults := [*self._faults()]:
            raise PydanticCustomError(SEVERAL, "are faulty", {"faults": faults})
        return self

    def _faults(self) -> Iterator[FieldError]:
        if self.provider_id is None and self.customer_id is None:
            yield FieldError("providerId", "is required, or customerId")
        elif self.provider_id is not None and self.customer_id is not None:
            yield FieldError("customerId", "must not come with providerId")
        elif self.provider_id is None:
            given = {"from": self.begin, "to": self.end}
            dates = [name for name, value in given.items() if value and not isinstance(value, datetime)]
            yield from (FieldError(name, _NO_DATE) for name in dates)
        if self.cursor is not None and not self._has_position():
            yield FieldError("cursor", NO_CURSOR)

    def _has_position(self) -> bool:
        try:
            self._position()
        except ValueError:
            return False
        return True

    def _position(self) -> Position | None:
        return None if self.cursor is None else self.cursors().position(self.cursor)

    def cursors(self) -> Cursors:
        """Those of this list. A page may have another `limit` than the one before."""
        filters = self.model_dump(mode="json", by_alias=True, exclude={"limit", "cursor"})
        return Cursors("appointments", filters)

    def query(self) -> AppointmentsQuery:
        selection = Selection(
            self.provider_id,
            self.customer_id,
            status=self.status,
            service_id=self.service_id,
            is_newest_first=self.order == "desc",
        )
        return AppointmentsQuery(selection, self.begin, self.end, self._position(), self.limit)

"""What the handlers' types do not tell of their routes: words, refusals and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from booking.domain import errors
from booking.http.body import MalformedJson, PayloadTooLarge, UnsupportedMediaType

type Refusal = type[Exception]

_EVERYWHERE: tuple[Refusal, ...] = (errors.ValidationFailed, Exception)
_WITH_TABLE: tuple[Refusal, ...] = (*_EVERYWHERE, errors.Busy)
_WITH_BODY: tuple[Refusal, ...] = (*_WITH_TABLE, MalformedJson, PayloadTooLarge, UnsupportedMediaType)

PROVIDERS, APPOINTMENTS, DOCUMENTS = "Providers", "Appointments", "Documents"
TAGS = (
    {"name": PROVIDERS, "description": "Whose time is sold: their weeks, and the slots that are free."},
    {"name": APPOINTMENTS, "description": "Book, read, move and cancel."},
    {"name": DOCUMENTS, "description": "This document, and the page that shows it."},
)


@dataclass(frozen=True, slots=True)
class Link:
    """An operation that an answer leads to: its parameters, or fields of its body, from the answer's fields."""

    operation: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. `refusals`: the errors that it can answer with, as `booking.http.problems` knows them."""

    id: str
    tag: str
    summary: str
    description: str
    refusals: Sequence[Refusal]
    answer: str
    creates: bool = False
    has_version: bool = True
    links: Sequence[Link] = ()
    same_as: str | None = None
    """The route that does the same and is the one to use."""


def _of_appointment(*operations: str) -> tuple[Link, ...]:
    return tuple(Link(operation, {"appointmentId": "$response.body#/id"}) for operation in operations)


def _of_provider(provider_id: str, *operations: str) -> tuple[Link, ...]:
    return tuple(Link(operation, {"providerId": f"$response.body#/{provider_id}"}) for operation in operations)


_UPDATE_SCHEDULE = Operation(
    id="updateSchedule",
    tag=PROVIDERS,
    summary="Replace the provider's week",
    description="Replaces the whole week: a day that is left out is closed. A day is a list of windows, or one "
    "window. Windows of a day may touch but not overlap, and lie on the provider's slots; `24:00` is an end. "
    "Appointments that are booked stay as they are.",
    refusals=(*_WITH_BODY, errors.ProviderNotFound, errors.VersionMismatch),
    answer="The schedule as it now stands.",
    links=_of_provider("providerId", "getProvider", "getAvailability"),
)

OPERATIONS: Mapping[str, Operation] = {
    "POST /api/providers": Operation(
        id="createProvider",
        tag=PROVIDERS,
        summary="Create a provider",
        description="`slotMinutes` is the unit in which its time is sold, and fixed for good. It has to divide every "
        "UTC offset of the zone. The provider offers nothing until it has a schedule.",
        refusals=(*_WITH_BODY, errors.IdempotencyKeyReused),
        answer="The provider, new or made before under the same Idempotency-Key.",
        creates=True,
        links=_of_provider("id", "getProvider", "updateSchedule", "getAvailability"),
    ),
    "GET /api/providers/{providerId}": Operation(
        id="getProvider",
        tag=PROVIDERS,
        summary="Read a provider",
        description="Always the newest version.",
        refusals=(*_WITH_TABLE, errors.ProviderNotFound),
        answer="The provider.",
        links=_of_provider("id", "updateSchedule", "getAvailability"),
    ),
    "PUT /api/providers/{providerId}/schedule": _UPDATE_SCHEDULE,
    "POST /api/providers/{providerId}/schedule": replace(
        _UPDATE_SCHEDULE,
        id="updateScheduleByPost",
        description="Same as PUT; kept for older clients.",
        same_as="PUT /api/providers/{providerId}/schedule",
    ),
    "GET /api/providers/{providerId}/availability": Operation(
        id="getAvailability",
        tag=PROVIDERS,
        summary="See the free slots of a date",
        description="What can be booked now, in order. Where windows touch, slots may overlap: booking one takes the "
        "other. With `appointmentId` exactly the starts that a move of that appointment accepts: in its own length, "
        "with its own slots counted as free.",
        refusals=(
            *_WITH_TABLE,
            errors.ProviderNotFound,
            errors.AppointmentNotFound,
            errors.AppointmentIsCancelled,
            errors.AppointmentHasStarted,
        ),
        answer="The free slots, each `appointmentDuration` minutes long; none when the provider is closed, booked out, "
        "or has no schedule yet.",
        has_version=False,
        links=(
            Link(
                "createAppointment",
                body={
                    "providerId": "$response.body#/providerId",
                    "startTime": "$response.body#/availableSlots/0/startTime",
                    "customer": {"name": "Kim Berg"},
                },
            ),
        ),
    ),
    "POST /api/appointments": Operation(
        id="createAppointment",
        tag=APPOINTMENTS,
        summary="Book an appointment",
        description="Takes the slot or refuses: two appointments never overlap. Send an `Idempotency-Key`, so that a "
        "repeat after a lost answer finds the appointment instead of its slot taken.",
        refusals=(
            *_WITH_BODY,
            errors.ProviderNotFound,
            errors.SlotNotOffered,
            errors.SlotInPast,
            errors.SlotTaken,
            errors.IdempotencyKeyReused,
        ),
        answer="The appointment, new or made before under the same Idempotency-Key: then as it now stands.",
        creates=True,
        links=_of_appointment("getAppointment", "rescheduleAppointment", "cancelAppointment"),
    ),
    "GET /api/appointments/{appointmentId}": Operation(
        id="getAppointment",
        tag=APPOINTMENTS,
        summary="Read an appointment",
        description="Always the newest version.",
        refusals=(*_WITH_TABLE, errors.AppointmentNotFound),
        answer="The appointment.",
        links=_of_appointment("rescheduleAppointment", "cancelAppointment"),
    ),
    "PUT /api/appointments/{appointmentId}": Operation(
        id="rescheduleAppointment",
        tag=APPOINTMENTS,
        summary="Move an appointment to another start",
        description="It keeps its id and its length. Either the new time is taken and the old one freed, or nothing "
        "changes. A move to the start that it has is answered 200 with the appointment as it stands, whatever its "
        "`If-Match`.",
        refusals=(
            *_WITH_BODY,
            errors.AppointmentNotFound,
            errors.SlotNotOffered,
            errors.SlotInPast,
            errors.SlotTaken,
            errors.AppointmentIsCancelled,
            errors.AppointmentHasStarted,
            errors.VersionMismatch,
        ),
        answer="The appointment at its new time.",
        links=_of_appointment("getAppointment", "cancelAppointment"),
    ),
    "DELETE /api/appointments/{appointmentId}": Operation(
        id="cancelAppointment",
        tag=APPOINTMENTS,
        summary="Cancel an appointment",
        description="Frees the slot; the record stays. The reason may stand in the body or in the query. A repeat "
        "answers the same, whatever its `If-Match`; one with another reason is refused.",
        refusals=(
            *_WITH_BODY,
            errors.AppointmentNotFound,
            errors.AppointmentIsCancelled,
            errors.AppointmentHasStarted,
            errors.VersionMismatch,
        ),
        answer="The appointment, cancelled.",
        links=_of_appointment("getAppointment"),
    ),
    "GET /api/openapi.json": Operation(
        id="getOpenApi",
        tag=DOCUMENTS,
        summary="Read this document",
        description="OpenAPI 3.1.",
        refusals=_EVERYWHERE,
        answer="The document.",
    ),
    "GET /api/docs": Operation(
        id="getDocs",
        tag=DOCUMENTS,
        summary="See this document as a page",
        description="A page that loads nothing from elsewhere.",
        refusals=_EVERYWHERE,
        answer="The page.",
    ),
}
"""By route, in the template's order."""

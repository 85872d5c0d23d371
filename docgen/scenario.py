"""The story of the examples: every route, every answer that it can give, and every event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Never, cast
from unittest.mock import patch

from booking.api.routes import ROUTES
from booking.appointments import routes as appointments
from booking.appointments.store import DynamoAppointments
from booking.calls.refusals import Busy
from booking.events.event import DomainEvent
from booking.events.rendering import render
from booking.providers import routes as providers
from docgen.handlers import handler_of, logging_as
from docgen.recording import Exchange, Recorder

CREATE_PROVIDER = str(providers.CREATE_PROVIDER)
GET_PROVIDER = str(providers.GET_PROVIDER)
UPDATE_SCHEDULE = str(providers.UPDATE_SCHEDULE)
GET_AVAILABILITY = str(appointments.GET_AVAILABILITY)
BOOK = str(appointments.CREATE_APPOINTMENT)
GET = str(appointments.GET_APPOINTMENT)
RESCHEDULE = str(appointments.RESCHEDULE_APPOINTMENT)
CANCEL = str(appointments.CANCEL_APPOINTMENT)
WITH_STORE = [str(route) for route in ROUTES if route.answers and not route.same_as]
DOCUMENTS = [str(route) for route in ROUTES if not route.answers]

_BOOKED_AT = datetime(2027, 2, 22, 10, 15, tzinfo=UTC)
_DURING = datetime(2027, 3, 1, 9, 10, tzinfo=UTC)
_UNKNOWN = "00000000-0000-4000-8000-000000000000"
_MONDAY = "2027-03-01"


@dataclass(frozen=True, slots=True)
class Story:
    """What was exchanged, and the detail of each event, by its type."""

    exchanges: Sequence[Exchange]
    events: Mapping[str, Any]


def at(clock: str) -> str:
    """A wall-clock time of the story's Monday in Stockholm."""
    return f"{_MONDAY}T{clock}:00+01:00"


def tell(store: DynamoAppointments) -> Story:
    """Play the story on an empty store."""
    recorder = Recorder(store, _BOOKED_AT)
    events: dict[str, Any] = {}
    with logging_as({"POWERTOOLS_SERVICE_NAME": "documents", "POWERTOOLS_METRICS_NAMESPACE": "Documents"}):
        provider = _providers(recorder, events)
        _appointments(recorder, events, provider)
        _failures(recorder, provider)
        _documents(recorder)
        recorder.call("GET /api/rooms", "not-found")
        recorder.call("PATCH /api/appointments", "method-not-allowed")
    return Story(recorder.exchanges, events)


def _providers(recorder: Recorder, events: dict[str, Any]) -> str:
    call, key = recorder.call, "provider-ada-lind-0001"
    body = {"name": "Dr. Ada Lind", "timezone": "Europe/Stockholm", "slotMinutes": 15, "email": "ada@example.com"}
    provider: str = call(CREATE_PROVIDER, "created", body=body, Idempotency_Key=key)["id"]
    _add_event(recorder, events, provider=provider)
    call(CREATE_PROVIDER, "replayed", body=body, Idempotency_Key=key)
    call(CREATE_PROVIDER, "idempotency-key-reused", body={**body, "name": "Bo Ek"}, Idempotency_Key=key)
    call(CREATE_PROVIDER, "validation-failed", body={**body, "timezone": "Stockholm"})
    call(GET_PROVIDER, "validation-failed", providerId=provider, expand="all")

    week = {
        "monday": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}],
        "tuesday": {"start": "18:00", "end": "24:00"},
    }
    schedule = {"weeklySchedule": week, "appointmentDuration": 30}
    call(UPDATE_SCHEDULE, "updated", body=schedule, providerId=provider, If_Match='"1"')
    _add_event(recorder, events, provider=provider)
    call(UPDATE_SCHEDULE, "version-mismatch", body=schedule, providerId=provider, If_Match='"1"')
    call(UPDATE_SCHEDULE, "provider-not-found", body=schedule, providerId=_UNKNOWN)
    backwards = {"monday": {"start": "17:00", "end": "09:00"}}
    call(UPDATE_SCHEDULE, "validation-failed", body={**schedule, "weeklySchedule": backwards}, providerId=provider)
    call(GET_PROVIDER, "provider", providerId=provider)
    call(GET_PROVIDER, "provider-not-found", providerId=_UNKNOWN)
    call(GET_AVAILABILITY, "slots", providerId=provider, date=_MONDAY)
    call(GET_AVAILABILITY, "provider-not-found", providerId=_UNKNOWN, date=_MONDAY)
    call(GET_AVAILABILITY, "validation-failed", providerId=provider, date="1 March 2027")
    return provider


def _appointments(recorder: Recorder, events: dict[str, Any], provider: str) -> None:
    call, key = recorder.call, "kim-berg-2027-03-01-a"
    customer = {"id": "customer-42", "name": "Kim Berg", "email": "kim@example.com", "phone": "+46 8 123 456 78"}
    body = {"providerId": provider, "startTime": at("09:00"), "customer": customer, "notes": "First visit"}
    body["metadata"] = {"channel": "web"}
    kims: str = call(BOOK, "booked", body=body, Idempotency_Key=key)["id"]
    _add_event(recorder, events, appointment=kims)
    call(BOOK, "replayed", body=body, Idempotency_Key=key)
    call(BOOK, "idempotency-key-reused", body={**body, "notes": "Second visit"}, Idempotency_Key=key)
    call(BOOK, "slot-taken", body=body)
    call(BOOK, "slot-not-offered", body={**body, "startTime": at("09:05")})
    call(BOOK, "slot-in-past", body={**body, "startTime": "2027-02-15T09:00:00+01:00"})
    call(BOOK, "provider-not-found", body={**body, "providerId": _UNKNOWN})
    call(BOOK, "validation-failed", body={**body, "startTime": "tomorrow", "customer": {"name": " "}})
    sams_body = {
        "providerId": provider,
        "startTime": at("10:00"),
        "customer": {"id": "customer-43", "name": "Sam Dahl"},
    }
    sams: str = call(BOOK, "booked-with-the-least", body=sams_body, Idempotency_Key="sam-dahl-2027-03-01-a")["id"]

    call(GET, "appointment", appointmentId=kims)
    call(GET_AVAILABILITY, "slots-for-a-move", providerId=provider, date=_MONDAY, appointmentId=kims)
    call(GET_AVAILABILITY, "appointment-not-found", providerId=provider, date=_MONDAY, appointmentId=_UNKNOWN)
    call(GET, "appointment-not-found", appointmentId=_UNKNOWN)
    call(GET, "validation-failed", appointmentId=kims, expand="all")

    call(RESCHEDULE, "slot-taken", body={"startTime": at("10:00")}, appointmentId=kims)
    call(RESCHEDULE, "slot-not-offered", body={"startTime": at("12:00")}, appointmentId=kims)
    call(RESCHEDULE, "slot-in-past", body={"startTime": "2027-02-15T09:00:00+01:00"}, appointmentId=kims)
    call(RESCHEDULE, "validation-failed", body={"startTime": 1803888000}, appointmentId=kims)
    call(RESCHEDULE, "appointment-not-found", body={"startTime": at("11:00")}, appointmentId=_UNKNOWN)
    call(RESCHEDULE, "rescheduled", body={"startTime": at("11:00")}, appointmentId=kims, If_Match='"1"')
    _add_event(recorder, events, appointment=kims)
    call(RESCHEDULE, "version-mismatch", body={"startTime": at("11:30")}, appointmentId=kims, If_Match='"1"')

    call(CANCEL, "version-mismatch", appointmentId=kims, If_Match='"1"')
    call(CANCEL, "validation-failed", appointmentId=kims, reason="x" * 501)
    call(CANCEL, "appointment-not-found", appointmentId=_UNKNOWN)
    call(CANCEL, "cancelled", body={"reason": "ill"}, appointmentId=kims, If_Match='"2"')
    _add_event(recorder, events, appointment=kims)
    call(CANCEL, "appointment-cancelled", body={"reason": "on holiday"}, appointmentId=kims)
    call(RESCHEDULE, "appointment-cancelled", body={"startTime": at("11:30")}, appointmentId=kims)
    call(GET_AVAILABILITY, "appointment-cancelled", providerId=provider, date=_MONDAY, appointmentId=kims)

    recorder.now = _DURING
    call(RESCHEDULE, "appointment-started", body={"startTime": at("14:00")}, appointmentId=sams)
    call(CANCEL, "appointment-started", appointmentId=sams)
    call(GET_AVAILABILITY, "appointment-started", providerId=provider, date=_MONDAY, appointmentId=sams)


def _failures(recorder: Recorder, provider: str) -> None:
    bodies = {
        CREATE_PROVIDER: {"name": "Bo Ek", "timezone": "Europe/Stockholm"},
        UPDATE_SCHEDULE: {"weeklySchedule": {}, "appointmentDuration": 30},
        BOOK: {"providerId": provider, "startTime": at("14:00"), "customer": {"name": "Kim Berg"}},
        RESCHEDULE: {"startTime": at("14:00")},
        CANCEL: {"reason": "ill"},
    }
    parameters = {
        GET_PROVIDER: {"providerId": provider},
        UPDATE_SCHEDULE: {"providerId": provider},
        GET_AVAILABILITY: {"providerId": provider, "date": _MONDAY},
        GET: {"appointmentId": _UNKNOWN},
        RESCHEDULE: {"appointmentId": _UNKNOWN},
        CANCEL: {"appointmentId": _UNKNOWN},
    }
    recorder.now = _BOOKED_AT
    for route in WITH_STORE:
        given, body = parameters.get(route, {}), bodies.get(route)
        replace(recorder, store=_failing(Busy())).call(route, "busy", body=body, **given)
        replace(recorder, store=_failing(RuntimeError("a fault"))).call(route, "internal-error", body=body, **given)
        if body is not None:
            recorder.call(route, "malformed-json", body='{"startTime": ', **given)
            recorder.call(route, "payload-too-large", body='{"notes": "' + "x" * 65_536 + '"}', **given)
            recorder.call(route, "unsupported-media-type", body="a=b", media_type="text/plain", **given)


def _documents(recorder: Recorder) -> None:
    for route in DOCUMENTS:
        recorder.call(route, "validation-failed", pretty="true")
        with patch.object(handler_of(route), "document", side_effect=RuntimeError("a fault")):
            recorder.call(route, "internal-error")


def _failing(error: Exception) -> DynamoAppointments:
    class Failing:
        def __getattr__(self, _: str) -> Never:
            raise error

    return cast("DynamoAppointments", Failing())


def _add_event(
    recorder: Recorder, events: dict[str, Any], *, provider: str | None = None, appointment: str | None = None
) -> None:
    """The event of the version that now stands."""
    store = recorder.store
    entity = store.provider(provider) if provider else store.appointment(appointment or "")
    model = render(DomainEvent(entity))
    events[model.event_type] = model.model_dump(mode="json", by_alias=True)

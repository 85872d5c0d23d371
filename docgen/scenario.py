"""The story of the examples: every route, every answer that it can give, and every event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Never, cast
from unittest.mock import patch

from booking.api.routes import ROUTES
from booking.appointments import routes as appointments
from booking.calls.refusals import Busy
from booking.customers import routes as customers
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.store import DynamoCustomers
from booking.events.event import DomainEvent
from booking.events.rendering import render
from booking.providers import routes as providers
from booking.settings import MAX_OPEN_APPOINTMENTS
from docgen.handlers import handler_of, logging_as
from docgen.recording import Exchange, Recorder
from docgen.sample_events import CLAIMS
from local.business import (
    ADA,
    APPOINTMENTS,
    KIM,
    MONDAY,
    SAM,
    TO_BOOK,
    TO_BOOK_WITH_THE_LEAST,
    TO_CANCEL,
    TO_MOVE,
    TO_READ,
)

CREATE_PROVIDER = str(providers.CREATE_PROVIDER)
GET_PROVIDER = str(providers.GET_PROVIDER)
UPDATE_PROVIDER = str(providers.UPDATE_PROVIDER)
UPDATE_SCHEDULE = str(providers.UPDATE_SCHEDULE)
GET_AVAILABILITY = str(appointments.GET_AVAILABILITY)
BOOK = str(appointments.CREATE_APPOINTMENT)
GET = str(appointments.GET_APPOINTMENT)
RESCHEDULE = str(appointments.RESCHEDULE_APPOINTMENT)
CANCEL = str(appointments.CANCEL_APPOINTMENT)
EXPORT = str(customers.EXPORT_CUSTOMER)
ERASE = str(customers.ERASE_CUSTOMER)
WITH_STORE = [str(route) for route in ROUTES if route.answers and not route.same_as]
PUBLIC = {str(route) for route in ROUTES if route.is_public}
DOCUMENTS = [str(route) for route in ROUTES if not route.answers]

_BOOKED_AT = datetime.combine(MONDAY - timedelta(days=7), time(10, 15), UTC)
_DURING = datetime.fromisoformat(TO_BOOK_WITH_THE_LEAST.body()["startTime"]) + timedelta(minutes=10)
_PAST = ADA.at("09:00", MONDAY - timedelta(days=14))
_UNKNOWN = "00000000-0000-4000-8000-000000000000"
_SUBJECT = "b2f5a4d4-50a1-7033-9b1e-0c8d7a6e5f41"
_DAY = MONDAY.isoformat()


@dataclass(frozen=True, slots=True)
class Story:
    """What was exchanged, and the detail of each event, by its type."""

    exchanges: Sequence[Exchange]
    events: Mapping[str, Any]


_CUSTOMER = {name: value for name, value in CLAIMS.items() if name != "cognito:groups"}
"""The claims of a token without a role."""

_PROVIDER = {**CLAIMS, "cognito:groups": "[provider]"}


def tell(store: DynamoCustomers) -> Story:
    """Play the story on an empty store."""
    recorder = Recorder(store, _BOOKED_AT)
    events: dict[str, Any] = {}
    with logging_as({"POWERTOOLS_SERVICE_NAME": "documents", "POWERTOOLS_METRICS_NAMESPACE": "Documents"}):
        _providers(recorder, events)
        _seeded(recorder, events)
        _bookings(recorder)
        _changes(recorder, events)
        _limit(recorder)
        _customers(recorder, events)
        _failures(recorder)
        _documents(recorder)
        recorder.call("GET /api/rooms", "not-found")
        recorder.call("PATCH /api/appointments", "method-not-allowed")
    return Story(recorder.exchanges, events)


def _providers(recorder: Recorder, events: dict[str, Any]) -> None:
    call, body = recorder.call, ADA.fields
    call(CREATE_PROVIDER, "created", body=body, Idempotency_Key=ADA.key)
    _add_event(recorder, events, provider=ADA.id)
    call(CREATE_PROVIDER, "replayed", body=body, Idempotency_Key=ADA.key)
    call(CREATE_PROVIDER, "idempotency-key-reused", body={**body, "name": "Bo Ek"}, Idempotency_Key=ADA.key)
    call(CREATE_PROVIDER, "validation-failed", body={**body, "timezone": "Stockholm"})
    call(GET_PROVIDER, "validation-failed", providerId=ADA.id, expand="all")

    schedule = ADA.schedule
    call(UPDATE_SCHEDULE, "updated", body=schedule, providerId=ADA.id, If_Match='"1"')
    _add_event(recorder, events, provider=ADA.id)
    call(UPDATE_SCHEDULE, "version-mismatch", body=schedule, providerId=ADA.id, If_Match='"1"')
    call(UPDATE_SCHEDULE, "provider-not-found", body=schedule, providerId=_UNKNOWN)
    backwards = {"monday": {"start": "17:00", "end": "09:00"}}
    call(UPDATE_SCHEDULE, "validation-failed", body={**schedule, "weeklySchedule": backwards}, providerId=ADA.id)

    call(UPDATE_PROVIDER, "cleared", body={"email": None}, providerId=ADA.id)
    _add_event(recorder, events, provider=ADA.id)
    updated = {"email": body["email"], "subject": _SUBJECT}
    call(UPDATE_PROVIDER, "updated", body=updated, providerId=ADA.id, If_Match='"3"')
    call(UPDATE_PROVIDER, "version-mismatch", body={"name": "Dr. Ada Ek"}, providerId=ADA.id, If_Match='"3"')
    call(UPDATE_PROVIDER, "provider-not-found", body=updated, providerId=_UNKNOWN)
    call(UPDATE_PROVIDER, "validation-failed", body={"name": None}, providerId=ADA.id)
    call(GET_PROVIDER, "provider", providerId=ADA.id)
    call(GET_PROVIDER, "provider-not-found", providerId=_UNKNOWN)


def _seeded(recorder: Recorder, events: dict[str, Any]) -> None:
    """The appointments that are there before any example."""
    for appointment in APPOINTMENTS:
        if appointment.provider is ADA:
            recorder.prepare(BOOK, body=appointment.body(), Idempotency_Key=appointment.key)
    _add_event(recorder, events, appointment=TO_MOVE.id)


def _bookings(recorder: Recorder) -> None:
    call, key, body = recorder.call, TO_BOOK.key, TO_BOOK.body()
    call(GET_AVAILABILITY, "slots", providerId=ADA.id, date=_DAY)
    call(GET_AVAILABILITY, "provider-not-found", providerId=_UNKNOWN, date=_DAY)
    call(GET_AVAILABILITY, "service-not-found", providerId=ADA.id, date=_DAY, serviceId="haircut")
    call(GET_AVAILABILITY, "validation-failed", providerId=ADA.id, date=f"{MONDAY:%-d %B %Y}")

    call(BOOK, "booked", body=body, Idempotency_Key=key)
    call(BOOK, "replayed", body=body, Idempotency_Key=key)
    call(BOOK, "idempotency-key-reused", body={**body, "notes": "Second visit"}, Idempotency_Key=key)
    call(BOOK, "slot-taken", body=body)
    call(BOOK, "slot-not-offered", body={**body, "startTime": ADA.at("09:05")})
    call(BOOK, "slot-in-past", body={**body, "startTime": _PAST})
    call(BOOK, "provider-not-found", body={**body, "providerId": _UNKNOWN})
    call(BOOK, "service-not-found", body={**body, "serviceId": "haircut"})
    call(BOOK, "validation-failed", body={**body, "startTime": "tomorrow", "customer": {"name": " "}})
    least = TO_BOOK_WITH_THE_LEAST
    call(BOOK, "booked-with-the-least", body=least.body(), Idempotency_Key=least.key)


def _changes(recorder: Recorder, events: dict[str, Any]) -> None:
    call, read, moved, cancelled = recorder.call, TO_READ.id, TO_MOVE.id, TO_CANCEL.id
    call(GET, "appointment", appointmentId=read)
    call(GET, "appointment-not-found", appointmentId=_UNKNOWN)
    call(GET, "validation-failed", appointmentId=read, expand="all")
    call(GET_AVAILABILITY, "slots-for-a-move", providerId=ADA.id, date=_DAY, appointmentId=moved)
    call(GET_AVAILABILITY, "appointment-not-found", providerId=ADA.id, date=_DAY, appointmentId=_UNKNOWN)

    taken = {"startTime": TO_BOOK_WITH_THE_LEAST.body()["startTime"]}
    later = {"startTime": ADA.at("11:30")}
    call(RESCHEDULE, "slot-taken", body=taken, appointmentId=moved)
    call(RESCHEDULE, "slot-not-offered", body={"startTime": ADA.at("12:00")}, appointmentId=moved)
    call(RESCHEDULE, "slot-in-past", body={"startTime": _PAST}, appointmentId=moved)
    call(RESCHEDULE, "validation-failed", body={"startTime": 1803888000}, appointmentId=moved)
    call(RESCHEDULE, "appointment-not-found", body=later, appointmentId=_UNKNOWN)
    call(RESCHEDULE, "rescheduled", body={"startTime": ADA.at("11:00")}, appointmentId=moved, If_Match='"1"')
    _add_event(recorder, events, appointment=moved)
    call(RESCHEDULE, "version-mismatch", body=later, appointmentId=moved, If_Match='"1"')

    call(CANCEL, "version-mismatch", appointmentId=cancelled, If_Match='"2"')
    call(CANCEL, "validation-failed", appointmentId=cancelled, reason="x" * 501)
    call(CANCEL, "appointment-not-found", appointmentId=_UNKNOWN)
    call(CANCEL, "cancelled", body={"reason": "ill"}, appointmentId=cancelled, If_Match='"1"')
    call(CANCEL, "appointment-cancelled", body={"reason": "on holiday"}, appointmentId=cancelled)
    call(RESCHEDULE, "appointment-cancelled", body=later, appointmentId=cancelled)
    call(GET_AVAILABILITY, "appointment-cancelled", providerId=ADA.id, date=_DAY, appointmentId=cancelled)
    recorder.prepare(CANCEL, body={"reason": "ill"}, appointmentId=moved)  # the events tell of one appointment
    _add_event(recorder, events, appointment=moved)

    recorder.now = _DURING
    started = TO_BOOK_WITH_THE_LEAST.id
    call(RESCHEDULE, "appointment-started", body={"startTime": ADA.at("14:30")}, appointmentId=started)
    call(CANCEL, "appointment-started", appointmentId=started)
    call(GET_AVAILABILITY, "appointment-started", providerId=ADA.id, date=_DAY, appointmentId=started)


def _limit(recorder: Recorder) -> None:
    """A customer books for itself until it may book no more."""
    recorder.claims, recorder.now = _CUSTOMER, _BOOKED_AT
    booking = {"providerId": ADA.id, "customer": {"name": KIM["name"]}}
    hours = ("09", "10", "13", "14", "15", "16")
    *starts, one_more = (
        {"startTime": ADA.at(f"{hour}:{minute}", MONDAY + timedelta(days=7))}
        for hour in hours
        for minute in ("00", "30")
    )
    made = [recorder.prepare(BOOK, body=booking | start)["id"] for start in starts[:MAX_OPEN_APPOINTMENTS]]
    recorder.call(BOOK, "too-many-open-appointments", body=booking | one_more)
    recorder.prepare(RESCHEDULE, body=one_more, appointmentId=made[0])
    recorder.prepare(CANCEL, appointmentId=made[0])
    recorder.claims = CLAIMS


def _customers(recorder: Recorder, events: dict[str, Any]) -> None:
    """A customer's data is erased by two requests, with a minute between them."""
    call, kim, sam = recorder.call, KIM["id"], SAM["id"]
    call(EXPORT, "customer", customerId=kim)
    call(EXPORT, "validation-failed", customerId=kim, after="the next")
    replace(recorder, claims=_CUSTOMER).call(EXPORT, "customer-not-found", customerId=kim)
    call(ERASE, "validation-failed", customerId=sam, reason="she asked for it")
    call(ERASE, "begun", customerId=sam)
    recorder.now += SETTLED_AFTER
    call(ERASE, "erased", customerId=sam)
    call(EXPORT, "erased-customer", customerId=sam)
    _add_event(recorder, events, customer=sam)


def _failures(recorder: Recorder) -> None:
    bodies = {
        CREATE_PROVIDER: {"name": "Bo Ek", "timezone": "Europe/Stockholm"},
        UPDATE_PROVIDER: {"name": "Bo Ek"},
        UPDATE_SCHEDULE: {"weeklySchedule": {}, "appointmentDuration": 30},
        BOOK: {"providerId": ADA.id, "startTime": ADA.at("14:00"), "customer": dict(KIM)},
        RESCHEDULE: {"startTime": ADA.at("14:00")},
        CANCEL: {"reason": "ill"},
    }
    parameters = {
        GET_PROVIDER: {"providerId": ADA.id},
        UPDATE_PROVIDER: {"providerId": ADA.id},
        UPDATE_SCHEDULE: {"providerId": ADA.id},
        GET_AVAILABILITY: {"providerId": ADA.id, "date": _DAY},
        GET: {"appointmentId": _UNKNOWN},
        RESCHEDULE: {"appointmentId": _UNKNOWN},
        CANCEL: {"appointmentId": _UNKNOWN},
        EXPORT: {"customerId": KIM["id"]},
        ERASE: {"customerId": KIM["id"]},
    }
    recorder.now = _BOOKED_AT
    for route in WITH_STORE:
        given, body = parameters.get(route, {}), bodies.get(route)
        replace(recorder, store=_failing(Busy())).call(route, "busy", body=body, **given)
        replace(recorder, store=_failing(RuntimeError("a fault"))).call(route, "internal-error", body=body, **given)
        anyone = replace(recorder, claims=None)
        in_header = {"Authorization": "Basic YTpi"} if route in PUBLIC else {}
        anyone.call(route, "unauthorized", body=body, **given, **in_header)
        if route in {CREATE_PROVIDER, UPDATE_PROVIDER, UPDATE_SCHEDULE, BOOK, EXPORT, ERASE}:
            claims = _PROVIDER if route == EXPORT else _CUSTOMER
            replace(recorder, claims=claims).call(route, "forbidden", body=body, **given)
        if body is not None:
            recorder.call(route, "malformed-json", body='{"startTime": ', **given)
            recorder.call(route, "payload-too-large", body='{"notes": "' + "x" * 65_536 + '"}', **given)
            recorder.call(route, "unsupported-media-type", body="a=b", media_type="text/plain", **given)


def _documents(recorder: Recorder) -> None:
    for route in DOCUMENTS:
        recorder.call(route, "validation-failed", pretty="true")
        with patch.object(handler_of(route), "document", side_effect=RuntimeError("a fault")):
            recorder.call(route, "internal-error")


def _failing(error: Exception) -> DynamoCustomers:
    class Failing:
        def __getattr__(self, _: str) -> Never:
            raise error

    return cast("DynamoCustomers", Failing())


def _add_event(
    recorder: Recorder, events: dict[str, Any], *, provider: str = "", appointment: str = "", customer: str = ""
) -> None:
    """The event of the version that now stands."""
    store = recorder.store
    entity: Any = store.erasure(customer) if customer else None
    model = render(DomainEvent(entity or (store.provider(provider) if provider else store.appointment(appointment))))
    events[model.event_type] = model.model_dump(mode="json", by_alias=True)

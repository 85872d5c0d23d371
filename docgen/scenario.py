"""The story of the examples: every route, every answer that it can give, and every event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Never, cast
from unittest.mock import patch

from booking.api.routes import ROUTES
from booking.appointments import routes as appointments
from booking.bus.delivered import delivered
from booking.calls.refusals import Busy, Forbidden
from booking.customers import routes as customers
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.keep_customer_cards import refreshed
from booking.desk import routes as desks
from booking.events.event import DomainEvent
from booking.history import routes as histories
from booking.history.keep_history import keep_history
from booking.openings import routes as openings
from booking.overrides import routes as overrides
from booking.providers import routes as providers
from booking.reports import routes as reports
from booking.reports.keep_reports import keep_reports
from booking.resolutions import routes as resolutions
from booking.resolutions.work_resolution import work_resolution
from booking.services import routes as services
from booking.settings import MAX_OPEN_APPOINTMENTS
from booking.time.intervals import Interval
from booking.time_off import routes as time_offs
from booking.time_off.time_off import MOST_LISTED
from docgen.handlers import handler_of, logging_as
from docgen.messages import detail_of, message_of
from docgen.recording import Exchange, Recorder
from docgen.sample_events import CLAIMS
from local.business import (
    ADA,
    APPOINTMENTS,
    CHECK_UP,
    KIM,
    MONDAY,
    ROBIN,
    SAM,
    STUDIO,
    TIME_OFF_ID,
    TO_BOOK,
    TO_BOOK_WITH_THE_LEAST,
    TO_CANCEL,
    TO_MOVE,
    TO_READ,
    time_off,
)
from local.store import EveryStore

CREATE_PROVIDER = str(providers.CREATE_PROVIDER)
LIST_PROVIDERS = str(providers.LIST_PROVIDERS)
GET_PROVIDER = str(providers.GET_PROVIDER)
UPDATE_PROVIDER = str(providers.UPDATE_PROVIDER)
DEACTIVATE = str(providers.DEACTIVATE_PROVIDER)
REACTIVATE = str(providers.REACTIVATE_PROVIDER)
GET_SCHEDULE = str(providers.GET_SCHEDULE)
UPDATE_SCHEDULE = str(providers.UPDATE_SCHEDULE)
SET_OVERRIDE = str(overrides.SET_OVERRIDE)
SET_OVERRIDES = str(overrides.SET_OVERRIDES)
LIST_OVERRIDES = str(overrides.LIST_OVERRIDES)
REMOVE_OVERRIDE = str(overrides.REMOVE_OVERRIDE)
ADD_TIME_OFF = str(time_offs.ADD_TIME_OFF)
LIST_TIME_OFF = str(time_offs.LIST_TIME_OFF)
GET_TIME_OFF = str(time_offs.GET_TIME_OFF)
SET_TIME_OFF = str(time_offs.SET_TIME_OFF)
REMOVE_TIME_OFF = str(time_offs.REMOVE_TIME_OFF)
LIST_SERVICES = str(services.LIST_SERVICES)
SET_SERVICE = str(services.SET_SERVICE)
GET_SERVICE = str(services.GET_SERVICE)
RETIRE_SERVICE = str(services.RETIRE_SERVICE)
LIST_OFFERED = str(services.LIST_OFFERED_SERVICES)
GET_AVAILABILITY = str(openings.GET_AVAILABILITY)
FIND_NEXT = str(openings.FIND_NEXT_OPENINGS)
EXPLAIN = str(openings.EXPLAIN_START)
COMPARE = str(openings.COMPARE_AVAILABILITY)
BOOK = str(appointments.CREATE_APPOINTMENT)
LIST = str(appointments.LIST_APPOINTMENTS)
GET = str(appointments.GET_APPOINTMENT)
RESCHEDULE = str(appointments.RESCHEDULE_APPOINTMENT)
CANCEL = str(appointments.CANCEL_APPOINTMENT)
CORRECT = str(appointments.UPDATE_APPOINTMENT)
ATTEND = str(appointments.SET_ATTENDANCE)
KEEP = str(appointments.KEEP_APPOINTMENT)
DAY = str(desks.GET_DAY)
BOARD = str(desks.GET_BOARD)
MONTH = str(desks.GET_MONTH)
APPOINTMENT_HISTORY = str(histories.LIST_APPOINTMENT_HISTORY)
PROVIDER_HISTORY = str(histories.LIST_PROVIDER_HISTORY)
FIND = str(customers.FIND_CUSTOMERS)
CARD = str(customers.GET_CUSTOMER)
CORRECT_CARD = str(customers.UPDATE_CUSTOMER)
REQUEST_RESOLUTION = str(resolutions.REQUEST_RESOLUTION)
GET_RESOLUTION = str(resolutions.GET_RESOLUTION)
DAILY_REPORT = str(reports.GET_DAILY_REPORT)
EXPORT = str(customers.EXPORT_CUSTOMER)
ERASE = str(customers.ERASE_CUSTOMER)
WITH_STORE = [str(route) for route in ROUTES if route.answers and not route.same_as]
PUBLIC = {str(route) for route in ROUTES if route.is_public}
FORBIDDING = {str(route) for route in ROUTES if Forbidden in route.problems}
DOCUMENTS = [str(route) for route in ROUTES if not route.answers]

_BOOKED_AT = datetime.combine(MONDAY - timedelta(days=7), time(10, 15), UTC)
_DURING = datetime.fromisoformat(TO_BOOK_WITH_THE_LEAST.body()["startTime"]) + timedelta(minutes=10)
_PAST = ADA.at("09:00", MONDAY - timedelta(days=14))
_UNKNOWN = "00000000-0000-4000-8000-000000000000"
_SUBJECT = "b2f5a4d4-50a1-7033-9b1e-0c8d7a6e5f41"
_DAY = MONDAY.isoformat()
_SATURDAY = (MONDAY + timedelta(days=5)).isoformat()
_EASTER_MONDAY = (MONDAY + timedelta(days=42)).isoformat()
_OPENED = {"windows": [{"start": "10:00", "end": "13:00"}]}


@dataclass(frozen=True, slots=True)
class Story:
    """What was exchanged, and the detail of each event, by its type."""

    exchanges: Sequence[Exchange]
    events: Mapping[str, Any]


_CUSTOMER = {name: value for name, value in CLAIMS.items() if name != "cognito:groups"}
"""The claims of a token without a role."""

_PROVIDER = {**CLAIMS, "cognito:groups": "[provider]"}


def tell(store: EveryStore) -> Story:
    """Play the story on an empty store."""
    recorder = Recorder(store, _BOOKED_AT)
    events: dict[str, Any] = {}
    with logging_as({"POWERTOOLS_SERVICE_NAME": "documents", "POWERTOOLS_METRICS_NAMESPACE": "Documents"}):
        _providers(recorder, events)
        _seeded(recorder, events)
        _openings(recorder)
        _bookings(recorder)
        _changes(recorder, events)
        _states(recorder, events)
        _services(recorder, events)
        _limit(recorder)
        _overrides(recorder, events)
        _kept(recorder, events)
        _time_off(recorder, events)
        _desk(recorder)
        _corrections(recorder, events)
        _attendance(recorder, events)
        _histories(recorder)
        _resolutions(recorder, events)
        _reports(recorder)
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
    call(GET_SCHEDULE, "schedule", providerId=ADA.id)
    call(GET_SCHEDULE, "provider-not-found", providerId=_UNKNOWN)
    call(GET_SCHEDULE, "validation-failed", providerId=ADA.id, day="monday")
    call(LIST_PROVIDERS, "providers")
    call(LIST_PROVIDERS, "validation-failed", cursor="page-2")


def _states(recorder: Recorder, events: dict[str, Any]) -> None:
    """A provider whose rules change, and who is away for a while."""
    call = recorder.call
    rules = {"slotInterval": 30, "minNoticeMinutes": 120, "maxAdvanceDays": 730, "maxPerDay": 12}
    call(UPDATE_PROVIDER, "rules", body=rules, providerId=ADA.id)
    recorder.prepare(UPDATE_PROVIDER, body=dict.fromkeys(rules), providerId=ADA.id)
    call(DEACTIVATE, "dry-run", providerId=ADA.id, dryRun="true")
    for route, name in ((DEACTIVATE, "deactivated"), (REACTIVATE, "reactivated")):
        call(route, "version-mismatch", providerId=ADA.id, If_Match='"1"')
        call(route, "validation-failed", providerId=ADA.id, reason="on leave")
        call(route, "provider-not-found", providerId=_UNKNOWN)
        call(route, name, providerId=ADA.id)
        _add_event(recorder, events, provider=ADA.id)


def _services(recorder: Recorder, events: dict[str, Any]) -> None:
    call, of = recorder.call, {"providerId": ADA.id, "serviceId": CHECK_UP.id}
    unknown = {**of, "serviceId": "haircut"}
    call(SET_SERVICE, "set", body=CHECK_UP.terms, **of)
    _add_event(recorder, events, provider=ADA.id, service=CHECK_UP.id)
    call(SET_SERVICE, "version-mismatch", body={**CHECK_UP.terms, "duration": 45}, **of, If_Match='"7"')
    call(SET_SERVICE, "validation-failed", body={**CHECK_UP.terms, "duration": 40, "bufferAfter": 5}, **of)
    call(SET_SERVICE, "provider-not-found", body=CHECK_UP.terms, **{**of, "providerId": _UNKNOWN})
    call(GET_SERVICE, "service", **of)
    call(GET_SERVICE, "service-not-found", **unknown)
    call(GET_SERVICE, "validation-failed", **{**of, "serviceId": "Check-Up"})
    call(LIST_OFFERED, "services")
    call(LIST_OFFERED, "validation-failed", limit="1000")
    call(RETIRE_SERVICE, "version-mismatch", **of, If_Match='"7"')
    call(RETIRE_SERVICE, "validation-failed", **of, reason="no longer")
    call(RETIRE_SERVICE, "provider-not-found", **{**of, "providerId": _UNKNOWN})
    call(RETIRE_SERVICE, "service-not-found", **unknown)
    call(RETIRE_SERVICE, "retired", **of)
    _add_event(recorder, events, provider=ADA.id, service=CHECK_UP.id)
    call(LIST_SERVICES, "services", providerId=ADA.id)
    call(LIST_SERVICES, "provider-not-found", providerId=_UNKNOWN)
    call(LIST_SERVICES, "validation-failed", providerId=ADA.id, active="true")
    call(SET_SERVICE, "set-again", body=CHECK_UP.terms, **of)


def _seeded(recorder: Recorder, events: dict[str, Any]) -> None:
    """The appointments that are there before any example."""
    for appointment in APPOINTMENTS:
        if appointment.provider is ADA:
            recorder.prepare(BOOK, body=appointment.body(), Idempotency_Key=appointment.key)
    _add_event(recorder, events, appointment=TO_MOVE.id)


def _openings(recorder: Recorder) -> None:
    call, sunday, tuesday = recorder.call, MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    dates = {"from": sunday.isoformat(), "to": tuesday.isoformat()}
    call(GET_AVAILABILITY, "slots", providerId=ADA.id, date=_DAY)
    call(GET_AVAILABILITY, "dates", providerId=ADA.id, **dates, timezone="Asia/Tokyo", limit="12")
    call(GET_AVAILABILITY, "closed", providerId=ADA.id, date=dates["from"], next="true")
    call(GET_AVAILABILITY, "provider-not-found", providerId=_UNKNOWN, date=_DAY)
    call(GET_AVAILABILITY, "service-not-found", providerId=ADA.id, date=_DAY, serviceId="haircut")
    call(GET_AVAILABILITY, "validation-failed", providerId=ADA.id, date=f"{MONDAY:%-d %B %Y}")

    call(FIND_NEXT, "soonest", providerId=ADA.id, limit="3")
    call(FIND_NEXT, "provider-not-found", providerId=_UNKNOWN)
    call(FIND_NEXT, "service-not-found", providerId=ADA.id, serviceId="haircut")
    call(FIND_NEXT, "validation-failed", providerId=ADA.id, limit="all")

    call(EXPLAIN, "offered", providerId=ADA.id, startTime=ADA.at("09:00"))
    call(EXPLAIN, "not-offered", providerId=ADA.id, startTime=ADA.at("12:45"))
    call(EXPLAIN, "provider-not-found", providerId=_UNKNOWN, startTime=ADA.at("09:00"))
    call(EXPLAIN, "service-not-found", providerId=ADA.id, startTime=ADA.at("09:00"), serviceId="haircut")
    call(EXPLAIN, "appointment-not-found", providerId=ADA.id, startTime=ADA.at("09:00"), appointmentId=_UNKNOWN)
    call(EXPLAIN, "validation-failed", providerId=ADA.id, startTime="09:00")

    call(COMPARE, "openings", providerIds=f"{ADA.id},{_UNKNOWN}", date=_DAY)
    call(COMPARE, "validation-failed", providerIds="", date=_DAY)


def _bookings(recorder: Recorder) -> None:
    call, key, body = recorder.call, TO_BOOK.key, TO_BOOK.body()
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
    of_ada = {"providerId": ADA.id}
    call(LIST, "appointments", **of_ada, **{"from": _DAY, "to": _DAY}, limit="2")
    call(LIST, "appointments-of-a-customer", customerId=KIM["id"], order="desc")
    call(LIST, "provider-not-found", providerId=_UNKNOWN)
    call(LIST, "validation-failed", **of_ada, cursor="page-2")
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
    call(EXPLAIN, "appointment-cancelled", providerId=ADA.id, startTime=later["startTime"], appointmentId=cancelled)
    recorder.prepare(CANCEL, body={"reason": "ill"}, appointmentId=moved)  # the events tell of one appointment
    _add_event(recorder, events, appointment=moved)

    _moves(recorder)

    recorder.now = _DURING
    started = TO_BOOK_WITH_THE_LEAST.id
    call(RESCHEDULE, "appointment-started", body={"startTime": ADA.at("14:30")}, appointmentId=started)
    call(CANCEL, "appointment-started", appointmentId=started)
    call(GET_AVAILABILITY, "appointment-started", providerId=ADA.id, date=_DAY, appointmentId=started)
    call(EXPLAIN, "appointment-started", providerId=ADA.id, startTime=later["startTime"], appointmentId=started)


def _attendance(recorder: Recorder, events: dict[str, Any]) -> None:
    """Somebody does not come, and the rest of the time is released."""
    call, missing = recorder.call, {"appointmentId": TO_READ.id}
    no_show = {"attendance": "NO_SHOW", "releaseRest": True}
    start = datetime.fromisoformat(TO_READ.body()["startTime"])
    recorder.now = start + timedelta(minutes=5)
    call(ATTEND, "attendance-not-possible", body=no_show, **missing)
    call(ATTEND, "version-mismatch", body={"attendance": "ARRIVED"}, If_Match='"1"', **missing)
    recorder.now = start + timedelta(minutes=12)
    call(ATTEND, "released", body=no_show, **missing)
    _add_event(recorder, events, appointment=TO_READ.id)
    call(ATTEND, "rest-released", body={"attendance": "ARRIVED"}, **missing)
    call(ATTEND, "appointment-cancelled", body=no_show, appointmentId=TO_CANCEL.id)
    call(ATTEND, "appointment-not-found", body=no_show, appointmentId=_UNKNOWN)
    call(ATTEND, "validation-failed", body={"attendance": "EXPECTED", "releaseRest": True}, **missing)
    recorder.now = _BOOKED_AT


def _corrections(recorder: Recorder, events: dict[str, Any]) -> None:
    call, read = recorder.call, {"appointmentId": TO_READ.id}
    patch = {"customer": {"phone": "+46 8 765 43 21"}, "internalNote": "Comes by train", "metadata": {"room": "2"}}
    call(CORRECT, "version-mismatch", body=patch, If_Match='"7"', **read)
    call(CORRECT, "corrected", body=patch, **read)
    _add_event(recorder, events, appointment=TO_READ.id)
    call(CORRECT, "cleared", body={"internalNote": None, "metadata": {"room": None}}, **read)
    call(CORRECT, "appointment-not-found", body=patch, appointmentId=_UNKNOWN)
    call(CORRECT, "validation-failed", body={"customer": {"name": None}}, **read)


def _colleague(recorder: Recorder) -> str:
    """The id of another provider."""
    colleague: str = recorder.prepare(CREATE_PROVIDER, body=STUDIO.fields, Idempotency_Key=STUDIO.key)["id"]
    recorder.prepare(UPDATE_SCHEDULE, body=STUDIO.schedule, providerId=colleague)
    return colleague


def _moves(recorder: Recorder) -> None:
    """For longer, and to a colleague."""
    call, of = recorder.call, {"appointmentId": TO_READ.id}
    at_eleven, at_four = {"startTime": ADA.at("11:00")}, {"startTime": ADA.at("16:00")}
    colleague = {"providerId": _colleague(recorder)}
    call(RESCHEDULE, "longer", body={**at_eleven, "duration": 60}, **of)
    call(RESCHEDULE, "to-another-provider", body={**at_four, **colleague}, **of)
    call(RESCHEDULE, "provider-not-found", body={**at_four, "providerId": _UNKNOWN}, **of)
    call(RESCHEDULE, "service-not-found", body={**at_four, "serviceId": "haircut"}, **of)
    back = {"startTime": TO_READ.body()["startTime"], "providerId": ADA.id, "duration": 30}
    recorder.prepare(RESCHEDULE, body=back, **of)


def _limit(recorder: Recorder) -> None:
    """A customer books for itself until it may book no more, and cannot change an appointment that is too near."""
    a_day_before = {"cancelCutoffMinutes": 1440, "rescheduleCutoffMinutes": 1440}
    recorder.prepare(UPDATE_PROVIDER, body=a_day_before, providerId=ADA.id)
    colleague = _colleague(recorder)
    recorder.claims, recorder.now = _CUSTOMER, _BOOKED_AT
    booking = {"providerId": ADA.id, "customer": {"name": KIM["name"]}}
    hours = ("09", "10", "13", "14", "15", "16")
    *starts, one_more = (
        {"startTime": ADA.at(f"{hour}:{minute}", MONDAY + timedelta(days=7))}
        for hour in hours
        for minute in ("00", "30")
    )
    made = [
        recorder.prepare(BOOK, body=booking | start, Idempotency_Key=f"{KIM['id']}-{start['startTime']}")["id"]
        for start in starts[:MAX_OPEN_APPOINTMENTS]
    ]
    recorder.call(BOOK, "too-many-open-appointments", body=booking | one_more)
    with_her, key = one_more | {"providerId": colleague}, f"{KIM['id']}-with-a-colleague"
    with_colleague = recorder.prepare(BOOK, body=booking | with_her, Idempotency_Key=key)["id"]
    to_ada = one_more | {"providerId": ADA.id}
    recorder.call(RESCHEDULE, "too-many-open-appointments", body=to_ada, appointmentId=with_colleague)
    recorder.call(RESCHEDULE, "forbidden", body=one_more | {"override": ["time-off"]}, appointmentId=made[1])
    recorder.call(CORRECT, "forbidden", body={"internalNote": "I am kind"}, appointmentId=made[1])
    recorder.prepare(RESCHEDULE, body=one_more, appointmentId=made[0])
    recorder.prepare(CANCEL, appointmentId=made[0])
    recorder.now = datetime.fromisoformat(starts[1]["startTime"]) - timedelta(hours=1)
    recorder.call(RESCHEDULE, "too-late-to-change", body=one_more, appointmentId=made[1])
    recorder.call(CANCEL, "too-late-to-change", appointmentId=made[1])
    for_a_move = {"providerId": ADA.id, "appointmentId": made[1]}
    recorder.call(GET_AVAILABILITY, "too-late-to-change", date=_DAY, **for_a_move)
    recorder.call(EXPLAIN, "too-late-to-change", startTime=one_more["startTime"], **for_a_move)
    recorder.claims, recorder.now = CLAIMS, _BOOKED_AT


def _overrides(recorder: Recorder, events: dict[str, Any]) -> None:
    call, of_ada = recorder.call, {"providerId": ADA.id}
    on_saturday, on_easter = {**of_ada, "date": _SATURDAY}, {**of_ada, "date": _EASTER_MONDAY}
    both = {"overrides": [{"date": _SATURDAY, **_OPENED}, {"date": _EASTER_MONDAY, "windows": []}]}
    call(SET_OVERRIDES, "set", body=both, **of_ada)
    _add_event(recorder, events, provider=ADA.id)
    call(SET_OVERRIDES, "set-again", body=both, **of_ada)
    at_ten = ADA.at("10:00", MONDAY + timedelta(days=5))
    hit = {"providerId": ADA.id, "startTime": at_ten, "customer": dict(ROBIN)}
    recorder.prepare(BOOK, body=hit, Idempotency_Key=f"{ROBIN['id']}-{at_ten}")
    closed_on_monday = {"overrides": [{"date": _DAY, "windows": []}]}
    call(SET_OVERRIDES, "dry-run", body=closed_on_monday, dryRun="true", **of_ada)
    closed = {"overrides": [{"date": _SATURDAY, "windows": []}]}
    call(SET_OVERRIDES, "version-mismatch", body=closed, If_Match='"1"', **of_ada)
    call(SET_OVERRIDES, "provider-not-found", body=both, providerId=_UNKNOWN)
    call(SET_OVERRIDES, "validation-failed", body={"overrides": []}, **of_ada)

    call(LIST_OVERRIDES, "overrides", **of_ada)
    call(LIST_OVERRIDES, "provider-not-found", providerId=_UNKNOWN)
    call(LIST_OVERRIDES, "validation-failed", **of_ada, **{"from": _EASTER_MONDAY, "to": _DAY})

    call(SET_OVERRIDE, "opened", body=_OPENED, **on_easter)
    call(SET_OVERRIDE, "closed", body={"windows": []}, **on_saturday)
    call(SET_OVERRIDE, "version-mismatch", body=_OPENED, If_Match='"1"', **on_saturday)
    call(SET_OVERRIDE, "provider-not-found", body=_OPENED, providerId=_UNKNOWN, date=_SATURDAY)
    call(SET_OVERRIDE, "validation-failed", body={"windows": [{"start": "17:00", "end": "09:00"}]}, **on_saturday)

    call(REMOVE_OVERRIDE, "version-mismatch", If_Match='"1"', **on_easter)
    call(REMOVE_OVERRIDE, "removed", **on_easter)
    call(REMOVE_OVERRIDE, "dry-run", dryRun="true", **on_saturday)
    call(REMOVE_OVERRIDE, "provider-not-found", providerId=_UNKNOWN, date=_SATURDAY)
    call(REMOVE_OVERRIDE, "validation-failed", **of_ada, date="easter")


def _kept(recorder: Recorder, events: dict[str, Any]) -> None:
    """The date of an appointment is closed, and the appointment kept."""
    call, kept, on_monday = recorder.call, {"appointmentId": TO_READ.id}, {"providerId": ADA.id, "date": _DAY}
    recorder.prepare(SET_OVERRIDE, body={"windows": []}, **on_monday)
    call(LIST, "unresolved", providerId=ADA.id, **{"from": _DAY, "to": _DAY}, limit="1")
    call(KEEP, "version-mismatch", If_Match='"7"', **kept)
    call(KEEP, "kept", **kept)
    _add_event(recorder, events, appointment=TO_READ.id)
    call(KEEP, "appointment-not-found", appointmentId=_UNKNOWN)
    call(KEEP, "appointment-cancelled", appointmentId=TO_CANCEL.id)
    call(KEEP, "validation-failed", reason="she insists", **kept)
    recorder.prepare(REMOVE_OVERRIDE, **on_monday)


def _time_off(recorder: Recorder, events: dict[str, Any]) -> None:
    call, of_ada = recorder.call, {"providerId": ADA.id}
    entry, unknown, body = {**of_ada, "timeOffId": TIME_OFF_ID}, {**of_ada, "timeOffId": "summer"}, time_off()
    afternoon = {"startTime": ADA.at("13:00"), "endTime": ADA.at("17:00")}
    key, backwards = "time-off-ada-lind-0001", {"startTime": ADA.at("17:00"), "endTime": ADA.at("13:00")}
    call(SET_TIME_OFF, "set", body=body, **entry)
    _add_event(recorder, events, time_off=(ADA.id, TIME_OFF_ID))
    call(SET_TIME_OFF, "set-again", body=body, **entry)
    call(SET_TIME_OFF, "dry-run", body=afternoon, dryRun="true", **entry)
    call(SET_TIME_OFF, "version-mismatch", body=afternoon, If_Match='"7"', **entry)
    call(SET_TIME_OFF, "provider-not-found", body=body, providerId=_UNKNOWN, timeOffId=TIME_OFF_ID)
    call(SET_TIME_OFF, "validation-failed", body={"fromDate": _DAY}, **entry)

    call(ADD_TIME_OFF, "dry-run", body=afternoon, dryRun="true", Idempotency_Key=key, **of_ada)
    call(ADD_TIME_OFF, "added", body=afternoon, Idempotency_Key=key, **of_ada)
    call(ADD_TIME_OFF, "replayed", body=afternoon, Idempotency_Key=key, **of_ada)
    call(ADD_TIME_OFF, "idempotency-key-reused", body=body, Idempotency_Key=key, **of_ada)
    call(ADD_TIME_OFF, "provider-not-found", body=body, providerId=_UNKNOWN)
    call(ADD_TIME_OFF, "validation-failed", body=backwards, **of_ada)

    closed: Any = {"weeklySchedule": {}, "appointmentDuration": 30}
    call(UPDATE_SCHEDULE, "dry-run", body=closed, dryRun="true", **of_ada)

    call(LIST_TIME_OFF, "time-off", **of_ada)
    call(LIST_TIME_OFF, "provider-not-found", providerId=_UNKNOWN)
    call(LIST_TIME_OFF, "validation-failed", **of_ada, **{"from": "monday"})
    call(GET_TIME_OFF, "time-off", **entry)
    call(GET_TIME_OFF, "provider-not-found", providerId=_UNKNOWN, timeOffId=TIME_OFF_ID)
    call(GET_TIME_OFF, "time-off-not-found", **unknown)
    call(GET_TIME_OFF, "validation-failed", expand="all", **entry)

    call(REMOVE_TIME_OFF, "version-mismatch", If_Match='"7"', **entry)
    call(REMOVE_TIME_OFF, "removed", **entry)
    _add_event(recorder, events, time_off=(ADA.id, TIME_OFF_ID))
    call(REMOVE_TIME_OFF, "provider-not-found", providerId=_UNKNOWN, timeOffId=TIME_OFF_ID)
    call(REMOVE_TIME_OFF, "time-off-not-found", **unknown)
    call(REMOVE_TIME_OFF, "validation-failed", reason="rain", **entry)
    _fill_list(recorder)
    call(ADD_TIME_OFF, "too-much-time-off", body=body, **of_ada)
    call(SET_TIME_OFF, "too-much-time-off", body=body, **unknown)


def _fill_list(recorder: Recorder) -> None:
    """As many requests would leave it."""
    store, start = recorder.store, recorder.now + timedelta(days=100)
    listed = {f"hour-{number}": Interval(start, start + timedelta(hours=1)) for number in range(MOST_LISTED)}
    provider = store.provider(ADA.id)
    entry = store.time_off(provider, TIME_OFF_ID)
    assert entry, "it was set above"
    made = recorder.a_call()
    store.save_time_off(provider, entry, entry.set_to(provider, entry.interval, None, made.origin()), listed, made)


def _desk(recorder: Recorder) -> None:
    call, of_ada, on_monday = recorder.call, {"providerId": ADA.id}, {"date": _DAY}
    call(DAY, "day", **of_ada, **on_monday)
    call(DAY, "provider-not-found", providerId=_UNKNOWN, **on_monday)
    call(DAY, "validation-failed", **of_ada, date="monday")

    call(BOARD, "board", providerIds=ADA.id, **on_monday)
    call(BOARD, "provider-not-found", providerIds=_UNKNOWN, **on_monday)
    call(BOARD, "validation-failed", providerIds=f"{ADA.id},{ADA.id}", **on_monday)

    call(MONTH, "month", **of_ada, month=_DAY[:7])
    call(MONTH, "provider-not-found", providerId=_UNKNOWN, month=_DAY[:7])
    call(MONTH, "validation-failed", **of_ada, month=_DAY)


def _histories(recorder: Recorder) -> None:
    """Of each the last change only: the consumer does not run in this story."""
    call, store = recorder.call, recorder.store
    for entity in (store.appointment(TO_READ.id), store.provider(ADA.id)):
        keep_history(delivered(message_of(detail_of(DomainEvent(entity)))), store, recorder.a_call())
    call(APPOINTMENT_HISTORY, "history", appointmentId=TO_READ.id, order="desc")
    call(APPOINTMENT_HISTORY, "appointment-not-found", appointmentId=_UNKNOWN)
    call(APPOINTMENT_HISTORY, "validation-failed", appointmentId=TO_READ.id, cursor="the next")
    call(PROVIDER_HISTORY, "history", providerId=ADA.id, order="desc")
    call(PROVIDER_HISTORY, "provider-not-found", providerId=_UNKNOWN)
    call(PROVIDER_HISTORY, "validation-failed", providerId=ADA.id, limit="101")


def _resolutions(recorder: Recorder, events: dict[str, Any]) -> None:
    """The provider is ill. The consumer does not run in this story: the work is done here."""
    call, store, of_ada = recorder.call, recorder.store, {"providerId": ADA.id}
    body = {"from": _DAY, "to": _DAY, "action": "cancel", "message": "I am ill today, sorry", "dryRun": True}
    keyed = {**of_ada, "Idempotency_Key": f"ada-lind-is-ill-{_DAY}"}
    made = call(REQUEST_RESOLUTION, "requested", body=body, **keyed)["id"]
    one = {**of_ada, "resolutionId": made}
    _add_event(recorder, events, provider=ADA.id, resolution=made)
    call(GET_RESOLUTION, "requested", **one)
    work_resolution(ADA.id, made, store, recorder.a_call(seconds=300.0))
    _add_event(recorder, events, provider=ADA.id, resolution=made)
    call(GET_RESOLUTION, "done", **one)
    call(REQUEST_RESOLUTION, "replayed", body=body, **keyed)
    call(REQUEST_RESOLUTION, "idempotency-key-reused", body={**body, "message": "I have a cold"}, **keyed)
    call(REQUEST_RESOLUTION, "provider-not-found", body=body, providerId=_UNKNOWN)
    transfer = {"from": _DAY, "to": _DAY, "action": "transfer"}
    call(REQUEST_RESOLUTION, "validation-failed", body=transfer, **of_ada)
    call(GET_RESOLUTION, "provider-not-found", **{**one, "providerId": _UNKNOWN})
    call(GET_RESOLUTION, "resolution-not-found", **{**one, "resolutionId": _UNKNOWN})
    call(GET_RESOLUTION, "validation-failed", **one, state="done")


def _reports(recorder: Recorder) -> None:
    call, store = recorder.call, recorder.store
    event = delivered(message_of(detail_of(DomainEvent(store.appointment(TO_READ.id)))))
    keep_reports(event, store, recorder.a_call())
    week = {"from": _DAY, "to": f"{MONDAY + timedelta(days=1)}"}
    call(DAILY_REPORT, "report", providerId=ADA.id, **week)
    call(DAILY_REPORT, "provider-not-found", providerId=_UNKNOWN, **week)
    call(DAILY_REPORT, "validation-failed", **{"providerId": ADA.id, "from": week["to"], "to": week["from"]})


def _customers(recorder: Recorder, events: dict[str, Any]) -> None:
    """A customer's data is erased by two requests, with a minute between them."""
    call, kim, sam = recorder.call, KIM["id"], SAM["id"]
    refreshed(kim, recorder.store, recorder.a_call())
    call(FIND, "customers", query="kim")
    call(FIND, "validation-failed", query="!")
    call(CARD, "card", customerId=kim)
    call(CARD, "customer-not-found", customerId="nobody")
    call(CARD, "validation-failed", customerId=kim, expand="all")
    patch = {"phone": "+46 8 765 43 21", "language": "sv"}
    call(CORRECT_CARD, "corrected", body=patch, customerId=kim, If_Match='"1"')
    call(CORRECT_CARD, "version-mismatch", body={"phone": None}, customerId=kim, If_Match='"1"')
    call(CORRECT_CARD, "customer-not-found", body=patch, customerId="nobody")
    call(CORRECT_CARD, "validation-failed", body={"email": "kim at example.com"}, customerId=kim)
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
        SET_OVERRIDE: _OPENED,
        SET_OVERRIDES: {"overrides": [{"date": _SATURDAY, **_OPENED}]},
        ADD_TIME_OFF: time_off(),
        SET_TIME_OFF: time_off(),
        BOOK: {"providerId": ADA.id, "startTime": ADA.at("14:00"), "customer": dict(KIM)},
        RESCHEDULE: {"startTime": ADA.at("14:00")},
        CANCEL: {"reason": "ill"},
        CORRECT: {"notes": "By the back door"},
        ATTEND: {"attendance": "ARRIVED"},
        SET_SERVICE: dict(CHECK_UP.terms),
        CORRECT_CARD: {"phone": "+46 8 765 43 21"},
        REQUEST_RESOLUTION: {"from": _DAY, "to": _DAY, "action": "cancel", "dryRun": True},
    }
    of_service = {"providerId": ADA.id, "serviceId": CHECK_UP.id}
    parameters = {
        GET_PROVIDER: {"providerId": ADA.id},
        UPDATE_PROVIDER: {"providerId": ADA.id},
        DEACTIVATE: {"providerId": ADA.id},
        REACTIVATE: {"providerId": ADA.id},
        GET_SCHEDULE: {"providerId": ADA.id},
        UPDATE_SCHEDULE: {"providerId": ADA.id},
        SET_OVERRIDE: {"providerId": ADA.id, "date": _SATURDAY},
        SET_OVERRIDES: {"providerId": ADA.id},
        LIST_OVERRIDES: {"providerId": ADA.id},
        REMOVE_OVERRIDE: {"providerId": ADA.id, "date": _SATURDAY},
        ADD_TIME_OFF: {"providerId": ADA.id},
        LIST_TIME_OFF: {"providerId": ADA.id},
        GET_TIME_OFF: {"providerId": ADA.id, "timeOffId": TIME_OFF_ID},
        SET_TIME_OFF: {"providerId": ADA.id, "timeOffId": TIME_OFF_ID},
        REMOVE_TIME_OFF: {"providerId": ADA.id, "timeOffId": TIME_OFF_ID},
        LIST_SERVICES: {"providerId": ADA.id},
        SET_SERVICE: of_service,
        GET_SERVICE: of_service,
        RETIRE_SERVICE: of_service,
        GET_AVAILABILITY: {"providerId": ADA.id, "date": _DAY},
        FIND_NEXT: {"providerId": ADA.id},
        EXPLAIN: {"providerId": ADA.id, "startTime": ADA.at("09:00")},
        COMPARE: {"providerIds": ADA.id, "date": _DAY},
        LIST: {"providerId": ADA.id},
        GET: {"appointmentId": _UNKNOWN},
        RESCHEDULE: {"appointmentId": _UNKNOWN},
        CANCEL: {"appointmentId": _UNKNOWN},
        CORRECT: {"appointmentId": _UNKNOWN},
        ATTEND: {"appointmentId": _UNKNOWN},
        KEEP: {"appointmentId": _UNKNOWN},
        DAY: {"providerId": ADA.id, "date": _DAY},
        BOARD: {"date": _DAY},
        MONTH: {"providerId": ADA.id, "month": _DAY[:7]},
        APPOINTMENT_HISTORY: {"appointmentId": TO_READ.id},
        PROVIDER_HISTORY: {"providerId": ADA.id},
        FIND: {"query": "kim"},
        CARD: {"customerId": KIM["id"]},
        CORRECT_CARD: {"customerId": KIM["id"]},
        REQUEST_RESOLUTION: {"providerId": ADA.id},
        GET_RESOLUTION: {"providerId": ADA.id, "resolutionId": _UNKNOWN},
        DAILY_REPORT: {"providerId": ADA.id, "from": _DAY, "to": _DAY},
        EXPORT: {"customerId": KIM["id"]},
        ERASE: {"customerId": KIM["id"]},
    }
    recorder.now = _BOOKED_AT
    refusals = {str(route): route.problems for route in ROUTES}
    for route in WITH_STORE:
        given, body = parameters.get(route, {}), bodies.get(route)
        replace(recorder, store=_failing(Busy())).call(route, "busy", body=body, **given)
        replace(recorder, store=_failing(RuntimeError("a fault"))).call(route, "internal-error", body=body, **given)
        anyone = replace(recorder, claims=None)
        in_header = {"Authorization": "Basic YTpi"} if route in PUBLIC else {}
        anyone.call(route, "unauthorized", body=body, **given, **in_header)
        if Forbidden in refusals[route] and route not in (RESCHEDULE, CORRECT):  # a customer changes its own: see above
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


def _failing(error: Exception) -> EveryStore:
    class Failing:
        def __getattr__(self, _: str) -> Never:
            raise error

    return cast("EveryStore", Failing())


def _add_event(
    recorder: Recorder,
    events: dict[str, Any],
    *,
    provider: str = "",
    service: str = "",
    appointment: str = "",
    customer: str = "",
    time_off: tuple[str, str] = ("", ""),
    resolution: str = "",
) -> None:
    """The event of the version that now stands. `service`, `resolution`: of the provider.

    An entry of time off is named by its provider's id and its own.
    """
    store, (of_provider, entry) = recorder.store, time_off
    entity: Any = store.erasure(customer) if customer else None
    if entry:
        entity = store.time_off(store.provider(of_provider), entry)
    if resolution:
        entity = store.resolution(provider, resolution)
    if service:
        entity = store.offering(provider, service)
    entity = entity or (store.provider(provider) if provider else store.appointment(appointment))
    detail = detail_of(DomainEvent(entity))
    events[detail["eventType"]] = detail

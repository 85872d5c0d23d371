"""The sample events in events/: each route's request as API Gateway sends it, about the sample business."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from booking.api.routes import GET_OPENAPI
from booking.appointments.routes import (
    CANCEL_APPOINTMENT,
    CREATE_APPOINTMENT,
    GET_APPOINTMENT,
    KEEP_APPOINTMENT,
    LIST_APPOINTMENTS,
    RESCHEDULE_APPOINTMENT,
    SET_ATTENDANCE,
    UPDATE_APPOINTMENT,
)
from booking.customers.routes import (
    ERASE_CUSTOMER,
    EXPORT_CUSTOMER,
    FIND_CUSTOMERS,
    GET_CUSTOMER,
    UPDATE_CUSTOMER,
)
from booking.desk.routes import GET_BOARD, GET_DAY, GET_MONTH
from booking.history.routes import LIST_APPOINTMENT_HISTORY, LIST_PROVIDER_HISTORY
from booking.http.route import Route
from booking.openings.routes import (
    COMPARE_AVAILABILITY,
    EXPLAIN_START,
    FIND_NEXT_OPENINGS,
    GET_AVAILABILITY,
)
from booking.overrides.routes import LIST_OVERRIDES, REMOVE_OVERRIDE, SET_OVERRIDE, SET_OVERRIDES
from booking.providers.routes import (
    CREATE_PROVIDER,
    DEACTIVATE_PROVIDER,
    GET_PROVIDER,
    GET_SCHEDULE,
    LIST_PROVIDERS,
    REACTIVATE_PROVIDER,
    UPDATE_PROVIDER,
    UPDATE_SCHEDULE,
)
from booking.reports.routes import GET_DAILY_REPORT
from booking.resolutions.routes import GET_RESOLUTION, REQUEST_RESOLUTION
from booking.services.routes import GET_SERVICE, LIST_OFFERED_SERVICES, LIST_SERVICES, RETIRE_SERVICE, SET_SERVICE
from booking.time_off.routes import ADD_TIME_OFF, GET_TIME_OFF, LIST_TIME_OFF, REMOVE_TIME_OFF, SET_TIME_OFF
from local.business import (
    ADA,
    AT_STUDIO_TO_BOOK,
    AT_STUDIO_TO_CANCEL,
    AT_STUDIO_TO_MOVE,
    AT_STUDIO_TO_READ,
    ISSUER,
    MASSAGE,
    MONDAY,
    RESOLUTION_ID,
    RESOLUTION_KEY,
    STUDIO,
    SUBJECT,
    TIME_OFF_ID,
    ZOE,
    resolution,
    time_off,
)

SENT = datetime.combine(MONDAY - timedelta(days=7), time(9, 30), UTC)
_HOST = "a1b2c3d4e5.execute-api.eu-south-1.amazonaws.com"


CLAIMS: Mapping[str, str] = {
    "auth_time": f"{int(SENT.timestamp())}",
    "client_id": "5h3q1k7n2v8c4x6z9b0m1l2p3o",
    "cognito:groups": "[admin]",
    "exp": f"{int(SENT.timestamp()) + 3600}",
    "iat": f"{int(SENT.timestamp())}",
    "iss": ISSUER,
    "scope": "openid email",
    "sub": SUBJECT,
    "token_use": "access",
    "username": SUBJECT,
}
"""Of the token of an admin, as the gateway passes them on: each as text."""


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """What a client sends. Without a route it is one that no route takes."""

    route: Route | None
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


_OF_MASSAGE = {"providerId": STUDIO.id, "serviceId": MASSAGE.id}
_MOVE = {"startTime": STUDIO.at("15:00")}
_HOLIDAY = (MONDAY + timedelta(days=28)).isoformat()
_OVERRIDES = [
    {"date": (MONDAY + timedelta(days=5)).isoformat(), "windows": [{"start": "10:00", "end": "13:00"}]},
    {"date": _HOLIDAY, "windows": []},
]
_TIME_OFF_KEY = "2e6f1f0a-93d1-4a55-b8f7-9a3d2a6c7e10"
_ENTRY = {"providerId": STUDIO.id, "timeOffId": TIME_OFF_ID}
SAMPLE_REQUESTS: Mapping[str, SampleRequest] = {
    "create_provider": SampleRequest(CREATE_PROVIDER, headers={"idempotency-key": STUDIO.key}, body=STUDIO.fields),
    "list_providers": SampleRequest(LIST_PROVIDERS, query={"limit": "20"}),
    "get_provider": SampleRequest(GET_PROVIDER, {"providerId": STUDIO.id}),
    "update_provider": SampleRequest(
        UPDATE_PROVIDER, {"providerId": STUDIO.id}, body={"email": "info@bianchi.example"}
    ),
    "deactivate_provider": SampleRequest(DEACTIVATE_PROVIDER, {"providerId": STUDIO.id}),
    "reactivate_provider": SampleRequest(REACTIVATE_PROVIDER, {"providerId": STUDIO.id}),
    "get_schedule": SampleRequest(GET_SCHEDULE, {"providerId": STUDIO.id}),
    "update_schedule": SampleRequest(UPDATE_SCHEDULE, {"providerId": STUDIO.id}, body=STUDIO.schedule),
    "set_overrides": SampleRequest(SET_OVERRIDES, {"providerId": STUDIO.id}, body={"overrides": _OVERRIDES}),
    "list_overrides": SampleRequest(LIST_OVERRIDES, {"providerId": STUDIO.id}, {"from": MONDAY.isoformat()}),
    "set_override": SampleRequest(SET_OVERRIDE, {"providerId": STUDIO.id, "date": _HOLIDAY}, body={"windows": []}),
    "remove_override": SampleRequest(REMOVE_OVERRIDE, {"providerId": STUDIO.id, "date": _HOLIDAY}),
    "add_time_off": SampleRequest(
        ADD_TIME_OFF, {"providerId": STUDIO.id}, headers={"idempotency-key": _TIME_OFF_KEY}, body=time_off()
    ),
    "list_time_off": SampleRequest(LIST_TIME_OFF, {"providerId": STUDIO.id}, {"from": MONDAY.isoformat()}),
    "get_time_off": SampleRequest(GET_TIME_OFF, _ENTRY),
    "set_time_off": SampleRequest(SET_TIME_OFF, _ENTRY, body=time_off()),
    "remove_time_off": SampleRequest(REMOVE_TIME_OFF, _ENTRY),
    "list_services": SampleRequest(LIST_SERVICES, {"providerId": STUDIO.id}),
    "set_service": SampleRequest(SET_SERVICE, _OF_MASSAGE, body=MASSAGE.terms),
    "get_service": SampleRequest(GET_SERVICE, _OF_MASSAGE),
    "retire_service": SampleRequest(RETIRE_SERVICE, _OF_MASSAGE),
    "list_offered_services": SampleRequest(LIST_OFFERED_SERVICES, query={"serviceId": MASSAGE.id}),
    "get_availability": SampleRequest(GET_AVAILABILITY, {"providerId": STUDIO.id}, {"date": MONDAY.isoformat()}),
    "find_next_openings": SampleRequest(FIND_NEXT_OPENINGS, {"providerId": STUDIO.id}, {"limit": "3"}),
    "explain_start": SampleRequest(EXPLAIN_START, {"providerId": STUDIO.id}, {"startTime": STUDIO.at("13:00")}),
    "compare_availability": SampleRequest(
        COMPARE_AVAILABILITY, query={"providerIds": f"{STUDIO.id},{ADA.id}", "date": MONDAY.isoformat()}
    ),
    "create_appointment": SampleRequest(
        CREATE_APPOINTMENT, headers={"idempotency-key": AT_STUDIO_TO_BOOK.key}, body=AT_STUDIO_TO_BOOK.body()
    ),
    "list_appointments": SampleRequest(
        LIST_APPOINTMENTS, query={"providerId": STUDIO.id, "from": MONDAY.isoformat(), "to": MONDAY.isoformat()}
    ),
    "get_appointment": SampleRequest(GET_APPOINTMENT, {"appointmentId": AT_STUDIO_TO_READ.id}),
    "update_appointment": SampleRequest(
        UPDATE_APPOINTMENT,
        {"appointmentId": AT_STUDIO_TO_READ.id},
        headers={"if-match": '"1"'},
        body={"customer": {"phone": "+39 06 7654321"}, "internalNote": "Prefers the window seat"},
    ),
    "reschedule_appointment": SampleRequest(
        RESCHEDULE_APPOINTMENT, {"appointmentId": AT_STUDIO_TO_MOVE.id}, headers={"if-match": '"1"'}, body=_MOVE
    ),
    "cancel_appointment": SampleRequest(
        CANCEL_APPOINTMENT,
        {"appointmentId": AT_STUDIO_TO_CANCEL.id},
        {"reason": "Caught a cold, sorry"},
        {"if-match": '"1"'},
    ),
    "set_attendance": SampleRequest(
        SET_ATTENDANCE, {"appointmentId": AT_STUDIO_TO_READ.id}, body={"attendance": "ARRIVED"}
    ),
    "keep_appointment": SampleRequest(KEEP_APPOINTMENT, {"appointmentId": AT_STUDIO_TO_READ.id}),
    "get_day": SampleRequest(GET_DAY, {"providerId": STUDIO.id}, {"date": MONDAY.isoformat()}),
    "get_board": SampleRequest(GET_BOARD, query={"providerIds": STUDIO.id, "date": MONDAY.isoformat()}),
    "get_month": SampleRequest(GET_MONTH, {"providerId": STUDIO.id}, {"month": f"{MONDAY:%Y-%m}"}),
    "request_resolution": SampleRequest(
        REQUEST_RESOLUTION,
        {"providerId": STUDIO.id},
        headers={"idempotency-key": RESOLUTION_KEY},
        body=resolution(),
    ),
    "get_resolution": SampleRequest(GET_RESOLUTION, {"providerId": STUDIO.id, "resolutionId": RESOLUTION_ID}),
    "find_customers": SampleRequest(FIND_CUSTOMERS, query={"query": "zoe"}),
    "get_customer": SampleRequest(GET_CUSTOMER, {"customerId": ZOE["id"]}),
    "update_customer": SampleRequest(
        UPDATE_CUSTOMER, {"customerId": ZOE["id"]}, body={"phone": "+39 06 7654321", "language": "it"}
    ),
    "export_customer": SampleRequest(EXPORT_CUSTOMER, {"customerId": ZOE["id"]}),
    "erase_customer": SampleRequest(ERASE_CUSTOMER, {"customerId": ZOE["id"]}),
    "list_appointment_history": SampleRequest(
        LIST_APPOINTMENT_HISTORY, {"appointmentId": AT_STUDIO_TO_READ.id}, {"order": "desc"}
    ),
    "list_provider_history": SampleRequest(LIST_PROVIDER_HISTORY, {"providerId": STUDIO.id}),
    "get_daily_report": SampleRequest(
        GET_DAILY_REPORT,
        query={"providerId": STUDIO.id, "from": f"{MONDAY}", "to": f"{MONDAY + timedelta(days=6)}"},
    ),
    "answer_unknown_route": SampleRequest(None, {"appointmentId": AT_STUDIO_TO_READ.id}, body=_MOVE),
    "show_docs": SampleRequest(GET_OPENAPI),
}
"""By function."""


def request_id(function: str) -> str:
    """Of its sample request, in API Gateway's form."""
    return base64.b64encode(hashlib.sha256(function.encode()).digest()[:11]).decode()


def gateway_event(function: str) -> dict[str, Any]:
    """The sample request of this function, in format 2.0 of the payload.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    request = SAMPLE_REQUESTS[function]
    route_key = str(request.route) if request.route else "$default"
    method, _, template = (route_key if request.route else f"POST {GET_APPOINTMENT.path}").partition(" ")
    path = template.format_map(request.path)
    body = None if request.body is None else json.dumps(request.body, ensure_ascii=False)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": urlencode(request.query, quote_via=quote),
        "headers": _headers(function, request.headers, body),
        **({"queryStringParameters": dict(request.query)} if request.query else {}),
        "requestContext": _context(function, route_key, method, path),
        **({"pathParameters": dict(request.path)} if request.path and request.route else {}),
        **({"body": body} if body is not None else {}),
        "isBase64Encoded": False,
    }
    return event


def _headers(function: str, own: Mapping[str, str], body: str | None) -> dict[str, str]:
    of_body = {"content-length": str(len(body.encode())), "content-type": "application/json"} if body else {}
    trace = hashlib.sha256(function.encode()).hexdigest()
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate, br",
        "host": _HOST,
        "user-agent": "curl/8.14.1",
        "x-amzn-trace-id": f"Root=1-{int(SENT.timestamp()):08x}-{trace[:24]}",
        "x-forwarded-for": "198.51.100.24",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    return dict(sorted({**headers, **of_body, **own}.items()))


def _context(function: str, route_key: str, method: str, path: str) -> dict[str, Any]:
    request = SAMPLE_REQUESTS[function]
    has_token = request.route is not None and not request.route.is_public
    return {
        "accountId": "123456789012",
        "apiId": _HOST.partition(".")[0],
        **({"authorizer": {"jwt": {"claims": dict(CLAIMS), "scopes": None}}} if has_token else {}),
        "domainName": _HOST,
        "domainPrefix": _HOST.partition(".")[0],
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "198.51.100.24",
            "userAgent": "curl/8.14.1",
        },
        "requestId": request_id(function),
        "routeKey": route_key,
        "stage": "$default",
        "time": f"{SENT:%d/%b/%Y:%H:%M:%S +0000}",
        "timeEpoch": int(SENT.timestamp() * 1000),
    }

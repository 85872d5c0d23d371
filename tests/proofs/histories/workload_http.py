"""The HTTP API as a service for random clients."""

from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from local.issuer import Issuer
from tests.client import WEEKDAYS, ApiClient
from tests.proofs.function_time import function_seconds
from tests.proofs.histories.callers import Caller, Party, people
from tests.proofs.histories.history import (
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Correct,
    CreateProvider,
    Deactivate,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    Keep,
    ListAppointments,
    OnProvider,
    OnRules,
    Operation,
    Outcome,
    Reactivate,
    ReadAppointment,
    ReadAvailability,
    ReadBoard,
    ReadDay,
    ReadProvider,
    ReadTimeOff,
    Refused,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    Schedule,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
    Unknown,
)
from tests.proofs.histories.history_table import email_of, id_of
from tests.proofs.histories.workload_answers import Providers, answered, refused
from tests.proofs.histories.workload_choices import SLOT_MINUTES

SECONDS_BEYOND_THE_FUNCTION = 10.0
"""A client waits for longer than the function has: what a call may still do after that, it has done."""

NEVER_NAMED = frozenset({"provider-inactive", "taken", "buffer"})


class HttpApi:
    """One provider of a history, by way of the API at `api_url`, which ends in /api.

    Each caller has a token of the issuer. `providers`: all of the history, of which this is the one with that number.
    """

    def __init__(self, api_url: str, issuer: Issuer, run_name: str, number: int, providers: Providers) -> None:
        timeout = function_seconds() + SECONDS_BEYOND_THE_FUNCTION
        self._clients = {
            caller: ApiClient(api_url, _token(issuer, caller), timeout) for caller in people(issuer.url).everybody
        }
        self._key = f"{run_name}-the-provider"
        self._email = email_of(run_name)
        self._number = number
        self._providers = providers

    @property
    def _provider_id(self) -> str:
        return self._providers.id_of(self._number)

    def carry_out(self, caller: Caller, operation: Operation) -> Outcome:
        try:
            answer = self._clients[caller].call(*self._request(operation))
        except (OSError, HTTPException) as error:
            return Unknown(type(error).__name__)
        if answer.status in {502, 503, 504}:
            return Unknown(answer.code or str(answer.status))
        if answer.status == 401:  # the gateway's own has no code
            return Refused("unauthorized")
        if answer.status >= 400:
            return refused(answer.code or str(answer.status), answer.body or {})
        if isinstance(operation, CreateProvider):
            self._providers.made(self._number, answer.body["id"])
        is_replay = answer.headers.get("idempotent-replayed") == "true"
        return answered(operation, answer.body, self._providers, self._number, is_replay=is_replay)

    def _request(  # noqa: C901, PLR0911, PLR0912  # one for each case
        self, operation: Operation
    ) -> tuple[str, str, Any, dict[str, str]]:
        match operation:
            case Book(label, start, is_keyed, customer_id, service, override):
                customer = {"name": label, "id": id_of(label, customer_id)}
                booking = {"providerId": self._provider_id, "startTime": _instant(start), "customer": customer}
                further: dict[str, Any] = {"serviceId": service, "override": _skippable(override)}
                return "POST", "/appointments", booking | further, {"Idempotency-Key": label} if is_keyed else {}
            case ReadAppointment(appointment_id):
                return "GET", f"/appointments/{appointment_id}", None, {}
            case Keep(appointment_id, if_match):
                return "POST", f"/appointments/{appointment_id}/keep", None, _if_match(if_match)
            case Reschedule():
                return "PUT", f"/appointments/{operation.id}", self._move(operation), _if_match(operation.if_match)
            case SetAttendance(appointment_id, attendance, releases, if_match):
                step = {"attendance": attendance} | ({"releaseRest": True} if releases else {})
                return "PUT", f"/appointments/{appointment_id}/attendance", step, _if_match(if_match)
            case Correct(appointment_id, field, value, if_match):
                return "PATCH", f"/appointments/{appointment_id}", {field: value}, _if_match(if_match)
            case ReadDay(day):
                return "GET", f"/providers/{self._provider_id}/day?date={_instant(day)[:10]}", None, {}
            case ReadBoard(day):
                return "GET", f"/board?date={_instant(day)[:10]}&providerIds={','.join(self._providers.ids)}", None, {}
            case ListAppointments(None):
                return "GET", f"/appointments?providerId={self._provider_id}", None, {}
            case ListAppointments(customer):
                return "GET", f"/appointments?customerId={customer}", None, {}
            case Cancel(appointment_id, reason, if_match):
                body = {"reason": reason} if reason else None
                return "DELETE", f"/appointments/{appointment_id}", body, _if_match(if_match)
            case ExportCustomer(customer_id):
                return "GET", f"/customers/{customer_id}/export", None, {}
            case EraseCustomer(customer_id):
                return "POST", f"/customers/{customer_id}/erase", None, {}
            case _:
                return self._request_on_provider(operation)

    def _move(self, asked: Reschedule) -> dict[str, Any]:
        move: dict[str, Any] = {"startTime": _instant(asked.start), "override": _skippable(asked.override)}
        if asked.provider is not None:
            move["providerId"] = self._providers.id_of(asked.provider)
        if asked.service is not None:
            move["serviceId"] = asked.service.id
        if asked.duration is not None:
            move["duration"] = asked.duration
        return move

    def _request_on_provider(self, operation: OnProvider) -> tuple[str, str, Any, dict[str, str]]:  # noqa: PLR0911  # one for each case
        provider = f"/providers/{self._provider_id}"
        match operation:
            case CreateProvider(name, subject):
                new = {"name": name, "timezone": "UTC", "slotMinutes": SLOT_MINUTES, "email": self._email}
                return "POST", "/providers", new | {"subject": subject}, {"Idempotency-Key": self._key}
            case ReadProvider():
                return "GET", provider, None, {}
            case ReadAvailability(day):
                return "GET", f"{provider}/availability?date={_instant(day)[:10]}", None, {}
            case ChangeSchedule(schedule, if_match):
                return "POST", f"{provider}/schedule", _week(schedule), _if_match(if_match)
            case ChangeProvider(details, if_match):
                return "PATCH", provider, dict(details), _if_match(if_match)
            case ExplainStart(start, service):
                of_service = f"&serviceId={service}" if service else ""
                path = f"{provider}/availability/explain?startTime={_instant(start)}{of_service}"
                return "GET", path, None, {}
            case _:
                return self._request_on_rules(operation)

    def _request_on_rules(self, operation: OnRules) -> tuple[str, str, Any, dict[str, str]]:  # noqa: PLR0911  # one for each case
        provider = f"/providers/{self._provider_id}"
        match operation:
            case Deactivate(if_match):
                return "DELETE", provider, None, _if_match(if_match)
            case Reactivate(if_match):
                return "POST", f"{provider}/reactivate", None, _if_match(if_match)
            case SetService(service, duration, rules, if_match):
                terms = {"name": "Cut", "duration": duration, **dict(rules)}
                return "PUT", f"{provider}/services/{service}", terms, _if_match(if_match)
            case RetireService(service, if_match):
                return "DELETE", f"{provider}/services/{service}", None, _if_match(if_match)
            case SetOverride(day, None, if_match):
                return "DELETE", f"{provider}/overrides/{_instant(day)[:10]}", None, _if_match(if_match)
            case SetOverride(day, windows, if_match):
                opened = {"windows": _windows(windows or ())}
                return "PUT", f"{provider}/overrides/{_instant(day)[:10]}", opened, _if_match(if_match)
            case SetTimeOff(entry, start, end, if_match):
                period = {"startTime": _instant(start), "endTime": _instant(end)}
                return "PUT", f"{provider}/time-off/{entry}", period, _if_match(if_match)
            case RemoveTimeOff(entry, if_match):
                return "DELETE", f"{provider}/time-off/{entry}", None, _if_match(if_match)
            case ReadTimeOff(entry):
                return "GET", f"{provider}/time-off/{entry}", None, {}


def _token(issuer: Issuer, caller: Caller) -> str | None:
    return None if caller.party is Party.NOBODY else issuer.token(caller.party.value, caller.subject)


def _skippable(override: Iterable[str]) -> list[str]:
    """A request that names any other code is refused as invalid."""
    return [code for code in override if code not in NEVER_NAMED]


def _instant(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _if_match(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}


def _week(schedule: Schedule) -> dict[str, Any]:
    week = dict.fromkeys(WEEKDAYS, _windows(schedule.windows))
    return {"weeklySchedule": week, "appointmentDuration": schedule.duration}


def _windows(windows: Iterable[tuple[int, int]]) -> list[dict[str, str]]:
    return [{"start": _clock(first), "end": _clock(last)} for first, last in windows]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

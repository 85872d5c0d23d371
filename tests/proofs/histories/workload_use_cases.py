"""The use cases on a table, as a service for random clients; with waits and lost answers between them and the table."""

import random
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config

from booking.appointments.answers import appointment_answer, appointments_answer, viewer_of
from booking.appointments.appointment import Appointment, Corrections, Customer, Details
from booking.appointments.attendance import Attendance
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import (
    CancelAppointment,
    CreateAppointment,
    KeepAppointment,
    RescheduleAppointment,
    UpdateAppointment,
)
from booking.appointments.commands import SetAttendance as SetAttendanceCommand
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.keep_appointment import keep_appointment
from booking.appointments.list_appointments import list_appointments
from booking.appointments.listed import AppointmentsQuery, Selection
from booking.appointments.moves import OfService
from booking.appointments.refusals import StartRefused
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.set_attendance import set_attendance
from booking.appointments.update_appointment import update_appointment
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call, system_clock
from booking.calls.caller import NOBODY, Role
from booking.calls.caller import Caller as ProductCaller
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.calls.refusals import Busy, Refusal
from booking.customers.answers import export_answer, progress_answer
from booking.customers.erase_customer import erase_customer
from booking.customers.export_customer import export_customer
from booking.desk.answers import board_answer, day_answer
from booking.desk.board import BoardQuery
from booking.desk.get_board import get_board
from booking.desk.get_day import get_day
from booking.dynamodb.cursors import Cursors
from booking.dynamodb.retrying import SECONDS_FOR_AN_ATTEMPT
from booking.dynamodb.sending import Answer, Cancelled, Request, Send, TurnedAway, Unanswered
from booking.http.answers import Answer as AnswerModel
from booking.http.problems import kind_of
from booking.openings.answers import availability_answer
from booking.openings.availability import AvailabilityQuery
from booking.openings.explain_start import explain_start
from booking.openings.explained import StartQuery
from booking.openings.get_availability import get_availability
from booking.overrides.answers import changed_overrides_answer
from booking.overrides.commands import RemoveOverride
from booking.overrides.commands import SetOverride as SetOverrideCommand
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.override import Override
from booking.overrides.remove_override import remove_override
from booking.overrides.set_override import set_override
from booking.providers.answers import deactivated_answer, provider_answer, schedule_change_answer
from booking.providers.commands import ChangeState, UpdateProvider, UpdateSchedule
from booking.providers.commands import CreateProvider as CreateProviderCommand
from booking.providers.create_provider import create_provider
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.get_provider import get_provider
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.rules import RULE_NAMES, Rules
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from booking.rules.hit_by import hit_by
from booking.rules.reasons import Reason
from booking.services.answers import service_change_answer
from booking.services.commands import RetireService as RetireServiceCommand
from booking.services.commands import SetService as SetServiceCommand
from booking.services.offering import Terms
from booking.services.retire_service import retire_service
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.answers import changed_time_off_answer, time_off_answer
from booking.time_off.commands import RemoveTimeOff as RemoveTimeOffCommand
from booking.time_off.commands import SetTimeOff as SetTimeOffCommand
from booking.time_off.get_time_off import get_time_off
from booking.time_off.hit_by import hit_by_time_off
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.set_time_off import set_time_off
from local.store import EveryStore
from tests.callers import ISSUER, person
from tests.proofs.function_time import function_seconds
from tests.proofs.histories.callers import Caller, Party, people
from tests.proofs.histories.history import (
    Answered,
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
    OnDesk,
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
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
    Unknown,
)
from tests.proofs.histories.history_table import email_of, id_of
from tests.proofs.histories.workload_answers import Providers, answered, refused
from tests.proofs.histories.workload_choices import SLOT_MINUTES

MANY_CONNECTIONS = CONFIG.merge(Config(max_pool_connections=64))
PEOPLE = people(ISSUER)
_WRITES = ("TransactWriteItems",)


def instant(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


class Disturbance:
    """Waits of up to `longest` seconds before requests, and write answers that get lost with probability `lost`."""

    def __init__(self, seed: int, *, longest: float = 0.006, lost: float = 0.02) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._longest = longest
        self._lost = lost

    def of(self, send: Send) -> Send:
        """The same, with these in the way."""

        def disturbed(operation: str, request: Request) -> Answer:
            time.sleep(self._longest * self._chance() ** 2)
            if operation in _WRITES and self._chance() < self._lost:
                with suppress(TurnedAway, Cancelled):  # this answer is lost, too
                    send(operation, request)
                raise Unanswered("the answer was lost")
            return send(operation, request)

        return disturbed

    def _chance(self) -> float:
        with self._lock:
            return self._random.random()


def _as_the_product_sees(caller: Caller) -> ProductCaller:
    if caller.party is Party.NOBODY:
        return NOBODY
    return person(caller.subject, *([] if caller.party is Party.CUSTOMER else [Role(caller.party.value)]))


CALLERS = {caller: _as_the_product_sees(caller) for caller in PEOPLE.everybody}


class UseCases:
    """One provider of a history, by way of the use cases. Every 16th call has time for a single attempt only."""

    def __init__(
        self,
        store: EveryStore,
        run_name: str,
        number: int = 0,
        providers: Providers | None = None,
        now: int | None = None,
    ) -> None:
        """`providers`: all of the history, of which this is the one with that number.

        `now`: the minute at which all calls are made. None for the time that it is.
        """
        self._clock = system_clock if now is None else lambda: instant(now)
        self._store = store
        self._key = f"{run_name}-the-provider"
        self._email = email_of(run_name)
        self._number = number
        self._providers = providers or Providers()
        self._calls = 0

    @property
    def _provider_id(self) -> str:
        return self._providers.id_of(self._number)

    def carry_out(self, caller: Caller, operation: Operation) -> Outcome:
        self._calls += 1
        ends = time.monotonic() + (SECONDS_FOR_AN_ATTEMPT if self._calls % 16 == 0 else function_seconds())
        call = Call("request", lambda: ends - time.monotonic(), self._clock, CALLERS[caller])
        try:
            return self._carry_out(operation, call)
        except Busy:
            return Unknown("busy")
        except Refusal as refusal:
            members = refusal.members() if isinstance(refusal, StartRefused) else {}
            return refused(kind_of(type(refusal)).code, members)

    def _carry_out(self, operation: Operation, call: Call) -> Answered:
        answer, is_replay = self._answer(operation, call)
        if isinstance(operation, CreateProvider):
            self._providers.made(self._number, answer["id"])
        return answered(operation, answer, self._providers, self._number, is_replay=is_replay)

    def _answer(self, operation: Operation, call: Call) -> tuple[Mapping[str, Any], bool]:  # noqa: C901, PLR0911  # one for each case
        """The answer in JSON, and whether it is a replay."""
        store = self._store
        match operation:
            case Book():
                made = create_appointment(self._booking(operation), store, call)
                return _shown(made.entity, store, call), made.replayed
            case ReadAppointment(appointment_id):
                return _shown(get_appointment(appointment_id, store, call), store, call), False
            case Reschedule():
                move = self._move(operation)
                return _shown(reschedule_appointment(move, store, call), store, call), False
            case Keep(appointment_id, if_match):
                keep = KeepAppointment(appointment_id, _precondition(if_match))
                return _shown(keep_appointment(keep, store, call), store, call), False
            case Cancel(appointment_id, reason, if_match):
                cancel = CancelAppointment(appointment_id, reason, _precondition(if_match))
                return _shown(cancel_appointment(cancel, store, call), store, call), False
            case SetAttendance(appointment_id, attendance, releases, if_match):
                step = SetAttendanceCommand(appointment_id, Attendance(attendance), releases, _precondition(if_match))
                return _shown(set_attendance(step, store, call), store, call), False
            case Correct(appointment_id, field, value, if_match):
                corrections = Corrections(notes=value) if field == "notes" else Corrections(internal_note=value)
                corrected = UpdateAppointment(appointment_id, corrections, _precondition(if_match))
                return _shown(update_appointment(corrected, store, call), store, call), False
            case ReadDay() | ReadBoard() | ListAppointments():
                return _as_json(self._answer_at_the_desk(operation, call)), False
            case ExportCustomer(customer_id):
                return _as_json(export_answer(export_customer(customer_id, None, store, call))), False
            case EraseCustomer(customer_id):
                return _as_json(progress_answer(erase_customer(customer_id, store, call))), False
            case _:
                return self._answer_on_provider(operation, call)

    def _answer_on_provider(self, operation: OnProvider, call: Call) -> tuple[Mapping[str, Any], bool]:  # noqa: PLR0911  # one for each case
        store = self._store
        match operation:
            case CreateProvider():
                provider = create_provider(self._new_provider(operation), store, call)
                return _as_json(provider_answer(provider.entity, call.caller)), provider.replayed
            case ReadProvider():
                return _as_json(provider_answer(get_provider(self._provider_id, store, call), call.caller)), False
            case ReadAvailability(day):
                found = get_availability(AvailabilityQuery.on(self._provider_id, instant(day).date()), store, call)
                return _as_json(availability_answer(found, instant(day).date())), False
            case ChangeSchedule(schedule, if_match):
                week = {day: [Window(*window) for window in schedule.windows] for day in WEEKDAYS}
                changed = UpdateSchedule(
                    self._provider_id, week, schedule.duration, precondition=_precondition(if_match)
                )
                updated = update_schedule(changed, store, call)
                return _as_json(schedule_change_answer(updated, hit_by(updated, store, call))), False
            case ChangeProvider(details, if_match):
                patch = UpdateProvider(self._provider_id, _details(dict(details)), _precondition(if_match))
                return _as_json(provider_answer(update_provider(patch, store, call), call.caller)), False
            case ExplainStart(start, service):
                query = StartQuery(self._provider_id, instant(start), service)
                against = explain_start(query, store, call).reasons
                return {"reasons": [{"code": each.reason.value} for each in against]}, False
            case _:
                return _as_json(self._answer_on_rules(operation, call)), False

    def _answer_on_rules(self, operation: OnRules, call: Call) -> AnswerModel:  # noqa: PLR0911  # one for each case
        store, provider_id = self._store, self._provider_id
        match operation:
            case Deactivate(if_match):
                provider = deactivate_provider(ChangeState(provider_id, _precondition(if_match)), store, call)
                return deactivated_answer(provider, call.caller, hit_by(provider, store, call))
            case Reactivate(if_match):
                provider = reactivate_provider(ChangeState(provider_id, _precondition(if_match)), store, call)
                return provider_answer(provider, call.caller)
            case SetService(service, duration, rules, if_match):
                terms = Terms("Cut", duration, None, Rules(**_rules(dict(rules))))
                made = set_service(
                    SetServiceCommand(provider_id, service, terms, _precondition(if_match)), store, call
                ).offering
                provider = store.provider(provider_id)
                return service_change_answer(made, provider, hit_by(provider, store, call, made))
            case RetireService(service, if_match):
                retire = RetireServiceCommand(provider_id, service, _precondition(if_match))
                retired = retire_service(retire, store, call)
                provider = store.provider(provider_id)
                return service_change_answer(retired, provider, hit_by(provider, store, call, retired))
            case SetOverride(day, None, if_match):
                back = RemoveOverride(provider_id, instant(day).date(), _precondition(if_match))
                found = remove_override(back, store, call)
                return changed_overrides_answer(found, hit_by_overrides(found, store, call))
            case SetOverride(day, windows, if_match):
                override = Override(instant(day).date(), tuple(Window(*window) for window in windows or ()))
                found = set_override(SetOverrideCommand(provider_id, override, _precondition(if_match)), store, call)
                return changed_overrides_answer(found, hit_by_overrides(found, store, call))
            case SetTimeOff(entry_id, start, end, if_match):
                period = Interval(instant(start), instant(end))
                entry = set_time_off(
                    SetTimeOffCommand(provider_id, entry_id, period, None, _precondition(if_match)), store, call
                ).entry
                return changed_time_off_answer(entry, hit_by_time_off(entry, store, call))
            case RemoveTimeOff(entry_id, if_match):
                remove = RemoveTimeOffCommand(provider_id, entry_id, _precondition(if_match))
                return time_off_answer(remove_time_off(remove, store, call))
            case ReadTimeOff(entry_id):
                return time_off_answer(get_time_off(provider_id, entry_id, store, call))

    def _answer_at_the_desk(self, operation: OnDesk, call: Call) -> AnswerModel:
        match operation:
            case ReadDay(day):
                return day_answer(get_day(self._provider_id, instant(day).date(), self._store, call), call.caller)
            case ReadBoard(day):
                query = BoardQuery(instant(day).date(), self._providers.ids)
                return board_answer(get_board(query, self._store, call), call.caller)
            case ListAppointments(customer):
                selection = Selection(None if customer else self._provider_id, customer)
                listed = list_appointments(AppointmentsQuery(selection), self._store, call)
                return appointments_answer(listed, Cursors("the list", {}), call)

    def _new_provider(self, asked: CreateProvider) -> CreateProviderCommand:
        return CreateProviderCommand(
            asked.name,
            "UTC",
            self._email,
            SLOT_MINUTES,
            idempotency_key=self._key,
            sent={"name": asked.name, "subject": asked.subject},
            subject=asked.subject,
        )

    def _move(self, asked: Reschedule) -> RescheduleAppointment:
        return RescheduleAppointment(
            asked.id,
            instant(asked.start),
            _precondition(asked.if_match),
            [*map(Reason, asked.override)],
            None if asked.provider is None else self._providers.id_of(asked.provider),
            None if asked.service is None else OfService(asked.service.id),
            asked.duration,
        )

    def _booking(self, asked: Book) -> CreateAppointment:
        return CreateAppointment(
            self._provider_id,
            instant(asked.start),
            Details(Customer(id_of(asked.label, asked.customer), asked.label)),
            idempotency_key=asked.label if asked.is_keyed else None,
            sent={"start": asked.start, "service": asked.service, "override": [*asked.override]},
            service_id=asked.service,
            override=[*map(Reason, asked.override)],
        )


_FIELDS = {name: field for field, name in RULE_NAMES.items()}


def _rules(sent: Mapping[str, Any]) -> dict[str, Any]:
    """By the names of the product's fields."""
    return {_FIELDS[name]: value for name, value in sent.items()}


def _details(sent: Mapping[str, Any]) -> Any:
    details = {name: value for name, value in sent.items() if name not in _FIELDS}
    rules = _rules({name: value for name, value in sent.items() if name in _FIELDS})
    return {**details, "rules": rules} if rules else details


def _precondition(if_match: int | None) -> Precondition:
    return ANY_VERSION if if_match is None else Precondition({if_match})


def _shown(appointment: Appointment, store: EveryStore, call: Call) -> Mapping[str, Any]:
    return _as_json(appointment_answer(appointment, viewer_of(appointment, store, call)))


def _as_json(answer: AnswerModel) -> Mapping[str, Any]:
    return answer.model_dump(mode="json", by_alias=True, exclude_unset=True)

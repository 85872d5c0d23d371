"""The use cases on a table, as a service for random clients; with waits and lost answers between them and the table."""

import random
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config

from booking.appointments.answers import appointment_answer
from booking.appointments.appointment import Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.calls.caller import NOBODY, Role
from booking.calls.caller import Caller as ProductCaller
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.calls.refusals import Busy, Refusal
from booking.customers.answers import export_answer, progress_answer
from booking.customers.erase_customer import erase_customer
from booking.customers.export_customer import export_customer
from booking.dynamodb.retrying import SECONDS_FOR_AN_ATTEMPT
from booking.dynamodb.sending import Answer, Cancelled, Request, Send, TurnedAway, Unanswered
from booking.http.answers import Answer as AnswerModel
from booking.http.problems import kind_of
from booking.openings.answers import availability_answer
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.providers.answers import provider_answer, schedule_answer
from booking.providers.commands import CreateProvider as CreateProviderCommand
from booking.providers.commands import UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
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
    CreateProvider,
    EraseCustomer,
    ExportCustomer,
    OnProvider,
    Operation,
    Outcome,
    ReadAppointment,
    ReadAvailability,
    ReadProvider,
    Refused,
    Reschedule,
    Unknown,
)
from tests.proofs.histories.history_table import email_of, id_of
from tests.proofs.histories.workload_answers import answered
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
    """One provider, by way of the use cases. Every 16th call has time for a single attempt only."""

    def __init__(self, store: EveryStore, run_name: str) -> None:
        self._store = store
        self._key = f"{run_name}-the-provider"
        self._email = email_of(run_name)
        self._provider_id = ""
        self._calls = 0

    def carry_out(self, caller: Caller, operation: Operation) -> Outcome:
        self._calls += 1
        ends = time.monotonic() + (SECONDS_FOR_AN_ATTEMPT if self._calls % 16 == 0 else function_seconds())
        call = Call("request", lambda: ends - time.monotonic(), caller=CALLERS[caller])
        try:
            return self._carry_out(operation, call)
        except Busy:
            return Unknown("busy")
        except Refusal as refusal:
            return Refused(kind_of(type(refusal)).code)

    def _carry_out(self, operation: Operation, call: Call) -> Answered:
        answer, is_replay = self._answer(operation, call)
        if isinstance(operation, CreateProvider):
            self._provider_id = self._provider_id or answer["id"]
        return answered(operation, answer, self._provider_id, is_replay=is_replay)

    def _answer(self, operation: Operation, call: Call) -> tuple[Mapping[str, Any], bool]:  # noqa: PLR0911  # one for each case
        """The answer in JSON, and whether it is a replay."""
        store = self._store
        match operation:
            case Book():
                made = create_appointment(self._booking(operation), store, call)
                return _as_json(appointment_answer(made.entity)), made.replayed
            case ReadAppointment(appointment_id):
                return _as_json(appointment_answer(get_appointment(appointment_id, store, call))), False
            case Reschedule(appointment_id, start, if_match):
                move = RescheduleAppointment(appointment_id, instant(start), _precondition(if_match))
                return _as_json(appointment_answer(reschedule_appointment(move, store, call))), False
            case Cancel(appointment_id, reason, if_match):
                cancel = CancelAppointment(appointment_id, reason, _precondition(if_match))
                return _as_json(appointment_answer(cancel_appointment(cancel, store, call))), False
            case ExportCustomer(customer_id):
                return _as_json(export_answer(export_customer(customer_id, None, store, call))), False
            case EraseCustomer(customer_id):
                return _as_json(progress_answer(erase_customer(customer_id, store, call))), False
            case _:
                return self._answer_on_provider(operation, call)

    def _answer_on_provider(self, operation: OnProvider, call: Call) -> tuple[Mapping[str, Any], bool]:
        store = self._store
        match operation:
            case CreateProvider():
                provider = create_provider(self._new_provider(operation), store, call)
                return _as_json(provider_answer(provider.entity, call.caller)), provider.replayed
            case ReadProvider():
                return _as_json(provider_answer(get_provider(self._provider_id, store, call), call.caller)), False
            case ReadAvailability(day):
                found = get_availability(AvailabilityQuery.on(self._provider_id, instant(day).date()), store, call)
                return _as_json(availability_answer(found)), False
            case ChangeSchedule(schedule, if_match):
                week = {day: [Window(*window) for window in schedule.windows] for day in WEEKDAYS}
                changed = UpdateSchedule(
                    self._provider_id, week, schedule.duration, precondition=_precondition(if_match)
                )
                return _as_json(schedule_answer(update_schedule(changed, store, call))), False
            case ChangeProvider(details, if_match):
                sent: Any = dict(details)
                patch = UpdateProvider(self._provider_id, sent, _precondition(if_match))
                return _as_json(provider_answer(update_provider(patch, store, call), call.caller)), False

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

    def _booking(self, asked: Book) -> CreateAppointment:
        return CreateAppointment(
            self._provider_id,
            instant(asked.start),
            Details(Customer(id_of(asked.label, asked.customer), asked.label)),
            idempotency_key=asked.label if asked.is_keyed else None,
            sent={"start": asked.start},
        )


def _precondition(if_match: int | None) -> Precondition:
    return ANY_VERSION if if_match is None else Precondition({if_match})


def _as_json(answer: AnswerModel) -> Mapping[str, Any]:
    return answer.model_dump(mode="json", by_alias=True, exclude_unset=True)

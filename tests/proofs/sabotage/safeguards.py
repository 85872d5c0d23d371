"""The safeguards of the service, each with an override of the smallest seam that removes it."""

import copy
import logging
import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.batch import BasePartialBatchProcessor

from booking import aws, observability
from booking.access import policy
from booking.access.policy import Action, Party, Which
from booking.appointments import (
    attendance,
    create_appointment,
    permitted,
    refusing,
    reschedule_appointment,
    store,
    update_appointment,
)
from booking.appointments.answers import CustomerData
from booking.appointments.appointment import Appointment
from booking.appointments.attendance import Attended, Kind
from booking.appointments.refusals import AppointmentNotFound
from booking.appointments.store import DynamoAppointments
from booking.calls import idempotency
from booking.calls.call import Call
from booking.calls.change import Author
from booking.calls.record import Record
from booking.customers import erase_customer, erasure, keep_customer_cards
from booking.customers import store as customers_store
from booking.customers.store import DynamoCustomers
from booking.desk.day import Found
from booking.dynamodb import transactions
from booking.dynamodb.table import Table
from booking.dynamodb.transactions import Sending, Write
from booking.events import publish_events, rendering
from booking.events.bus import EventBridgeBus
from booking.events.dead_letters import DeadLetterQueue
from booking.http import caller
from booking.overrides.store import DynamoOverrides
from booking.providers import answers, update_provider
from booking.providers.provider import Provider
from booking.providers.seen import Part
from booking.providers.store import DynamoProviders
from booking.reports.items import day_item
from booking.reports.report import Figures, KeptDay
from booking.reports.store import DynamoReports
from booking.resolutions import items as resolutions_items
from booking.resolutions import store as resolutions_store
from booking.resolutions.store import DynamoResolutions
from booking.rules import against
from booking.rules.affected import Hit
from booking.rules.claims import NO_CLAIMS, Claims
from booking.rules.dates import Dates
from booking.rules.limits import Limit
from booking.rules.offer import Offer
from booking.rules.store import DynamoRules
from booking.services.store import DynamoServices
from booking.time_off.store import DynamoTimeOff

CARDS = "tests/integration/customers/test_cards.py"
RACES = "tests/integration/appointments/test_races.py"
HISTORY = "tests/proofs/histories/test_histories.py"
RULES = "tests/proofs/histories/test_histories_of_rules.py"
MOVES_IN_HISTORIES = "tests/proofs/histories/test_histories_of_moves.py"
DESK = "tests/proofs/histories/test_histories_of_the_desk.py"
FAULTS = "tests/proofs/faults/test_faults.py"
STREAM = "tests/proofs/stream/test_publishing.py"
LOST_ANSWERS = "tests/integration/appointments/test_lost_answers.py"
LOST_CLAIMS = "tests/integration/appointments/test_lost_claims.py"
APPOINTMENTS = "tests/integration/appointments/test_appointments.py"
PROVIDERS = "tests/integration/providers/test_providers_and_schedules.py"
LIMITS = "tests/integration/appointments/test_limits.py"
OPEN_LIMIT = "tests/integration/appointments/test_open_limit.py"
DESK_RACES = "tests/integration/appointments/test_races_of_the_desk.py"
MOVES = "tests/unit/appointments/test_moves.py"
ATTENDANCE = "tests/unit/appointments/test_attendance.py"
BY_HAND = "tests/integration/appointments/test_edits_by_hand.py"
CONTENTION = "tests/proofs/contention/test_contention.py"
POLICY = "tests/unit/access/test_policy.py"
PERMITTED = "tests/unit/appointments/test_permitted.py"
RIGHTS = "tests/proofs/histories/test_rights_of_the_service.py"
PERSONAL_DATA = "tests/functional/personal_data/test_no_personal_data.py"

RESOLUTIONS = "tests/integration/resolutions/test_work_resolution.py"

ERASING = "tests/proofs/faults/test_erasing.py"

LAST_RANK = 9


@dataclass(frozen=True, slots=True)
class Safeguard:
    """`remove` removes it from this process permanently. One of the `witnesses` must notice."""

    guard: str
    remove: Callable[[], None]
    witnesses: tuple[str, ...]

    def __str__(self) -> str:
        return self.guard


def override(owner: Any, name: str, make: Callable[[Any], Any]) -> Callable[[], None]:
    """Returns a function that replaces the seam with `make(seam)`."""

    def remove() -> None:
        assert name in vars(owner), f"{owner} has no {name} of its own"
        setattr(owner, name, make(vars(owner)[name]))

    return remove


def both(*removals: Callable[[], None]) -> Callable[[], None]:
    def remove() -> None:
        for each in removals:
            each()

    return remove


def of_writes(edit: Callable[[Write], Write]) -> Callable[[Any], Any]:
    """The same method, its write edited."""
    return lambda method: lambda self, *args: edit(method(self, *args))


def unconditional(write: Write) -> Write:
    ((action, request),) = write.request.items()
    kept = {name: value for name, value in request.items() if name != "ConditionExpression"}
    return write._replace(request={action: kept})


def any_value_of(name: str) -> Callable[[Any], Any]:
    """The same method, its write's condition true whatever the value of that attribute."""

    def edit(write: Write) -> Write:
        ((action, request),) = write.request.items()
        clauses = request["ConditionExpression"].split(" AND ")
        (clause,) = [clause for clause in clauses if clause.startswith(f"#{name} = ")]
        tautology = f"({clause} OR {clause.replace(' = ', ' <> ')})"
        condition = " AND ".join(tautology if each == clause else each for each in clauses)
        return write._replace(request={action: {**request, "ConditionExpression": condition}})

    return of_writes(edit)


def asked_last(write: Write) -> Write:
    return write._replace(rank=LAST_RANK)


def with_condition(change: Callable[[str], str]) -> Callable[[Write], Write]:
    def edit(write: Write) -> Write:
        update = write.request["Update"]
        condition = change(update["ConditionExpression"])
        return write._replace(request={"Update": {**update, "ConditionExpression": condition}})

    return edit


def or_not(condition: str) -> str:
    """True whatever the item."""
    return f"({condition}) OR NOT ({condition})"


def once_there_is_room(condition: str) -> str:
    """Without the conditions that what is over is still listed."""
    return condition.partition(" AND ")[0]


def one_by_one(once: Any) -> Any:
    """Each write but the first as a transaction of its own, before the first."""

    def split(self: Sending) -> None:
        whole = self._transaction
        for write in whole.writes[1:]:
            item = {"TransactItems": [self._request(write)]}
            self._send("TransactWriteItems", item)
        self._transaction = whole._replace(writes=whole.writes[:1])
        once(self)

    return split


def without_taken(judged: Any) -> Any:
    return lambda self, claims=NO_CLAIMS, taken=(): judged(self, claims)


def all_own(_: Any) -> Any:
    return lambda _claims, _appointment_id: set()


def on_memory(read: Any) -> Any:
    """What should be read is what was read before."""

    def remembered(self: Any) -> Any:
        provider = self._store.remembered_provider(self._command.provider_id)
        return (provider, None) if provider else read(self)

    return remembered


def tens(_: Any) -> Any:
    def requests(_self: Any, letters: Sequence[Any]) -> Any:
        return (letters[n : n + 10] for n in range(0, len(letters), 10))

    return requests


def nothing_behind(send: Any) -> Any:
    def shortened(letters: Any, bus: Any) -> Any:
        taken, refused, failed = send(letters, bus)
        return taken, refused, failed[:0]

    return shortened


def always_taken(send: Any) -> Any:
    def deaf(self: Any, letters: Any) -> Mapping[str, bool]:
        send(self, letters)
        return {}

    return deaf


def undelivered(put: Any) -> Any:
    def silent(self: Any, record: Any, reason: str) -> None:
        try:
            put(self, record, reason)
        except publish_events.NotDelivered:
            return

    return silent


def forbidding(table: Any) -> Any:
    """What a caller may not see exists, and is forbidden."""
    return {action: row._replace(seen_by=None) for action, row in table.items()}


def replacing(new_outcome: Any) -> Any:
    """An outcome that is put, whether or not there is one."""

    def put_anyway(self: Any, outcome: Any) -> Write:
        return Write({"Put": {"Item": new_outcome(self, outcome).request["Put"]["Item"]}}, resolutions_store.OUTCOME)

    return put_anyway


def at_the_version_that_stands(change: Any) -> Any:
    """The whole item, whatever has become of it since it was read."""

    def put_anyway(_: Any, _before: Any, after: Any) -> Write:
        return transactions.put(resolutions_items.resolution_item(after), transactions.ENTITY)

    return put_anyway


def for_all(action: Action, party: Party) -> Callable[[Any], Any]:
    """The table in which the party may do it to all."""
    return lambda table: {**table, action: table[action]._replace(**{party.value: Which.ALL})}


def as_remembered(subject: Any) -> Any:
    """The provider's subject as it was read before."""

    def stale(provider_id: str, reading: DynamoAppointments) -> Any:
        remembered = reading.remembered_provider(provider_id)
        return remembered.subject if remembered else subject(provider_id, reading)

    return stale


def in_other_words(require: Any) -> Any:
    def telling(*args: Any, hidden: Callable[[], AppointmentNotFound]) -> None:
        try:
            require(*args, hidden=hidden)
        except AppointmentNotFound as refusal:
            raise AppointmentNotFound(f"{refusal.appointment_id} of another") from None

    return telling


def only_of_appointments(_: Any) -> Any:
    """No id of ours, so nothing is read, where there is no appointment."""
    return lambda appointment, _appointment_id: appointment.provider_id if appointment else ""


def for_all_callers(identity: Any) -> Any:
    return lambda operation, _caller, key, sent: identity(operation, "", key, sent)


def keeping_the_fingerprint(erased: Callable[[Record, datetime], Record]) -> Any:
    return lambda self, at: erased(self, at)._replace(fingerprint=self.fingerprint)


def unconditionally(put: Any) -> Any:
    return lambda self, item, call, **_: put(self, item, call)


def at_any_revision(at_revision: Any) -> Any:
    return lambda *of: unconditional(at_revision(*of))


def checking_nothing_of_an_erasure(_: Any) -> Any:
    """A transaction checks nothing without a condition: it deletes what is not there instead."""
    return lambda *_: transactions.remove({"PK": "CUSTOMER#none", "SK": "NONE"}, transactions.ENTITY + 1)


def by_the_index_alone(refreshed: Any) -> Any:
    return lambda customer_id, store, call, **_: refreshed(customer_id, store, call)


def whatever_is_stored(_: Any) -> Any:
    """Without the condition that the revision is as it was read."""

    def keep(self: DynamoReports, provider: Provider, kept: KeptDay, figures: Figures, call: Call) -> None:
        item = day_item(provider.id, KeptDay(kept.day, kept.revision + 1, provider.timezone, figures))
        self._table.put(item, call)

    return keep


def with_email(appointment_data: Any) -> Any:
    def telling(appointment: Any) -> Any:
        customer = CustomerData(id=str(appointment.details.customer.email))
        return appointment_data(appointment).model_copy(update={"customer": customer})

    return telling


def talkative(client: Any) -> Any:
    """At the level of the root logger."""

    def made(*args: Any) -> Any:
        new = client(*args)
        logging.getLogger("botocore").setLevel(logging.NOTSET)
        return new

    return made


def moving_no_fence(save: Any) -> Any:
    """The same write, without those of the fences."""

    def saved(self: Any, *args: Any) -> None:
        self.fences = lambda _provider: ()
        try:
            save(self, *args)
        finally:
            del self.fences

    return saved


def of_any_version(parts: Any) -> Any:
    """What was read of a provider's rules once is good for every version of it."""

    def remembered(self: Any, provider: Any, keys: Any) -> Any:
        known = next((found for (of, _), found in self._parts.items() if of == provider.id), None)
        if known is not None:
            self._parts.setdefault((provider.id, provider.version), known)
        return parts(self, provider, keys)

    return remembered


def plainer(_: Any) -> Any:
    """The numbers from 1 to what the limit leaves beside those without a ticket."""

    def free_numbers(self: Limit, standing: Any, held: Mapping[int, str]) -> list[int]:
        without = sum(each not in held.values() for each in standing)
        return [number for number in range(1, self.most - without + 1) if number not in held]

    return free_numbers


def without_writes_of(purpose: str) -> Callable[[Any], Any]:
    """The same writes, but for those that do this to a list."""

    def edited(moves_on_lists: Any) -> Any:
        def kept(*args: Any) -> Iterator[Write]:
            return (write for write in moves_on_lists(*args) if purpose not in str(write.request))

        return kept

    return edited


def listed_last(moves_on_lists: Any) -> Any:
    """A full list is told after all else."""
    return lambda *args: (asked_last(write) if write.refusal is not None else write for write in moves_on_lists(*args))


def with_the_fence_before(reschedule: Any) -> Any:
    """The same write, with a look at the provider that the appointment was with."""

    def rescheduled(self: Any, before: Appointment, *args: Any) -> None:
        looking_back = copy.copy(self)
        looking_back.check_provider = lambda _after: self.check_provider(before)
        reschedule(looking_back, before, *args)

    return rescheduled


def counting_as_before(rescheduled: Any) -> Any:
    return lambda self, *args, **given: replace(rescheduled(self, *args, **given), is_counted=self.is_counted)


def with_its_tickets(wanted: Any) -> Any:
    """What it has with one provider counts with another, too."""

    def keeping(self: Appointment, move: Any, rulebook: Any) -> Any:
        its_own = replace(self, provider_id=rulebook.provider.id)
        return wanted(its_own, move, rulebook)

    return keeping


def wherever(stands_at: Any) -> Any:
    return lambda self, move: stands_at(self, move._replace(provider_id=None))


def to_the_last_slot(without_rest: Any) -> Any:
    """The rest begins with the next slot, even if that is the first."""

    def released(self: Appointment, now: datetime) -> Appointment:
        begin = self.interval.start - timedelta(minutes=self.slot_minutes)
        earlier: Appointment = without_rest(replace(self, interval=self.interval._replace(start=begin)), now)
        return replace(earlier, interval=self.interval)

    return released


def all_onward(steps: Any) -> Any:
    """No step is a correction, which has its time."""
    return {
        before: {after: Kind.ONWARD if kind is Kind.CORRECTION else kind for after, kind in row.items()}
        for before, row in steps.items()
    }


def asking_nobody(_: Any) -> Any:
    return lambda *_args: None


def freeing_nothing(save: Any) -> Any:
    """What is no longer claimed stays in the table."""
    return lambda self, before, after, call: save(self, replace(before, claims=after.claims), after, call)


def with_method(name: str, make: Callable[[Any], Any], *, elsewhere: bool = False) -> Callable[[Any], Any]:
    """The same write of an appointment, by a store in which another method is `make(method)`.

    `elsewhere`: only for moves to another provider.
    """

    def without(write: Any) -> Any:
        def written(self: Any, before: Any, after: Any, *args: Any) -> None:
            if elsewhere and after.provider_id == before.provider_id:
                write(self, before, after, *args)
                return
            changed, other = make(getattr(type(self), name)), copy.copy(self)
            setattr(other, name, lambda *given: changed(other, *given))
            write(other, before, after, *args)

        return written

    return without


def of_long_ago(release: Any) -> Any:
    """Claims that nobody has."""
    return lambda self, appointment, slot: release(self, appointment, slot - timedelta(days=3_000))


class Anybody(str):
    """An id that is no other one's."""

    def __ne__(self, _: object) -> bool:
        return False

    __hash__ = str.__hash__
    __slots__ = ()


def as_with_one_provider(reschedule: Any) -> Any:
    """Claims and tickets that the provider before has given are kept."""

    def moved(self: Any, before: Any, after: Any, *args: Any) -> None:
        reschedule(self, before, replace(after, provider_id=Anybody(after.provider_id)), *args)

    return moved


def keeping_claims(without_rest: Any) -> Any:
    return lambda self, now: replace(without_rest(self, now), claims=self.claims)


TOO_FREE = (
    ("a customer sees its own appointments alone", Action.READ_APPOINTMENT, Party.CUSTOMER),
    ("a customer cancels its own appointments alone", Action.CANCEL_APPOINTMENT, Party.CUSTOMER),
    ("a customer books for itself alone", Action.BOOK, Party.CUSTOMER),
    ("a provider moves its own appointments alone", Action.MOVE_APPOINTMENT, Party.PROVIDER),
    ("a provider changes its own details alone", Action.EDIT_PROVIDER, Party.PROVIDER),
    ("the desk changes no schedule", Action.CHANGE_SCHEDULE, Party.DESK),
    ("nobody without a token cancels", Action.CANCEL_APPOINTMENT, Party.NOBODY),
)
"""Cells of the policy, each with what holds while it does not say `all`."""

SAFEGUARDS = (
    Safeguard(
        "a claim is put only where there is none",
        override(DynamoAppointments, "claim", of_writes(unconditional)),
        (RACES, CONTENTION),
    ),
    Safeguard(
        "an id makes one provider", override(DynamoProviders, "new_provider", of_writes(unconditional)), (PROVIDERS,)
    ),
    Safeguard(
        "an id makes one appointment",
        override(DynamoAppointments, "new_appointment", of_writes(unconditional)),
        (APPOINTMENTS, HISTORY),
    ),
    Safeguard(
        "an update requires the version that was read",
        both(
            override(DynamoProviders, "change_provider", any_value_of("version")),
            override(DynamoAppointments, "change_appointment", any_value_of("version")),
        ),
        (PROVIDERS, APPOINTMENTS),
    ),
    Safeguard(
        "an update requires the status that was read",
        both(
            override(DynamoProviders, "change_provider", any_value_of("state")),
            override(DynamoAppointments, "change_appointment", any_value_of("status")),
        ),
        (BY_HAND,),
    ),
    Safeguard(
        "a booking requires the schedule that offered it",
        override(DynamoAppointments, "check_provider", any_value_of("version")),
        (APPOINTMENTS, CONTENTION),
    ),
    Safeguard(
        "a booking requires the right at its write",
        override(DynamoAppointments, "check_provider", any_value_of("version")),
        (f"{RIGHTS}::test_a_booking_by_who_is_dismissed_meanwhile_is_refused",),
    ),
    Safeguard(
        "a booking requires an active provider",
        override(DynamoAppointments, "check_provider", any_value_of("state")),
        (BY_HAND,),
    ),
    Safeguard(
        "a refusal is decided on a fresh reading",
        override(create_appointment.Booking, "_read", on_memory),
        (f"{HISTORY}::test_a_refusal_is_decided_on_the_schedule_as_it_is",),
    ),
    Safeguard(
        "a schedule change moves every fence",
        override(DynamoProviders, "fences", lambda fences: lambda self, provider: [next(fences(self, provider))]),
        (APPOINTMENTS, RACES),
    ),
    Safeguard(
        "only an appointment's own claims are released",
        override(DynamoAppointments, "release", any_value_of("owner")),
        (LOST_CLAIMS,),
    ),
    Safeguard(
        "a key determines the new id",
        override(idempotency, "_uuid_8", lambda _: lambda _digest: str(uuid.uuid4())),
        (APPOINTMENTS, HISTORY),
    ),
    Safeguard(
        "a key is good for one request only",
        override(idempotency.Identity, "require_same_request", lambda _: lambda _self, _stored: None),
        (APPOINTMENTS, HISTORY),
    ),
    Safeguard("a booking is one transaction", override(Sending, "once", one_by_one), (RACES, FAULTS)),
    Safeguard(
        "a write whose answer was lost is known again",
        override(transactions, "change_id_of", lambda _: lambda _item: ""),
        (LOST_ANSWERS, FAULTS),
    ),
    Safeguard(
        "repeats of a transaction carry its token",
        override(Sending, "_token", lambda _: property(lambda _self: str(uuid.UUID(int=random.getrandbits(128))))),
        (LOST_ANSWERS, FAULTS),
    ),
    Safeguard(
        "an existing appointment is asked for before its claims",
        override(DynamoAppointments, "new_appointment", of_writes(asked_last)),
        (APPOINTMENTS, HISTORY),
    ),
    Safeguard(
        "a changed provider is asked for before the claims",
        override(DynamoAppointments, "check_provider", of_writes(asked_last)),
        (APPOINTMENTS, "tests/unit/appointments/test_transactions.py"),
    ),
    Safeguard(
        "a customer books no more than the limit",
        override(store, "add_to_list", of_writes(with_condition(or_not))),
        (RACES, OPEN_LIMIT),
    ),
    Safeguard(
        "what is over is taken off a list once",
        override(store, "add_to_list", of_writes(with_condition(once_there_is_room))),
        (OPEN_LIMIT,),
    ),
    Safeguard(
        "what is cancelled is taken off a list once",
        override(store, "take_off_list", of_writes(with_condition(or_not))),
        (OPEN_LIMIT,),
    ),
    Safeguard(
        "a customer's limit is asked for before the claims",
        override(store, "add_to_list", of_writes(asked_last)),
        (OPEN_LIMIT,),
    ),
    Safeguard(
        "who moves to another provider is listed there",
        override(DynamoAppointments, "_moves_on_lists", without_writes_of("#openCount :more")),
        (f"{DESK_RACES}::test_a_customer_who_moves_many_to_one_provider_gets_as_many_there_as_the_limit",),
    ),
    Safeguard(
        "who moves to another provider is taken off the list",
        override(DynamoAppointments, "_moves_on_lists", without_writes_of("#openCount :less")),
        (f"{DESK_RACES}::test_a_customer_who_moves_many_to_one_provider_gets_as_many_there_as_the_limit",),
    ),
    Safeguard(
        "the limit with another provider is asked for before its claims",
        override(DynamoAppointments, "_moves_on_lists", listed_last),
        (OPEN_LIMIT,),
    ),
    Safeguard(
        "what staff moves to another provider no longer counts",
        override(Appointment, "rescheduled", counting_as_before),
        (MOVES, DESK_RACES),
    ),
    Safeguard(
        "a move to another provider requires its schedule",
        override(DynamoAppointments, "reschedule", with_the_fence_before),
        (f"{APPOINTMENTS}::test_nobody_is_moved_to_a_provider_who_is_deactivated_meanwhile",),
    ),
    Safeguard(
        "tickets of one provider are none of another",
        override(Appointment, "wanted", with_its_tickets),
        (MOVES,),
    ),
    Safeguard(
        "a move to another provider is one at the same time too",
        override(Appointment, "stands_at", wherever),
        (MOVES, DESK_RACES),
    ),
    Safeguard(
        "a move requires the rights to book and to choose a length",
        override(reschedule_appointment, "require", asking_nobody),
        (MOVES,),
    ),
    Safeguard(
        "only staff writes the internal note",
        override(update_appointment, "require", asking_nobody),
        ("tests/unit/appointments/test_update_appointment.py",),
    ),
    Safeguard(
        "an attendance is corrected within its time",
        override(attendance, "STEPS", all_onward),
        (ATTENDANCE,),
    ),
    Safeguard(
        "an attendance is set when it can be known",
        override(attendance, "_first", lambda _: lambda _step, _appointment: None),
        (ATTENDANCE,),
    ),
    Safeguard(
        "who arrived for one day has not arrived for another",
        override(Attended, "moved_to", lambda _: lambda self, *_args: self),
        (ATTENDANCE,),
    ),
    Safeguard(
        "a release leaves the first slot",
        override(Appointment, "_without_rest", to_the_last_slot),
        (ATTENDANCE,),
    ),
    Safeguard(
        "what is released is free",
        override(DynamoAppointments, "save", freeing_nothing),
        (f"{DESK_RACES}::test_a_rest_that_many_release_is_booked_once",),
    ),
    Safeguard(
        "what was recorded late is taken back by staff alone",
        override(
            Appointment,
            "require_cancellable",
            lambda require: lambda self, now, **_given: require(self, now, by_staff=True),
        ),
        ("tests/unit/appointments/test_appointment.py",),
    ),
    Safeguard(
        "what was recorded late is taken back for a day",
        override(
            Appointment,
            "_can_be_taken_back",
            lambda taken_back: lambda self, _now: taken_back(self, self.record.created_at),
        ),
        ("tests/unit/appointments/test_appointment.py",),
    ),
    Safeguard(
        "an unknown outcome is settled by a last look",
        override(Table, "_stored_change_id", lambda _: lambda _self, _key: None),
        (LOST_ANSWERS, FAULTS),
    ),
    Safeguard(
        "what is free is read strongly",
        override(DynamoRules, "claims", lambda _: DynamoRules.claims_a_moment_ago),
        ("tests/integration/appointments/test_request_counts.py",),
    ),
    Safeguard(
        "the openings of a move leave out what others claim",
        override(Claims, "foreign", all_own),
        ("tests/functional/openings/test_get_availability.py",),
    ),
    Safeguard(
        "alternatives leave out what the write found taken",
        override(Dates, "judged", without_taken),
        ("tests/unit/appointments/test_refusing.py",),
    ),
    Safeguard(
        "the last look of an erasure waits for the index",
        override(erasure, "SETTLED_AFTER", lambda _: timedelta(0)),
        ("tests/unit/customers/test_erase_customer.py", ERASING),
    ),
    Safeguard(
        "an erasure goes on until nothing is left",
        override(Appointment, "has_personal_data", lambda _: property(lambda _self: False)),
        ("tests/unit/customers/test_erase_customer.py", ERASING),
    ),
    Safeguard(
        "what identifies a request is erased too",
        override(Record, "erased", keeping_the_fingerprint),
        ("tests/unit/appointments/test_appointment.py", ERASING),
    ),
    Safeguard(
        "an entry of a history is put only where there is none",
        override(Table, "put", unconditionally),
        ("tests/functional/history/test_keep_history.py",),
    ),
    Safeguard(
        "a card is saved at the revision that was read",
        override(customers_store, "_at_revision", at_any_revision),
        (CARDS,),
    ),
    Safeguard(
        "no card is saved beside an erasure that has begun since",
        override(DynamoCustomers, "_no_later_erasure", checking_nothing_of_an_erasure),
        (CARDS,),
    ),
    Safeguard(
        "an erasure takes the card first",
        override(erase_customer, "_without_card", lambda _: lambda *_: None),
        ("tests/unit/customers/test_keep_customer_cards.py",),
    ),
    Safeguard(
        "the event's own appointment counts before the index lists it",
        override(keep_customer_cards, "refreshed", by_the_index_alone),
        ("tests/unit/customers/test_keep_customer_cards.py",),
    ),
    Safeguard(
        "a message that was not handled comes again",
        override(BasePartialBatchProcessor, "response", lambda _: lambda _self: {"batchItemFailures": []}),
        ("tests/unit/bus/test_consumer.py",),
    ),
    Safeguard(
        "a ticket of a limit is put only where there is none",
        override(DynamoAppointments, "take", of_writes(unconditional)),
        (RULES, LIMITS),
    ),
    Safeguard(
        "tickets of a larger limit and appointments without one count together",
        override(Limit, "free_numbers", plainer),
        ("tests/unit/rules/test_limits.py",),
    ),
    Safeguard(
        "a cancelled appointment gives its tickets back",
        override(
            DynamoAppointments,
            "give_back",
            lambda give_back: lambda self, of, ticket: give_back(self, of, ticket._replace(number=99)),
        ),
        (RULES, LIMITS),
    ),
    Safeguard(
        "a refusal is of one moment",
        override(refusing, "_require_one_moment", lambda _: lambda *_: None),
        (
            f"{RULES}::test_a_limit_that_was_raised_before_it_was_reached_refuses_nobody",
            f"{RULES}::test_a_refusal_does_not_mix_a_week_that_was_with_a_service_that_is",
        ),
    ),
    Safeguard(
        "a lost ticket is told before a lost claim",
        override(DynamoAppointments, "take", of_writes(lambda write: write._replace(rank=store.RELEASE))),
        (f"{RULES}::test_who_loses_both_the_start_and_the_last_place_learns_of_both",),
    ),
    Safeguard(
        "rules are remembered with the provider's version",
        override(DynamoRules, "_parts_of", of_any_version),
        (RULES,),
    ),
    Safeguard(
        "a change of a service moves the fences",
        override(DynamoServices, "save_offering", moving_no_fence),
        (RULES,),
    ),
    Safeguard(
        "a change of time off moves the fences",
        override(DynamoTimeOff, "save_time_off", moving_no_fence),
        (f"{RULES}::test_a_booking_that_a_change_overtakes_is_refused_or_hit",),
    ),
    Safeguard(
        "a change of an override moves the fences",
        override(DynamoOverrides, "save_overrides", moving_no_fence),
        (f"{RULES}::test_a_booking_that_a_change_overtakes_is_refused_or_hit",),
    ),
    Safeguard(
        "nobody skips a claim",
        override(against, "NEVER_SKIPPED", lambda _: frozenset()),
        (RULES,),
    ),
    Safeguard(
        "buffers are claimed",
        override(Offer, "claimed_at", lambda _: Offer.interval_at),
        (RULES,),
    ),
    Safeguard(
        "a change does not answer what somebody has accepted",
        override(Hit, "without", lambda _: lambda self, _accepted: self),
        (RULES, "tests/unit/rules/test_affected.py"),
    ),
    Safeguard(
        "a move to another provider frees the time with the one before",
        override(DynamoAppointments, "reschedule", with_method("release", of_long_ago, elsewhere=True)),
        (MOVES_IN_HISTORIES,),
    ),
    Safeguard(
        "a move to another provider requires the schedule that offered the time",
        override(
            DynamoAppointments,
            "reschedule",
            with_method("check_provider", any_value_of("version"), elsewhere=True),
        ),
        (MOVES_IN_HISTORIES,),
    ),
    Safeguard(
        "a move to another provider claims all of its time there",
        override(DynamoAppointments, "reschedule", as_with_one_provider),
        (f"{MOVES_IN_HISTORIES}::test_an_appointment_that_goes_to_another_provider_frees_its_time",),
    ),
    Safeguard(
        "a move to another provider takes its tickets there",
        override(DynamoAppointments, "reschedule", as_with_one_provider),
        (f"{MOVES_IN_HISTORIES}::test_a_place_of_a_day_does_not_go_along",),
    ),
    Safeguard(
        "a customer's move to another provider counts there",
        override(DynamoAppointments, "_moves_on_lists", lambda _: lambda *_: iter(())),
        (f"{MOVES_IN_HISTORIES}::test_a_customer_moves_no_more_to_a_provider_than_it_may_book_there",),
    ),
    Safeguard(
        "released time is claimed no more",
        override(DynamoAppointments, "save", with_method("release", of_long_ago)),
        (DESK,),
    ),
    Safeguard(
        "an appointment forgets the claims that it released",
        override(Appointment, "_without_rest", keeping_claims),
        (DESK,),
    ),
    Safeguard(
        "released time is never taken back",
        override(Appointment, "_has_released_time_of", lambda _: lambda *_: False),
        (DESK,),
    ),
    Safeguard(
        "an attendance requires the version that was read",
        override(DynamoAppointments, "save", with_method("change_appointment", any_value_of("version"))),
        (f"{DESK}::test_a_release_that_another_change_overtakes_is_decided_again",),
    ),
    Safeguard(
        "a day is read again where its appointments are not as their claims",
        override(Found, "is_of_one_moment", lambda _: lambda *_: True),
        (f"{DESK}::test_a_day_does_not_show_the_time_of_what_was_moved_as_free",),
    ),
    Safeguard("an entity is in a request once", override(EventBridgeBus, "requests", tens), (STREAM,)),
    Safeguard("what the bus did not take is reported", override(EventBridgeBus, "send", always_taken), (STREAM,)),
    Safeguard(
        "what is behind a failure is reported with it", override(publish_events, "_send", nothing_behind), (STREAM,)
    ),
    Safeguard(
        "an unreadable record goes to the dead letters",
        override(DeadLetterQueue, "put", lambda _: lambda _self, _record, _reason: None),
        (STREAM,),
    ),
    Safeguard(
        "a dead letter that is not delivered is reported", override(DeadLetterQueue, "put", undelivered), (STREAM,)
    ),
    Safeguard(
        "what is one's own is decided by its subject or its customer",
        override(policy.Reach, "covers", lambda _: lambda self, *_args: any(self)),
        (POLICY, "tests/functional/access/test_ownership_now.py"),
    ),
    Safeguard("what a caller may not see is not there", override(policy, "TABLE", forbidding), (POLICY, PERMITTED)),
    *(
        Safeguard(guard, override(policy, "TABLE", for_all(action, party)), (RIGHTS,))
        for guard, action, party in TOO_FREE
    ),
    Safeguard("only admins set a subject", override(update_provider, "FURTHER_RIGHTS", lambda _: {}), (RIGHTS,)),
    Safeguard(
        "a caller sees its part of a provider",
        override(answers, "part_seen_by", lambda _: lambda *_args: Part.ADMIN),
        (RIGHTS,),
    ),
    Safeguard(
        "a provider's right is that of its subject now", override(permitted, "_subject", as_remembered), (RIGHTS,)
    ),
    Safeguard(
        "a change names its caller",
        override(Call, "_author", lambda _: Author("person", "somebody", "api")),
        (RIGHTS,),
    ),
    Safeguard(
        "an event names the author of its change",
        override(rendering, "AuthorData", lambda data: lambda **given: data(**given | {"id": None})),
        (RIGHTS,),
    ),
    Safeguard(
        "what is hidden is refused in the words for what does not exist",
        override(permitted, "require", in_other_words),
        (PERMITTED,),
    ),
    Safeguard(
        "what does not exist costs the reads of what is hidden",
        override(permitted, "_provider_to_read", only_of_appointments),
        ("tests/integration/access/test_same_reads.py",),
    ),
    Safeguard(
        "an Idempotency-Key is its caller's own",
        override(create_appointment, "identity", for_all_callers),
        ("tests/functional/access/test_customers_and_keys.py",),
    ),
    Safeguard(
        "the scopes of persons make no role",
        override(caller, "_is_machine", lambda _: lambda _claims: True),
        ("tests/unit/http/test_caller.py",),
    ),
    Safeguard(
        "the log does not have the text of an unexpected error",
        override(observability, "trace_of", lambda _: repr),
        (PERSONAL_DATA,),
    ),
    Safeguard(
        "an event has the id of a customer alone",
        override(rendering, "appointment_data", with_email),
        (PERSONAL_DATA,),
    ),
    Safeguard(
        "the change of an appointment has its outcome in its own transaction",
        override(resolutions_store, "outcome_in", lambda _: lambda _after: None),
        (RESOLUTIONS,),
    ),
    Safeguard(
        "a resolution changes an appointment once",
        override(DynamoResolutions, "new_outcome", replacing),
        (f"{RESOLUTIONS}::test_what_has_an_outcome_is_not_changed_again",),
    ),
    Safeguard(
        "an outcome is never replaced",
        override(Table, "put", unconditionally),
        (f"{RESOLUTIONS}::test_an_outcome_is_never_replaced",),
    ),
    Safeguard(
        "a resolution has one plan",
        override(DynamoResolutions, "change_resolution", at_the_version_that_stands),
        (f"{RESOLUTIONS}::test_the_plan_that_is_stored_first_is_the_plan",),
    ),
    Safeguard(
        "figures of a day are stored only over those that were read",
        override(DynamoReports, "keep_day", whatever_is_stored),
        ("tests/integration/reports/test_keep_reports.py",),
    ),
    Safeguard("the SDK does not log requests", override(aws, "client", talkative), (PERSONAL_DATA,)),
)

"""The checker finds violations, accepts correct histories, and finds no violation in the service."""

import copy
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from booking.calls.idempotency import Identity
from booking.dynamodb.sending import Answer, Request, Send
from local.emulator import Emulator
from local.stack import Stack
from tests.engine import Table
from tests.proofs.histories.__main__ import Deployed, Sabotage, plan, round_on_use_cases, round_over_http
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    FinalState,
    Operation,
    ProviderRecord,
    ReadAppointment,
    ReadAvailability,
    ReadProvider,
    Recorded,
    Refused,
    Reschedule,
    Schedule,
    Unknown,
)
from tests.proofs.histories.linearizability import is_final, search
from tests.proofs.histories.linearizability_rights import with_rights_apart
from tests.proofs.histories.model import MAX_OPEN, Model, State, World
from tests.proofs.histories.stories import (
    ADA_BY_QUARTERS,
    ADMIN,
    AFTERNOONS,
    CUSTOMER,
    DAY,
    ELEVEN,
    HOURLY,
    NINE,
    PROVIDER,
    QUARTERS,
    TEN,
    THERAPIST,
    Story,
    book_own,
    booked,
    cancelled,
    own,
    shows,
)
from tests.proofs.histories.telling import Telling
from tests.proofs.tables import EmulatedTables


@pytest.fixture
def quarters(story: Story) -> Story:
    """The provider works by the quarter of an hour."""
    return story.at(4, 5, ChangeSchedule(QUARTERS), Answered(ProviderRecord(3, QUARTERS)))


# What is right passes


def test_a_history_in_order_passes(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Book("b", NINE), Refused("slot-taken"))
    story.at(8, 9, Reschedule("id-a", TEN), shows(booked("a", TEN, 2)))
    story.at(10, 11, Cancel("id-a", "too early", if_match=1), Refused("version-mismatch"))
    story.at(12, 13, Cancel("id-a", "why", if_match=2), shows(cancelled("a", "why", 3, TEN)))
    story.at(14, 15, Reschedule("id-a", NINE), Refused("appointment-cancelled"))
    assert story.ends_with(cancelled("a", "why", 3, TEN)) == set()


def test_calls_at_once_may_take_effect_in_any_order(story: Story) -> None:
    story.at(4, 9, Book("a", NINE), Refused("slot-taken"))
    story.at(5, 8, Book("b", NINE), shows(booked("b")))
    story.at(6, 7, Cancel("id-b", "why"), shows(cancelled("b", "why")))
    assert story.ends_with(cancelled("b", "why")) == set()


def test_twelve_bookings_at_once_that_do_not_meet_are_decided_quickly(story: Story) -> None:
    schedule = Schedule(((540, 720),), 15)
    story.at(4, 5, ChangeSchedule(schedule), Answered(ProviderRecord(3, schedule)))
    records = [AppointmentRecord(f"{n}", NINE + 15 * n, 15, is_confirmed=True, version=1) for n in range(12)]
    for n, record in enumerate(records):
        story.at(6 + n / 100, 30 - n / 100, Book(record.label, record.start), shows(record))
    assert story.ends_with(*records, provider=ProviderRecord(3, schedule)) == set()


def test_an_unknown_booking_may_have_happened(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), Unknown("busy"))
    story.at(6, 7, Book("b", NINE), Refused("slot-taken"))
    assert story.ends_with(booked("a")) == set()


def test_an_unknown_booking_may_never_have_happened(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), Unknown("busy"))
    story.at(6, 7, Book("b", NINE), shows(booked("b")))
    assert story.ends_with(booked("b")) == set()


def test_an_unknown_write_may_happen_long_after_its_client_gave_up(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Reschedule("id-a", TEN), Unknown("timeout"))
    story.at(8, 9, ReadAppointment("id-a"), shows(booked("a")))
    story.at(10, 11, Book("b", NINE), Refused("slot-taken"))
    story.at(12, 13, Book("c", NINE), shows(booked("c")))
    assert story.ends_with(booked("a", TEN, 2), booked("c")) == set()


def test_an_unknown_schedule_change_may_explain_a_booking(story: Story) -> None:
    story.at(4, 5, ChangeSchedule(AFTERNOONS), Unknown("busy"))
    story.at(6, 7, Book("a", DAY + 780), shows(booked("a", DAY + 780)))
    assert story.ends_with(booked("a", DAY + 780), provider=ProviderRecord(3, AFTERNOONS)) == set()


def test_a_key_may_be_refused_first_and_make_its_entity_later(story: Story) -> None:
    story.at(4, 5, Book("x", NINE), shows(booked("x")))
    story.at(6, 7, Book("a", NINE, is_keyed=True), Refused("slot-taken"))
    story.at(8, 9, Cancel("id-x", "why"), shows(cancelled("x", "why")))
    story.at(10, 11, Book("a", NINE, is_keyed=True), shows(booked("a")))
    story.at(12, 13, Book("a", NINE, is_keyed=True), shows(booked("a"), is_replay=True))
    story.at(14, 15, Book("a", TEN, is_keyed=True), Refused("idempotency-key-reused"))
    assert story.ends_with(cancelled("x", "why"), booked("a")) == set()


def test_a_booking_may_meet_the_schedule_that_is_being_replaced(story: Story) -> None:
    story.at(4, 8, ChangeSchedule(AFTERNOONS), Answered(ProviderRecord(3, AFTERNOONS)))
    story.at(5, 9, Book("a", NINE), shows(booked("a")))
    assert story.ends_with(booked("a"), provider=ProviderRecord(3, AFTERNOONS)) == set()


def test_a_customer_at_the_limit_is_refused_until_one_is_cancelled(quarters: Story) -> None:
    for number in range(MAX_OPEN):
        quarters.at(6 + number, 6.5 + number, book_own(number), shows(own(number)), by=CUSTOMER)
    quarters.at(20, 21, book_own(3), Refused("too-many-open-appointments"), by=CUSTOMER)
    quarters.at(22, 23, Book("staff's", NINE + 45), shows(replace(own(3), label="staff's", customer=None)))
    gone = replace(own(0, 2), is_confirmed=False, reason="why")
    quarters.at(24, 27, Cancel("id-0", "why"), shows(gone))
    quarters.at(25, 26, book_own(4), Refused("too-many-open-appointments"), by=CUSTOMER)
    quarters.at(25, 28, book_own(5), shows(own(5)), by=CUSTOMER)
    records = [gone, own(1), own(2), own(5), replace(own(3), label="staff's", customer=None)]
    assert quarters.ends_with(*records, provider=ProviderRecord(3, QUARTERS)) == set()


# What is wrong is found


def test_a_booking_beyond_the_limit_is_found(quarters: Story) -> None:
    for number in range(MAX_OPEN + 1):
        quarters.at(6, 20 + number, book_own(number), shows(own(number)), by=CUSTOMER)
    records = [own(number) for number in range(MAX_OPEN + 1)]
    found = quarters.ends_with(*records, provider=ProviderRecord(3, QUARTERS))
    assert found == {"too-many-open", "not-linearizable"}


def test_a_refusal_below_the_limit_is_found(quarters: Story) -> None:
    quarters.at(6, 7, book_own(0), shows(own(0)), by=CUSTOMER)
    quarters.at(8, 9, book_own(1), Refused("too-many-open-appointments"), by=CUSTOMER)
    assert quarters.ends_with(own(0), provider=ProviderRecord(3, QUARTERS)) == {"not-linearizable"}


def test_a_list_that_is_not_what_a_customer_booked_is_found(quarters: Story) -> None:
    quarters.at(6, 7, book_own(0), shows(own(0)), by=CUSTOMER)
    final = FinalState(ADA_BY_QUARTERS, 15, {"id-0": own(0)}, {NINE: "id-0"}, frozenset({("u-1", "id-1")}))
    assert quarters.ends_in(final) == {"false-list", "not-linearizable"}


def test_two_overlapping_bookings_in_the_table_are_found(story: Story) -> None:
    story.at(4, 6, Book("a", NINE), shows(booked("a")))
    story.at(5, 7, Book("b", NINE), shows(booked("b")))
    assert {"overlap", "not-linearizable"} <= story.ends_with(booked("a"), booked("b"))


def test_an_overlap_that_was_cancelled_again_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Book("b", NINE), shows(booked("b")))
    story.at(8, 9, Cancel("id-b", "why"), shows(cancelled("b", "why")))
    assert {"overlap", "not-linearizable"} <= story.ends_with(booked("a"), cancelled("b", "why"))


def test_a_lost_booking_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    assert {"lost-write", "not-linearizable"} <= story.ends_with()


def test_a_lost_cancellation_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Cancel("id-a", "why"), shows(cancelled("a", "why")))
    assert {"lost-write", "not-linearizable"} <= story.ends_with(booked("a"))


def test_a_lost_schedule_change_is_found(story: Story) -> None:
    story.at(4, 6, ChangeSchedule(AFTERNOONS), Answered(ProviderRecord(3, AFTERNOONS)))
    story.at(5, 7, ChangeSchedule(HOURLY), Answered(ProviderRecord(3, HOURLY)))
    found = story.ends_with(provider=ProviderRecord(3, HOURLY))
    assert {"lost-write", "version-made-twice", "not-linearizable"} <= found


def test_a_refused_booking_that_stands_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), Refused("slot-taken"))
    assert {"refused-write-stands", "not-linearizable"} <= story.ends_with(booked("a"))


def test_a_refused_cancellation_that_stands_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Cancel("id-a", "why", if_match=9), Refused("version-mismatch"))
    assert {"refused-write-stands", "not-linearizable"} <= story.ends_with(cancelled("a", "why"))


def test_a_refused_move_that_stands_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Reschedule("id-a", TEN), Refused("slot-taken"))
    assert "not-linearizable" in story.ends_with(booked("a", TEN, 2))


def test_a_stale_read_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Reschedule("id-a", TEN), shows(booked("a", TEN, 2)))
    story.at(8, 9, ReadAppointment("id-a"), shows(booked("a")))
    assert {"stale-read", "not-linearizable"} <= story.ends_with(booked("a", TEN, 2))


def test_a_stale_read_of_the_provider_is_found(story: Story) -> None:
    story.at(4, 5, ReadProvider(), Answered(ProviderRecord(1, None, "Ada")))
    assert {"stale-read", "not-linearizable"} <= story.ends_with()


def test_a_read_that_misses_an_acknowledged_booking_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, ReadAppointment("id-a"), Refused("appointment-not-found"))
    assert "not-linearizable" in story.ends_with(booked("a"))


def test_a_version_that_goes_back_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Reschedule("id-a", TEN), shows(booked("a", TEN, 3)))
    story.at(8, 9, Reschedule("id-a", ELEVEN), shows(booked("a", ELEVEN, 2)))
    assert {"version-went-back", "not-linearizable"} <= story.ends_with(booked("a", ELEVEN, 3))


def test_a_key_with_two_entities_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE, is_keyed=True), shows(booked("a")))
    story.at(6, 7, Book("a", NINE, is_keyed=True), Answered(booked("a", TEN), id="another"))
    assert {"key-with-two-entities", "not-linearizable"} <= story.ends_with(booked("a"))


def test_a_second_provider_is_found(story: Story) -> None:
    final = FinalState(replace(PROVIDER, name="Ada"), 15, {}, {}, further_providers=1)
    assert story.ends_in(final) == {"key-with-two-entities"}


def test_a_booking_that_nobody_offered_is_found(story: Story) -> None:
    story.at(4, 5, ChangeSchedule(AFTERNOONS), Answered(ProviderRecord(3, AFTERNOONS)))
    story.at(6, 7, Book("a", NINE), shows(booked("a")))
    found = story.ends_with(booked("a"), provider=ProviderRecord(3, AFTERNOONS))
    assert {"not-offered", "not-linearizable"} <= found


def test_an_unknown_booking_that_nobody_offered_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE + 15), Unknown("busy"))
    assert {"not-offered", "not-linearizable"} <= story.ends_with(booked("a", NINE + 15))


def test_a_move_to_where_nobody_offers_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Reschedule("id-a", NINE + 15), shows(booked("a", NINE + 15, 2)))
    assert {"not-offered", "not-linearizable"} <= story.ends_with(booked("a", NINE + 15, 2))


def test_a_version_mismatch_on_the_current_version_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, Cancel("id-a", "why", if_match=1), Refused("version-mismatch"))
    assert {"false-mismatch", "not-linearizable"} <= story.ends_with(booked("a"))


def test_a_slot_taken_by_nobody_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), Refused("slot-taken"))
    assert story.ends_with() == {"not-linearizable"}


def test_a_false_unknown_key_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE, is_keyed=True), Refused("idempotency-key-reused"))
    assert story.ends_with() == {"not-linearizable"}


def test_a_taken_start_shown_as_free_is_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    story.at(6, 7, ReadAvailability(DAY), Answered((NINE, TEN)))
    assert story.ends_with(booked("a")) == {"shown-but-taken"}


def test_an_orphan_claim_and_a_missing_one_are_found(story: Story) -> None:
    story.at(4, 5, Book("a", NINE), shows(booked("a")))
    claims = {NINE + 15: "id-a", NINE + 30: "id-a", NINE + 45: "id-a", ELEVEN: "id-a"}
    assert story.ends_in(FinalState(replace(PROVIDER, name="Ada"), 15, {"id-a": booked("a")}, claims)) == {
        "wrong-claim"
    }


# The search agrees with the plainest one


def plain_search(calls: Sequence[Recorded], finals: Sequence[FinalState], model: Model) -> bool:
    """All orders of all calls that respect time, with and without each call of unknown outcome."""

    def explains(world: World, left: frozenset[Recorded]) -> bool:
        if all(isinstance(call.outcome, Unknown) for call in left) and is_final(world, finals, model.labels):
            return True
        first_end = min((call.end for call in left if not isinstance(call.outcome, Unknown)), default=float("inf"))
        return any(
            explains(after, left - {call})
            for call in left
            if call.start <= first_end
            for after, outcome in [model.step(world, call.operation, call.caller, call.provider)]
            if isinstance(call.outcome, Unknown) or outcome == call.outcome
        )

    return explains(World((State(), State())), frozenset(with_rights_apart(calls, model.labels)))


OPENING = 4
"""The calls that make two providers and their schedules."""


def small_history(chance: random.Random) -> tuple[list[Recorded], list[FinalState], Model]:
    """Six calls at once in the order of their numbers; then perhaps an answer is changed, so that none explains it.

    In a quarter of the histories a customer books, who may have one open appointment. In half of them a provider calls,
    whose right comes and goes. Appointments are booked with the first of two providers, and move between them.
    """
    labels = {"id-a": "a", "id-b": "b"}
    model, world = Model(labels, max_open=1), World((State(), State()))
    caller = chance.choice([ADMIN, CUSTOMER, THERAPIST, THERAPIST])
    customer = caller.customer
    opening: list[Operation] = [CreateProvider("Ada", THERAPIST.subject), ChangeSchedule(HOURLY)] * 2
    calls: list[Recorded] = []
    for number in range(OPENING + 6):
        label, start = chance.choice(["a", "b"]), chance.choice([NINE, TEN, DAY + 780])
        if_match = chance.choice([None, 1, 2, 3])
        choices: list[Operation] = [
            *[Book(label, start, is_keyed=True, customer=customer)] * 2,
            *(Reschedule(f"id-{label}", start, if_match), Reschedule(f"id-{label}", start)),
            *[Reschedule(f"id-{label}", start, provider=chance.choice([0, 1]))] * 2,
            *(
                Cancel(f"id-{label}", chance.choice([None, f"reason {number}"]), if_match),
                ReadAppointment(f"id-{label}"),
            ),
            *(ChangeSchedule(chance.choice([HOURLY, AFTERNOONS]), if_match), ReadProvider()),
            *[ChangeProvider((("subject", chance.choice([THERAPIST.subject, None])),), if_match)]
            * (2 if caller is THERAPIST else 0),
        ]
        is_opening = number < OPENING
        operation = opening[number] if is_opening else chance.choice(choices)
        asks = caller if isinstance(operation, Book) or chance.random() < 0.8 else ADMIN
        if isinstance(operation, CreateProvider | ChangeSchedule | ChangeProvider):
            asks = ADMIN
        is_on_provider = isinstance(operation, ChangeSchedule | ReadProvider | ChangeProvider)
        provider = number // 2 if is_opening else chance.choice([0, 0, 1]) if is_on_provider else 0
        world, outcome = model.step(world, operation, asks, provider)
        begins, ends = number - chance.random() * 3 * (not is_opening), number + chance.random() * 3 * (not is_opening)
        told = outcome if is_opening or chance.random() < 0.8 else Unknown("busy")
        calls.append(Recorded(number, number, asks, operation, begins, ends, told, provider))
    if chance.random() < 0.7:
        one, other = chance.sample(range(OPENING, OPENING + 6), 2)
        calls[one] = replace(calls[one], outcome=calls[other].outcome)
    return calls, [final_of(state) for state in world.states], model


def final_of(state: State) -> FinalState:
    records = {f"id-{record.label}": record for record in state.appointments.values()}
    counted = {(records[f"id-{label}"].customer or "", f"id-{label}") for label in state.counted}
    listed = frozenset(each for each in counted if records[each[1]].is_confirmed)
    return FinalState(state.provider, 15, records, {}, listed)


def test_the_search_and_the_plainest_one_decide_alike() -> None:
    decided = Counter[bool]()
    for seed in range(500):
        calls, finals, model = small_history(random.Random(seed))
        expected = plain_search(calls, finals, model)
        assert (search(calls, finals, model).stuck_at is None) == expected, (seed, *map(str, calls))
        decided[expected] += 1
    assert min(decided[True], decided[False]) > 150


# The service keeps its promises


def test_the_use_cases_keep_every_promise(engine: Emulator) -> None:
    verdicts = [round_on_use_cases(EmulatedTables(engine), plan(seed)) for seed in range(4)]
    assert [str(violation) for verdict in verdicts for violation in verdict.violations] == []
    assert max(verdict.most_at_once for verdict in verdicts) >= 12
    outcomes = sum((verdict.outcomes for verdict in verdicts), Counter[str]())
    # A checker that is shown nothing finds nothing: the histories must hold what it is there to judge.
    assert outcomes.keys() >= {
        *("ok", "replayed", "unknown", "slot-taken", "slot-not-offered", "slot-in-past", "version-mismatch"),
        *("appointment-cancelled", "appointment-not-found", "idempotency-key-reused", "too-many-open-appointments"),
        *("forbidden", "unauthorized", "attendance-not-possible"),
    }
    done = sum((verdict.done for verdict in verdicts), Counter[str]())
    assert done.keys() >= {"to another provider", "SetAttendance", "Correct", "ReadDay", "ReadBoard"}
    reasons = sum((verdict.reasons for verdict in verdicts), Counter[str]())
    assert reasons.keys() >= {"outside-hours", "off-grid", "taken", "past"}


def test_the_api_keeps_every_promise(stack: Stack) -> None:
    verdict = round_over_http(Deployed.of(stack), plan(0, clients=6, calls=120, issuer=stack.issuer.url))
    assert [str(violation) for violation in verdict.violations] == []
    assert verdict.outcomes.keys() >= {
        *("ok", "replayed", "slot-taken", "forbidden", "unauthorized", "appointment-not-found"),
    }


def test_a_booking_overtaken_by_a_schedule_is_decided_again(table: Table, wide: Send) -> None:
    assert booking_overtaken_by_a_schedule(table, wide) == set()


def booking_overtaken_by_a_schedule(table: Table, send: Send) -> set[str]:
    """Three calls it takes: while a booking is on its way, the schedule changes and then the slot becomes free."""
    told = Telling(table, send)
    taken = told.do(Book(f"{told.name}-x", NINE))
    with told.held("TransactWriteItems", 1, Book(f"{told.name}-a", NINE)):
        told.do(ChangeSchedule(AFTERNOONS))
        told.do(Cancel(taken.id, f"{told.name}-1"))
    return told.violations()


def test_a_move_overtaken_by_a_cancellation_is_answered_truly(table: Table, wide: Send) -> None:
    told = Telling(table, wide)
    booking = told.do(Book(f"{told.name}-a", NINE))
    # Between the two reads of the move: at no instant was its appointment standing and its start not offered.
    with told.held("GetItem", 2, Reschedule(booking.id, TEN)):
        told.do(Cancel(booking.id, f"{told.name}-1"))
        told.do(ChangeSchedule(AFTERNOONS))
    assert told.violations() == set()


def test_a_refusal_is_decided_on_the_schedule_as_it_is(table: Table, wide: Send) -> None:
    told = Telling(table, wide)
    told.do(Book(f"{told.name}-a", NINE))
    told.do(ChangeSchedule(AFTERNOONS))
    # What the store remembers offers no afternoon.
    told.do(Book(f"{told.name}-b", DAY + 780))
    assert told.violations() == set()


# Without its safeguards it does not, and the checker finds out


def is_found(kind: str, engine: Emulator, sabotage: Sabotage) -> bool:
    """Whether random clients run into it within the histories of the selection above."""
    rounds = (round_on_use_cases(EmulatedTables(engine), plan(seed), sabotage) for seed in range(4))
    return any(violation.kind == kind for verdict in rounds for violation in verdict.violations)


def with_any(kind: str, sort_key: str) -> Sabotage:
    """In transactions, writes of that kind to items whose sort key begins so meet no condition."""

    def spoilt(request: Request) -> Request:
        changed = copy.deepcopy({**request})
        for write in [item[kind] for item in changed["TransactItems"] if kind in item]:
            if (write.get("Key") or write["Item"])["SK"]["S"].startswith(sort_key) and "ConditionExpression" in write:
                write["ConditionExpression"] += " OR attribute_exists(PK)"
        return changed

    return lambda send: (
        lambda operation, request: send(operation, spoilt(request) if operation == "TransactWriteItems" else request)
    )


def with_stale_reads(send: Send) -> Send:
    """A read is answered now and then with what an earlier one of the same item saw."""
    earlier: dict[str, Any] = {}
    chance = random.Random(1)

    def stale(operation: str, request: Request) -> Answer:
        answer = send(operation, request)
        if operation != "GetItem":
            return answer
        key = str(request["Key"])
        if "Item" in answer and earlier.get(key) and chance.random() < 0.3:
            answer = {**answer, "Item": earlier[key]}
        earlier.setdefault(key, answer.get("Item"))
        return answer

    return stale


def test_checker_finds_claims_put_without_their_condition(engine: Emulator) -> None:
    assert is_found("overlap", engine, with_any("Put", "SLOT#"))


def test_checker_finds_appointments_changed_on_any_version(table: Table, wide: Send) -> None:
    told = Telling(table, with_any("Update", "APPOINTMENT")(wide))
    booking = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Cancel(booking.id, f"{told.name}-1")):
        told.do(Reschedule(booking.id, TEN))
    assert {"version-made-twice", "not-linearizable"} <= told.violations()


def test_checker_finds_nothing_where_they_are_changed_on_their_version(table: Table, wide: Send) -> None:
    told = Telling(table, wide)
    booking = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Cancel(booking.id, f"{told.name}-1")):
        told.do(Reschedule(booking.id, TEN))
    assert told.violations() == set()


def test_checker_finds_reads_that_are_not_consistent(engine: Emulator) -> None:
    assert is_found("stale-read", engine, with_stale_reads)


def test_checker_finds_bookings_that_do_not_check_the_provider(table: Table, wide: Send) -> None:
    spoilt = with_any("ConditionCheck", "")(wide)
    assert booking_overtaken_by_a_schedule(table, spoilt) == {"not-linearizable", "hit-but-not-told"}


def test_checker_finds_schedules_changed_on_any_version(table: Table, wide: Send) -> None:
    told = Telling(table, with_any("Update", "PROVIDER")(wide))
    with told.held("TransactWriteItems", 1, ChangeSchedule(HOURLY)):
        told.do(ChangeSchedule(AFTERNOONS))
    assert {"version-made-twice", "lost-write", "not-linearizable"} <= told.violations()


def test_checker_finds_a_key_that_does_not_determine_the_id(
    table: Table, wide: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def random_identity(*_: object) -> Identity:
        return Identity(str(uuid.uuid4()), "1:fingerprint")

    monkeypatch.setattr("booking.appointments.create_appointment.identity", random_identity)
    told = Telling(table, wide)
    booking = told.do(Book(f"{told.name}-a", NINE, is_keyed=True))
    told.do(Cancel(booking.id, f"{told.name}-1"))
    told.do(Book(f"{told.name}-a", NINE, is_keyed=True))
    assert {"key-with-two-entities", "not-linearizable"} <= told.violations()

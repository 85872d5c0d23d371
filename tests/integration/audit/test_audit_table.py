"""The audit on the real engine: it finds each kind of damage, and nothing where there is none."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.items import appointment_key
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.audit.audit_table import audit_table
from booking.audit.audited import AuditedAppointment, ItemKey
from booking.audit.findings import LOOK_BACK, Finding, FindingKind, Orphan
from booking.audit.orphans import delete_orphan
from booking.audit.store import DynamoAuditedTable
from booking.audit.walk import Limits, Walk
from booking.calls.call import Call
from booking.calls.refusals import Busy, Refusal
from booking.customers.erase_customer import erase_customer
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.store import DynamoCustomers
from booking.dynamodb.codec import Key, to_wire
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Mistake
from booking.providers.commands import CreateProvider
from booking.providers.create_provider import create_provider
from booking.providers.items import fence_key, provider_key
from booking.providers.provider import Provider
from booking.rules.items import claim_key, owner
from tests.contradictions import contradictions
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS, OTHER_ID
from tests.integration.examples import LATER, START, open_at, time_for
from tests.integration.faults import Faults, answer_lost, cancelled, error, first
from tests.soundness import EVER, assert_table_is_sound, audited

type Book = Callable[..., Appointment]

AT_ONCE = Backoff(sleep=lambda _: None)


def put_claim(table: Table, provider_id: str, slot: datetime, owned_by: str) -> None:
    table.client.put_item(
        TableName=table.name, Item=to_wire({**claim_key(provider_id, slot), "owner": owner(owned_by)})
    )


def delete_claim(table: Table, provider_id: str, slot: datetime) -> None:
    table.client.delete_item(TableName=table.name, Key=to_wire({**claim_key(provider_id, slot)}))


def delete_fence(table: Table, provider_id: str, number: int) -> None:
    table.client.delete_item(TableName=table.name, Key=to_wire({**fence_key(provider_id, number)}))


def set_attribute(table: Table, appointment_id: str, name: str, value: Any) -> None:
    edit(table, appointment_key(appointment_id), name, value)


def edit(table: Table, key: Key, name: str, value: Any) -> None:
    """Write without the service: no condition, no new version."""
    table.client.update_item(
        TableName=table.name,
        Key=to_wire({**key}),
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues=to_wire({":value": value}),
    )


def key_of(appointment: Appointment) -> ItemKey:
    return ItemKey(**appointment_key(appointment.id))


def kinds(table: Table) -> list[FindingKind]:
    return sorted(finding.kind for finding in audited(table)[1])


def orphans_in(table: Table) -> list[Orphan]:
    return [finding.orphan for finding in audited(table)[1] if finding.orphan]


def test_an_empty_table_is_sound(table: Table) -> None:
    assert assert_table_is_sound(table).items.total() == 0


def test_what_the_service_leaves_behind_is_sound_and_counted(
    table: Table, store: DynamoAppointments, book: Book, now: Call
) -> None:
    moved, gone, _ = book(), book(start=LATER), book(start=LATER + timedelta(hours=1))
    reschedule_appointment(RescheduleAppointment(moved.id, START + timedelta(hours=3)), store, now)
    cancel_appointment(CancelAppointment(gone.id), store, now)

    report = assert_table_is_sound(table)
    assert report.items == {"providers": 1, "appointments": 3, "claims": 4, "fences": 8}
    assert (report.suspicions, report.pages) == (0, 1)
    assert contradictions(table.items()) == []


def test_a_claim_without_an_appointment_is_an_orphan(table: Table, provider: Provider) -> None:
    put_claim(table, provider.id, START, OTHER_ID)
    (found,) = audited(table)[1]
    assert (found.kind, found.detail) == (FindingKind.ORPHAN_CLAIM, f"there is no appointment {OTHER_ID}")
    with pytest.raises(AssertionError):
        assert_table_is_sound(table)


def test_a_claim_that_a_cancellation_left_behind_is_an_orphan(
    table: Table, store: DynamoAppointments, booked: Appointment, now: Call
) -> None:
    cancel_appointment(CancelAppointment(booked.id), store, now)
    put_claim(table, booked.provider_id, START, booked.id)
    assert kinds(table) == [FindingKind.ORPHAN_CLAIM]


def test_a_claim_outside_its_appointments_time_is_an_orphan(table: Table, booked: Appointment) -> None:
    put_claim(table, booked.provider_id, LATER, booked.id)
    assert kinds(table) == [FindingKind.ORPHAN_CLAIM]


def test_a_claim_at_another_provider_is_an_orphan(table: Table, booked: Appointment) -> None:
    put_claim(table, OTHER_ID, START, booked.id)
    assert kinds(table) == [FindingKind.ORPHAN_CLAIM]


def test_a_lost_claim_is_missing(table: Table, booked: Appointment) -> None:
    delete_claim(table, booked.provider_id, START)
    assert kinds(table) == [FindingKind.MISSING_CLAIM]


def test_a_claim_taken_over_is_foreign_and_an_orphan_of_its_new_owner(table: Table, booked: Appointment) -> None:
    put_claim(table, booked.provider_id, START, OTHER_ID)
    assert kinds(table) == [FindingKind.FOREIGN_CLAIM, FindingKind.ORPHAN_CLAIM]


@pytest.mark.parametrize("overlapping_minutes", [15, 30])
def test_two_appointments_at_one_time_are_an_overlap(table: Table, book: Book, overlapping_minutes: int) -> None:
    one = book()
    minutes = timedelta(minutes=overlapping_minutes)
    for slot in one.slots[-(overlapping_minutes // 15) :]:
        delete_claim(table, one.provider_id, slot)
    # The provider offers whole half hours: the half overlap is made by hand.
    other = book(start=START + timedelta(hours=1))
    for slot in other.slots:
        delete_claim(table, other.provider_id, slot)
    for name, value in {
        **dict.fromkeys(("startTime", "claimFrom", "GSI1SK"), one.interval.end - minutes),
        **dict.fromkeys(("endTime", "claimTo"), one.interval.end - minutes + timedelta(minutes=30)),
    }.items():
        set_attribute(table, other.id, name, f"{value:%Y-%m-%dT%H:%M:%SZ}")

    found = kinds(table)
    assert found.count(FindingKind.OVERLAP) == 1
    assert set(found) == {FindingKind.MISSING_CLAIM, FindingKind.OVERLAP}
    assert contradictions(table.items())


def test_an_overlap_is_found_where_one_of_two_has_all_the_claims(table: Table, book: Book) -> None:
    one = book()
    for slot in one.slots:
        delete_claim(table, one.provider_id, slot)
    book()
    assert kinds(table) == [FindingKind.FOREIGN_CLAIM, FindingKind.OVERLAP]


def erase(customer_id: str, store: DynamoCustomers) -> None:
    for instant in (NOW + timedelta(days=1), NOW + timedelta(days=1) + SETTLED_AFTER):
        erase_customer(customer_id, store, call(clock=at(instant)))


def test_an_erased_customer_is_sound_and_what_an_erasure_forgot_is_found(table: Table, book: Book) -> None:
    one, other = book(), book(start=LATER)
    before = [item for item in table.items() if item["PK"]["S"] == f"APPOINTMENT#{other.id}"]
    erase(one.details.customer.id, table.store())
    assert kinds(table) == []
    table.put(before)
    assert kinds(table) == [FindingKind.NOT_ERASED]


def test_what_cannot_be_read_is_told_and_neither_stops_the_audit_nor_makes_its_claims_orphans(
    table: Table, book: Book
) -> None:
    broken, lost = book(), book(start=LATER)
    set_attribute(table, broken.id, "status", "PERHAPS")
    delete_claim(table, lost.provider_id, LATER)
    assert kinds(table) == [FindingKind.MISSING_CLAIM, FindingKind.UNREADABLE_ITEM]


def test_a_claim_whose_owner_cannot_be_read_is_told_and_is_foreign_to_the_appointment(
    table: Table, booked: Appointment
) -> None:
    item = {**claim_key(booked.provider_id, START), "owner": "someone"}
    table.client.put_item(TableName=table.name, Item=to_wire(item))
    assert kinds(table) == [FindingKind.FOREIGN_CLAIM, FindingKind.UNREADABLE_ITEM]


def test_a_provider_out_of_step_with_fences_is_told_with_all_of_them_until_its_schedule_is_set_again(
    table: Table, store: DynamoAppointments, provider: Provider, now: Call
) -> None:
    delete_fence(table, provider.id, 0)
    edit(table, fence_key(provider.id, 3), "version", 1)
    edit(table, fence_key(provider.id, 5), "state", "CLOSED")
    edit(table, fence_key(provider.id, 7), "version", "2")
    (found,) = audited(table)[1]
    assert (found.kind, found.subject) == (FindingKind.STALE_FENCE, f"provider {provider.id}")
    assert found.detail == (
        "at version 2 and ACTIVE, but fence 0 is missing or not legible, fence 3 is at version 1 and ACTIVE, "
        "fence 5 is at version 2 and CLOSED, fence 7 is missing or not legible"
    )
    open_at(provider, store, now)
    assert_table_is_sound(table)


@pytest.mark.parametrize(
    ("name", "value"), [(None, None), ("version", 1), ("version", 3), ("state", "CLOSED")], ids=str
)
def test_each_damage_to_one_fence_is_a_finding(
    table: Table, provider: Provider, name: str | None, value: object
) -> None:
    if name:
        edit(table, fence_key(provider.id, 7), name, value)
    else:
        delete_fence(table, provider.id, 7)
    assert kinds(table) == [FindingKind.STALE_FENCE]


def test_a_provider_that_was_set_back_by_hand_is_out_of_step_with_its_fences(
    table: Table, store: DynamoAppointments, provider: Provider, now: Call
) -> None:
    open_at(provider, store, now)
    edit(table, provider_key(provider.id), "version", 2)
    assert kinds(table) == [FindingKind.STALE_FENCE]


def test_a_provider_without_a_schedule_needs_no_fences(table: Table, store: DynamoAppointments, now: Call) -> None:
    create_provider(CreateProvider(name="Dr. Rossi", timezone="UTC"), store, now)
    report = assert_table_is_sound(table)
    assert (report.items, report.suspicions) == ({"providers": 1}, 0)


def test_a_fence_without_a_provider_is_counted_and_left_alone(table: Table, provider: Provider) -> None:
    table.client.delete_item(TableName=table.name, Key=to_wire({**provider_key(provider.id)}))
    assert assert_table_is_sound(table).items == {"fences": 8}


def test_a_provider_that_cannot_be_read_is_told(table: Table, provider: Provider) -> None:
    edit(table, provider_key(provider.id), "state", "PERHAPS")
    assert kinds(table) == [FindingKind.UNREADABLE_ITEM]


@pytest.mark.parametrize("operation", ["BatchGetItem", "TransactGetItems"])
def test_a_schedule_change_during_the_walk_is_no_finding(
    table: Table, provider: Provider, now: Call, faults: Faults, operation: str
) -> None:
    if operation == "TransactGetItems":  # what the walk finds wrong is mended before it is read again
        delete_fence(table, provider.id, 0)
    faults.on(operation, first(lambda: open_at(provider, table.store(AT_ONCE), now)))
    report, findings = audited(table)
    assert (findings, report.suspicions) == ([], 1)


def test_a_provider_that_is_suspected_is_read_with_its_fences_at_one_instant(
    table: Table, provider: Provider, faults: Faults
) -> None:
    delete_fence(table, provider.id, 0)
    faults.bodies.clear()
    audited(table)
    (body,) = faults.bodies["TransactGetItems"]
    read = {get["Get"]["Key"]["SK"]["S"] for get in body["TransactItems"]}
    assert read == {"PROVIDER", *(f"FENCE#{number}" for number in range(8))}


def test_other_items_are_counted_and_left_alone(table: Table, provider: Provider) -> None:
    table.client.put_item(
        TableName=table.name, Item=to_wire({"PK": f"PROVIDER#{provider.id}", "SK": "ROOM#2027-03-01"})
    )
    assert assert_table_is_sound(table).items["others"] == 1  # type: ignore[index]


def test_an_appointment_that_ended_long_ago_may_lack_its_claims(table: Table, booked: Appointment) -> None:
    delete_claim(table, booked.provider_id, START)
    assert audited(table, at=booked.interval.end + LOOK_BACK)[1] == []
    assert kinds(table) == [FindingKind.MISSING_CLAIM]


def test_a_cancellation_during_the_walk_is_no_finding(
    table: Table, store: DynamoAppointments, booked: Appointment, now: Call, faults: Faults
) -> None:
    faults.on(
        "BatchGetItem", first(lambda: cancel_appointment(CancelAppointment(booked.id), table.store(AT_ONCE), now))
    )
    report, findings = audited(table)
    assert findings == []
    assert report.suspicions == 3  # the walk saw the claims and a confirmed appointment, the look-up none of them


def test_a_look_up_of_more_than_a_batch_is_whole(table: Table, store: DynamoAppointments, book: Book) -> None:
    for n in range(55):
        book(start=START + timedelta(days=n // 16, minutes=30 * (n % 16)))
    lost = START + timedelta(days=3, hours=2)
    report = assert_table_is_sound(table)
    assert report.items["claims"] == 110  # type: ignore[index]
    assert report.suspicions == 0
    (provider_id,) = {item["providerId"]["S"] for item in table.items() if "providerId" in item}
    delete_claim(table, provider_id, lost)
    assert kinds(table) == [FindingKind.MISSING_CLAIM]


def test_a_walk_in_many_parts_finds_what_one_walk_finds(table: Table, book: Book) -> None:
    for n in range(6):
        book(start=START + n * timedelta(minutes=30))
    delete_claim(table, book(start=START + timedelta(hours=5)).provider_id, START + timedelta(hours=5))
    put_claim(table, OTHER_ID, START, OTHER_ID)
    _, whole = audited(table)

    parts: list[Finding] = []
    after, count = None, 0
    while True:
        _, after = audit_table(
            DynamoAuditedTable(table.send, table.name, lambda: 900.0),
            Walk(EVER, Limits(page_size=2, pages=2), after=after),
            parts.append,
            seconds_left=lambda: 900.0,
            pause=lambda _: None,
        )
        count += 1
        if after is None:
            break
    assert count == -(-len(table.items()) // 4)
    assert sorted(map(str, parts)) == sorted(map(str, whole))
    assert len(parts) == 2


def test_beside_bookings_moves_and_cancellations_no_audit_finds_anything(
    table: Table, provider: Provider, store: DynamoAppointments
) -> None:
    is_over = threading.Event()
    starts = [START + n * timedelta(minutes=30) for n in range(16)]

    def client(seed: int) -> int:
        """Lives on a few slots that others want too, until the audits are done."""
        done = 0
        while not is_over.is_set():
            now = call(clock=at(NOW))
            with suppress(Refusal):
                start = starts[(seed + done) % 16]
                made = create_appointment(CreateAppointment(provider.id, start, DETAILS), store, now).entity
                with suppress(Refusal):
                    reschedule_appointment(RescheduleAppointment(made.id, starts[(seed + 3 * done) % 16]), store, now)
                cancel_appointment(CancelAppointment(made.id), store, now)
            done += 1
        return done

    findings: list[Finding] = []
    audits = suspicions = 0
    with ThreadPoolExecutor(4) as clients:
        running = [clients.submit(client, 4 * n) for n in range(4)]
        try:
            # Until walks have met halves of transactions, which is what this is about.
            while audits < 5 or (suspicions == 0 and audits < 200):
                audits += 1
                report, _ = audit_table(
                    DynamoAuditedTable(table.send, table.name, lambda: 900.0),
                    Walk(EVER, Limits(page_size=10)),
                    findings.append,
                    seconds_left=lambda: 900.0,
                    pause=lambda _: None,
                )
                suspicions += report.suspicions
        finally:
            is_over.set()
    assert all(future.result() > 0 for future in running)
    assert findings == []
    assert suspicions > 0
    assert_table_is_sound(table)


def test_conflicts_throttling_and_lost_answers_of_reads_are_overcome(
    table: Table, booked: Appointment, faults: Faults
) -> None:
    delete_claim(table, booked.provider_id, START)
    faults.on("Scan", answer_lost, answer_lost, answer_lost)
    faults.on("BatchGetItem", error("ProvisionedThroughputExceededException"), error("InternalServerError", 500))
    faults.on("TransactGetItems", cancelled("TransactionConflict"), cancelled("None", "ThrottlingError"))
    faults.on("Query", error("ThrottlingException"))
    assert kinds(table) == [FindingKind.MISSING_CLAIM]


def test_keys_that_a_batch_left_out_are_asked_for_again(
    table: Table, booked: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    batch_get_item = table.client.batch_get_item

    def one_at_a_time(*, RequestItems: Any) -> Any:  # noqa: N803  # botocore's name
        keys = RequestItems[table.name]["Keys"]
        asked.append(len(keys))
        one: Any = {table.name: {**RequestItems[table.name], "Keys": keys[:1]}}
        answer = batch_get_item(RequestItems=one)
        rest: Any = {table.name: {**RequestItems[table.name], "Keys": keys[1:]}} if keys[1:] else {}
        return {**answer, "UnprocessedKeys": rest}

    monkeypatch.setattr(table.client, "batch_get_item", one_at_a_time)
    assert audited(table)[1] == []
    assert asked == list(range(12, 0, -1))  # two claims, the owner, the provider and its fences


def test_without_time_for_what_a_batch_left_out_the_table_is_busy(
    table: Table, booked: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*, RequestItems: Any) -> Any:  # noqa: N803  # botocore's name
        return {"Responses": {}, "UnprocessedKeys": RequestItems}

    monkeypatch.setattr(table.client, "batch_get_item", nothing)
    reader = DynamoAuditedTable(table.send, table.name, lambda: 0.0, AT_ONCE)
    with pytest.raises(Busy):
        reader.look_up([key_of(booked)])


def test_all_neighbours_are_found_over_many_pages_of_the_index(
    table: Table, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *others = [book(start=START + n * timedelta(minutes=30)) for n in range(5)]
    query = table.client.query
    monkeypatch.setattr(table.client, "query", lambda **request: query(**request, Limit=2))
    reader = DynamoAuditedTable(table.send, table.name, lambda: 900.0)
    found = reader.at_once([key_of(one)])[key_of(one)]
    assert isinstance(found, AuditedAppointment)
    assert reader.near(found) == {key_of(one), *map(key_of, others)}


def test_the_audit_writes_nothing(table: Table, booked: Appointment, faults: Faults) -> None:
    put_claim(table, OTHER_ID, START, OTHER_ID)
    faults.sent.clear()
    audited(table)
    assert set(faults.sent) == {"Scan", "BatchGetItem", "TransactGetItems"}


class TestDeletingOrphans:
    def test_an_orphan_is_deleted_and_the_table_is_sound(
        self, table: Table, store: DynamoAppointments, booked: Appointment, now: Call
    ) -> None:
        put_claim(table, booked.provider_id, LATER, booked.id)
        put_claim(table, OTHER_ID, START, OTHER_ID)
        before = len(table.items())
        for orphan in orphans_in(table):
            assert delete_orphan(table.send, table.name, orphan, now)
        assert len(table.items()) == before - 2
        assert_table_is_sound(table)

    def test_a_claim_that_is_needed_meanwhile_is_left_alone(
        self, table: Table, store: DynamoAppointments, booked: Appointment, now: Call
    ) -> None:
        put_claim(table, booked.provider_id, LATER, booked.id)
        (orphan,) = orphans_in(table)
        # The appointment grows into it: by hand, for the service itself would be refused.
        set_attribute(table, booked.id, "version", 2)
        assert not delete_orphan(table.send, table.name, orphan, now)
        assert orphans_in(table) != []

    def test_a_claim_that_another_appointment_owns_meanwhile_is_left_alone(
        self, table: Table, store: DynamoAppointments, provider: Provider, book: Book, now: Call
    ) -> None:
        put_claim(table, provider.id, START, OTHER_ID)
        (orphan,) = orphans_in(table)
        delete_claim(table, provider.id, START)
        book()
        assert not delete_orphan(table.send, table.name, orphan, now)
        assert_table_is_sound(table)

    def test_a_claim_that_is_gone_already_is_left_at_that(self, table: Table, now: Call) -> None:
        put_claim(table, OTHER_ID, START, OTHER_ID)
        (orphan,) = orphans_in(table)
        delete_claim(table, OTHER_ID, START)
        assert not delete_orphan(table.send, table.name, orphan, now)

    def test_a_delete_whose_answer_was_lost_has_happened(self, table: Table, now: Call, faults: Faults) -> None:
        put_claim(table, OTHER_ID, START, OTHER_ID)
        (orphan,) = orphans_in(table)
        faults.on("TransactWriteItems", cancelled("TransactionConflict"), answer_lost, answer_lost)
        assert delete_orphan(table.send, table.name, orphan, now, AT_ONCE)
        assert table.items() == []

    def test_a_delete_that_is_in_conflict_until_the_time_is_out_is_busy(self, table: Table, faults: Faults) -> None:
        put_claim(table, OTHER_ID, START, OTHER_ID)
        (orphan,) = orphans_in(table)
        faults.on("TransactWriteItems", *[cancelled("TransactionConflict")] * 2)
        with pytest.raises(Busy):
            delete_orphan(table.send, table.name, orphan, call(seconds_left=time_for(2)), AT_ONCE)

    def test_a_refusal_for_another_reason_is_raised(self, table: Table, now: Call, faults: Faults) -> None:
        put_claim(table, OTHER_ID, START, OTHER_ID)
        (orphan,) = orphans_in(table)
        faults.on("TransactWriteItems", cancelled("ValidationError"))
        with pytest.raises(Mistake):
            delete_orphan(table.send, table.name, orphan, now, AT_ONCE)

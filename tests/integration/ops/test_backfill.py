"""`make backfill` on the real engine: a table that no consumer has seen gets what they would have kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.commands import RescheduleAppointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.audit.audit_table import audit_table
from booking.audit.consumers import DeployedConsumers
from booking.audit.findings import Finding, FindingKind
from booking.audit.store import DynamoAuditedTable
from booking.audit.walk import Walk
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.customers.erase_customer import erase_customer
from booking.dynamodb.codec import from_wire
from booking.history.keep_history import keep_history
from local.store import EveryStore
from ops.backfill import backfill
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import LATER, START
from tests.messages import news

A_DAY_LATER = NOW + timedelta(days=1)


def kept(table: Table) -> dict[str, Any]:
    """What consumers keep, by key."""
    items = list(map(from_wire, table.items()))
    named = {f"{item['PK']} {item['SK']}": item for item in items}
    return {name: item for name, item in named.items() if " HISTORY#" in name or " CARD" in name or "SEARCH#" in name}


def gaps(table: Table) -> list[FindingKind]:
    findings: list[Finding] = []
    audited, consumers = DynamoAuditedTable(table.send, table.name, lambda: 900.0), DeployedConsumers(keep_history=True)
    audit_table(
        audited, Walk(A_DAY_LATER), findings.append, consumers, seconds_left=lambda: 900.0, pause=lambda _: None
    )
    return [finding.kind for finding in findings]


@pytest.fixture
def moved(booked: Appointment, store: EveryStore, now: Call) -> Appointment:
    return reschedule_appointment(RescheduleAppointment(booked.id, LATER), store, now)


def test_what_is_missing_is_written_and_nothing_else(table: Table, moved: Appointment) -> None:
    assert gaps(table) == [FindingKind.HISTORY_GAP] * 2
    before = table.items()
    done = backfill(table.send, table.name, print)
    assert (done.entries, done.cards) == (4, 1)  # two versions of the provider, two of the appointment
    found = kept(table)
    assert [item for item in table.items() if item not in before] != []
    assert all(item in table.items() for item in before)
    assert found[f"APPOINTMENT#{moved.id} HISTORY#00000001"]["type"] == "NotRecorded"
    newest = found[f"APPOINTMENT#{moved.id} HISTORY#00000002"]
    assert (newest["type"], newest["facts"]["previous"]["startTime"]) == (
        "AppointmentRescheduled",
        START.isoformat(),
    )
    assert found[f"CUSTOMER#{DETAILS.customer.id} CARD"]["booked"] == 1
    assert gaps(table) == []


def test_a_repeat_writes_nothing(table: Table, moved: Appointment) -> None:
    assert moved.version == 2
    backfill(table.send, table.name, print)
    before = table.items()
    done = backfill(table.send, table.name, print)
    assert (done.entries, done.cards, table.items()) == (0, 0, before)


def test_a_replay_of_the_archive_replaces_what_was_not_recorded(
    table: Table, book: Callable[..., Appointment], store: EveryStore, now: Call
) -> None:
    booked = book()
    event: Delivered = news(booked)
    reschedule_appointment(RescheduleAppointment(booked.id, LATER), store, now)
    backfill(table.send, table.name, print)
    assert keep_history(event, store, now)
    assert not keep_history(event, store, now)
    assert kept(table)[f"APPOINTMENT#{booked.id} HISTORY#00000001"]["type"] == "AppointmentBooked"
    backfill(table.send, table.name, print)
    assert kept(table)[f"APPOINTMENT#{booked.id} HISTORY#00000001"]["type"] == "AppointmentBooked"


def test_an_erased_appointment_gets_an_entry_that_says_so_and_its_customer_no_card(
    table: Table, booked: Appointment, store: EveryStore
) -> None:
    erase_customer(DETAILS.customer.id, store, call(clock=at(NOW)))
    table.client.delete_item(
        TableName=table.name, Key={"PK": {"S": f"APPOINTMENT#{booked.id}"}, "SK": {"S": "HISTORY#00000002"}}
    )
    backfill(table.send, table.name, print)
    found = kept(table)
    assert found[f"APPOINTMENT#{booked.id} HISTORY#00000002"]["type"] == "PersonalDataErased"
    assert not [name for name in found if "CARD" in name or "SEARCH" in name]


def test_an_appointment_that_cannot_be_read_holds_up_no_other(
    table: Table, booked: Appointment, book: Callable[..., Appointment]
) -> None:
    other = book(start=LATER)
    table.client.update_item(
        TableName=table.name,
        Key={"PK": {"S": f"APPOINTMENT#{booked.id}"}, "SK": {"S": "APPOINTMENT"}},
        UpdateExpression="REMOVE #change",
        ExpressionAttributeNames={"#change": "change"},
    )
    done = backfill(table.send, table.name, print)
    assert done.unreadable == [f"APPOINTMENT#{booked.id} APPOINTMENT"]
    found = kept(table)
    assert f"APPOINTMENT#{other.id} HISTORY#00000001" in found
    assert found[f"CUSTOMER#{DETAILS.customer.id} CARD"]["booked"] == 2


def test_what_a_deployment_does_not_keep_is_not_written(table: Table, booked: Appointment) -> None:
    assert booked.version == 1
    backfill(table.send, table.name, print, has_history=False, has_cards=False)
    assert kept(table) == {}

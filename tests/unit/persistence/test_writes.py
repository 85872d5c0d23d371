"""Every write requires something of the item that it meets, in expressions that DynamoDB takes."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from booking.persistence.items import appointment_item, provider_item
from booking.persistence.writes import Write, Writes
from tests.entities import NINE, booked, cancelled, new_provider, provider, rescheduled

WRITES = Writes("a-table")


def request_of(write: Write) -> dict[str, Any]:
    (request,) = write.request.values()
    assert isinstance(request, dict)
    return request


ALL = (
    WRITES.check_provider(booked()),
    WRITES.new_appointment(booked()),
    WRITES.change_appointment(booked(), cancelled()),
    WRITES.change_appointment(booked(), rescheduled()),
    WRITES.claim(booked(), NINE),
    WRITES.release(booked(), NINE),
)


@pytest.mark.parametrize("write", ALL, ids=lambda write: write.role.name)
def test_every_write_of_a_transaction_is_conditional_and_returns_what_refused_it(write: Write) -> None:
    request = request_of(write)
    assert request["ConditionExpression"]
    assert request["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD"


@pytest.mark.parametrize("write", ALL, ids=lambda write: write.role.name)
def test_every_name_and_value_that_is_given_is_used_and_the_other_way_round(write: Write) -> None:
    # DynamoDB refuses a request with a name or value too many or too few.
    request = request_of(write)
    expressions = f"{request['ConditionExpression']} {request.get('UpdateExpression', '')}"
    used = {word.strip("=(),") for word in expressions.replace(",", " ").split()}
    given = {*request.get("ExpressionAttributeNames", {}), *request.get("ExpressionAttributeValues", {})}
    assert {word for word in used if word[:1] in {"#", ":"}} == given


def test_an_update_sets_only_what_differs() -> None:
    update = WRITES.update(appointment_item(booked()), appointment_item(cancelled()), "status")
    assert update["UpdateExpression"] == (
        "SET #status = :status, #version = :version, #cancellationReason = :cancellationReason, #change = :change"
    )


def test_an_update_holds_on_the_version_and_state_that_were_read() -> None:
    update = WRITES.update(provider_item(new_provider()), provider_item(provider()), "state")
    assert update["ConditionExpression"] == "#version = :readVersion AND #state = :readState"
    values = update["ExpressionAttributeValues"]
    assert (values[":readVersion"], values[":readState"]) == ({"N": "1"}, {"S": "ACTIVE"})


def test_an_update_that_would_have_to_remove_an_attribute_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        WRITES.update(appointment_item(cancelled()), appointment_item(booked()), "status")


def test_the_provider_is_checked_at_the_version_that_offered_the_time() -> None:
    values = request_of(WRITES.check_provider(booked()))["ExpressionAttributeValues"]
    assert values == {":version": {"N": "2"}, ":active": {"S": "ACTIVE"}}


def test_a_change_of_the_provider_puts_each_fence_that_an_appointment_may_check() -> None:
    change, *fences = WRITES.change_provider(new_provider(), provider())
    assert request_of(change)["ConditionExpression"]
    put = {request_of(fence)["Item"]["SK"]["S"]: request_of(fence)["Item"] for fence in fences}
    assert {item["version"]["N"] for item in put.values()} == {"2"}
    appointments = [replace(booked(), id=str(uuid.UUID(int=n << 96))) for n in range(64)]
    checked = {request_of(WRITES.check_provider(one))["Key"]["SK"]["S"] for one in appointments}
    assert checked == put.keys()

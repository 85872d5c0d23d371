"""The list of open appointments: its key, what is read from it, and the writes to it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.appointments.items import appointment_item
from booking.appointments.open_items import KEPT, add_to_list, ends_of, list_key, move_on_list, take_off_list
from booking.appointments.ports import OpenAppointmentsListed
from booking.dynamodb.transactions import Write
from booking.providers.schedule import HORIZON, MAX_SLOTS
from booking.time.grid import SLOT_MINUTES
from booking.time.instants import instant_of
from tests.examples import APPOINTMENT_ID, MADE, NINE, OTHER_ID, PROVIDER_ID, booked

COUNTED = replace(booked(), is_counted=True)
NAMES = {"#id": APPOINTMENT_ID, "#ttl": "ttl", "#openCount": "openCount"}


def adding(over: tuple[str, ...] = ()) -> Write:
    return add_to_list(COUNTED, 10, over, 2)


def update_of(write: Write) -> dict[str, Any]:
    update: dict[str, Any] = write.request["Update"]
    return update


def test_a_list_has_a_partition_that_no_other_item_has() -> None:
    assert list_key("u-1", PROVIDER_ID) == {"PK": "OPEN#u-1", "SK": f"PROVIDER#{PROVIDER_ID}"}
    assert update_of(adding())["Key"] == {"PK": {"S": "OPEN#customer-1"}, "SK": {"S": f"PROVIDER#{PROVIDER_ID}"}}


def test_the_ends_are_read_from_the_attributes_that_are_named_like_ids() -> None:
    item = {**list_key("u-1", PROVIDER_ID), "openCount": 1, "ttl": 1, OTHER_ID: "2027-03-01T09:30:00Z"}
    assert ends_of(item) == {OTHER_ID: instant_of("2027-03-01T09:30:00Z")}


def test_an_appointment_is_listed_with_its_end_if_there_is_room() -> None:
    update = update_of(adding())
    assert update["ConditionExpression"] == "attribute_not_exists(#openCount) OR #openCount < :limit"
    assert update["UpdateExpression"] == "SET #id = :end, #ttl = :ttl ADD #openCount :more"
    assert update["ExpressionAttributeNames"] == NAMES
    values = update["ExpressionAttributeValues"]
    assert (values[":end"], values[":more"], values[":limit"]) == (
        {"S": "2027-03-01T09:30:00Z"},
        {"N": "1"},
        {"N": "10"},
    )


def test_what_is_over_is_taken_off_if_it_is_still_listed() -> None:
    update = update_of(adding(("b", "a", "c")))
    assert update["UpdateExpression"] == (
        "SET #id = :end, #ttl = :ttl REMOVE #over_0, #over_1, #over_2 ADD #openCount :more"
    )
    assert update["ConditionExpression"] == (
        "#openCount < :limit AND attribute_exists(#over_0) AND attribute_exists(#over_1) AND attribute_exists(#over_2)"
    )
    assert update["ExpressionAttributeNames"] == {**NAMES, "#over_0": "a", "#over_1": "b", "#over_2": "c"}
    values = update["ExpressionAttributeValues"]
    assert (values[":more"], values[":limit"]) == ({"N": "-2"}, {"N": "13"})


@pytest.mark.parametrize(("met", "ends"), [({}, {}), ({OTHER_ID: "2027-03-01T09:30:00Z"}, {OTHER_ID: NINE})])
def test_a_refused_writer_learns_what_is_listed(met: dict[str, Any], ends: dict[str, datetime]) -> None:
    refusal = adding().refusal
    assert refusal
    told = refusal([met])
    assert isinstance(told, OpenAppointmentsListed)
    assert told.listed.limit == 10
    assert told.listed.ends == {appointment_id: end + timedelta(minutes=30) for appointment_id, end in ends.items()}


def test_a_list_is_kept_until_all_that_it_can_hold_is_over() -> None:
    longest = timedelta(minutes=MAX_SLOTS * max(SLOT_MINUTES))
    assert HORIZON + longest < KEPT
    for write in (adding(), move_on_list(COUNTED, 4)):
        kept = update_of(write)["ExpressionAttributeValues"][":ttl"]
        assert kept == {"N": str(int((MADE + KEPT).timestamp()))}


def test_a_move_and_a_cancellation_change_what_is_listed_only() -> None:
    move, cancel = move_on_list(COUNTED, 4), take_off_list(COUNTED, 4)
    assert update_of(move)["UpdateExpression"] == "SET #id = :end, #ttl = :ttl"
    assert update_of(cancel)["UpdateExpression"] == "REMOVE #id ADD #openCount :less"
    assert {update_of(write)["ConditionExpression"] for write in (move, cancel)} == {"attribute_exists(#id)"}


def test_an_appointment_keeps_whether_it_is_counted() -> None:
    assert appointment_item(COUNTED)["isCounted"] is True
    assert "isCounted" not in appointment_item(booked()), "as all from before there was a limit"

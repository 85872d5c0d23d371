"""The service's conversion of items agrees with boto3's, for all stored values and for those of edits by hand."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from booking.appointments.items import appointment_item
from booking.dynamodb.codec import Item, from_wire, to_wire
from booking.providers.items import fence_key, provider_item
from booking.rules.items import claim_key, owner
from tests import examples

serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize

texts = st.text()
values = st.recursive(
    texts | st.integers(-(10**37), 10**37) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def theirs(item: Item) -> dict[str, Any]:
    return {name: serialize(value) for name, value in item.items()}


@given(st.dictionaries(texts, values, max_size=6))
def test_an_item_is_written_and_read_as_boto3_does_it(item: Item) -> None:
    wire = to_wire(item)
    assert wire == theirs(item)
    assert from_wire(wire) == {name: deserialize(value) for name, value in wire.items()} == item


@pytest.mark.parametrize(
    "item",
    [
        provider_item(examples.provider()),
        provider_item(examples.new_provider(fingerprint="1:abc")),
        appointment_item(examples.booked(fingerprint="1:abc")),
        appointment_item(examples.rescheduled()),
        appointment_item(examples.cancelled()),
        {**fence_key(examples.PROVIDER_ID, 7), "version": 2, "state": "ACTIVE"},
        {**claim_key(examples.PROVIDER_ID, examples.NINE), "owner": owner(examples.APPOINTMENT_ID)},
    ],
    ids=lambda item: item["SK"],
)
def test_every_attribute_that_is_stored_is_converted_as_boto3_does_it(item: Item) -> None:
    assert to_wire(item) == theirs(item)
    assert from_wire(to_wire(item)) == item


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ({"N": "2.5"}, Decimal("2.5")),
        ({"N": "1E+30"}, Decimal("1E+30")),
        ({"NULL": True}, None),
        ({"BOOL": False}, False),
        ({"SS": ["a"]}, {"a"}),
        ({"B": "AAE="}, "AAE="),
        ({"M": {"x": {"NS": ["1"]}}}, {"x": {Decimal(1)}}),
    ],
)
def test_what_an_edit_by_hand_may_leave_can_be_read(wire: dict[str, Any], value: object) -> None:
    assert from_wire({"x": wire}) == {"x": value}


@pytest.mark.parametrize("value", [None, 1.5, b"x", {"a"}, ()])
def test_what_is_never_stored_is_not_written(value: object) -> None:
    with pytest.raises(TypeError, match="is not stored"):
        to_wire({"x": value})

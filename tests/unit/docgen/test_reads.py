"""Read units are computed from the sizes of whole items."""

from typing import Any

import pytest

from booking.dynamodb.sending import Answer, Request
from docgen.reads import Reads

BIG = {"PK": {"S": "a"}, "SK": {"S": "b"}, "notes": {"S": "x" * 5000}}
OF_THE_INDEX = {
    "IndexName": "GSI1",
    "KeyConditionExpression": "#partition = :partition",
    "FilterExpression": "#status = :status",
    "ProjectionExpression": "PK",
    "ExpressionAttributeNames": {"#partition": "GSI1PK", "#status": "status"},
    "ExpressionAttributeValues": {":partition": {"S": "a"}, ":status": {"S": "b"}},
}


class Table:
    """Holds one item. A Query that projects gets its key alone."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def send(self, operation: str, request: Request) -> Answer:
        self.asked.append(request)
        if operation == "Query":
            return {"Items": [{"PK": BIG["PK"]} if "ProjectionExpression" in request else BIG]}
        if operation == "BatchGetItem":
            return {"Responses": {"booking": [BIG]}}
        return {"Item": BIG}


def units(operation: str, request: dict[str, Any]) -> float:
    reads = Reads(Table().send)
    reads(operation, request)
    return reads.read_units


@pytest.mark.parametrize(("consistent", "expected"), [(True, 2), (False, 1)])
def test_a_query_costs_what_its_whole_items_cost(consistent: bool, expected: float) -> None:
    assert units("Query", {**OF_THE_INDEX, "ConsistentRead": consistent}) == expected


def test_whole_items_are_asked_for_without_projection_and_filter() -> None:
    table = Table()
    Reads(table.send)("Query", OF_THE_INDEX)
    assert table.asked[1] == {
        "IndexName": "GSI1",
        "KeyConditionExpression": "#partition = :partition",
        "ExpressionAttributeNames": {"#partition": "GSI1PK"},
        "ExpressionAttributeValues": {":partition": {"S": "a"}},
    }


def test_the_question_for_whole_items_is_not_counted_as_a_request() -> None:
    reads = Reads(Table().send)
    reads("Query", OF_THE_INDEX)
    assert reads.requests == {"Query": 1}


def test_each_item_of_a_batch_is_rounded_up_and_a_missing_one_costs_a_unit() -> None:
    keys = [{"PK": {"S": name}, "SK": {"S": "b"}} for name in ("a", "missing")]
    assert units("BatchGetItem", {"RequestItems": {"booking": {"Keys": keys, "ConsistentRead": True}}}) == 3


def test_one_item_is_read_consistently_or_at_half_the_price() -> None:
    assert units("GetItem", {"ConsistentRead": True}) == 2
    assert units("GetItem", {}) == 1

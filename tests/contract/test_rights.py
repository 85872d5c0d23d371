"""Every request of the documents' story is one that the template allows the function that sends it.

The emulator checks actions and resources. It does not know the partition keys of a request, so it lets every key pass
that a policy would refuse.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from booking.api.routes import ROUTES
from booking.appointments.store import DynamoAppointments
from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Answer, Request
from docgen.recording import Exchange, Recorder
from docgen.scenario import tell
from local.emulator import Emulator
from tests.contract.test_template import RIGHTS, TABLE, functions, logical_id, rights
from tests.engine import make_table

_ACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


def asked_for(operation: str, request: Request) -> Iterator[tuple[str, list[str]]]:
    """The actions that IAM looks at, each with the partition keys that it is asked for."""
    if operation.startswith("Transact"):
        for item in request["TransactItems"]:
            ((kind, part),) = item.items()
            yield f"dynamodb:{_ACTIONS[kind]}", [_partition(part.get("Key") or part["Item"])]
    elif operation == "BatchGetItem":
        keys = [_partition(key) for of_table in request["RequestItems"].values() for key in of_table["Keys"]]
        yield "dynamodb:BatchGetItem", keys
    elif operation == "Query":
        yield "dynamodb:Query", [request["ExpressionAttributeValues"][":pk"]["S"]]
    else:
        yield f"dynamodb:{operation}", [_partition(request["Key"])]


def _partition(item: Any) -> str:
    key: str = item["PK"]["S"]
    return key


type Asked = tuple[str, str, frozenset[str]]
"""A function, an action, and the partition keys that one request names for it."""


@pytest.fixture(scope="module")
def requests(engine: Emulator) -> set[Asked]:
    """All that the story asks of the table."""
    table = make_table(engine)
    send, functions = sender(table.client), [""]
    told: set[Asked] = set()
    of_route = {str(route): route.function for route in ROUTES}
    exchange = Recorder.exchange

    def noting(operation: str, request: Request) -> Answer:
        told.update((functions[-1], action, frozenset(keys)) for action, keys in asked_for(operation, request))
        return send(operation, request)

    def calling(self: Recorder, route: str, *how: Any) -> Exchange:
        functions.append(logical_id(of_route.get(route, "answer_unknown_route")))
        return exchange(self, route, *how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "exchange", calling)
        tell(DynamoAppointments(noting, table.name))
    return told


def statements(function: str, action: str) -> Iterator[list[str]]:
    """Of each statement that gives the function this action on the table: the patterns of keys that it is for."""
    for document in functions()[function].get("Policies", []):
        for statement in document["Statement"]:
            given = rights({"Statement": [statement]})
            if patterns := [pattern for right, resource, pattern in given if (right, resource) == (action, TABLE)]:
                yield patterns


def is_allowed(function: str, action: str, keys: frozenset[str]) -> bool:
    """Whether a single statement is for all keys of the request: IAM does not put two together."""
    return any(
        all(any(fnmatchcase(key, pattern) for pattern in patterns) for key in keys)
        for patterns in statements(function, action)
    )


def test_the_story_asks_for_nothing_that_its_functions_may_not(requests: set[Asked]) -> None:
    assert [asked for asked in requests if not is_allowed(*asked)] == []


def test_the_story_makes_use_of_every_right(requests: set[Asked]) -> None:
    used = {(function, action, f"{key.partition('#')[0]}#*") for function, action, keys in requests for key in keys}
    given = {
        (function, action, pattern)
        for function, of_function in RIGHTS.items()
        for action, resource, pattern in of_function
        if resource == TABLE and pattern
    }
    assert given - used == set()

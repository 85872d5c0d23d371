"""What reading costs, counted while requests are sent. The emulator reports a constant, so units are computed."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from booking.dynamodb.sending import Answer, Request, Send
from docgen.cost import item_bytes

_PAGE_BYTES = 4096

_NAME = re.compile(r"[#:]\w+")


@dataclass
class Reads:
    """A Send that counts requests and read units.

    A Query is billed for all attributes of what it reads, whatever it projects or filters: so each Query is sent again,
    as one for whole items, and that one is not counted. Of an index these are the attributes that the index holds.
    """

    send: Send
    requests: Counter[str] = field(default_factory=Counter)
    read_units: float = 0.0

    def __call__(self, operation: str, request: Request) -> Answer:
        answer = self.send(operation, request)
        self.requests[operation] += 1
        if operation == "Query":
            whole = self.send("Query", _whole(request))
            size = sum(map(item_bytes, whole["Items"]))
            self.read_units += _price(request) * _units(size)
        elif operation == "GetItem":
            self.read_units += _price(request) * _units(item_bytes(answer.get("Item", {})))
        elif operation == "BatchGetItem":
            for name, asked in request["RequestItems"].items():
                items = answer["Responses"].get(name, [])
                units = sum(_units(item_bytes(item)) for item in items)
                units += len(asked["Keys"]) - len(items)  # a key without an item costs a unit
                self.read_units += _price(asked) * units
        return answer


def _price(request: Mapping[str, Any]) -> float:
    return 1.0 if request.get("ConsistentRead") else 0.5


def _units(size: int) -> int:
    return max(1, math.ceil(size / _PAGE_BYTES))


def _whole(request: Request) -> Request:
    """The same Query without projection and filter, and without the names that only these use."""
    used = {*_NAME.findall(request["KeyConditionExpression"])}
    kept = {name: value for name, value in request.items() if name not in {"ProjectionExpression", "FilterExpression"}}
    for names in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        found = {name: value for name, value in kept.pop(names, {}).items() if name in used}
        kept |= {names: found} if found else {}
    return kept

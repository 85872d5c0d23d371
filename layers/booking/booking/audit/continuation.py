"""The next part of an audit: the function calls itself, with all it has to know in the event.

So the cursor is stored nowhere: the audit writes nothing to the table that it audits, two walks cannot get into each
other's way, and a part that fails is repeated by Lambda from where it began.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from booking import aws
from booking.audit.audit_table import Limits
from booking.audit.walk import Walk

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_WALK = TypeAdapter(Walk)

_LIMITS = TypeAdapter(Limits)


def walk_in(event: Mapping[str, Any], now: datetime) -> Walk:
    """The walk that the event goes on with, or a new one: from the schedule, or from a person who sets `limits`."""
    if "walk" in event:
        return _WALK.validate_python(event["walk"])
    return Walk(now, _LIMITS.validate_python(event.get("limits", {})))


class AuditContinuation:
    """Calls the function again and does not wait for it."""

    def __init__(self, client: "LambdaClient", function_name: str) -> None:
        self._client = client
        self._function_name = function_name

    def ask(self, walk: Walk) -> None:
        event = {"walk": _WALK.dump_python(walk, mode="json")}
        self._client.invoke(FunctionName=self._function_name, InvocationType="Event", Payload=json.dumps(event))


def audit_continuation(function_name: str) -> AuditContinuation:
    """Made each time: a walk asks for it once, if at all."""
    return AuditContinuation(aws.client("lambda"), function_name)

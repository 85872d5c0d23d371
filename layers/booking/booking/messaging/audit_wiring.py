"""How an audit goes on. Apart from the bus's wiring: publishing should not load an audit's modules."""

from typing import TYPE_CHECKING, cast

import botocore.session

from booking.messaging.audit_continuation import AuditContinuation
from booking.messaging.wiring import CONFIG

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def audit_continuation(function_name: str) -> AuditContinuation:
    """Made anew each time: a walk asks for it once, if at all."""
    client = botocore.session.get_session().create_client("lambda", config=CONFIG)
    return AuditContinuation(cast("LambdaClient", client), function_name)

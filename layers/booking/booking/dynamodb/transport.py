"""The transport by which the functions behind routes send requests to DynamoDB."""

import os
from functools import cache

from booking.dynamodb.address import address_in
from booking.dynamodb.sending import Send


@cache
def transport() -> Send:
    """The sandbox's transport: `wire` if REQUEST_TRANSPORT says so and the environment allows it, else the SDK.

    Only the chosen transport is imported.
    """
    address = address_in(os.environ) if os.environ.get("REQUEST_TRANSPORT") == "wire" else None
    if address is None:
        from booking.dynamodb.sdk import dynamodb, sender  # noqa: PLC0415

        return sender(dynamodb())
    from booking.dynamodb.wire import Wire  # noqa: PLC0415

    return Wire(address)

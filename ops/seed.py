"""`make seed`: the sample business on the stack that `make dev` runs. A second time it changes nothing."""

import os
import sys

from booking.calls.refusals import Busy
from booking.dynamodb.sdk import dynamodb
from local.business import APPOINTMENTS, PROVIDERS
from local.console import say
from local.seeding import sample_store, seed
from local.stack_file import no_stack, point_to, running_stack


def main() -> int:
    """Exit status 1, after a message, when it could not be made."""
    port = os.environ.get("PORT", "")
    stack = running_stack(port)
    if stack is None:
        say(no_stack(port))
        return 1
    try:
        point_to(stack)
        seeded = seed(sample_store(stack["tableName"], dynamodb()))
    except Busy as failure:
        say(f"make seed cannot go on: {failure}")
        return 1
    say(f"{len(PROVIDERS)} providers and {len(APPOINTMENTS)} appointments: {seeded}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

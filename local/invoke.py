"""`python -m local.invoke get_provider` calls a function in this process with its sample event: for a debugger.

The function uses the table and the bus of the stack that `make dev` runs, and has all rights.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import boto3

from local.console import say
from local.handlers import folders, load_handler, logical_id, sample_file
from local.stack import STACK_NAME
from local.stack_file import no_stack, point_to, running_stack


class Context:
    """Lambda's context of a call, with enough time for a debugger."""

    aws_request_id = "00000000-0000-4000-8000-000000000001"

    def get_remaining_time_in_millis(self) -> int:
        return 3_600_000


def main(arguments: Sequence[str]) -> int:
    """Exit status 1, after a message, when there is nothing to call."""
    stack = running_stack(os.environ.get("PORT", ""))
    if stack is None:
        say(no_stack(os.environ.get("PORT", "")))
        return 1
    if len(arguments) != 1 or arguments[0] not in folders():
        say(f"Name a function: {', '.join(folders())}")
        return 1
    say(json.dumps(invoke(arguments[0], stack), indent=2))
    return 0


def invoke(name: str, stack: Mapping[str, Any]) -> Any:
    """The function's answer. Its environment is this process's from now on."""
    point_to(stack)
    os.environ |= _variables(name)
    return load_handler(name).lambda_handler(json.loads(sample_file(name).read_text()), Context())


def _variables(name: str) -> Mapping[str, str]:
    """The function's variables, as they are on the stack."""
    session = boto3.Session()
    resource = session.client("cloudformation").describe_stack_resource(
        StackName=STACK_NAME, LogicalResourceId=logical_id(name)
    )
    function = resource["StackResourceDetail"]["PhysicalResourceId"]
    return session.client("lambda").get_function_configuration(FunctionName=function)["Environment"]["Variables"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

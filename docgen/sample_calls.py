"""Calls the functions with their sample events, as Lambda does, and returns their answers and log lines."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from docgen.handlers import CONTEXT, logging_as
from local.handlers import sample_file
from local.paths import TEMPLATE
from local.translation import read_template

type Event = dict[str, Any]

STACK = "booking-service"
"""The name of the stack whose bytes are counted: that of the prod section of samconfig.toml."""


@dataclass(frozen=True, slots=True)
class Called:
    """A finished call. `lines`: the lines that it wrote to its log."""

    event: Event
    answer: Mapping[str, Any]
    lines: Sequence[str]

    @property
    def body(self) -> Any:
        return json.loads(self.answer["body"])


def sample(name: str) -> Event:
    """The sample event of this function, from events/."""
    event: Event = json.loads(sample_file(name).read_text())
    return event


def called(handler: Callable[[Any, LambdaContext], Mapping[str, Any]], event: Event) -> Called:
    """Call a function. Its metrics and log lines have the names from the template."""
    variables = read_template(TEMPLATE)["Globals"]["Function"]["Environment"]["Variables"]
    names = {name: STACK if value == {"Ref": "AWS::StackName"} else value for name, value in variables.items()}
    with logging_as({name: value for name, value in names.items() if isinstance(value, str)}) as output:
        answer = handler(event, CONTEXT)
    return Called(event, answer, output.getvalue().splitlines())

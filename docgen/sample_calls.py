"""The functions, called with their sample events as Lambda calls them: what they answer, and what they log."""

import contextlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from unittest.mock import patch

from aws_lambda_powertools.utilities.typing import LambdaContext

from booking import observability
from local.handlers import sample_file
from local.paths import TEMPLATE
from local.translation import read_template

type Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Called:
    """A call that is over. `lines`: what it wrote to its log."""

    event: Event
    answer: Mapping[str, Any]
    lines: Sequence[str]

    @property
    def body(self) -> Any:
        return json.loads(self.answer["body"])


def sample(name: str) -> Event:
    """The sample event of this function, as it lies in events/."""
    event: Event = json.loads(sample_file(name).read_text())
    return event


def called(handler: Callable[[Any, LambdaContext], Mapping[str, Any]], event: Event) -> Called:
    """Call a function, with the names in its metrics and lines that the template gives it."""
    output = io.StringIO()
    with _named_as_deployed(), contextlib.redirect_stdout(output):
        answer = handler(event, cast("LambdaContext", _Context()))
    return Called(event, answer, output.getvalue().splitlines())


@contextlib.contextmanager
def _named_as_deployed() -> Iterator[None]:
    variables = read_template(TEMPLATE)["Globals"]["Function"]["Environment"]["Variables"]
    made_once = (observability.powertools_logger, observability.metrics)
    with patch.dict(os.environ, {name: value for name, value in variables.items() if isinstance(value, str)}):
        for make in made_once:
            make.cache_clear()
        observability.metrics().clear_metrics()  # what others in this process counted and did not write
        yield
    for make in made_once:
        make.cache_clear()


class _Context:
    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000

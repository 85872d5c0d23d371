"""Runs a function as Lambda does at the lowest level of logs, and collects all that it writes."""

import io
import json
import logging
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from aws_lambda_powertools.logging.filters import SuppressFilter

from tests.functional.conftest import SERVICE
from tests.functional.lambdas import Answer

OF_THE_ENGINE = ("moto", "responses", "werkzeug")
"""Loggers of what is beyond the function's connections."""


@dataclass(frozen=True)
class Run:
    """`answer` is None if the function ended with an exception. `text`: all that it wrote, and that Lambda wrote."""

    answer: Any
    text: str


def run(act: Callable[[], Any]) -> Run:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(lambda record: not record.name.startswith(OF_THE_ENGINE))
    handler.addFilter(SuppressFilter(SERVICE))  # Powertools sets it, because its own handler writes these lines
    root, ours = logging.getLogger(), logging.getLogger(SERVICE)
    levels = root.level, ours.level
    answer = None
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(written), redirect_stderr(written), warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            with _Runtime(written):
                answer = act()
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
    return Run(answer, "\n".join([written.getvalue(), *(str(warning.message) for warning in warned)]))


class _Runtime:
    """Lambda's, as far as it writes: of an exception that ends the function it logs class, text and stack."""

    def __init__(self, log: io.StringIO) -> None:
        self._log = log

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        told = {
            "errorType": type(error).__name__,
            "errorMessage": str(error),
            "stackTrace": traceback.format_tb(trace),
        }
        self._log.write(json.dumps(told) + "\n")
        return True


def status_of(run: Run) -> int:
    assert isinstance(run.answer, Answer), run.text
    return run.answer.status

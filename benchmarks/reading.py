"""How much code a reader has to follow for one request: `python -m benchmarks.reading`.

It counts while the function answers its sample event, on a table that answers at once:

- *files* of this project that run;
- *moves*: calls from one file into another; in a loop each call counts;
- *forms* of the data: the project's classes that are passed or returned.

It counts first for all files, and then for the business alone: the function and the areas. The rooms have no business
words, so a reader can rely on their names, as with a library.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.calls import cases, stand_in_for_aws
from benchmarks.canned import TABLE_NAME
from booking.api.routes import ROUTES
from booking.appointments.store import DynamoAppointments
from booking.dynamodb.transport import transport
from booking.http.endpoint import endpoint
from local.handlers import load_handler
from local.paths import ROOT
from tests.functional.lambdas import Context

_PACKAGE, _FUNCTIONS = str(ROOT / "layers" / "booking" / "booking"), str(ROOT / "functions")
ALL = (_PACKAGE, _FUNCTIONS)
BUSINESS = (_FUNCTIONS, *(f"{_PACKAGE}/{area}/" for area in ("providers", "appointments", "api")))
TITLES = ("create_appointment", "get_availability")


@dataclass
class Walk:
    """The counts of one request, in the files whose paths begin with the given folders."""

    ours: tuple[str, ...]
    calls: int = 0
    moves: int = 0
    files: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)

    def note(self, frame: FrameType, event: str, argument: Any) -> None:
        """The function for `sys.setprofile`."""
        if event not in {"call", "return"} or not self._is_ours(frame):
            return
        if event == "return":
            self.forms |= set(_forms(argument))
            return
        self.calls += 1
        self.files.add(frame.f_code.co_filename)
        self.forms |= {form for value in frame.f_locals.values() for form in _forms(value)}
        caller = self._caller_of_ours(frame)
        self.moves += caller is not None and caller.f_code.co_filename != frame.f_code.co_filename

    def _is_ours(self, frame: FrameType) -> bool:
        return frame.f_code.co_filename.startswith(self.ours)

    def _caller_of_ours(self, frame: FrameType) -> FrameType | None:
        """The nearest function of the project that waits for this one."""
        caller = frame.f_back
        while caller and not self._is_ours(caller):
            caller = caller.f_back
        return caller


def _forms(value: Any) -> Iterator[str]:
    """The name of the class if it holds data: functions, errors and members of enumerations do not."""
    kind = type(value)
    if kind.__module__.startswith("booking") and not issubclass(kind, Enum | BaseException):
        yield kind.__name__


def walk(title: str, ours: tuple[str, ...]) -> Walk:
    """Count the second call: objects that are made only once exist by then."""
    case = next(case for case in cases() if case.title == title)
    stand_in_for_aws(case.world)
    module = load_handler(case.function)
    store = DynamoAppointments(transport(), TABLE_NAME)
    route = next(route for route in ROUTES if route.function == case.function)
    handler = endpoint(route, module.answer, store)
    context: Any = Context(case.function)
    handler(case.event, context)
    found = Walk(ours)
    sys.setprofile(found.note)
    try:
        handler(case.event, context)
    finally:
        sys.setprofile(None)
    return found


def main() -> None:
    for title in TITLES:
        for what, ours in (("all", ALL), ("business", BUSINESS)):
            found = walk(title, ours)
            names = sorted(str(Path(name).relative_to(ROOT)) for name in found.files)
            say(f"{title}, {what}: {len(names)} files, {found.moves} moves, {len(found.forms)} forms")
            say("  " + ", ".join(sorted(found.forms)))
            say("  " + "\n  ".join(names))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()

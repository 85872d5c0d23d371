"""A route: what a request of it holds, and what it may be answered. Every GET route answers HEAD too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from pydantic import BaseModel

from booking.http.parameters import NO_PARAMETERS, Parameters


class Access(Enum):
    """Who may call a route."""

    PUBLIC = "anyone"


class Throttle(Enum):
    """Which of the template's three limits holds for a route. DOCUMENT: its answer is large, and each byte is paid."""

    READ = "read"
    WRITE = "write"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method on a path, in which `{name}` stands for one segment.

    `function`: the folder of the function that answers. `tag`: under which the document lists it. `body`: None where
    none is read, whatever is sent. `problems`: the refusals that it may answer with, besides those of any route.
    """

    function: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: type[Parameters] = NO_PARAMETERS
    body: type[BaseModel] | None = None
    body_may_be_left_out: bool = False
    answers: type[BaseModel] | None = None
    answer: str = ""
    creates: bool = False
    has_version: bool = True
    problems: Sequence[type[Exception]] = ()
    access: Access = Access.PUBLIC
    throttle: Throttle = Throttle.READ
    same_as: "Route | None" = None
    """The route that does the same and is the one to use."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def has_path(self, path: str) -> bool:
        return _pattern(self.path).fullmatch(path) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", template))))

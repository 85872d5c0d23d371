"""A route: its parameters, its body, and its possible answers. Every GET route answers HEAD too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from pydantic import BaseModel

from booking.http.answers import JSON
from booking.http.parameters import NO_PARAMETERS, Parameters


class Throttle(Enum):
    """Which of the template's three limits applies to a route. A document is large, and each byte of it costs money."""

    READ = "read"
    WRITE = "write"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method on a path. In the path, `{name}` stands for one segment.

    - `function`: the folder of the function that answers.
    - `tag`: the heading under which the OpenAPI document lists the route.
    - `body`: None if the function reads no body, whatever is sent.
    - `media_types`: those in which a body may be sent, all of them JSON.
    - `creates`: always. `may_create`: a PUT, if there was nothing under its path.
    - `is_done_later`: what it creates is an order, which is carried out after the answer.
    - `problems`: the refusals that this route may answer with, besides those of every route.
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
    media_types: Sequence[str] = (JSON,)
    answers: type[BaseModel] | None = None
    answer: str = ""
    creates: bool = False
    may_create: bool = False
    is_done_later: bool = False
    has_version: bool = True
    problems: Sequence[type[Exception]] = ()
    access: str = ""
    """What the caller must be allowed to do: an action of the policy. Empty for a document, which all may read."""
    is_public: bool = False
    """Whether the gateway looks at no token. Where the caller matters, the function checks one that comes."""
    throttle: Throttle = Throttle.READ
    same_as: "Route | None" = None
    """The route that does the same and should be used instead."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def has_path(self, path: str) -> bool:
        return _pattern(self.path).fullmatch(path) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", template))))

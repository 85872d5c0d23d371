"""Parameters in paths, query strings and headers."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo


class Place(Enum):
    """The part of a request that holds a parameter."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


class In(NamedTuple):
    """Marks the place of a parameter. The parameter's name is the field's alias."""

    place: Place


PATH, QUERY, HEADER = In(Place.PATH), In(Place.QUERY), In(Place.HEADER)


SEGMENT: Mapping[str, Any] = {"pattern": "^[^/]+$"}
"""The schema of a path's part between two slashes."""


class Parameters(BaseModel):
    """The parameters of a route, each with a place and an alias. Faults are listed in the order of the fields."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


NO_PARAMETERS = Parameters


@cache
def places_of(parameters: type[Parameters]) -> Mapping[str, Place]:
    """The place of each parameter, by its name."""
    return {str(field.alias): place_of(field) for field in parameters.model_fields.values()}


def place_of(field: FieldInfo) -> Place:
    (mark,) = (each for each in field.metadata if isinstance(each, In))
    return mark.place

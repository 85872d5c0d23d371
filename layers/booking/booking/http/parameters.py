"""Parameters in paths, query strings and headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from booking.http.fields import Day, Reason


class Place(Enum):
    """Where a parameter stands."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class In:
    """Marks the place of a parameter; its name is the field's alias."""

    place: Place


PATH, QUERY, HEADER = In(Place.PATH), In(Place.QUERY), In(Place.HEADER)


class Parameters(BaseModel):
    """The parameters of a route, each marked with its place and named by an alias; in the order of their faults."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


NO_PARAMETERS = Parameters


@cache
def places_of(parameters: type[Parameters]) -> Mapping[str, Place]:
    """The place of each parameter, by its name."""
    return {field.alias or name: place_of(field) for name, field in parameters.model_fields.items()}


def place_of(field: FieldInfo) -> Place:
    (mark,) = (each for each in field.metadata if isinstance(each, In))
    return mark.place


# What a path can hold between two slashes.
_SEGMENT = {"pattern": "^[^/]+$"}

ProviderId = Annotated[str, Field(alias="providerId", json_schema_extra={**_SEGMENT}), PATH]
AppointmentId = Annotated[str, Field(alias="appointmentId", json_schema_extra={**_SEGMENT}), PATH]
MovedAppointmentId = Annotated[
    str | None,
    Field(
        alias="appointmentId",
        description="An appointment of the provider that is to be moved: the answer is what a move of it accepts.",
    ),
    QUERY,
]
DateParameter = Annotated[Day, Field(alias="date", description="A date in the provider's zone, YYYY-MM-DD."), QUERY]
ReasonParameter = Annotated[
    Reason | None, Field(alias="reason", description="Why it was cancelled; kept with the record."), QUERY
]

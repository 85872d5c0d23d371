"""The parameters of lists that are answered in pages."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from booking.calls.paging import Position
from booking.calls.refusals import FieldError
from booking.http.fields import Count
from booking.http.parameters import QUERY, Parameters
from booking.http.validation import SEVERAL

MOST_ENTRIES = 100

_MOST_CHARACTERS = 2000
"""Enough for the longest sort key of 1024 bytes: base64 makes 4 characters of 3 bytes."""

Limit = Annotated[
    Annotated[int, Field(ge=1, le=MOST_ENTRIES), Count],
    Field(alias="limit", description="How many at most."),
    QUERY,
]

Cursor = Annotated[
    Annotated[str, StringConstraints(max_length=_MOST_CHARACTERS)] | None,
    Field(alias="cursor", description="The `nextCursor` of the answer before, with the same filters."),
    QUERY,
]

NO_CURSOR = "must be the 'nextCursor' of an answer to this request, with the same filters"

NextCursor = Annotated[
    str | None,
    Field(
        description="To be sent as `cursor`, for more. Null at the end, and only there: a page before the end may have "
        "fewer than `limit`, or none"
    ),
]


class PagedParameters(Parameters):
    """The parameters of a list whose cursor has to be one of this very list."""

    def position(self) -> Position | None:
        """Where the page before ended; None for the first page. Raises ValueError for a cursor of another list."""
        raise NotImplementedError

    @model_validator(mode="after")
    def _goes_on_with_this_list(self) -> Self:
        try:
            self.position()
        except ValueError as error:
            raise PydanticCustomError(SEVERAL, "is faulty", {"faults": [FieldError("cursor", NO_CURSOR)]}) from error
        return self

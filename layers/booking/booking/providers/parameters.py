"""The parameters of requests that name a provider, here and in other areas."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from booking.calls.paging import Position
from booking.dynamodb.cursors import Cursors
from booking.http.fields import Flag
from booking.http.paging import NO_CURSOR, Cursor, Limit
from booking.http.parameters import PATH, QUERY, SEGMENT, Parameters

PROVIDERS = "Providers"
"""The heading under which the OpenAPI document lists the routes of providers."""

ProviderId = Annotated[str, Field(alias="providerId", json_schema_extra={**SEGMENT}), PATH]

MOST_PROVIDERS = 20
"""That a request names."""


def _provider_ids(value: Any) -> tuple[str, ...]:
    """Without spaces, and each once: what is given twice may be a mistyped id."""
    ids = tuple(value.split(","))
    if not 1 <= len(ids) <= MOST_PROVIDERS or "" in ids:
        raise PydanticCustomError("provider_ids", f"must be 1 to {MOST_PROVIDERS} ids with commas between them")
    if len({*ids}) < len(ids):
        raise PydanticCustomError("provider_ids", "must name each provider once")
    return ids


ProviderIds = Annotated[
    tuple[str, ...],
    BeforeValidator(_provider_ids),
    WithJsonSchema({"type": "string", "pattern": f"^[^,]+(,[^,]+){{0,{MOST_PROVIDERS - 1}}}$"}),
]
"""In a query string, with commas between."""

DryRun = Annotated[
    Flag,
    Field(
        alias="dryRun",
        description="`true`: nothing is written, and there is no ETag. The answer has the version that stands, or that "
        "a new record would have.",
    ),
    QUERY,
]


BY_NAME = Cursors("providers", {})
"""The cursors of the list of all providers."""


def _of_providers(cursor: str | None) -> str | None:
    try:
        _position(cursor)
    except ValueError as error:
        raise PydanticCustomError("cursor", NO_CURSOR) from error
    return cursor


def _position(cursor: str | None) -> Position | None:
    return None if cursor is None else BY_NAME.position(cursor)


class ListProvidersParameters(Parameters):
    limit: Limit = 50
    cursor: Annotated[Cursor, AfterValidator(_of_providers)] = None

    def position(self) -> Position | None:
        return _position(self.cursor)


class ProviderParameters(Parameters):
    """The parameters of a route about one provider."""

    provider_id: ProviderId

"""The requests that clients send about services."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from booking.calls.precondition import Precondition
from booking.http.fields import Name
from booking.http.headers import IfMatch
from booking.http.paging import NO_CURSOR, Cursor, Limit
from booking.http.parameters import PATH, QUERY, Parameters
from booking.http.requests import RequestBody
from booking.providers.parameters import DryRun, ProviderParameters
from booking.providers.requests import RulesRequest
from booking.providers.rules import MAX_MINUTES
from booking.services.catalog import Place
from booking.services.commands import SetService
from booking.services.items import place_of
from booking.services.offering import WHOLE_DAY, Duration, Terms, is_service_id

SERVICES = "Services"
"""The heading under which the OpenAPI document lists the routes of services."""

_ID_PATTERN = "^[a-z0-9-]{1,64}$"

_SHORTEST = 5


def _service_id(value: str) -> str:
    if not is_service_id(value):
        raise PydanticCustomError("service_id", "must be 1 to 64 of a to z, 0 to 9 and -")
    return value


def _duration(value: Any) -> Duration:
    if value == WHOLE_DAY:
        return WHOLE_DAY
    minutes = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(minutes, int) and not isinstance(minutes, bool) and _SHORTEST <= minutes <= MAX_MINUTES:
        return minutes
    raise PydanticCustomError("duration", f"must be minutes, from {_SHORTEST} to {MAX_MINUTES}, or 'day'")


_ServiceId = Annotated[str, AfterValidator(_service_id)]

_DurationField = Annotated[
    Any,
    PlainValidator(_duration),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": _SHORTEST, "maximum": MAX_MINUTES, "multipleOf": 5},
                {"type": "string", "const": WHOLE_DAY},
            ],
            "description": "In minutes: whole slots of the provider, with both buffers at most 40. Or `day`: a whole "
            "date, which takes a provider with `slotMinutes` 60 and windows from 00:00 to 24:00",
        }
    ),
]


class _TermsRequest(RequestBody):
    name: Name
    duration: _DurationField
    description: Annotated[str, StringConstraints(max_length=1000)] | None = None


class ServiceRequest(RulesRequest, _TermsRequest):
    """All of what the provider says of the service. A rule that is left out or null is the provider's."""

    def command(
        self, provider_id: str, service_id: str, precondition: Precondition, *, is_dry_run: bool = False
    ) -> SetService:
        terms = Terms(self.name, self.duration, self.description, self.rules())
        return SetService(provider_id, service_id, terms, precondition, is_dry_run)


class ServiceParameters(ProviderParameters):
    """The parameters of a route about one service of a provider."""

    service_id: Annotated[
        _ServiceId,
        Field(
            alias="serviceId",
            description="A name that you choose. Providers with the same `serviceId` offer the same service.",
            json_schema_extra={"pattern": _ID_PATTERN},
        ),
        PATH,
    ]


class ChangeServiceParameters(ServiceParameters):
    if_match: IfMatch = None
    dry_run: DryRun = False


class CatalogParameters(Parameters):
    service_id: Annotated[
        _ServiceId | None,
        Field(
            alias="serviceId",
            description="Only this service: the answer lists who offers it.",
            json_schema_extra={"pattern": _ID_PATTERN},
        ),
        QUERY,
    ] = None
    limit: Limit = 50
    cursor: Cursor = None

    @field_validator("cursor")
    @classmethod
    def _is_of_this_list(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        try:
            _place(cursor, info.data.get("service_id"))
        except ValueError as error:
            raise PydanticCustomError("cursor", NO_CURSOR) from error
        return cursor

    def place(self) -> Place | None:
        """Where the page before ended."""
        return _place(self.cursor, self.service_id)


def _place(cursor: str | None, service_id: str | None) -> Place | None:
    return None if cursor is None else place_of(cursor, service_id)

"""The base of all request bodies. An unknown field is refused, and so is a value of the wrong type."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from booking.http.headers import IdempotencyKey
from booking.http.parameters import Parameters


class RequestBody(BaseModel):
    """Fields are in camelCase on the wire. No value is converted, and unknown fields are refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,
    )

    def sent(self) -> dict[str, Any]:
        """The fields that the client sent, as JSON values."""
        return self.model_dump(mode="json", exclude_unset=True, by_alias=True)


class CreateParameters(Parameters):
    """The parameters of a route that creates something."""

    idempotency_key: IdempotencyKey = None

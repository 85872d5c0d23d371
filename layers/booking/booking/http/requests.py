"""What clients send. Strict: an unknown field, or a value of another type than its field's, is refused."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from booking.http.headers import IdempotencyKey
from booking.http.parameters import Parameters


class RequestBody(BaseModel):
    """camelCase on the wire; nothing is converted, nothing unknown is let pass."""

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
    """Of what creates something."""

    idempotency_key: IdempotencyKey = None

"""The parts of API Gateway's HTTP API event (payload format 2.0) that the service reads."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel


class MalformedEvent(Exception):
    """What invoked the function is not an event of an HTTP API; API Gateway sends no such thing."""


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True, frozen=True, hide_input_in_errors=True)


def _none_is_empty(value: Any) -> Any:
    return {} if value is None else value


TextByName = Annotated[dict[str, str], BeforeValidator(_none_is_empty)]


class HttpDescription(_Part):
    method: str
    path: str


class RequestContext(_Part):
    request_id: Annotated[str, Field(min_length=1)]
    http: HttpDescription


class GatewayEvent(_Part):
    raw_path: str
    request_context: RequestContext
    headers: TextByName = {}
    path_parameters: TextByName = {}
    query_string_parameters: TextByName = {}
    raw_query_string: str = ""
    body: str | None = None
    is_base64_encoded: bool = False

    def header(self, name: str) -> str:
        """The value of a header, named in lower case; empty when there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name), "")


def gateway_event(event: Any) -> GatewayEvent:
    """Raises MalformedEvent."""
    try:
        return GatewayEvent.model_validate(event)
    except ValidationError as error:
        raise MalformedEvent from error

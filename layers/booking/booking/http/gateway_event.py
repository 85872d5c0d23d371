"""The parts of API Gateway's HTTP API event (payload format 2.0) that the service reads."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote, unquote_plus, unquote_to_bytes

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel


class MalformedEvent(Exception):
    """What invoked the function is not an event of an HTTP API; API Gateway sends no such thing."""


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True, frozen=True, hide_input_in_errors=True)


def _none_is_empty(value: Any) -> Any:
    return {} if value is None else value


def _encodable(value: str) -> str:
    """A lone surrogate cannot be sent back to the client, as parts of a request are in problems."""
    value.encode()
    return value


Text = Annotated[str, AfterValidator(_encodable)]

TextByName = Annotated[dict[Text, Text], BeforeValidator(_none_is_empty)]


class HttpDescription(_Part):
    method: Text
    path: Text


class RequestContext(_Part):
    request_id: Annotated[Text, Field(min_length=1)]
    http: HttpDescription


class GatewayEvent(_Part):
    raw_path: Text
    request_context: RequestContext
    headers: TextByName = {}
    path_parameters: TextByName = {}
    query_string_parameters: TextByName = {}
    raw_query_string: Text = ""
    body: str | None = None
    is_base64_encoded: bool = False

    @property
    def method(self) -> str:
        return self.request_context.http.method.upper()

    @property
    def path(self) -> str:
        """With everything percent-encoded that a URL cannot hold as it is; the gateway decodes what clients send."""
        return quote(self.raw_path, safe="/:@!$&'()*+,;=%")

    def misencoded_parameters(self) -> list[str]:
        """The query parameters whose bytes are not UTF-8: the gateway puts U+FFFD in their place."""
        return list(dict.fromkeys(name for name, pair in self._named_pairs() if not _is_utf_8(pair)))

    def repeated_parameters(self) -> list[str]:
        """The query parameters that stand there more than once: the gateway joins their values with commas."""
        counts = Counter(name for name, _ in self._named_pairs())
        return [name for name, count in counts.items() if count > 1]

    def _named_pairs(self) -> Iterator[tuple[str, str]]:
        """The parts of the raw query string, each after the name of its parameter."""
        for pair in filter(None, self.raw_query_string.split("&")):
            yield unquote_plus(pair.partition("=")[0]), pair

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)


def _is_utf_8(quoted: str) -> bool:
    """Of a part of a raw query string. An unescaped U+FFFD comes from the gateway: clients percent-encode it."""
    try:
        unquote_to_bytes(quoted).decode()
    except UnicodeDecodeError:
        return False
    return "\ufffd" not in quoted


def gateway_event(event: Any) -> GatewayEvent:
    """Raises MalformedEvent."""
    try:
        return GatewayEvent.model_validate(event)
    except ValidationError as error:
        raise MalformedEvent from error

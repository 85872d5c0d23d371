"""The parts of API Gateway's HTTP API event (payload format 2.0) that the service reads."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_plus, unquote_to_bytes


class MalformedEvent(Exception):
    """The event that invoked the function does not come from an HTTP API of API Gateway."""


class GatewayEvent(NamedTuple):
    """The names in `headers` are in lower case, `method` is in upper case.

    `claims` are those of the token that the gateway's authorizer has accepted; None if it looked at none.
    """

    request_id: str
    method: str
    raw_path: str
    headers: Mapping[str, str]
    path_parameters: Mapping[str, str]
    query_string_parameters: Mapping[str, str]
    raw_query_string: str
    body: str | None
    is_base64_encoded: bool
    claims: Mapping[str, Any] | None = None

    @property
    def path(self) -> str:
        """The path as a URL holds it. The gateway has decoded the client's path, so it is percent-encoded again."""
        return quote(self.raw_path, safe="/:@!$&'()*+,;=%")

    def misencoded_parameters(self) -> list[str]:
        """The query parameters whose bytes are not UTF-8. The gateway replaces such bytes with U+FFFD."""
        return list(dict.fromkeys(name for name, pair in self._named_pairs() if not _is_utf_8(pair)))

    def repeated_parameters(self) -> list[str]:
        """The query parameters that are given more than once. The gateway joins their values with commas."""
        counts = Counter(name for name, _ in self._named_pairs())
        return [name for name, count in counts.items() if count > 1]

    def _named_pairs(self) -> Iterator[tuple[str, str]]:
        """The name of each parameter in the raw query string, and the part of the string that holds it."""
        for pair in filter(None, self.raw_query_string.split("&")):
            yield unquote_plus(pair.partition("=")[0]), pair

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name."""
        return self.headers.get(name.lower())


def _is_utf_8(quoted: str) -> bool:
    """Whether a part of a raw query string is UTF-8. The gateway puts a raw U+FFFD for bad bytes; clients escape it."""
    try:
        unquote_to_bytes(quoted).decode()
    except UnicodeDecodeError:
        return False
    return "\ufffd" not in quoted


_MAPS = ("headers", "pathParameters", "queryStringParameters")


def gateway_event(event: Any) -> GatewayEvent:
    """Raises MalformedEvent.

    The event is read by hand, because pydantic's models for it took a seventh of a GET's instructions.
    """
    try:
        context = event["requestContext"]
        maps = headers, of_path, of_query = [_texts(event, name) for name in _MAPS]
        texts = context["requestId"], context["http"]["method"], event["rawPath"], event.get("rawQueryString", "")
        _require_text(texts, maps)
        request_id, method, raw_path, raw_query_string = texts
        read = GatewayEvent(  # without the names of the fields: they would double its cost
            request_id,
            method.upper(),
            raw_path,
            _in_lower_case(headers),
            of_path,
            of_query,
            raw_query_string,
            event.get("body"),
            event.get("isBase64Encoded", False),
            _claims(context),
        )
    except (AttributeError, KeyError, TypeError, UnicodeEncodeError) as error:
        raise MalformedEvent from error
    if not (read.request_id and isinstance(read.body, str | None) and isinstance(read.is_base64_encoded, bool)):
        raise MalformedEvent
    return read


def _claims(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Raises TypeError if the claims are not an object."""
    authorizer = context.get("authorizer")
    jwt = authorizer.get("jwt") if authorizer else None
    claims: Any = jwt.get("claims") if jwt else None
    if claims is None or isinstance(claims, dict):
        return claims
    raise TypeError


def _texts(event: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """An object of the event that is to map texts to texts. If it is absent or null, an empty one."""
    texts: Mapping[str, str] | None = event.get(name)
    return {} if texts is None else texts


def _in_lower_case(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers with names in lower case. API Gateway sends them so; imitations of it may not."""
    names = "".join(headers)
    return headers if names == names.lower() else {name.lower(): value for name, value in headers.items()}


def _require_text(texts: Iterable[str], maps: Iterable[Mapping[str, str]]) -> None:
    """Raise TypeError for a value that is not text, UnicodeEncodeError for a lone surrogate: no answer can hold one."""
    values = [*texts]
    for each in maps:
        values += each.keys()
        values += each.values()
    "".join(values).encode()

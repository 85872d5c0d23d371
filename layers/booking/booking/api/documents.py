"""Documents that are fixed until the next deployment. They are sent compressed, or as 304 if the client has them."""

import base64
import gzip
import re
from dataclasses import dataclass
from functools import cache, cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from pydantic import Field

from booking.http.answers import JSON, Response
from booking.http.headers import IfNoneMatch, content_etag, names_etag
from booking.http.parameters import HEADER, Parameters

_CACHED = "public, max-age=300"


class DocumentParameters(Parameters):
    if_none_match: IfNoneMatch = None
    accept_encoding: Annotated[str | None, Field(alias="Accept-Encoding", exclude=True), HEADER] = None
    """Not in the document: every client sends it by itself."""


@dataclass(frozen=True)
class Document:
    """A document that is fixed until the next deployment."""

    text: str
    content_type: str
    policy: str = "default-src 'none'"

    @cached_property
    def etag(self) -> str:
        return content_etag(self.text)

    def answer(self, if_none_match: str | None, accept_encoding: str | None) -> Response:
        """200 with the text, or 304 when the client has it already."""
        headers = {"ETag": self.etag, "Cache-Control": _CACHED, "Vary": "Accept-Encoding"}
        if names_etag(if_none_match, self.etag):
            # Empty, not absent: not every gateway can send a null. Compressed it would be empty no more.
            return Response(HTTPStatus.NOT_MODIFIED.value, self.content_type, "", headers)
        headers |= {"Content-Security-Policy": self.policy, "X-Content-Type-Options": "nosniff"}
        if _accepts_gzip(accept_encoding):
            packed = {**headers, "Content-Encoding": "gzip"}
            return Response(HTTPStatus.OK.value, self.content_type, self._packed, packed, is_base64=True)
        return Response(HTTPStatus.OK.value, self.content_type, self.text, headers)

    @cached_property
    def _packed(self) -> str:
        return base64.b64encode(gzip.compress(self.text.encode(), mtime=0)).decode()


def _accepts_gzip(accept_encoding: str | None) -> bool:
    """By RFC 9110: named, and with another weight than zero. The text may always be sent as it is."""
    return dict(_weight(coding) for coding in (accept_encoding or "").split(",")).get("gzip", 0) > 0


def _weight(coding: str) -> tuple[str, float]:
    """`gzip;q=0.5` as name and weight. An invalid weight counts as zero: the plain text is always readable."""
    name, _, parameter = coding.partition(";")
    value = parameter.strip().removeprefix("q=") if parameter.strip() else "1"
    return name.strip(), float(value) if re.fullmatch(r"[01](\.\d{0,3})?", value) else 0


@cache
def json_document(path: Path) -> Document:
    return Document(path.read_text("utf-8"), JSON)

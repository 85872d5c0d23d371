"""GET /api/openapi.json and GET /api/docs: the API's document, and a page that shows it."""

from pathlib import Path
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from booking.http.documents import Document, json_document, page
from booking.http.resolver import entrypoint, resolver

app = resolver()

IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="The ETag of the copy at hand.")]
AcceptEncoding = Annotated[str | None, Header(alias="Accept-Encoding", include_in_schema=False)]


def document() -> Document:
    return json_document(Path(__file__).with_name("openapi.json"))


@app.get("/api/openapi.json")
def answer_document(if_none_match: IfNoneMatch = None, accept_encoding: AcceptEncoding = None) -> Response[str | None]:
    return document().answer(if_none_match, accept_encoding)


@app.get("/api/docs")
def answer_page(if_none_match: IfNoneMatch = None, accept_encoding: AcceptEncoding = None) -> Response[str | None]:
    return page(document()).answer(if_none_match, accept_encoding)


lambda_handler = entrypoint(app)

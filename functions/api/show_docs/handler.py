"""GET /api/openapi.json and GET /api/docs: the API's document, and a page that shows it."""

from pathlib import Path

from booking.api.docs_page import page
from booking.api.documents import Document, json_document
from booking.api.routes import GET_DOCS, GET_OPENAPI
from booking.calls.call import Call
from booking.http.answers import Response
from booking.http.endpoint import by_path, entrypoint, request_of
from booking.http.gateway_event import GatewayEvent
from booking.http.problems import RouteNotFound
from booking.settings import shows_docs


def document() -> Document:
    return json_document(Path(__file__).with_name("openapi.json"))


def answer_document(event: GatewayEvent, call: Call) -> Response:
    given = request_of(GET_OPENAPI, event, call).parameters
    return document().answer(given.if_none_match, given.accept_encoding)


def answer_page(event: GatewayEvent, call: Call) -> Response:
    given = request_of(GET_DOCS, event, call).parameters
    return page(document()).answer(given.if_none_match, given.accept_encoding)


_by_path = by_path({GET_OPENAPI: answer_document, GET_DOCS: answer_page})


def answer(event: GatewayEvent, call: Call) -> Response:
    if not shows_docs():
        raise RouteNotFound("This deployment does not show its document.")
    return _by_path(event, call)


lambda_handler = entrypoint(answer)

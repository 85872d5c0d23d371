"""The resolver that every route's function uses, and the entry point that Lambda calls."""

import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Request, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext

from booking.application.call import Call
from booking.domain.appointments import Appointment
from booking.domain.errors import BookingError, FieldError, ValidationFailed
from booking.domain.providers import Provider
from booking.http.body import BODY_REFUSALS, json_object_text
from booking.http.gateway_event import GatewayEvent, MalformedEvent, gateway_event
from booking.http.problems import KINDS, MethodNotAllowed, RouteNotFound, kind_of, problem_response
from booking.http.routes import Body, methods_of, route_of
from booking.http.validation import field_errors
from booking.observability import correlate, count, logger, publish_metrics

type Handler = Callable[[Any, LambdaContext], dict[str, Any]]


def resolver() -> APIGatewayHttpResolver:
    """A resolver that validates requests and answers every error with a problem."""
    app = APIGatewayHttpResolver(
        enable_validation=True, serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    )
    app.use(middlewares=[refuse_bad_parameters])

    @app.exception_handler(list(KINDS))  # type: ignore[untyped-decorator]
    def answer(error: Exception) -> Response[str]:
        if isinstance(error, RequestValidationError):  # all faults of the request at once
            refused = _parameter_errors(app)
            unread = {parameter.field for parameter in refused}
            error = ValidationFailed([*refused, *field_errors(error, unread)])
        return _answer(error, app.context["event"])

    @app.not_found
    def answer_unknown_path(_: NotFoundError) -> Response[str]:
        event: GatewayEvent = app.context["event"]
        allowed = methods_of(event.path)
        return _answer(MethodNotAllowed(event.method, allowed) if allowed else RouteNotFound(event.path), event)

    return app


def refuse_bad_parameters(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """A mistyped query parameter is refused like a mistyped field: it would be lost without a word.

    An unknown route passes: the client must hear of the route first.
    """
    event: GatewayEvent = app.context["event"]
    errors = _parameter_errors(app)
    if errors and route_of(event.method, event.path):
        raise ValidationFailed(errors)
    return next_middleware(app)


def _parameter_errors(app: APIGatewayHttpResolver) -> list[FieldError]:
    """What is wrong with the query string besides values: names, repeated ones, and bytes that are no text."""
    event: GatewayEvent = app.context["event"]
    known = sorted(parameter.alias for parameter in app.context["_route"].dependant.query_params)
    misencoded = event.misencoded_parameters()
    unknown = sorted(event.query_string_parameters.keys() - {*known, *misencoded})
    repeated = [name for name in event.repeated_parameters() if name in known and name not in misencoded]
    takes = f"takes {' and '.join(known)}" if known else "takes none"
    return [
        *(FieldError(name, "must be UTF-8, percent-encoded") for name in misencoded),
        *(FieldError(name, "must be given once") for name in repeated),
        *(FieldError(name, f"is not a query parameter of this route, which {takes}") for name in unknown),
    ]


def current_call(request: Request) -> Call:
    """Of the request being answered: its id as correlation id, and the time that Lambda leaves it."""
    call: Call = request.context["call"]
    return call


CurrentCall = Annotated[Call, Depends(current_call)]


def count_change(entity: Provider | Appointment, call: Call) -> None:
    """Count what happened to an entity, by its name in the events, if it was this call that made it happen."""
    origin = entity.change.origin
    count(entity.change.type.value if origin.correlation_id == call.correlation_id else "NothingChanged")


def entrypoint(app: APIGatewayHttpResolver) -> Handler:
    """What Lambda calls: reads the event, lets the app answer, and writes logs and metrics."""

    def handle(event: Any, context: LambdaContext) -> dict[str, Any]:
        logger().append_keys(function_request_id=context.aws_request_id)
        try:
            request = gateway_event(event)
        except MalformedEvent as error:
            return _as_event(problem_response(error, instance="", request_id=context.aws_request_id))
        correlate(request.request_context.request_id)
        answer = resolve(request, context)
        # The headers are those of GET; a gateway need not know that the body must go.
        return {**answer, "body": "", "isBase64Encoded": False} if request.method == "HEAD" else answer

    def resolve(request: GatewayEvent, context: LambdaContext) -> dict[str, Any]:
        try:
            body = _body(request)
        except BODY_REFUSALS as error:
            return _as_event(_answer(error, request))
        app.append_context(event=request, call=_call(request, context))  # type: ignore[no-untyped-call]
        return app.resolve(request.with_body(body), context)

    def handle_and_measure(event: Any, context: LambdaContext) -> dict[str, Any]:
        try:
            return handle(event, context)
        finally:
            publish_metrics()

    return handle_and_measure


def _body(request: GatewayEvent) -> str | None:
    """The text of the JSON object that the route takes; None where it takes none, as an unknown route does."""
    route = route_of(request.method, request.path)
    if route is None or route.body is Body.NONE:
        return None
    if route.body is Body.OPTIONAL and not request.body:
        return "{}"
    return json_object_text(request)


def _call(request: GatewayEvent, context: LambdaContext) -> Call:
    return Call(
        correlation_id=request.request_context.request_id,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )


def _answer(error: Exception, request: GatewayEvent) -> Response[str]:
    if isinstance(error, BookingError):
        count(type(error).__name__)
    elif kind_of(error).status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger().exception("internal_error", exc_info=error)
        count("InternalError")
    return problem_response(error, instance=request.path, request_id=request.request_context.request_id)


def _as_event(response: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": response.status_code,
        "headers": {**response.headers, "Content-Type": response.content_type},
        "body": response.body,
        "isBase64Encoded": False,
    }

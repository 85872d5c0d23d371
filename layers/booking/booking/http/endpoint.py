"""From an event of API Gateway to the answer: the same steps for every function behind a route."""

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from booking.calls.call import Call
from booking.calls.change import Change
from booking.calls.refusals import FieldError, Refusal, ValidationFailed
from booking.http.answers import Response
from booking.http.body import json_object
from booking.http.caller import caller_of
from booking.http.gateway_event import GatewayEvent, MalformedEvent, gateway_event
from booking.http.parameters import Place, places_of
from booking.http.problems import RouteNotFound, kind_of, problem_response
from booking.http.route import Route
from booking.http.validation import field_errors
from booking.observability import begin, correlate, count, failure, logger, metrics, publish_metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Handler = "Callable[[Any, LambdaContext], dict[str, Any]]"

type Answering = Callable[[GatewayEvent, Call], Response]


class Request[Parameters, Body](NamedTuple):
    """A request that the models of its route accept."""

    parameters: Parameters
    body: Body


def endpoint[Store](
    route: Route,
    answer: Callable[[Any, Call, Store], Response],
    store: Store,
    make_call: Callable[[Call], Call] | None = None,
) -> Handler:
    """The function that Lambda calls for a route. It passes the request, the call and the store to `answer`.

    The handler's module calls this, and makes the store, while the function starts. At that time Lambda gives the
    function a whole processor; later it gives only a share.
    """
    for model in (route.parameters, route.body, route.answers):
        if model is not None:
            model.model_rebuild()  # only these: the models of other routes are imported too, but never built
    if route.method != "GET":
        metrics()  # imports Powertools now: a function that writes counts each change

    def answering(event: GatewayEvent, call: Call) -> Response:
        call.caller = caller_of(event, is_public=route.is_public)
        return answer(request_of(route, event, call), call, store)

    return entrypoint(answering, make_call)


def entrypoint(answer: Answering, make_call: Callable[[Call], Call] | None = None) -> Handler:
    """The function that Lambda calls: it reads the event, calls `answer`, turns errors into problems, writes metrics.

    `make_call` replaces the call. The documents' examples use it to get the same ids and instants in every run.
    """

    def handle(event: Any, context: "LambdaContext") -> dict[str, Any]:
        begin(context.aws_request_id)
        try:
            read = gateway_event(event)
        except MalformedEvent as error:
            return _as_event(problem_response(error, instance="", request_id=context.aws_request_id))
        request_id = read.request_id
        correlate(request_id)
        call = Call(request_id, lambda: context.get_remaining_time_in_millis() / 1000)
        response = _answered(answer, read, make_call(call) if make_call else call)
        if read.method == "HEAD":  # it has the headers of GET; a gateway may not remove the body
            response = response._replace(body="", is_base64=False)
        return _as_event(response)

    def handle_and_measure(event: Any, context: "LambdaContext") -> dict[str, Any]:
        try:
            return handle(event, context)
        finally:
            publish_metrics()

    return handle_and_measure


def _answered(answer: Answering, event: GatewayEvent, call: Call) -> Response:
    """The answer, or the problem made from its error. An unexpected error is logged."""
    try:
        return answer(event, call)
    except Exception as error:
        if isinstance(error, MemoryError):
            raise  # an answer would need memory too: Lambda reports the failure
        return _refused(error, event)


def by_path(answers: Mapping[Route, Answering]) -> Answering:
    """For a function with several routes. Raises RouteNotFound if the path belongs to none of them."""

    def answer(event: GatewayEvent, call: Call) -> Response:
        for route, of_route in answers.items():
            if route.has_path(event.path):
                return of_route(event, call)
        raise RouteNotFound(f"This function answers {' and '.join(map(str, answers))}.")

    return answer


def request_of(route: Route, event: GatewayEvent, call: Call) -> Request[Any, Any]:
    """Raises ValidationFailed with all faults of parameters and body, and all that `json_object` raises."""
    faults: list[FieldError] = []
    sent = None if route.body is None else _body(route, event)
    parameters = _parameters(route, event, faults)
    body = None
    if route.body is not None:
        try:
            body = route.body.model_validate(sent, context=call)
        except ValidationError as error:
            faults += field_errors(error)
    if faults:
        raise ValidationFailed(faults)
    return Request(parameters, body)


def _body(route: Route, event: GatewayEvent) -> dict[str, Any]:
    return {} if route.body_may_be_left_out and not event.body else json_object(event, route.media_types)


def _parameters(route: Route, event: GatewayEvent, faults: list[FieldError]) -> Any:
    places = places_of(route.parameters)
    refused = _faulty_names(event, places)
    faults += refused
    unread = {fault.field for fault in refused if places.get(fault.field) is Place.QUERY}
    given = {name: value for name, value in _given(event, places) if name not in unread}
    try:
        return route.parameters.model_validate(given)
    except ValidationError as error:
        faults += field_errors(error, unread)
        return None


def _given(event: GatewayEvent, places: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
    """The parameters that the request has. Raises MalformedEvent if one of the path is missing."""
    for name, place in places.items():
        if place is Place.QUERY:
            value = event.query_string_parameters.get(name)
        elif place is Place.HEADER:
            value = event.header(name)
        elif (value := event.path_parameters.get(name)) is None:
            raise MalformedEvent
        if value is not None:
            yield name, value


def _faulty_names(event: GatewayEvent, places: Mapping[str, Place]) -> list[FieldError]:
    """The faults of the query string besides its values: unknown names, repeated names, and bytes that are not text.

    A mistyped parameter is refused like a mistyped field. Otherwise it would be silently ignored.
    """
    if _has_plain_query(event, places):
        return []
    known = sorted(name for name, place in places.items() if place is Place.QUERY)
    misencoded = event.misencoded_parameters()
    unknown = sorted(event.query_string_parameters.keys() - {*known, *misencoded})
    repeated = [name for name in event.repeated_parameters() if name in known and name not in misencoded]
    takes = f"takes {' and '.join(known)}" if known else "takes none"
    return [
        *(FieldError(name, "must be UTF-8, percent-encoded") for name in misencoded),
        *(FieldError(name, "must be given once") for name in repeated),
        *(FieldError(name, f"is not a query parameter of this route, which {takes}") for name in unknown),
    ]


def _has_plain_query(event: GatewayEvent, places: Mapping[str, Place]) -> bool:
    """Whether a look at the query string shows that it has none of these faults, as is the case nearly always."""
    raw, given = event.raw_query_string, event.query_string_parameters
    has_each_once = raw.count("&") + 1 == len(given) if raw else not given
    return has_each_once and "%" not in raw and raw.isascii() and all(places.get(n) is Place.QUERY for n in given)


def count_change(change: Change, call: Call) -> None:
    """Count the change under the name of its event if this call made it, else count NothingChanged."""
    count(change.type.value if change.origin.correlation_id == call.correlation_id else "NothingChanged")


def _refused(error: Exception, request: GatewayEvent) -> Response:
    if isinstance(error, Refusal):
        count(type(error).__name__)
    elif kind_of(type(error)).status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger().error("internal_error", extra=failure(error))
        count("InternalError")
    return problem_response(error, instance=request.path, request_id=request.request_id)


def _as_event(response: Response) -> dict[str, Any]:
    return {
        "statusCode": response.status,
        "headers": {**response.headers, "Content-Type": response.content_type},
        "body": response.body,
        "isBase64Encoded": response.is_base64,
    }

"""A route's parameters and bodies as OpenAPI: Powertools' generator, fed with the route's models."""

import inspect
from collections.abc import Iterator
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from pydantic.fields import FieldInfo

from booking.http.parameters import In, Place, place_of
from booking.http.route import Route

type Json = dict[str, Any]

_KINDS: dict[Place, Any] = {Place.PATH: Path, Place.QUERY: Query, Place.HEADER: Header}


def generated(route: Route) -> Json:
    """The document of an API with this one route."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def answer() -> None:
        """Never called: the generator reads its signature."""

    answer.__signature__ = inspect.Signature([*_inputs(route)], return_annotation=_answer(route))  # type: ignore[attr-defined]
    app.route(_written(route.path), route.method)(answer)
    document: Json = app.get_openapi_schema().model_dump(mode="json", by_alias=True, exclude_none=True)
    return document


def _written(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")


def _inputs(route: Route) -> Iterator[inspect.Parameter]:
    for name, field in route.parameters.model_fields.items():
        if not field.exclude:
            yield _parameter(name, _annotation(field), field.get_default())
    if route.body:
        yield _parameter("body", route.body, inspect.Parameter.empty)


def _annotation(field: FieldInfo) -> Any:
    of_type = [each for each in field.metadata if not isinstance(each, In)]
    described = _KINDS[place_of(field)](
        alias=field.alias, description=field.description, json_schema_extra=field.json_schema_extra
    )
    return Annotated[field.annotation, *of_type, described]


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    is_required = default is inspect.Parameter.empty or repr(default) == "PydanticUndefined"
    given = inspect.Parameter.empty if is_required else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=given)


def _answer(route: Route) -> Any:
    generic: Any = Response
    return generic[route.answers or str | None]

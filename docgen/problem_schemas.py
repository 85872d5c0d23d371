"""The schemas of problems: one for all, two with more members, and each answer's own choice of codes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema

from booking.appointments.answers import SlotAnswer
from booking.calls.refusals import Refusal
from booking.http.problems import MOST_ERRORS, OF_THE_WAY, URN, Kind, kind_of

type Json = dict[str, Any]


class FieldProblem(BaseModel):
    """One bad field, written like `weeklySchedule.monday[0].start`, and what would be right."""

    model_config = ConfigDict(extra="forbid")

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457, with a stable `code` and the `requestId` to report."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str


class ValidationProblem(Problem):
    """`errors` names every field that is wrong (`validation-failed` only)."""

    errors: list[FieldProblem]


class SlotTakenProblem(Problem):
    """`alternatives`: up to three free intervals nearest to the wanted start, nearest first (`slot-taken` only)."""

    alternatives: list[SlotAnswer]


WITH_MEMBERS: Mapping[str, type[Problem]] = {"validation-failed": ValidationProblem, "slot-taken": SlotTakenProblem}
_REF = "#/components/schemas/"


def all_kinds() -> list[Kind]:
    """Of every refusal of every area, and of the way there."""
    return [kind_of(error) for error in (*_with_code(Refusal), *OF_THE_WAY)]


def _with_code(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    if "code" in vars(refusal):
        yield refusal
    for kind in refusal.__subclasses__():
        yield from _with_code(kind)


def problem_schemas() -> Json:
    """Components: Problem with every code there is, those with more members, and what the gateway says."""
    models: list[type[BaseModel]] = [Problem, *WITH_MEMBERS.values()]
    _, made = models_json_schema([(model, "serialization") for model in models], ref_template=_REF + "{model}")
    schemas: Json = made["$defs"]
    codes = sorted({kind.code for kind in all_kinds()})
    _narrow(schemas["Problem"], codes)
    for code, model in WITH_MEMBERS.items():
        _narrow(schemas[model.__name__], [code])
    schemas["SlotTakenProblem"]["properties"]["alternatives"]["maxItems"] = 3
    schemas["ValidationProblem"]["properties"]["errors"] |= {"minItems": 1, "maxItems": MOST_ERRORS}
    schemas["GatewayMessage"] = {
        "type": "object",
        "description": "What API Gateway answers by itself, before or instead of the service.",
        "properties": {"message": {"type": ["string", "null"]}},
        "required": ["message"],
    }
    return schemas


def problem_schema(kinds: Sequence[Kind]) -> Json:
    """One answer's schema: exactly the problems of these kinds."""
    choices: list[Json] = [{"$ref": _REF + WITH_MEMBERS[k.code].__name__} for k in kinds if k.code in WITH_MEMBERS]
    plain = [kind for kind in kinds if kind.code not in WITH_MEMBERS]
    if plain:
        (status,) = {kind.status.value for kind in plain}
        members = {"code": {"enum": [kind.code for kind in plain]}, "status": {"const": status}}
        choices.append({"allOf": [{"$ref": _REF + "Problem"}, {"properties": members}]})
    return choices[0] if len(choices) == 1 else {"oneOf": choices}


def _narrow(schema: Json, codes: Sequence[str]) -> None:
    statuses = sorted({kind.status.value for kind in all_kinds() if kind.code in codes})
    properties = schema["properties"]
    properties["code"] |= {"enum": list(codes)}
    properties["type"] |= {"enum": [URN + code for code in codes]}
    properties["status"] |= {"enum": statuses}

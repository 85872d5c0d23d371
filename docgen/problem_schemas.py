"""The schemas of problems: one for all, and those with more members."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema

from booking.appointments.answers import SlotAnswer
from booking.calls.refusals import Refusal
from booking.http.answers import ZonedTime
from booking.http.problems import MOST_ERRORS, OF_THE_WAY, URN, Kind, kind_of
from booking.rules.reasons import Reason

type Json = dict[str, Any]


class FieldProblem(BaseModel):
    """One bad field, written like `weeklySchedule.monday[0].start`, and what would be right."""

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457, with a stable `code` and the `requestId` to report."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    type: Annotated[str, Field(description=f"`{URN}` and the code: a name, not an address")]
    title: str
    status: int
    detail: str
    instance: Annotated[str, Field(description="The requested path")]
    code: Annotated[str, Field(description="To branch on: a code never changes, new ones may come")]
    request_id: Annotated[str, Field(description="Finds the request in the logs")]


class ValidationProblem(Problem):
    """`errors` names every field that is wrong (`validation-failed` only)."""

    code: Literal["validation-failed"]
    errors: Annotated[list[FieldProblem], Field(min_length=1, max_length=MOST_ERRORS)]


class ReasonAgainst(BaseModel):
    """Why a start cannot be had. `overridable`: whether who works for the provider may skip it (`override`)."""

    code: Annotated[str, Field(examples=[reason.value for reason in Reason])]
    detail: str
    overridable: bool


class StartProblem(Problem):
    """`reasons`: all that are against the start. `alternatives`: up to three openings nearest to it, nearest first."""

    code: Literal["slot-taken", "slot-not-offered", "slot-in-past"]
    reasons: Annotated[list[ReasonAgainst], Field(min_length=1)]
    alternatives: Annotated[list[SlotAnswer], Field(max_length=3)]


class TooLateProblem(Problem):
    """`cutoffAt`: until when a customer could change the appointment (`too-late-to-change` only)."""

    code: Literal["too-late-to-change"]
    cutoff_at: ZonedTime


WITH_MEMBERS: Mapping[str, type[Problem]] = {
    "validation-failed": ValidationProblem,
    "slot-taken": StartProblem,
    "slot-not-offered": StartProblem,
    "slot-in-past": StartProblem,
    "too-late-to-change": TooLateProblem,
}
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
    models: list[type[BaseModel]] = [Problem, *dict.fromkeys(WITH_MEMBERS.values())]
    _, made = models_json_schema([(model, "serialization") for model in models], ref_template=_REF + "{model}")
    schemas: Json = made["$defs"]
    # Examples and no enum: a client that was generated today must be able to read the codes of tomorrow.
    schemas["Problem"]["properties"]["code"]["examples"] = sorted({kind.code for kind in all_kinds()})
    schemas["GatewayMessage"] = {
        "type": "object",
        "description": "What API Gateway answers by itself, before or instead of the service.",
        "properties": {"message": {"type": ["string", "null"]}},
        "required": ["message"],
    }
    return schemas


def problem_schema(kinds: Sequence[Kind]) -> Json:
    """One answer's schema. Those with more members come first: generated clients take the first that fits."""
    named = [*dict.fromkeys(WITH_MEMBERS[kind.code].__name__ for kind in kinds if kind.code in WITH_MEMBERS)]
    plain = [Problem.__name__] if any(kind.code not in WITH_MEMBERS for kind in kinds) else []
    names = [*named, *plain]
    choices = [{"$ref": _REF + name} for name in names]
    # The title is the name that generators give to a choice; without one it is InlineObject1.
    return choices[0] if len(choices) == 1 else {"title": "Or".join(names), "anyOf": choices}

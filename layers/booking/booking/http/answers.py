"""What clients get: every field that they may see is always there; an absent value is null. New fields may come."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from booking.http.headers import content_etag, names_etag

REPLAYED = "Idempotent-Replayed"


class Answer(BaseModel):
    """camelCase on the wire. A field that is not given to the model is left out: not every caller sees every field."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


Id = Annotated[str, Field(description="To be sent back as it is")]
"""Without the format `uuid`: generated clients would make an object of it, and could not send that where text goes."""

ZonedTime = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="With the provider's offset")]

UtcTime = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="In UTC, with Z")]

Minutes = Annotated[int, Field(description="Minutes", json_schema_extra={"minimum": 5})]

Version = Annotated[int, Field(description="Grows with every change; the ETag", json_schema_extra={"minimum": 1})]

JSON = "application/json"

MERGE_PATCH = "application/merge-patch+json"
"""By RFC 7396: a field that is left out stays, null clears it."""


class Response(NamedTuple):
    """What a client gets. `body` is text, or the base64 of bytes."""

    status: int
    content_type: str
    body: str
    headers: Mapping[str, str]
    is_base64: bool = False


def ok(body: Answer, version: int | None = None) -> Response:
    """200, with the ETag of the record's version; not to be cached, for it may hold personal data."""
    return _response(200, body, _etag(version))


def changed(body: Answer, version: int, *, is_dry_run: bool) -> Response:
    """200. After a dry run without ETag: nobody can read what it answers."""
    return ok(body, None if is_dry_run else version)


def ok_or_not_modified(body: Answer, if_none_match: str | None, *, is_personal: bool = False) -> Response:
    """200, or 304 if the client has this answer already. For an answer whose content no record's version covers.

    A browser may keep it, but has to ask each time whether it still holds. `is_personal`: only the client itself may.
    """
    text = _text(body)
    headers = {"Cache-Control": "no-store" if is_personal else "private, no-cache", "ETag": content_etag(text)}
    has_it = names_etag(if_none_match, headers["ETag"])
    return Response(304, JSON, "", headers) if has_it else Response(200, JSON, text, headers)


def created(body: Answer, version: int, location: str, *, replayed: bool) -> Response:
    """201. `location` is relative to the request's URL, so that it holds wherever the API is mounted."""
    headers = {**_etag(version), "Location": location, **({REPLAYED: "true"} if replayed else {})}
    return _response(201, body, headers)


def accepted(body: Answer, location: str, *, replayed: bool) -> Response:
    """202: what is asked for will be done. `location`: where to read how far it is, as for `created`."""
    return _response(202, body, {"Location": location, **({REPLAYED: "true"} if replayed else {})})


def put(body: Answer, version: int, *, is_new: bool, is_dry_run: bool) -> Response:
    """201 if there was nothing under this path, else 200. After a dry run without ETag."""
    return _response(201 if is_new else 200, body, _etag(None if is_dry_run else version))


def _response(status: int, body: Answer, headers: Mapping[str, str]) -> Response:
    return Response(status, JSON, _text(body), {"Cache-Control": "no-store", **headers})


def _text(body: Answer) -> str:
    # What `model_dump_json` calls with fifteen more arguments; they take a sixth of its instructions.
    return body.__pydantic_serializer__.to_json(body, by_alias=True, exclude_unset=True).decode()


def _etag(version: int | None) -> dict[str, str]:
    return {} if version is None else {"ETag": f'"{version}"'}

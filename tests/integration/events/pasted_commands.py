"""Runs commands of the AWS CLI as a page has them, through boto3: each must exist, with its options."""

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

import jmespath  # type: ignore[import-untyped]
from botocore import xform_name

_CALL = re.compile(r"^(?:(?P<variable>\w+)=\$\()?emulated (?P<words>.*?)\)?$", re.MULTILINE)


def run(commands: str, variables: dict[str, str], client: Callable[[str], Any]) -> list[Any]:
    """What each call of `emulated` prints. Variables that are set stay in `variables`, for later commands."""
    printed = []
    for call in _CALL.finditer(commands):
        words = [_filled(word, variables) for word in shlex.split(call["words"])]
        printed.append(_called(words, client))
        if call["variable"]:
            variables[call["variable"]] = printed[-1]
    return printed


def _filled(word: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: variables[found[1]], word)


def _called(words: list[str], client: Callable[[str], Any]) -> Any:
    service, operation, *rest = words
    options = dict(zip(rest[::2], rest[1::2], strict=True))
    query = options.pop("--query", None)
    options.pop("--output", None)
    calling = client(service)
    api_name = calling.meta.method_to_api_mapping[operation.replace("-", "_")]
    members = calling.meta.service_model.operation_model(api_name).input_shape.members
    names = {f"--{xform_name(name, '-')}": name for name in members}
    given = {names[option]: _value(text, members[names[option]].type_name) for option, text in options.items()}
    answer = getattr(calling, operation.replace("-", "_"))(**given)
    return jmespath.search(query, answer) if query else answer


def _value(text: str, kind: str) -> Any:
    match kind:
        case "integer":
            return int(text)
        case "list":
            return [dict(pair.split("=", 1) for pair in text.split(","))]
        case _:
            return text

"""A line of a function's log, as the terminal shows it: failures and prints, nothing else."""

import json
import re
from collections.abc import Iterable
from typing import Any

from local.handlers import folders
from local.paths import shown

_SHOWN_LEVELS = {"ERROR", "CRITICAL"}
# Lambda's own lines around each call.
_FRAME = re.compile(r"(START|END|REPORT) RequestId: ")
# Code as the emulator unpacks it for a worker, and where it comes from.
_FUNCTION_FILE = re.compile(r'"[^"]*/ministack-lambda-[^/"]*?-(\w+)Function-[^/"]*/code/')
_LAYER_FILE = re.compile(r'"[^"]*/layer_\d+/python/booking/')
_WORKER_FRAME = re.compile(r'  File "[^"]*/_worker\.py", [^\n]*\n(?:    [^\n]*\n)*')
_BROKEN_WORKER = re.compile(r"[Ww]orker execution error for \S*?-(\w+)Function-\S*: (?:Worker init failed: )?(.*)")


def for_terminal(messages: Iterable[str]) -> list[str]:
    """What to show of the lines of one call. A traceback that the function did not log itself is a line each."""
    shown, plain = [], []
    for message in messages:
        if _FRAME.match(message):
            continue
        fields = _fields(message)
        if fields is None:
            plain.append(message)  # of a traceback, a time-out, or a print of whoever looks for a bug
        elif fields.get("level") in _SHOWN_LEVELS:
            text = "\n".join([_headline(fields), *str(fields.get("exception", "")).splitlines()])
            shown.append(with_sources(text))
    return [*shown, *([with_sources("\n".join(plain))] if plain else [])]


def broken_worker(line: str) -> str | None:
    """What a line of the emulator's log says of a function that could not be loaded; None for all other lines."""
    found = _BROKEN_WORKER.search(line)
    return f"{_folder(found[1])} cannot be loaded: {found[2]}" if found else None


def with_sources(text: str) -> str:
    """The text with the sources' paths in the place of their unpacked copies'."""
    text = _WORKER_FRAME.sub("", text)
    text = _FUNCTION_FILE.sub(lambda found: f'"{_source_folder(_folder(found[1]))}/', text)
    return _LAYER_FILE.sub('"layers/booking/booking/', text)


def _fields(message: str) -> dict[str, Any] | None:
    """Of a line that the service logs, or counts with; None of all others."""
    try:
        fields = json.loads(message)
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None


def _headline(fields: dict[str, Any]) -> str:
    request = fields.get("correlation_id")
    return f"{fields['level']} {fields.get('message')}" + (f" (request {request})" if request else "")


def _source_folder(name: str) -> str:
    return shown(folders()[name]) if name in folders() else name


def _folder(pascal: str) -> str:
    """`GetProvider`, of GetProviderFunction, as the folder is called: `get_provider`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", pascal).lower()

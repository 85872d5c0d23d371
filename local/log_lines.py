"""The terminal shows the errors and the prints of a function's log, nothing else."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
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
_BROKEN_WORKER = re.compile(r"[Ww]orker execution error for \S*?-(\w+)Function-\S*: (.*)")
INIT_FAILED = "Worker init failed: "
"""The function's own failure follows."""

# How a call ended that returned nothing, in the emulator's words.
_ENDED = re.compile(r"(  \+ Exception Group )?Traceback \(most recent call last\):|Task timed out after ")
_CUT_OFF = re.compile(
    r"Worker process exited immediately\. stderr: |Worker process died|\[Errno 32\] Broken pipe"
    r"|'NoneType' object has no attribute 'std(in|out|err)'"
    r"|\[Errno 2\] No such file or directory: '[^']*/ministack-lambda-[^']*'"  # unpacked code, deleted
    r"|Failed to resolve layer \S+"
)

type Shown = tuple[str, str]
"""A label, `error` or `print`, and the text."""


def for_terminal(messages: Iterable[str]) -> list[Shown]:
    """The lines of one call that are for the terminal, in the order of the log.

    The log has a traceback that the function did not log itself as one message for each line.
    """
    shown: list[Shown] = []
    for is_plain, group in groupby(messages, _is_plain):
        lines = list(group)
        shown += _plain(lines) if is_plain else filter(None, map(_logged, lines))
    return shown


def broken_worker(line: str) -> tuple[str, str] | None:
    """The function and the message, if this line says that a function cannot be loaded; otherwise None."""
    found = _BROKEN_WORKER.search(line)
    return (_folder(found[1]), found[2]) if found else None


def is_cut_off(text: str) -> bool:
    """Whether the emulator says no more than that a worker ended: it does so when code is replaced during a request."""
    return _CUT_OFF.fullmatch(text) is not None


def with_sources(text: str) -> str:
    """The text with the paths of the sources instead of their unpacked copies."""
    text = _WORKER_FRAME.sub("", text)
    text = _FUNCTION_FILE.sub(lambda found: f'"{_source_folder(_folder(found[1]))}/', text)
    return _LAYER_FILE.sub('"layers/booking/booking/', text)


def _is_plain(message: str) -> bool:
    return not _FRAME.match(message) and _fields(message) is None


def _plain(lines: list[str]) -> Iterator[Shown]:
    """Prints of whoever looks for a bug, then the emulator's message on how the call ended: a traceback or a line."""
    end = next((at for at, line in enumerate(lines) if _ENDED.match(line) or is_cut_off(line)), len(lines))
    for label, part in (("print", lines[:end]), ("error", lines[end:])):
        if part:
            yield label, with_sources("\n".join(part))


def _logged(message: str) -> Shown | None:
    """An error that the function logged; None for any other line."""
    fields = _fields(message)
    if fields is None or fields.get("level") not in _SHOWN_LEVELS:
        return None
    return "error", with_sources("\n".join([_headline(fields), *str(fields.get("exception", "")).splitlines()]))


def _fields(message: str) -> dict[str, Any] | None:
    """The JSON fields of a log or metric line; None for any other line."""
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

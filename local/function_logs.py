"""The functions' logs, from the emulator's CloudWatch: all lines go to a file, errors and prints to the terminal."""

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from local.log_lines import INIT_FAILED, Shown, broken_worker, for_terminal, is_cut_off
from local.replacements import Replacements
from local.run_files import RunFiles
from local.stack import Stack

LATE_MILLISECONDS = 2_000


class FunctionLogs:
    """The log group of all functions, from now on."""

    def __init__(self, stack: Stack, files: RunFiles, replacements: Replacements) -> None:
        self._replacements = replacements
        self._logs = stack.emulator.client("logs")
        self._group = stack.resources["FunctionLogGroup"]
        self._since = int(time.time() * 1000)
        self._seen: dict[str, int] = {}
        """Streams of the last look."""
        self._file = files.function_log
        self._file.write_text("")
        self._emulator_log = files.emulator_log
        self._read_to = self._emulator_log.stat().st_size

    def news(self) -> Iterator[Shown]:
        """Append the new lines to the file; yield those that are for the terminal.

        A request that was cut off by new code is no failure of the function. The log does not name the function, the
        emulator's own log does.
        """
        messages = self._messages()
        with self._file.open("a") as file:
            for message in messages:
                at = datetime.fromtimestamp(message["timestamp"] / 1000, UTC)
                file.write(f"{at.isoformat(timespec='milliseconds')}  {message['message']}\n")
        for call in _by_stream(messages):
            for label, text in for_terminal(call):
                if not (is_cut_off(text) and self._replacements.are_recent()):
                    yield label, text
        for function, text in filter(None, map(broken_worker, self._emulator_lines())):
            if not (is_cut_off(text) and self._replacements.is_recent(function)):
                yield "error", f"{function} cannot be loaded: {text.removeprefix(INIT_FAILED)}"

    def _messages(self) -> list[dict[str, Any]]:
        """The new lines. All lines of a call come at once, in one stream.

        Calls are not always written in the order in which they ended. So each look goes back a little, and leaves out
        the streams that the last one saw.
        """
        since = self._since - LATE_MILLISECONDS
        found = self._logs.filter_log_events(logGroupName=self._group, startTime=since)["events"]
        new = [message for message in found if message["logStreamName"] not in self._seen]
        self._seen = {message["logStreamName"]: message["timestamp"] for message in found}
        self._since = max([self._since, *self._seen.values()])
        return new

    def _emulator_lines(self) -> Iterator[str]:
        """The new lines of the emulator's own log. Only this log says that a function cannot be loaded."""
        with self._emulator_log.open(errors="replace") as log:
            log.seek(self._read_to)
            yield from log
            self._read_to = log.tell()


def _by_stream(messages: list[dict[str, Any]]) -> Iterable[list[str]]:
    """The lines of each call."""
    calls: dict[str, list[str]] = {}
    for message in messages:
        calls.setdefault(message["logStreamName"], []).append(message["message"])
    return calls.values()

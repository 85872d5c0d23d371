"""A cold start with only the built layers on the path: `cold_probe.py FUNCTION EVENT SECONDS ANSWERS RESULT`.

It takes Lambda's steps up to the first answer: import the handler, make the clients, answer a call that succeeds. After
each step it makes a mark, at which callgrind ends a count.

- FUNCTION: the function's folder, or `-` for the reference, whose calls are left out.
- SECONDS: the time that the function has.
- ANSWERS: a file of canned bodies by operation, which replace HTTP. With `-`, requests go to the address in the
  environment.

It imports only the standard library, and the module for the canned answers that lies beside the layers.
"""

import importlib
import importlib.util
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAKERS = ("appointment_store", "provider_store", "event_bus", "dead_letter_queue")
"""The functions of a handler that make its clients. Other handlers make them when they are imported."""


class Context:
    function_name = "booking"
    aws_request_id = "6bc28136-xmpl-4365-b021-0ce6b2e64ab0"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-south-1:123456789012:function:booking"

    def __init__(self, seconds: float) -> None:
        self._milliseconds = round(seconds * 1000)

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


def main(function: str, event: str, seconds: str, answers: str, result: str) -> None:
    opened: list[str] = []
    sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
    stages: list[str] = []

    def stage(name: str, step: Callable[[], Any]) -> Any:
        made = step()
        os.getloadavg()  # the mark
        stages.append(name)
        return made

    payload = json.loads(Path(event).read_text()) if event != "-" else None
    use_answers = canned(Path(answers)) if answers != "-" else lambda: None
    context, answer = Context(float(seconds)), {}
    opened.clear()
    started = time.process_time()
    os.getloadavg()
    if function == "-":
        stage("imports", lambda: importlib.import_module("benchmarks.reference_service"))
    else:
        handler = stage("imports", lambda: loaded(Path(function) / "handler.py"))
        use_answers()
        stage("clients", lambda: [getattr(handler, maker)() for maker in MAKERS if hasattr(handler, maker)])
        answer = stage("first call", lambda: handler.lambda_handler(payload, context))
    found = {
        "milliseconds": (time.process_time() - started) * 1e3,
        "files": len(opened),
        "modules": len(sys.modules),
        "peak_bytes": peak_bytes(),
        "stages": stages,
        "answer": answer,
    }
    require_success(answer)
    Path(result).write_text(json.dumps(found))


def canned(file: Path) -> Callable[[], None]:
    """The function that replaces HTTP with the answers, once the handler has imported its transport."""
    canned_http = importlib.import_module("canned_http")
    answers = canned_http.Answers(json.loads(file.read_text()))

    def use() -> None:
        if "booking.dynamodb.wire" in sys.modules:
            canned_http.answer_in_place_of_wire(answers.to)
        else:
            canned_http.answer_in_place_of_sdk(answers.to)

    return use


def loaded(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("handler", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def require_success(answer: Any) -> None:
    assert answer.get("statusCode", 200) < 300, answer
    assert not answer.get("batchItemFailures"), answer


def peak_bytes() -> int:
    """The highest resident memory of this process.

    It is Linux's own peak of the program. `getrusage` would begin with the parent's memory at the start.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A cold start with nothing but the built layers on the path: `cold_probe.py FUNCTION EVENT SECONDS RESULT`.

It does what Lambda does before and at the first call: imports the handler, makes the clients, answers once (from a
stub that has no items). After each it makes a mark for callgrind, which alone counts whole starts. Standard library
only; `FUNCTION` is the function's folder, or `-` for the reference, whose first call is left out. `SECONDS`: the time
that the function has.
"""

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Context:
    function_name = "booking"
    aws_request_id = "6bc28136-xmpl-4365-b021-0ce6b2e64ab0"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-south-1:123456789012:function:booking"

    def __init__(self, seconds: float) -> None:
        self._milliseconds = round(seconds * 1000)

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


class Raw:
    """No items; every entry taken."""

    def __init__(self, asked: dict[str, Any]) -> None:
        taken = [{"EventId": "1"} for _ in asked.get("Entries", ())]
        self._body = json.dumps({"Responses": {}, "FailedEntryCount": 0, "Entries": taken}).encode()

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self._body]


def main(function: str, event: str, seconds: str, result: str) -> None:
    opened: list[str] = []
    sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
    stages: dict[str, dict[str, float]] = {}

    def stage(name: str, step: Callable[[], Any]) -> Any:
        modules, files, started = len(sys.modules), len(opened), time.process_time()
        made = step()
        stages[name] = {
            "milliseconds": (time.process_time() - started) * 1e3,
            "modules": len(sys.modules) - modules,
            "files": len(opened) - files,
        }
        os.getloadavg()  # the mark
        return made

    os.getloadavg()
    if function == "-":
        stage("imports", lambda: importlib.import_module("benchmarks.reference_service"))
    else:
        handler = stage("imports", lambda: loaded(Path(function) / "handler.py"))
        client = stage("clients", lambda: made_client(handler))
        client.meta.events.register("before-send", stub_answer)
        payload, context = json.loads(Path(event).read_text()), Context(float(seconds))
        stage("first call", lambda: handler.lambda_handler(payload, context))
        stage("second call", lambda: handler.lambda_handler(payload, context))
    Path(result).write_text(json.dumps({"stages": stages, "modules": sorted(sys.modules)}))


def loaded(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("handler", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made_client(handler: Any) -> Any:
    """As the first call makes it; of publish_events the bus, whose client no one else knows."""
    if hasattr(handler, "event_bus"):
        handler.dead_letter_queue()
        return vars(handler.event_bus())["_client"]
    handler.appointment_store()
    return importlib.import_module("booking.dynamodb.sdk").dynamodb()


def stub_answer(request: Any, **_: object) -> Any:
    response = importlib.import_module("botocore.awsrequest").AWSResponse
    return response(request.url, 200, {"content-type": "application/x-amz-json-1.0"}, Raw(json.loads(request.body)))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""`stack.json`: how other programs find a running stack. It is there while the API answers, and only then."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.emulator import REGION, ROOT_KEY, isolate_from_aws
from local.paths import WORK
from local.ports import HOST, is_listening
from local.run_files import RunFiles
from local.stack import Stack

STACK_FILE = RunFiles(WORK).stack
"""Of the first run."""


def stack_values(stack: Stack) -> dict[str, Any]:
    """The values with which clients call the API, and tools read the table and the bus."""
    return {
        "apiUrl": stack.api_url,
        "awsEndpointUrl": stack.emulator.endpoint_url,
        "region": REGION,
        "awsAccessKeyId": ROOT_KEY,
        "awsSecretAccessKey": ROOT_KEY,
        "tableName": stack.table_name,
        "eventBusName": stack.event_bus_name,
        "tokens": stack.issuer.tokens(),
    }


@contextmanager
def published(stack: Stack, path: Path = STACK_FILE) -> Iterator[None]:
    """The file exists as long as the block runs, and is always whole. It replaces the file of a killed run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)  # it has tokens
    draft.write_text(json.dumps(stack_values(stack), indent=2) + "\n")
    draft.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running_stack(port: str = "", work: Path = WORK) -> Mapping[str, Any] | None:
    """The values of the stack on this port, or of the first run. None when no such stack runs."""
    folder = running_folder(port, work)
    return None if folder is None else _values(RunFiles(folder).stack)


def running_folder(port: str = "", work: Path = WORK) -> Path | None:
    """The folder of the run whose stack `running_stack` finds."""
    for folder in [work, work / port] if port else [work]:
        path = RunFiles(folder).stack
        if path.is_file() and _answers(_values(path), port):
            return folder
    return None


def _values(path: Path) -> Mapping[str, Any]:
    values: Mapping[str, Any] = json.loads(path.read_text())
    return values


def point_to(stack: Mapping[str, Any]) -> None:
    """From now on this process's SDK reaches the stack with these values, and nothing of an AWS account."""
    isolate_from_aws(urlsplit(stack["awsEndpointUrl"]).hostname or HOST)
    os.environ |= {
        "AWS_ENDPOINT_URL": stack["awsEndpointUrl"],
        "AWS_DEFAULT_REGION": stack["region"],
        "AWS_ACCESS_KEY_ID": stack["awsAccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": stack["awsSecretAccessKey"],
    }


def no_stack(port: str = "") -> str:
    """The message when `running_stack` found none."""
    return f"No stack runs on port {port}." if port else "No stack runs here: start one with `make dev`."


def _answers(values: Mapping[str, Any], port: str) -> bool:
    """Whether the file is of this port, and not of a run that was killed."""
    endpoint = urlsplit(values["awsEndpointUrl"])
    return port in {"", str(endpoint.port)} and is_listening(endpoint.hostname or HOST, endpoint.port or 0)

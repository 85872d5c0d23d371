"""`.local/stack.json`: how other programs find the running stack. It is there while the API answers, and only then."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from local.emulator import REGION, ROOT_KEY
from local.paths import STACK_FILE
from local.ports import HOST
from local.stack import Stack


def stack_values(stack: Stack) -> dict[str, str]:
    """What a client needs to call the API, and a tool to read the table and the bus."""
    return {
        "apiUrl": stack.api_url,
        "awsEndpointUrl": stack.emulator.endpoint_url,
        "region": REGION,
        "awsAccessKeyId": ROOT_KEY,
        "awsSecretAccessKey": ROOT_KEY,
        "tableName": stack.table_name,
        "eventBusName": stack.event_bus_name,
    }


@contextmanager
def published(stack: Stack, path: Path = STACK_FILE) -> Iterator[None]:
    """The file stands, whole, for as long as the block runs; a later run's file is left to it."""
    content = json.dumps(stack_values(stack), indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(content)
    draft.replace(path)
    try:
        yield
    finally:
        if path.is_file() and path.read_text() == content:
            path.unlink()


def remove_stale(path: Path = STACK_FILE) -> None:
    """Remove the file of a run that was killed: nothing listens where it points."""
    try:
        endpoint = urlsplit(json.loads(path.read_text())["awsEndpointUrl"])
    except FileNotFoundError:
        return
    with socket.socket() as probe:
        if probe.connect_ex((endpoint.hostname or HOST, endpoint.port or 0)) != 0:
            path.unlink(missing_ok=True)

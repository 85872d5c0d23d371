"""A copy of the built template for `sam local`, whose functions use the running stack's table and bus.

`sam local` runs functions in Docker and passes them only the variables that the template names, with `Ref`s as logical
ids. So the copy names the emulator's endpoint, and the table and bus as they are called here.
"""

import json
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.build import machine_architecture
from local.paths import BUILD, BUILT_TEMPLATE
from local.ports import HOST
from local.stack import Stack
from local.translation import read_template


def endpoint_in_docker(host: str, port: int, system: str) -> str | None:
    """The emulator as a container sees it; None where no container can reach it.

    Docker Desktop forwards a name of its own to this machine. On Linux a container's 127.0.0.1 is the container itself:
    the emulator has to listen on an address of the bridge (BIND).
    """
    if host != HOST:
        return f"http://{host}:{port}"
    return None if system == "Linux" else f"http://host.docker.internal:{port}"


def for_sam_local(template: Mapping[str, Any], values: Mapping[str, str], build: str) -> dict[str, Any]:
    """The template for this machine, with these values wherever a function's environment names them.

    All functions get the endpoint. `build` is the path of the built code as seen from the file's folder.
    """
    copied: dict[str, Any] = json.loads(json.dumps(template))
    functions = [r["Properties"] for r in copied["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    for properties in (r.get("Properties", {}) for r in copied["Resources"].values()):
        for name in ("CodeUri", "ContentUri"):
            if name in properties:
                properties[name] = f"{build}/{properties[name]}"
    copied["Parameters"]["Architecture"]["Default"] = machine_architecture()
    everywhere = copied["Globals"]["Function"]
    everywhere["Environment"]["Variables"]["AWS_ENDPOINT_URL"] = values["AWS_ENDPOINT_URL"]
    for properties in (everywhere, *functions):
        variables = properties.get("Environment", {}).get("Variables", {})
        variables.update({name: value for name, value in values.items() if name in variables})
    return copied


@contextmanager
def sam_local_template(stack: Stack, path: Path) -> Iterator[None]:
    """The file exists as long as the block runs, if a container can reach the emulator."""
    emulator = stack.emulator
    endpoint = endpoint_in_docker(emulator.host, emulator.port, platform.system())
    if not endpoint:
        yield
        return
    values = {
        "AWS_ENDPOINT_URL": endpoint,
        "TABLE_NAME": stack.table_name,
        "EVENT_BUS_NAME": stack.event_bus_name,
        "DEAD_LETTER_QUEUE_URL": stack.resources.get("DeadLetterQueue", "").replace(emulator.endpoint_url, endpoint),
    }
    filled = for_sam_local(read_template(BUILT_TEMPLATE), values, os.path.relpath(BUILD, path.parent))
    path.write_text(json.dumps(filled, indent=1))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)

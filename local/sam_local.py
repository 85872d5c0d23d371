"""A copy of the built template for `sam local`, whose functions use the running stack's table and bus.

`sam local` runs functions in Docker and passes them only the variables that the template names, with `Ref`s as logical
ids. So the copy names the emulator's endpoint, and the table and bus as they are called here.
"""

import json
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.paths import BUILD, BUILT_TEMPLATE, WORK
from local.stack import Stack
from local.translation import read_template

SAM_LOCAL_TEMPLATE = WORK / "sam-local.json"


def endpoint_in_docker(port: int, system: str) -> str:
    """The emulator as a container sees it.

    Docker Desktop forwards a name of its own to this machine; on Linux the container shares the network.
    """
    return f"http://{'127.0.0.1' if system == 'Linux' else 'host.docker.internal'}:{port}"


def with_variables(template: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The template with these values wherever a function's environment names them, and the endpoint in all.

    Paths of code are made to hold from the folder above the build's: a build would sweep the file away.
    """
    copied: dict[str, Any] = json.loads(json.dumps(template))
    functions = [r["Properties"] for r in copied["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    for properties in (r.get("Properties", {}) for r in copied["Resources"].values()):
        for name in ("CodeUri", "ContentUri"):
            if name in properties:
                properties[name] = f"{BUILD.name}/{properties[name]}"
    everywhere = copied["Globals"]["Function"]
    everywhere["Environment"]["Variables"]["AWS_ENDPOINT_URL"] = values["AWS_ENDPOINT_URL"]
    for properties in (everywhere, *functions):
        variables = properties.get("Environment", {}).get("Variables", {})
        variables.update({name: value for name, value in values.items() if name in variables})
    return copied


@contextmanager
def sam_local_template(stack: Stack, path: Path = SAM_LOCAL_TEMPLATE) -> Iterator[None]:
    """The file stands beside the build's folder for as long as the block runs."""
    queue_url = stack.resources.get("DeadLetterQueue", "")
    endpoint = endpoint_in_docker(stack.emulator.port, platform.system())
    values = {
        "AWS_ENDPOINT_URL": endpoint,
        "TABLE_NAME": stack.table_name,
        "EVENT_BUS_NAME": stack.event_bus_name,
        "DEAD_LETTER_QUEUE_URL": queue_url.replace(stack.emulator.endpoint_url, endpoint),
    }
    path.write_text(json.dumps(with_variables(read_template(BUILT_TEMPLATE), values), indent=1))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)

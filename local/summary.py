"""The text that `make dev` prints when the stack is up."""

import shlex
from urllib.parse import urlsplit

from local.issuer import SUBJECTS
from local.paths import ROOT, shown
from local.ports import HOST
from local.run_files import RunFiles
from local.settings import Settings
from local.stack import Stack
from local.walkthrough import walkthrough


def summary(stack: Stack, files: RunFiles, settings: Settings, seconds: float) -> str:
    """Where everything is, and a walk to paste. The docs page gets an admin's token in its address."""
    data = f"kept in {shown(files.state)}" if settings.persist else "gone at the end (PERSIST=1 keeps it)"
    open_to = "" if settings.host == HOST else _warning(settings.host)
    return f"""
The booking service runs (up in {seconds:.1f} s).
{open_to}
  API           {stack.api_url}
  Docs          {stack.docs_url}#token={stack.issuer.token("admin")}
  AWS endpoint  {stack.emulator.endpoint_url}
  Table, bus    {stack.table_name}, {stack.event_bus_name}
  Tokens        in {shown(files.stack)}: {", ".join(SUBJECTS)}
  Logs          {shown(files.function_log)} (functions), {shown(files.emulator_log)}
  Data          {data}

The main job, to paste into bash:
{walkthrough(stack.api_url, sign_in(stack))}

Ctrl-C stops it. Edited code goes live by itself. Events and errors of functions appear below:
"""


def sign_in(stack: Stack) -> str:
    """Works in any folder, and names the stack: several may run."""
    port = urlsplit(stack.api_url).port
    return f"make -s -C {shlex.quote(str(ROOT))} token ROLE=admin PORT={port}"


def _warning(host: str) -> str:
    return f"""WARNING: the stack listens on {host}. Anyone on that network can call all of the emulated AWS without
credentials of their own: also the table behind the API.
"""

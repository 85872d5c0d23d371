"""Edited code goes live while the stack runs: the functions' code, and the layer with the package that they share.

It is sent to the emulator's Lambda straight from the sources. The build stays as it is: the next start compares it
with the sources and builds again.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from local.artifacts import zip_sources
from local.handlers import folders, logical_id
from local.paths import ROOT, shown
from local.replacements import Replacements
from local.sources import Sources
from local.stack import Stack

LAYER_IN_ZIP = "python/booking"


class LiveCode:
    """The stack's functions, and the sources as they were when it was made."""

    def __init__(self, stack: Stack, marker: Path | None = None, root: Path = ROOT) -> None:
        """`marker` is a file that tells a later run that the functions have other code than was deployed."""
        self.replacements = Replacements()
        self._root, self._package = root, root / "layers" / "booking" / "booking"
        self._lambda = stack.emulator.client("lambda")
        self._resources = stack.resources
        self._layer = next(arn for name, arn in stack.resources.items() if name.startswith("BookingLayer"))
        self._sources = Sources(root)
        self._waiting: set[Path] = set()
        self._not_deployed: set[Path] = set()
        """Files that need a restart to go live."""
        self._marker = marker
        if marker and marker.exists():
            self._publish_package()
            for name in folders(self._root):
                if self._knows(name):
                    self._publish_function(name)

    def look(self) -> Iterator[str]:
        """Bring what was edited since the last look live. Says what happened, in lines for the terminal."""
        changed = self._sources.changed()
        if not changed:
            return
        restart = {path for path in changed if self._sources.need_restart(path)}
        yield from self._restarts(restart)
        self._waiting |= changed - restart
        broken = list(filter(None, map(syntax_error, sorted(self._waiting))))
        if broken:
            yield from (f"reload  {error}" for error in broken)
            yield "        The functions keep running the code that they had."
            return
        waiting, self._waiting = self._waiting, set()
        if not waiting:
            return
        try:
            yield from self._publish(waiting)
        except FileNotFoundError:
            self._waiting |= waiting  # an editor has put it aside, and is about to write it again

    def _restarts(self, changed: set[Path]) -> Iterator[str]:
        """Lines on files that need a restart. One that is back to its deployed content needs none."""
        for path in sorted(changed):
            if not self._sources.is_as_deployed(path):
                self._not_deployed.add(path)
                yield f"reload  {shown(path)} changed: restart make dev to bring it live"
            elif path in self._not_deployed:
                self._not_deployed.remove(path)
                yield f"reload  {shown(path)} is as deployed again: no restart is needed for it"

    def _publish(self, changed: set[Path]) -> Iterator[str]:
        started = time.monotonic()
        if self._marker:
            self._marker.touch()
        of_package = {path for path in changed if path.is_relative_to(self._package)}
        if of_package:
            self._publish_package()
        names = sorted({name for path in changed - of_package for name in path.relative_to(self._root).parts[2:3]})
        known = [name for name in names if self._knows(name)]
        for name in known:
            self._publish_function(name)
        for name in names:
            if name not in known:
                yield f"reload  {name} is not a function of this stack: restart make dev"
        live = [*known, *(["the package booking"] if of_package else [])]
        if live:
            yield f"reload  {', '.join(live)}: live after {time.monotonic() - started:.1f} s"

    def _publish_function(self, name: str) -> None:
        """Raises FileNotFoundError when it has no handler."""
        if name not in folders(self._root):
            raise FileNotFoundError(name)
        self._lambda.update_function_code(
            FunctionName=self._resources[logical_id(name)], ZipFile=zip_sources(folders(self._root)[name])
        )
        self.replacements.note([name])

    def _publish_package(self) -> None:
        version = self._lambda.publish_layer_version(
            LayerName=self._layer.split(":")[6], Content={"ZipFile": zip_sources(self._package, LAYER_IN_ZIP)}
        )
        functions = {name: self._resources[logical_id(name)] for name in folders(self._root) if self._knows(name)}
        for function in functions.values():
            self._lambda.update_function_configuration(FunctionName=function, Layers=[version["LayerVersionArn"]])
        self.replacements.note(functions)

    def _knows(self, name: str) -> bool:
        """Whether the stack has this function."""
        return logical_id(name) in self._resources


def syntax_error(path: Path) -> str | None:
    """Where and why Python cannot parse the file; None if it can, or if the file is not Python or gone."""
    if path.suffix != ".py" or not path.is_file():
        return None
    try:
        compile(path.read_bytes(), shown(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return f"{shown(path)}:{line}: {getattr(error, 'msg', error)}"
    return None

"""The files that the running functions are made of, and which of them changed.

Their times are read twice a second: about 120 files, 2 ms. That needs no library, and sees edits on any file system.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from local.artifacts import source_files
from local.paths import ROOT

_LIVE = ("functions", "layers/booking/booking")
_RESTART = ("template.yaml", "layers/dependencies", "layers/booking/pyproject.toml", "layers/booking/Makefile")

type Snapshot = Mapping[Path, tuple[int, int]]


class Sources:
    """Remembers how the files were at the last look, and what those that need a restart held when it was made."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        self._snapshot = self._look()
        self._deployed = {path: _content(path) for path in self._snapshot if self.need_restart(path)}

    def changed(self) -> set[Path]:
        """Files that were edited, made or deleted since the last look."""
        before, self._snapshot = self._snapshot, self._look()
        return {path for path, _ in before.items() ^ self._snapshot.items()}

    def need_restart(self, path: Path) -> bool:
        """Whether a change of this file is more than code: the stack or its packages."""
        return any(path.is_relative_to(self._root / name) for name in _RESTART)

    def is_as_deployed(self, path: Path) -> bool:
        """Whether a file that needs a restart holds what it held when the stack was deployed."""
        return _content(path) == self._deployed.get(path)

    def _look(self) -> Snapshot:
        found = {}
        for path in self._files():
            try:
                status = path.stat()
            except FileNotFoundError:
                continue  # deleted meanwhile
            found[path] = status.st_mtime_ns, status.st_size
        return found

    def _files(self) -> Iterator[Path]:
        for name in (*_LIVE, *_RESTART):
            path = self._root / name
            yield from (each for each in (source_files(path) if path.is_dir() else [path]) if not _of_editor(each))


def _content(path: Path) -> bytes | None:
    """None if there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _of_editor(path: Path) -> bool:
    """Whether it is a copy that an editor keeps beside the file that it has open."""
    return path.name.startswith(".") or path.name.endswith("~")

"""If-Match: a write on the version that the client has seen, or not at all."""

from collections.abc import Collection
from typing import NamedTuple

from booking.calls.refusals import VersionMismatch


class Precondition(NamedTuple):
    """`versions` is None for any version, as without a header or with `*`; weak tags match none."""

    versions: Collection[int] | None = None
    has_weak_tags: bool = False

    def require(self, current: int) -> None:
        """Raise VersionMismatch unless the current version is one that the client accepts."""
        if self.versions is not None and current not in self.versions:
            raise VersionMismatch(current, has_weak_tags=self.has_weak_tags)


ANY_VERSION = Precondition()

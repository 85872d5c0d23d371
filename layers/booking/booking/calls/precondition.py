"""If-Match: write only if the entity is still at a version that the client names."""

from collections.abc import Collection
from typing import NamedTuple

from booking.calls.refusals import VersionMismatch


class Precondition(NamedTuple):
    """`versions` is None if any version will do: without the header, or with `*`, which asks for a record that exists.

    Weak tags match no version.
    """

    versions: Collection[int] | None = None
    has_weak_tags: bool = False
    must_exist: bool = False

    def require(self, current: int) -> None:
        """Raise VersionMismatch unless the client accepts the current version: 0 if there is no record yet."""
        is_missed = self.must_exist and current == 0
        if is_missed or (self.versions is not None and current not in self.versions):
            raise VersionMismatch(current, has_weak_tags=self.has_weak_tags)


ANY_VERSION = Precondition()

ANY_VERSION_THAT_EXISTS = Precondition(must_exist=True)

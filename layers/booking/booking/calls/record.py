"""The fields that every stored entity has besides its own."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Self

from booking.calls.change import Change


class Record(NamedTuple):
    """`version` grows by 1 with every change; `change` is the last one. Instants are in UTC, in whole seconds.

    `fingerprint` identifies the request that made the entity under an Idempotency-Key. It is None without a key.
    """

    version: int
    created_at: datetime
    updated_at: datetime
    change: Change
    fingerprint: str | None = None

    @classmethod
    def new(cls, change: Change, fingerprint: str | None = None) -> Self:
        return cls(1, change.origin.at, change.origin.at, change, fingerprint)

    def after(self, change: Change) -> Self:
        return self._replace(version=self.version + 1, updated_at=change.origin.at, change=change)

    def touched(self) -> Self:
        """At the next version. The last change stays the same: there is no new event."""
        return self._replace(version=self.version + 1)

    def erased(self, at: datetime) -> Self:
        """Without what identifies the request. The last change stays the same: there is no new event."""
        return self._replace(version=self.version + 1, updated_at=at, fingerprint=None)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entity with its record."""

    id: str
    record: Record

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def change(self) -> Change:
        return self.record.change

    def making(self, other: "Recorded") -> Self:
        """A change that makes the next version of another entity, too: of its provider."""
        change = self.change._replace(provider_version=other.version)
        return replace(self, record=self.record._replace(change=change))

    def at_version_of(self, before: "Recorded") -> Self:
        """A change that is not written: the entity as it would be, with the version that stands."""
        return replace(self, record=before.record)

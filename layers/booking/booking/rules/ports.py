"""What a use case reads to decide about a start."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from booking.providers.provider import Provider
from booking.rules.claims import Claims
from booking.rules.dates import Reading
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook


class RuleStore(Protocol):
    """The provider has to be read first: its version then covers all that is read after it."""

    def rulebook(self, provider: Provider, service_id: str | None, days: range) -> Rulebook:
        """The rules of the provider, with the windows of those dates (days since the epoch) that have their own.

        Raise ServiceNotFound.
        """

    def rulebooks(
        self, provider: Provider, service_ids: Collection[str | None], days: Collection[int]
    ) -> Mapping[str | None, Rulebook]:
        """The same for several services, each named once, by as few requests as possible.

        None is the provider's own duration. A service that does not exist has none.
        """

    def claims(self, provider: Provider, reading: Reading) -> Claims:
        """What stands there, and the dates' own windows."""

    def standing(self, provider: Provider, reading: Reading) -> tuple[Claims, datetime | None]:
        """The same as `claims`, but not more than a request can hold: then with the instant at which it ends."""

    def accepted(self, appointment_ids: Collection[str]) -> Mapping[str, Collection[Reason]]:
        """By id, the reasons against appointments that somebody has skipped or accepted."""

    def claims_a_moment_ago(self, provider: Provider, reading: Reading) -> Claims:
        """The same, eventually consistent and at half the price. New writes may be missing, so not for decisions."""

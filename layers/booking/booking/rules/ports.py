"""What a use case reads to decide about a start."""

from typing import Protocol

from booking.providers.provider import Provider
from booking.rules.claims import Claims
from booking.rules.dates import Reading
from booking.rules.rulebook import Rulebook


class RuleStore(Protocol):
    """The provider has to be read first: its version then covers all that is read after it."""

    def rulebook(self, provider: Provider, service_id: str | None, days: range) -> Rulebook:
        """The rules of the provider, with the windows of those dates (days since the epoch) that have their own.

        Raise ServiceNotFound.
        """

    def claims(self, provider: Provider, reading: Reading) -> Claims:
        """What stands there, and the dates' own windows."""

    def claims_a_moment_ago(self, provider: Provider, reading: Reading) -> Claims:
        """The same, eventually consistent and at half the price. New writes may be missing, so not for decisions."""

"""An offering: a service as one provider offers it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple

from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded
from booking.providers.rules import Rules

WHOLE_DAY: Literal["day"] = "day"
"""The duration of a service that takes a whole date, from its first instant to that of the next."""

LONGEST_DATE = 25 * 60
"""In minutes: of the night in which summer time ends."""

type Duration = int | Literal["day"]
"""In minutes, or "day"."""


_SERVICE_ID = re.compile(r"[a-z0-9-]{1,64}")


def is_service_id(text: str) -> bool:
    """Whether a service can have this id: 1 to 64 of a-z, 0-9 and -."""
    return _SERVICE_ID.fullmatch(text) is not None


class OfferingChange(StrEnum):
    """The changes that an offering can have."""

    CHANGED = "ServiceChanged"
    RETIRED = "ServiceRetired"


class Terms(NamedTuple):
    """What a provider says of a service. A rule that is not set is the provider's."""

    name: str
    duration: Duration
    description: str | None
    rules: Rules

    @property
    def longest(self) -> int:
        """In minutes: an appointment takes no more."""
        return LONGEST_DATE if self.duration == WHOLE_DAY else self.duration


@dataclass(frozen=True, slots=True)
class Offering(Recorded):
    """`id` is that of the service: several providers may offer it, each with its own offering.

    `duration` is in minutes, or "day". A rule that is not set is the provider's. A retired one is not `is_active`.
    """

    provider_id: str
    name: str
    description: str | None
    duration: Duration
    rules: Rules
    is_active: bool

    @classmethod
    def new(cls, provider_id: str, service_id: str, terms: Terms, origin: Origin) -> "Offering":
        record = Record.new(Change(OfferingChange.CHANGED, origin))
        return cls(service_id, record, provider_id, terms.name, terms.description, terms.duration, terms.rules, True)

    def with_terms(self, terms: Terms, origin: Origin) -> "Offering":
        """In force with these terms. If it is so already, it is returned unchanged."""
        changed = replace(self, **terms._asdict(), is_active=True)
        if changed == self:
            return self
        return replace(changed, record=self.record.after(Change(OfferingChange.CHANGED, origin)))

    def retired(self, origin: Origin) -> "Offering":
        """No longer on offer. If it is so already, it is returned unchanged."""
        if not self.is_active:
            return self
        return replace(self, is_active=False, record=self.record.after(Change(OfferingChange.RETIRED, origin)))

    @property
    def terms(self) -> Terms:
        return Terms(self.name, self.duration, self.description, self.rules)

    @property
    def longest(self) -> int:
        return self.terms.longest

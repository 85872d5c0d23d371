"""The rules that a provider or one of its services may set. What is not set is None."""

from typing import NamedTuple

MAX_NOTICE_MINUTES = 525_600
MAX_DAYS = 730
MAX_LIMIT = 100


class Rules(NamedTuple):
    """Lengths of time are in minutes, and days are dates in the provider's zone.

    - `buffer_before`, `buffer_after`: claimed with an appointment, around its own time.
    - `slot_interval`: from one start to the next; by default both buffers and the duration.
    - `min_notice_minutes`, `min_notice_days`, `max_advance_days`: how soon and how late an appointment may start.
    - `max_per_day`, `max_per_week`: how many appointments may start on a date, or in an ISO week. Those of a provider
      count all its appointments, those of a service only its own: both hold.
    - `cancel_cutoff_minutes`, `reschedule_cutoff_minutes`: until when customers may do so, before the start.
    """

    buffer_before: int | None = None
    buffer_after: int | None = None
    slot_interval: int | None = None
    min_notice_minutes: int | None = None
    min_notice_days: int | None = None
    max_advance_days: int | None = None
    max_per_day: int | None = None
    max_per_week: int | None = None
    cancel_cutoff_minutes: int | None = None
    reschedule_cutoff_minutes: int | None = None

    def over(self, defaults: "Rules") -> "Rules":
        """These rules, and the defaults where they set none. Limits stay: those of the defaults hold beside them."""
        pairs = zip(self._fields, self, defaults, strict=True)
        return Rules(*(other if own is None and name not in LIMITS else own for name, own, other in pairs))


NO_RULES = Rules()

LIMITS = ("max_per_day", "max_per_week")

"""The rules that a provider or one of its services may set, and what is wrong with them. What is not set is None."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from booking.calls.refusals import FieldError
from booking.providers.schedule import HORIZON, MAX_SLOTS

MAX_MINUTES = 24 * 60
"""Of a buffer and of a slot interval: a day."""
MAX_NOTICE_MINUTES = 525_600
MAX_DAYS = HORIZON.days
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

    @property
    def are_set(self) -> frozenset[str]:
        """The names of those that are set, as clients write them."""
        return frozenset(RULE_NAMES[name] for name, value in self._asdict().items() if value is not None)


NO_RULES = Rules()

LIMITS = ("max_per_day", "max_per_week")

RULE_NAMES: Mapping[str, str] = dict(
    zip(
        Rules._fields,
        (
            *("bufferBefore", "bufferAfter", "slotInterval", "minNoticeMinutes", "minNoticeDays", "maxAdvanceDays"),
            *("maxPerDay", "maxPerWeek", "cancelCutoffMinutes", "rescheduleCutoffMinutes"),
        ),
        strict=True,
    )
)
"""By field: the name that clients and items use."""


class Offered(Protocol):
    """A service, as far as it matters to the rules of its provider."""

    @property
    def id(self) -> str: ...

    @property
    def rules(self) -> Rules: ...

    @property
    def longest(self) -> int:
        """In minutes: an appointment of the service takes no more."""


class Fault(NamedTuple):
    """What is wrong. `names`: the fields that contradict one another, as clients write them."""

    names: tuple[str, ...]
    message: str

    def error(self, sent: frozenset[str]) -> FieldError:
        """The fault as that of a field that the client has sent."""
        return FieldError(next((name for name in self.names if name in sent), self.names[0]), self.message)


def rules_errors(rules: Rules, slot_minutes: int, longest: int, sent: frozenset[str]) -> list[FieldError]:
    """All that is wrong with a provider's or a service's rules. Each value must be in its range.

    `longest`: minutes of an appointment without its buffers. `sent`: the fields that the client has sent.
    """
    return [fault.error(sent) for fault in rules_faults(rules, slot_minutes, longest)]


def offered_errors(
    offered: Iterable[Offered], rules: Rules, slot_minutes: int, sent: frozenset[str]
) -> list[FieldError]:
    """The contradictions between rules that a provider has been sent and its services, which inherit them."""
    return [
        FieldError(error.field, f"{error.message}: service {service.id!r}")
        for service in offered
        for fault in rules_faults(service.rules.over(rules), slot_minutes, service.longest)
        if not sent.isdisjoint(fault.names)
        for error in (fault.error(sent),)
    ]


def rules_faults(rules: Rules, slot_minutes: int, longest: int) -> Iterator[Fault]:
    for name in ("buffer_before", "buffer_after", "slot_interval"):
        if (getattr(rules, name) or 0) % slot_minutes:
            message = f"must be a multiple of the provider's slotMinutes ({slot_minutes})"
            yield Fault((RULE_NAMES[name], "slotMinutes"), message)
    if fault := too_long(rules, slot_minutes, longest):
        yield Fault(("bufferBefore", "bufferAfter", "duration", "slotMinutes"), fault)
    horizon = MAX_DAYS if rules.max_advance_days is None else rules.max_advance_days
    for name, notice, most in (
        ("minNoticeDays", rules.min_notice_days, horizon),
        ("minNoticeMinutes", rules.min_notice_minutes, horizon * MAX_MINUTES),
    ):
        if (notice or 0) > most:
            message = f"must leave a time to book: {name} is {notice}, and maxAdvanceDays is {horizon}"
            yield Fault((name, "maxAdvanceDays"), message)


def too_long(rules: Rules, slot_minutes: int, longest: int) -> str | None:
    """The fault of an appointment that takes too many slots with its buffers, or None."""
    together, most = longest + (rules.buffer_before or 0) + (rules.buffer_after or 0), MAX_SLOTS * slot_minutes
    if together <= most:
        return None
    return f"must take at most {MAX_SLOTS} slots with both buffers: {most} minutes, and it is {together}"

"""The provider: whose time is sold, in slots of which length, and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.fitting import duration_errors, move_errors, no_room, unfit_slot_minutes, unknown_slot_minutes
from booking.providers.rules import NO_RULES, RULE_NAMES, Rules, rules_errors, too_long
from booking.providers.schedule import WeeklySchedule, Window, day_number, week_errors, whole_dates
from booking.time.grid import EPOCH
from booking.time.zones import in_zone, unknown_zone, zone

DEFAULT_SLOT_MINUTES = 15


class ProviderChange(StrEnum):
    """The changes that a provider can have."""

    CREATED = "ProviderCreated"
    UPDATED = "ProviderUpdated"
    SCHEDULE_UPDATED = "ScheduleUpdated"
    OVERRIDES_CHANGED = "OverridesChanged"
    DEACTIVATED = "ProviderDeactivated"
    REACTIVATED = "ProviderReactivated"


class ProviderState(StrEnum):
    """Whether the provider's time can be sold."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class ProviderDetails(TypedDict, total=False):
    """What can be changed of a provider besides its schedule. A detail that is left out stays as it is.

    `rules`: by the names of fields of `Rules`; those that are left out stay.
    """

    name: str
    email: str | None
    subject: str | None
    slot_minutes: int
    rules: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Provider(Recorded):
    """`slot_minutes` cannot change once `are_slots_fixed`: with the first schedule, service or override.

    `appointment_duration` (minutes) is None until the first schedule. `rules` hold for all that the provider offers.
    `subject`: the `sub` of the tokens of the person who the provider is. Personal data: in no event and no log.
    `has_overrides`, `has_time_off`: whether it ever had any. If not, nobody needs to read them.
    """

    name: str
    email: str | None
    timezone: str
    slot_minutes: int
    appointment_duration: int | None
    schedule: WeeklySchedule
    state: ProviderState
    subject: str | None = field(default=None, repr=False)
    rules: Rules = NO_RULES
    are_slots_fixed: bool = False
    has_overrides: bool = False
    has_time_off: bool = False

    @classmethod
    def create(
        cls,
        provider_id: str,
        origin: Origin,
        *,
        name: str,
        timezone: str,
        email: str | None = None,
        subject: str | None = None,
        slot_minutes: int = DEFAULT_SLOT_MINUTES,
        fingerprint: str | None = None,
    ) -> "Provider":
        """A provider without a schedule. Raises ValidationFailed if the zone is unknown or the slots do not fit it."""
        zone_fault = unknown_zone(timezone)
        slot_fault = unknown_slot_minutes(slot_minutes)
        if not zone_fault and not slot_fault:
            slot_fault = unfit_slot_minutes(slot_minutes, timezone, origin.at)
        faults = {"timezone": zone_fault, "slotMinutes": slot_fault}
        if errors := [FieldError(name, fault) for name, fault in faults.items() if fault]:
            raise ValidationFailed(errors)
        return cls(
            id=provider_id,
            name=name,
            email=email,
            subject=subject,
            timezone=timezone,
            slot_minutes=slot_minutes,
            appointment_duration=None,
            schedule=WeeklySchedule(),
            state=ProviderState.ACTIVE,
            record=Record.new(Change(ProviderChange.CREATED, origin), fingerprint),
        )

    def with_details(self, details: ProviderDetails) -> "Provider":
        """At the same version, whether or not it may have them."""
        fields: dict[str, Any] = {**details, "rules": self.rules._replace(**details.get("rules", {}))}
        return replace(self, **fields)

    def updated(self, details: ProviderDetails, origin: Origin) -> "Provider":
        """The provider with these details. If it has them already, it is returned unchanged, at the same version.

        Raises ValidationFailed with all faults. Whether its services contradict its rules is another question.
        """
        changed = self.with_details(details)
        if changed == self:
            return self
        longest = self.appointment_duration or changed.slot_minutes
        errors = [*self._slot_errors(changed.slot_minutes, origin.at)]
        errors += rules_errors(changed.rules, changed.slot_minutes, longest, sent_rules(details))
        if errors:
            raise ValidationFailed(errors)
        return replace(changed, record=self.record.after(Change(ProviderChange.UPDATED, origin)))

    def deactivated(self, origin: Origin) -> "Provider":
        """The provider, whose time cannot be booked. If it is inactive already, it is returned unchanged."""
        return self._in_state(ProviderState.INACTIVE, ProviderChange.DEACTIVATED, origin)

    def reactivated(self, origin: Origin) -> "Provider":
        """The inverse of `deactivated`."""
        return self._in_state(ProviderState.ACTIVE, ProviderChange.REACTIVATED, origin)

    def _in_state(self, state: ProviderState, change: ProviderChange, origin: Origin) -> "Provider":
        if self.state is state:
            return self
        return replace(self, state=state, record=self.record.after(Change(change, origin)))

    @property
    def is_active(self) -> bool:
        return self.state is ProviderState.ACTIVE

    def _slot_errors(self, slot_minutes: int, now: datetime) -> Iterator[FieldError]:
        if slot_minutes == self.slot_minutes:
            return
        if self.are_slots_fixed:
            message = f"cannot be changed from {self.slot_minutes} after the first schedule, service or override"
            yield FieldError("slotMinutes", message)
        elif fault := unfit_slot_minutes(slot_minutes, self.timezone, now):
            yield FieldError("slotMinutes", fault)

    def touched(self) -> "Provider":
        """The provider at its next version, without an event of its own: one of its services or its time off changed.

        Every change of a rule does so. A booking that was decided by the old rules then fails at a fence.
        """
        return replace(self, record=self.record.touched())

    def with_time_off(self) -> "Provider":
        """Touched, because its time off changed."""
        return replace(self.touched(), has_time_off=True)

    def with_overrides(self, days: Iterable[date], origin: Origin) -> "Provider":
        """The provider after its overrides of some dates changed. They lie on slots, which are fixed from then on."""
        change = Change(ProviderChange.OVERRIDES_CHANGED, origin, dates=tuple(sorted(days)))
        return replace(self, are_slots_fixed=True, has_overrides=True, record=self.record.after(change))

    def with_schedule(
        self,
        week: Mapping[str, Sequence[Window]],
        appointment_duration: int,
        origin: Origin,
        timezone: str | None = None,
    ) -> "Provider":
        """The provider with a new week, a new duration in minutes, and possibly a new zone.

        Existing appointments stay as they are. Raises ValidationFailed with all faults.
        """
        errors = [*week_errors(week, self.slot_minutes), *duration_errors(appointment_duration, self.slot_minutes)]
        schedule = WeeklySchedule.of(week)
        if not errors:
            length = appointment_duration
            faults = (too_long(self.rules, self.slot_minutes, length), no_room(schedule, length))
            errors += [FieldError("appointmentDuration", fault) for fault in faults if fault]
        if timezone is not None:
            errors += move_errors(timezone, self.slot_minutes, origin.at)
        if errors:
            raise ValidationFailed(errors)
        return replace(
            self,
            schedule=schedule,
            appointment_duration=appointment_duration,
            timezone=timezone or self.timezone,
            are_slots_fixed=True,
            record=self.record.after(Change(ProviderChange.SCHEDULE_UPDATED, origin)),
        )

    @property
    def tz(self) -> ZoneInfo:
        return zone(self.timezone)

    def day_of(self, instant: datetime) -> date:
        """The date in the provider's zone."""
        return in_zone(instant, self.tz).date()

    def start_of(self, day: date) -> datetime:
        """The first instant of a date in the provider's zone. A date that the zone skips begins with the next one."""
        number = day_number(day)
        (_, start, _), *_ = whole_dates(self.tz, number, number + 2)
        return EPOCH + timedelta(seconds=start)


def sent_rules(details: ProviderDetails) -> frozenset[str]:
    """The fields of the details that rules depend on, as clients write them."""
    names = {RULE_NAMES[name] for name in details.get("rules", {})}
    return frozenset(names | {"slotMinutes"} if "slot_minutes" in details else names)

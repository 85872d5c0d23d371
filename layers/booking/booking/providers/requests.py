"""The requests that clients send about providers."""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from booking.calls.precondition import Precondition
from booking.http.fields import Email, Name, Whole, ZoneName
from booking.http.headers import IfMatch
from booking.http.one_line import OneLine
from booking.http.requests import RequestBody
from booking.http.validation import SEVERAL
from booking.providers.answers import END_PATTERN, START_PATTERN
from booking.providers.commands import CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.fitting import unfit_slot_minutes, unknown_slot_minutes
from booking.providers.parameters import DryRun, ProviderParameters
from booking.providers.provider import DEFAULT_SLOT_MINUTES
from booking.providers.rules import MAX_DAYS, MAX_LIMIT, MAX_MINUTES, MAX_NOTICE_MINUTES, Rules
from booking.providers.schedule import (
    MAX_WINDOWS_PER_DAY,
    WEEKDAYS,
    Window,
    ends_too_early,
    overlap_errors,
    too_many_windows,
)
from booking.time.grid import SLOT_MINUTES

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


def _clock(value: Any) -> int:
    """Minutes since midnight."""
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return int(value[:2]) * 60 + int(value[3:])
    raise PydanticCustomError("clock", "must be a time of the form HH:MM, such as 09:00")


def _before_midnight(minutes: int) -> int:
    if minutes == 24 * 60:
        raise PydanticCustomError("clock", "must be earlier than 24:00, the end of the day; use 00:00 of the next day")
    return minutes


def _slot_minutes(value: int) -> int:
    if fault := unknown_slot_minutes(value):
        raise PydanticCustomError("slot_minutes", fault)
    return value


ClockStart = Annotated[
    int,
    BeforeValidator(_clock),
    AfterValidator(_before_midnight),
    WithJsonSchema({"type": "string", "pattern": START_PATTERN, "maxLength": 5}),
]

ClockEnd = Annotated[
    int,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": END_PATTERN, "maxLength": 5}),
]
"""Wall-clock times of a day as minutes since midnight; 1440 is the end of the day."""

Subject = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255),
    *OneLine,
    Field(description="The `sub` of the tokens of the person who the provider is. Only admins see it."),
]

SlotMinutes = Annotated[int, AfterValidator(_slot_minutes), Field(json_schema_extra={"enum": [*SLOT_MINUTES]}), Whole]


class ProviderRequest(RequestBody):
    """A provider to create. Its time is sold in slots of `slotMinutes`.

    Its first schedule, service or override fixes them for ever.
    """

    name: Name
    timezone: ZoneName
    slot_minutes: SlotMinutes = DEFAULT_SLOT_MINUTES
    email: Email | None = None
    subject: Subject | None = None

    @field_validator("slot_minutes")
    @classmethod
    def _fits_the_zone(cls, value: int, info: ValidationInfo) -> int:
        """Checked here, so that one answer lists this fault with the others. `context` is the call."""
        timezone = info.data.get("timezone")
        if timezone and info.context and (fault := unfit_slot_minutes(value, timezone, info.context.now())):
            raise PydanticCustomError("slot_minutes", fault)
        return value

    def command(self, idempotency_key: str | None) -> CreateProvider:
        return CreateProvider(
            name=self.name,
            timezone=self.timezone,
            email=self.email,
            subject=self.subject,
            slot_minutes=self.slot_minutes,
            idempotency_key=idempotency_key,
            sent=self.sent(),
        )


Buffer = Annotated[int, Field(ge=0, le=MAX_MINUTES, json_schema_extra={"multipleOf": 5}), Whole]
Interval = Annotated[int, Field(ge=5, le=MAX_MINUTES, json_schema_extra={"multipleOf": 5}), Whole]
Ahead = Annotated[int, Field(ge=0, le=MAX_NOTICE_MINUTES), Whole]
"""In minutes. Buffers and intervals are whole slots of the provider; the schema states the loosest rule."""

NoticeDays = Annotated[int, Field(ge=0, le=MAX_DAYS), Whole]
AdvanceDays = Annotated[int, Field(ge=1, le=MAX_DAYS), Whole]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), Whole]


class RulesRequest(RequestBody):
    """What is left out or null is not set. Minutes, and days of the provider's zone."""

    buffer_before: Annotated[Buffer | None, Field(description="Kept free before each appointment")] = None
    buffer_after: Annotated[Buffer | None, Field(description="Kept free after each appointment")] = None
    slot_interval: Annotated[Interval | None, Field(description="From one start to the next in a window")] = None
    min_notice_minutes: Annotated[Ahead | None, Field(description="How soon an appointment may start")] = None
    min_notice_days: Annotated[NoticeDays | None, Field(description="The same in dates: 1 is from tomorrow on")] = None
    max_advance_days: Annotated[AdvanceDays | None, Field(description="How many dates ahead may be booked")] = None
    max_per_day: Annotated[Limit | None, Field(description="Appointments that may start on a date")] = None
    max_per_week: Annotated[Limit | None, Field(description="Appointments that may start in an ISO week")] = None
    cancel_cutoff_minutes: Annotated[
        Ahead | None, Field(description="Before the start: until then customers may cancel")
    ] = None
    reschedule_cutoff_minutes: Annotated[
        Ahead | None, Field(description="Before the start: until then customers may move")
    ] = None

    def rules(self) -> Rules:
        return Rules(*(getattr(self, name) for name in Rules._fields))


class _DetailsRequest(RequestBody):
    # The defaults are never read: only the fields that were sent are.
    name: Name = Field(default_factory=str)
    email: Email | None = None
    subject: Subject | None = None
    slot_minutes: SlotMinutes = Field(default_factory=int)


class ProviderPatch(RulesRequest, _DetailsRequest):
    """The details to change. A field that is left out stays as it is, null clears it (RFC 7396).

    `slotMinutes` may be changed before the first schedule, service or override. The rules are defaults for all that the
    provider offers.
    """

    def command(self, provider_id: str, precondition: Precondition) -> UpdateProvider:
        sent: Any = {name: getattr(self, name) for name in self.model_fields_set}
        rules = {name: sent.pop(name) for name in Rules._fields if name in sent}
        details: Any = sent | ({"rules": rules} if rules else {})
        return UpdateProvider(provider_id, details, precondition)


class WindowRequest(RequestBody):
    """Wall-clock time of a day, half-open. Both edges lie on the provider's slots."""

    start: ClockStart
    end: ClockEnd

    @field_validator("end")
    @classmethod
    def _ends_after_its_start(cls, end: int, info: ValidationInfo) -> int:
        """Checked for each window alone, because the others of its day may be malformed."""
        start = info.data.get("start")
        if start is not None and (fault := ends_too_early(Window(start, end))):
            raise PydanticCustomError("window", fault)
        return end

    def window(self) -> Window:
        return Window(self.start, self.end)


def _as_list(day: Any) -> Any:
    """A single window becomes a list of one. A list that is too long is refused before its windows are checked."""
    if isinstance(day, list) and (fault := too_many_windows(len(day))):
        raise PydanticCustomError("windows", fault)
    return [day] if isinstance(day, dict) else day


def _without_overlaps(day: list[WindowRequest]) -> list[WindowRequest]:
    """Checked here too, so that one answer lists this fault with the others."""
    if faults := list(overlap_errors([window.window() for window in day])):
        raise PydanticCustomError(SEVERAL, "has faults", {"faults": faults})
    return day


type Windows = Annotated[list[WindowRequest], Field(json_schema_extra={"maxItems": MAX_WINDOWS_PER_DAY})]

DayWindows = Annotated[
    Windows,
    BeforeValidator(_as_list, json_schema_input_type=WindowRequest | Windows),
    AfterValidator(_without_overlaps),
]


class WeekRequest(RequestBody):
    """The windows of each weekday: a list, or one window as an object. A missing day is closed."""

    monday: DayWindows = Field(default_factory=list)
    tuesday: DayWindows = Field(default_factory=list)
    wednesday: DayWindows = Field(default_factory=list)
    thursday: DayWindows = Field(default_factory=list)
    friday: DayWindows = Field(default_factory=list)
    saturday: DayWindows = Field(default_factory=list)
    sunday: DayWindows = Field(default_factory=list)


# The provider sets the slot length; the schema states the loosest rule.
_DURATION = Field(
    ge=5,
    le=1440,
    description="In minutes: a multiple of the provider's slotMinutes, at most 40 slots",
    json_schema_extra={"multipleOf": 5},
)


class ScheduleRequest(RequestBody):
    """Replaces the provider's week. `timezone` moves the provider to another time zone."""

    weekly_schedule: WeekRequest
    appointment_duration: Annotated[int, _DURATION, Whole]
    timezone: ZoneName | None = None

    def command(self, provider_id: str, precondition: Precondition, *, is_dry_run: bool = False) -> UpdateSchedule:
        return UpdateSchedule(
            provider_id=provider_id,
            week={day: [window.window() for window in getattr(self.weekly_schedule, day)] for day in WEEKDAYS},
            appointment_duration=self.appointment_duration,
            timezone=self.timezone,
            precondition=precondition,
            is_dry_run=is_dry_run,
        )


class ChangeParameters(ProviderParameters):
    """The parameters of a route that changes a provider."""

    if_match: IfMatch = None


class TriedParameters(ChangeParameters):
    """The same, of a change that can be tried."""

    dry_run: DryRun = False

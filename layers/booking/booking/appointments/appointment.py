"""Appointments and the transitions between their states."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypedDict

from booking.appointments.attendance import ARRIVES_BEFORE, NOT_YET, TAKES_TIME, Attendance, Attended
from booking.appointments.moves import Lengths, Move, own_minutes, visit_of
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AttendanceNotPossible,
    RestReleased,
    TooLateToChange,
)
from booking.calls.change import Change, Origin, Previous
from booking.calls.record import Record, Recorded
from booking.calls.refusals import FieldError, ValidationFailed
from booking.rules.counting import Counted
from booking.rules.limits import Ticket
from booking.rules.offer import date_number
from booking.rules.place import Place, Wanted
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.rules.unresolved import Stands
from booking.time.grid import next_boundary, slots_in
from booking.time.intervals import Interval
from booking.time.zones import offset_at

TAKEN_BACK_WITHIN = timedelta(hours=24)
"""How long after it was recorded staff may cancel an appointment that was recorded after its start."""


class AppointmentChange(StrEnum):
    """The changes that an appointment can have."""

    BOOKED = "AppointmentBooked"
    RESCHEDULED = "AppointmentRescheduled"
    CANCELLED = "AppointmentCancelled"
    KEPT = "AppointmentKept"
    ATTENDED = "AppointmentAttended"
    DETAILS_CHANGED = "AppointmentDetailsChanged"


class AppointmentStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class CancelledBy(StrEnum):
    """Who has cancelled an appointment. `PROVIDER`: a resolution, because the provider does not come."""

    CUSTOMER = "customer"
    DESK = "desk"
    PROVIDER = "provider"


class Step(StrEnum):
    """What can be done with an appointment, as clients read it."""

    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    COMPLETE = "complete"
    NO_SHOW = "noShow"
    UNDO = "undo"
    EDIT = "edit"
    KEEP = "keep"


ATTENDANCE_OF: Mapping[Step, Attendance] = {
    Step.ARRIVE: Attendance.ARRIVED,
    Step.COMPLETE: Attendance.COMPLETED,
    Step.NO_SHOW: Attendance.NO_SHOW,
    Step.UNDO: Attendance.EXPECTED,
}


class Customer(NamedTuple):
    """Who comes. All but `id` is personal data: answers contain it, events never do. An erased name is None."""

    id: str
    name: str | None
    email: str | None = None
    phone: str | None = None


class Details(NamedTuple):
    """The client's data about an appointment, besides its time. `internal_note` is for staff only."""

    customer: Customer
    notes: str | None = None
    metadata: Mapping[str, str] | None = None
    internal_note: str | None = None


MOST_METADATA = 20
"""Entries."""


class Corrections(TypedDict, total=False):
    """What is to be corrected. What is left out stays.

    In `metadata` a value of None takes its entry away. None in the place of `metadata` takes all away.
    """

    name: str
    email: str | None
    phone: str | None
    notes: str | None
    internal_note: str | None
    metadata: Mapping[str, str | None] | None


_FIELDS = {
    "name": "customer.name",
    "email": "customer.email",
    "phone": "customer.phone",
    "notes": "notes",
    "internal_note": "internalNote",
    "metadata": "metadata",
}
"""What can be corrected, as clients write it."""


@dataclass(frozen=True, slots=True)
class Appointment(Recorded):
    """An appointment, with all data that a later cancellation needs: by then the provider may have changed.

    - `interval`: the customer's time. `claims`: the stretches of slots that it takes, with its buffers.
    - `buffer_before`, `buffer_after`, `cancel_cutoff_minutes`, `reschedule_cutoff_minutes`: in minutes. They stay as
      they were at the booking, whatever becomes of the service.
    - `is_whole_date`: it takes whole dates, wherever it is moved.
    - `tickets`: those of the limits that it counts towards. `override`: the reasons against its start that were
      skipped. `kept`: those that came up later, and that somebody has decided to live with.
    - `provider_version`: the version of the provider that offered the time.
    - `utc_offset`: wall clock minus UTC at the start, by the zone rules of the last booking or move. None if the
      appointment is older than this field.
    - `attended`: whether its customer came. `released_from`: where the rest of its time begins, which was released
      (`claims` end there; `interval` stays as it was booked).
    - `cancelled_at` (UTC) and `cancelled_by`: None before, and if a version without these fields has cancelled it.
    - `via`: the way on which it was booked; None if the appointment is older than this field and was changed since.
    - `is_counted`: whether it counts towards the limit of its customer's open appointments (`open_appointments.py`).
    - `erased_at`: when its personal data was last erased (UTC). Later changes may have brought new data.
    """

    provider_id: str
    details: Details
    interval: Interval
    claims: tuple[Interval, ...]
    slot_minutes: int
    timezone: str
    provider_version: int
    status: AppointmentStatus
    cancellation_reason: str | None
    utc_offset: timedelta | None = None
    is_counted: bool = False
    erased_at: datetime | None = None
    service_id: str | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    tickets: tuple[Ticket, ...] = ()
    override: tuple[Reason, ...] = ()
    kept: tuple[Reason, ...] = ()
    cancel_cutoff_minutes: int | None = None
    reschedule_cutoff_minutes: int | None = None
    is_whole_date: bool = False
    attended: Attended = NOT_YET
    released_from: datetime | None = None
    via: str | None = None
    cancelled_at: datetime | None = None
    cancelled_by: CancelledBy | None = None

    @classmethod
    def book(
        cls,
        appointment_id: str,
        rulebook: Rulebook,
        place: Place,
        details: Details,
        origin: Origin,
        *,
        fingerprint: str | None = None,
        is_counted: bool = False,
    ) -> "Appointment":
        """A confirmed appointment at a place that the rules have given it."""
        provider, interval = rulebook.provider, place.interval
        return cls(
            id=appointment_id,
            provider_id=provider.id,
            details=details,
            interval=interval,
            claims=(place.claimed,),
            slot_minutes=provider.slot_minutes,
            timezone=provider.timezone,
            provider_version=provider.version,
            status=AppointmentStatus.CONFIRMED,
            cancellation_reason=None,
            record=Record.new(Change(AppointmentChange.BOOKED, origin), fingerprint),
            utc_offset=offset_at(provider.tz, interval.start),
            is_counted=is_counted,
            tickets=place.tickets,
            override=place.skipped,
            via=origin.by.via,
            **_terms(rulebook),
        )

    @property
    def is_confirmed(self) -> bool:
        return self.status is AppointmentStatus.CONFIRMED

    @property
    def slots(self) -> tuple[datetime, ...]:
        """The starts of the slots that a confirmed appointment claims, in order."""
        return tuple(slot for stretch in self.claims for slot in slots_in(stretch, self.slot_minutes))

    def require_movable(self, now: datetime, *, by_staff: bool) -> None:
        """Raise AppointmentIsCancelled, AppointmentHasStarted, or TooLateToChange: only customers have a cutoff."""
        self._require_changeable(now)
        if not by_staff:
            self._require_in_time(self.reschedule_cutoff_minutes, now)

    def require_cancellable(self, now: datetime, *, by_staff: bool) -> None:
        """As `require_movable`, with the cutoff of cancelling.

        Staff may take back for a day what was recorded after its start.
        """
        if by_staff and self._can_be_taken_back(now):
            return
        self._require_changeable(now)
        if not by_staff:
            self._require_in_time(self.cancel_cutoff_minutes, now)

    def possible_steps(self, now: datetime, *, by_staff: bool, unresolved: bool | None) -> Iterator[Step]:
        """What its state and the time allow, whoever asks. Says the same as the refusals, and makes none.

        `unresolved`: whether the rules would no longer put it where it stands, and nobody has accepted that.
        """
        is_to_come = self.is_confirmed and now < self.interval.start
        if is_to_come and (by_staff or self._is_in_time(self.reschedule_cutoff_minutes, now)):
            yield Step.RESCHEDULE
        may_cancel = is_to_come and (by_staff or self._is_in_time(self.cancel_cutoff_minutes, now))
        if may_cancel or (by_staff and self._can_be_taken_back(now)):
            yield Step.CANCEL
        yield from self._steps_of_attendance(now)
        yield Step.EDIT
        if unresolved:
            yield Step.KEEP

    def _steps_of_attendance(self, now: datetime) -> Iterator[Step]:
        is_near = now >= self.interval.start - ARRIVES_BEFORE  # before, there is nothing to say of most appointments
        if not self.is_confirmed or not (is_near or self.attended.at):
            return
        for step, attendance in ATTENDANCE_OF.items():
            is_other = attendance is not self.attended.attendance and not self._has_released_time_of(attendance)
            if is_other and self.attended.why_not(attendance, self.interval, now) is None:
                yield step

    def require_attendance(self, attendance: Attendance, now: datetime) -> None:
        """Raise AppointmentIsCancelled, RestReleased, AttendanceNotPossible."""
        if not self.is_confirmed:
            raise AppointmentIsCancelled(self.id, "nobody is expected")
        if self._has_released_time_of(attendance):
            raise RestReleased(self.id)
        if why_not := self.attended.why_not(attendance, self.interval, now):
            raise AttendanceNotPossible(self.id, attendance, why_not, self.timezone)

    def cutoff(self, minutes: int | None) -> datetime | None:
        """The last instant at which a customer may change it, `minutes` before its start."""
        return None if minutes is None else self.interval.start - timedelta(minutes=minutes)

    def _require_changeable(self, now: datetime) -> None:
        if not self.is_confirmed:
            raise AppointmentIsCancelled(self.id)
        if self.interval.start <= now:
            raise AppointmentHasStarted(self.id)

    def _require_in_time(self, minutes: int | None, now: datetime) -> None:
        cutoff = self.cutoff(minutes)
        if cutoff is not None and now > cutoff:
            raise TooLateToChange(self.id, cutoff, self.timezone)

    def _is_in_time(self, minutes: int | None, now: datetime) -> bool:
        cutoff = self.cutoff(minutes)
        return cutoff is None or now <= cutoff

    def _can_be_taken_back(self, now: datetime) -> bool:
        recorded_at = self.record.created_at
        is_late = recorded_at >= self.interval.start
        return self.is_confirmed and is_late and now < recorded_at + TAKEN_BACK_WITHIN

    def _has_released_time_of(self, attendance: Attendance) -> bool:
        """Whether somebody with this attendance needs time that was released."""
        return self.released_from is not None and attendance in TAKES_TIME

    @property
    def without_details(self) -> "Appointment":
        """To be shown where there is no room for notes and metadata."""
        return replace(self, details=Details(self.details.customer))

    @property
    def occupied(self) -> Interval:
        """Its own time, until the rest was released."""
        end = self.interval.end if self.released_from is None else min(self.interval.end, self.released_from)
        return Interval(self.interval.start, end)

    @property
    def stands(self) -> Stands:
        """What says whether it is unresolved."""
        return Stands(self.id, self.interval, self.service_id, (*self.override, *self.kept))

    def stands_at(self, move: Move) -> bool:
        """Whether it is confirmed, and already as the move wants it."""
        return (
            self.is_confirmed
            and self.interval.start == move.start
            and move.provider_id in (None, self.provider_id)
            and not self._changes_service(move)
            and move.duration in (None, own_minutes(self.interval.length))
        )

    def service_after(self, move: Move) -> str | None:
        return self.service_id if move.service is None else move.service.id

    def wanted(self, move: Move, rulebook: Rulebook) -> Wanted:
        """What a move needs there. A whole date may be longer or shorter than the last one.

        It keeps its length and its buffers, also with another provider, unless it gets another service. Raises
        ValidationFailed if they do not fit the provider's slots.
        """
        if rulebook.provider.id == self.provider_id:
            day = date_number(self.interval.start, rulebook.provider.tz)
            counted = Counted(self.id, self.tickets, day, self.service_id)
        else:
            counted = Counted(self.id)
        lengths = self._lengths_after(move, rulebook)
        return Wanted(move.start, counted, move.override, lengths and visit_of(lengths, move, rulebook))

    def _lengths_after(self, move: Move, rulebook: Rulebook) -> Lengths | None:
        """None for those of a new appointment of the service."""
        if self._changes_service(move):
            rules = rulebook.rules
            if move.duration is None:
                return None
            return Lengths(move.duration, rules.buffer_before or 0, rules.buffer_after or 0)
        own = None if self.is_whole_date else own_minutes(self.interval.length)
        return Lengths(move.duration or own, self.buffer_before, self.buffer_after)

    def _changes_service(self, move: Move) -> bool:
        return move.service is not None and move.service.id != self.service_id

    def rescheduled(
        self, move: Move, rulebook: Rulebook, place: Place, origin: Origin, *, by_staff: bool = True
    ) -> "Appointment":
        """The same appointment at another place. Raises AppointmentIsCancelled, AppointmentHasStarted.

        If staff moves it to another provider, it no longer counts as one that its customer has booked.
        """
        self._require_changeable(origin.at)
        provider, interval = rulebook.provider, place.interval
        terms = _terms(rulebook) if self._changes_service(move) else {}
        if move.duration is not None:
            terms["is_whole_date"] = False
        previous = Previous(self.interval, self.provider_id, self.service_id)
        return replace(
            self,
            provider_id=provider.id,
            interval=interval,
            claims=(place.claimed,),
            slot_minutes=provider.slot_minutes,
            tickets=place.tickets,
            override=place.skipped,
            kept=(),
            attended=self.attended.moved_to(interval, origin.at),
            released_from=None,
            timezone=provider.timezone,
            utc_offset=offset_at(provider.tz, interval.start),
            provider_version=provider.version,
            is_counted=self.is_counted and (provider.id == self.provider_id or not by_staff),
            record=self.record.after(Change(AppointmentChange.RESCHEDULED, origin, previous=previous)),
            **terms,
        )

    def cancelled(self, reason: str | None, origin: Origin, *, by_staff: bool = True) -> "Appointment":
        """The same appointment, cancelled. Raises AppointmentIsCancelled, AppointmentHasStarted, TooLateToChange."""
        self.require_cancellable(origin.at, by_staff=by_staff)
        return replace(
            self,
            status=AppointmentStatus.CANCELLED,
            cancellation_reason=reason,
            cancelled_at=origin.at,
            cancelled_by=_cancelled_by(origin, by_staff=by_staff),
            attended=NOT_YET,
            record=self.record.after(Change(AppointmentChange.CANCELLED, origin)),
        )

    def with_attendance(self, attendance: Attendance, origin: Origin, *, releases_rest: bool = False) -> "Appointment":
        """The same appointment with this attendance; unchanged if it has it already, and has no rest to release.

        `releases_rest`: from the next slot on it claims nothing more. It keeps its first slot at least.

        Raises AppointmentIsCancelled, RestReleased, AttendanceNotPossible.
        """
        self.require_attendance(attendance, origin.at)
        changed = self._without_rest(origin.at) if releases_rest else self
        if attendance is not self.attended.attendance:
            is_set = attendance is not Attendance.EXPECTED
            changed = replace(changed, attended=Attended(attendance, origin.at) if is_set else NOT_YET)
        if changed == self:
            return self
        return replace(changed, record=self.record.after(Change(AppointmentChange.ATTENDED, origin)))

    def _without_rest(self, now: datetime) -> "Appointment":
        slot = timedelta(minutes=self.slot_minutes)
        released_from = max(next_boundary(now, self.slot_minutes), self.interval.start + slot)
        if released_from >= self.claims[-1].end:
            return self
        left = (Interval(each.start, min(each.end, released_from)) for each in self.claims)
        claims = tuple(each for each in left if each.start < each.end)
        return replace(self, claims=claims, released_from=released_from)

    def keeping(self, reasons: Collection[Reason], origin: Origin) -> "Appointment":
        """The same appointment, kept in spite of these reasons. If it is kept in spite of them already, unchanged."""
        accepted = {*self.override, *self.kept}
        if not {*reasons} - accepted:
            return self
        kept = tuple(reason for reason in Reason if reason in {*self.kept, *reasons} - {*self.override})
        return replace(self, kept=kept, record=self.record.after(Change(AppointmentChange.KEPT, origin)))

    def corrected(self, corrections: Corrections, origin: Origin) -> "Appointment":
        """The same appointment with other details. If it has them already, unchanged. Raises ValidationFailed.

        Also what is cancelled or over can be corrected.
        """
        details = self._with(corrections)
        if details.metadata is not None and len(details.metadata) > MOST_METADATA:
            raise ValidationFailed([FieldError("metadata", f"must have at most {MOST_METADATA} entries in all")])
        before, after = _by_field(self.details), _by_field(details)
        fields = tuple(_FIELDS[name] for name in _FIELDS if before[name] != after[name])
        if not fields:
            return self
        change = Change(AppointmentChange.DETAILS_CHANGED, origin, fields=fields)
        return replace(self, details=details, record=self.record.after(change))

    def _with(self, corrections: Corrections) -> Details:
        sent: dict[str, Any] = {**corrections}
        of_customer = {name: sent.pop(name) for name in Customer._fields if name in sent}
        if sent.get("metadata") is not None:
            merged = {**(self.details.metadata or {}), **sent["metadata"]}
            sent["metadata"] = {key: value for key, value in merged.items() if value is not None}
        return self.details._replace(customer=self.details.customer._replace(**of_customer), **sent)

    @property
    def has_personal_data(self) -> bool:
        """Whether there is anything that `erased` would take away."""
        kept = Details(Customer(self.details.customer.id, None))
        return self.details != kept or self.cancellation_reason is not None or self.record.fingerprint is not None

    def erased(self, at: datetime) -> "Appointment":
        """The same appointment without personal data. Its times and its customer's id stay, and it makes no event."""
        return replace(
            self,
            details=Details(Customer(self.details.customer.id, None)),
            cancellation_reason=None,
            record=self.record.erased(at),
            erased_at=at,
        )


def _cancelled_by(origin: Origin, *, by_staff: bool) -> CancelledBy:
    if origin.resolution_id is not None:
        return CancelledBy.PROVIDER
    return CancelledBy.DESK if by_staff else CancelledBy.CUSTOMER


def _terms(rulebook: Rulebook) -> dict[str, Any]:
    """What an appointment takes over from the service, or from the provider's own duration."""
    rules, offering = rulebook.rules, rulebook.offering
    return {
        "service_id": offering.id if offering else None,
        "buffer_before": rules.buffer_before or 0,
        "buffer_after": rules.buffer_after or 0,
        "cancel_cutoff_minutes": rules.cancel_cutoff_minutes,
        "reschedule_cutoff_minutes": rules.reschedule_cutoff_minutes,
        "is_whole_date": offering is not None and rulebook.duration is None,
    }


def _by_field(details: Details) -> Mapping[str, Any]:
    return {**details._asdict(), **details.customer._asdict()}

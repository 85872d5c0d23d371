"""Days, boards and months in answers to clients."""

import json
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from booking.appointments.answers import AppointmentAnswer, SlotAnswer, Viewer, appointment_answer, slot_answer
from booking.calls.caller import Caller
from booking.desk.board import Board
from booking.desk.day import Day
from booking.desk.month import DateState, Month
from booking.http.answers import Answer, Id, ZonedTime
from booking.providers.schedule import date_of

_Date = Annotated[str, Field(json_schema_extra={"format": "date"})]


class ProviderOfDay(Answer):
    id: Id
    name: str
    active: bool


class TimeOffOfDay(Answer):
    """All of it, also what lies on other dates."""

    id: Id
    start_time: ZonedTime
    end_time: ZonedTime


class ProviderDayAnswer(Answer):
    """All times have the offset of the provider's zone, and stretches are half-open."""

    provider: ProviderOfDay
    date: _Date
    timezone: str
    windows: Annotated[list[SlotAnswer], Field(description="The working hours, also where there is time off")]
    time_off: list[TimeOffOfDay]
    details_left_out: Annotated[
        bool,
        Field(
            description="Whether notes, internal notes and metadata are null here, because all of them would be longer "
            "than an answer may be. Each appointment has them"
        ),
    ]
    appointments: Annotated[
        list[AppointmentAnswer],
        Field(description="Those whose own time has a part on the date, by start. Without cancelled ones"),
    ]
    taken: Annotated[list[SlotAnswer], Field(description="Claimed by appointments that cannot be read")]
    free: Annotated[
        list[SlotAnswer], Field(description="Working time to come, without time off, that no appointment claims")
    ]
    unresolved: Annotated[int, Field(description="How many of the appointments are unresolved", ge=0)]
    archived: Annotated[bool, Field(description="Whether the date is so long ago that only appointments are kept")]


class BoardAnswer(Answer):
    date: _Date
    providers: list[ProviderDayAnswer]


class DateOfMonthAnswer(Answer):
    date: _Date
    state: Annotated[
        DateState,
        Field(
            description="`past`: the date is over. `closed`: no working time. `full`: none is free that is as long as "
            "the provider's own appointments. Else `open`"
        ),
    ]
    booked: Annotated[int, Field(description="Appointments that start on the date", ge=0)]
    free: Annotated[int, Field(description="Minutes of working time that are free", ge=0)]


class MonthAnswer(Answer):
    provider_id: Id
    month: Annotated[str, Field(json_schema_extra={"pattern": "^[0-9]{4}-[0-9]{2}$"})]
    timezone: str
    days: list[DateOfMonthAnswer]


_MOST_BYTES_OF_DETAILS = 3_000_000
"""A function's answer has at most 6 MB. On a full board of 20 providers, the rest takes less than half of it."""


def _fits(days: Iterable[Day]) -> bool:
    """Whether one answer can hold all details.

    They are written as JSON twice: in the answer, and in what Lambda passes on to the gateway.
    """
    left = _MOST_BYTES_OF_DETAILS
    for appointment in (each for day in days for each in day.appointments):
        _, notes, metadata, internal_note = appointment.details
        if notes or metadata or internal_note:
            left -= len(json.dumps(json.dumps([notes, internal_note, metadata and dict(metadata)])))
    return left >= 0


def day_answer(day: Day, caller: Caller) -> ProviderDayAnswer:
    return _day_answer(day, caller, with_details=_fits([day]))


def _day_answer(day: Day, caller: Caller, *, with_details: bool) -> ProviderDayAnswer:
    provider, zone = day.provider, day.provider.timezone
    viewer = Viewer(caller, provider.subject, day.now)
    return ProviderDayAnswer(
        provider=ProviderOfDay(id=provider.id, name=provider.name, active=provider.is_active),
        date=date_of(day.day).isoformat(),
        timezone=zone,
        windows=[slot_answer(window, zone) for window in day.windows],
        time_off=[_time_off(each.time_off_id, slot_answer(each.interval, zone)) for each in day.time_off],
        details_left_out=not with_details,
        appointments=[
            appointment_answer(
                each if with_details else each.without_details, viewer, unresolved=each.id in day.unresolved
            )
            for each in day.appointments
        ],
        taken=[slot_answer(stretch, zone) for stretch in day.taken],
        free=[slot_answer(stretch, zone) for stretch in day.free],
        unresolved=len(day.unresolved),
        archived=day.is_archived,
    )


def board_answer(board: Board, caller: Caller) -> BoardAnswer:
    with_details = _fits(board.days)
    days = [_day_answer(day, caller, with_details=with_details) for day in board.days]
    return BoardAnswer(date=board.day.isoformat(), providers=days)


def month_answer(month: Month) -> MonthAnswer:
    return MonthAnswer(
        provider_id=month.provider.id,
        month=date_of(month.dates[0].day).isoformat()[:7],
        timezone=month.provider.timezone,
        days=[
            DateOfMonthAnswer(date=date_of(day).isoformat(), state=state, booked=booked, free=free)
            for day, state, booked, free in month.dates
        ],
    )


def _time_off(time_off_id: str, times: SlotAnswer) -> TimeOffOfDay:
    return TimeOffOfDay(id=time_off_id, start_time=times["startTime"], end_time=times["endTime"])

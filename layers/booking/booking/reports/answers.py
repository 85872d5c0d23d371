"""Reports in answers to clients."""

from typing import Annotated

from pydantic import Field

from booking.appointments.attendance import Attendance
from booking.http.answers import Answer, Id
from booking.providers.schedule import date_of
from booking.reports.report import Figures, Report

_Date = Annotated[str, Field(json_schema_extra={"format": "date"})]
_Number = Annotated[int, Field(ge=0)]


class AttendanceAnswer(Answer):
    expected: _Number
    arrived: _Number
    completed: _Number
    no_show: _Number


class ServiceOfDayAnswer(Answer):
    service_id: Annotated[str | None, Field(description="null: without a service")]
    appointments: Annotated[int, Field(ge=1)]


class DayOfReportAnswer(Answer):
    """The figures of a date. An appointment counts on the date on which it starts."""

    date: _Date
    open_minutes: Annotated[int, Field(ge=0, description="Working time without time off. Fixed when the date is over")]
    booked_minutes: Annotated[int, Field(ge=0, description="Without buffers, and as booked whatever was released")]
    appointments: Annotated[int, Field(ge=0, description="Without cancelled ones")]
    by_attendance: AttendanceAnswer
    by_service: Annotated[list[ServiceOfDayAnswer], Field(description="By `serviceId`; `null` first")]
    cancelled: Annotated[int, Field(ge=0, description="Appointments that were cancelled, whenever and by whom")]
    late_cancels: Annotated[
        int, Field(ge=0, description="Cancelled by customer or desk less than 24 hours before the start")
    ]
    no_shows: Annotated[int, Field(ge=0, description="The same as `byAttendance.noShow`")]
    mean_lead_minutes: Annotated[
        int | None, Field(ge=0, description="From booking to start, rounded down; null without appointments")
    ]


class DailyReportAnswer(Answer):
    provider_id: Id
    timezone: str
    first: Annotated[str, Field(alias="from", json_schema_extra={"format": "date"})]
    last: Annotated[str, Field(alias="to", json_schema_extra={"format": "date"})]
    days: Annotated[list[DayOfReportAnswer], Field(description="Every date from `from` to `to`, in order")]


def daily_report_answer(report: Report) -> DailyReportAnswer:
    provider, days = report.provider, [*report.days]
    return DailyReportAnswer(
        provider_id=provider.id,
        timezone=provider.timezone,
        first=date_of(days[0]).isoformat(),
        last=date_of(days[-1]).isoformat(),
        days=[_day(day, figures) for day, figures in report.days.items()],
    )


def _day(day: int, figures: Figures) -> DayOfReportAnswer:
    of = figures.by_attendance
    services = sorted(figures.by_service.items(), key=lambda each: each[0] or "")
    return DayOfReportAnswer(
        date=date_of(day).isoformat(),
        open_minutes=figures.open_minutes,
        booked_minutes=figures.booked_minutes,
        appointments=figures.appointments,
        by_attendance=AttendanceAnswer(
            expected=of.get(Attendance.EXPECTED, 0),
            arrived=of.get(Attendance.ARRIVED, 0),
            completed=of.get(Attendance.COMPLETED, 0),
            no_show=of.get(Attendance.NO_SHOW, 0),
        ),
        by_service=[ServiceOfDayAnswer(service_id=each, appointments=number) for each, number in services],
        cancelled=figures.cancelled,
        late_cancels=figures.late_cancels,
        no_shows=figures.no_shows,
        mean_lead_minutes=figures.mean_lead_minutes,
    )

"""The routes of the desk, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, Unauthorized
from booking.desk.answers import BoardAnswer, MonthAnswer, ProviderDayAnswer
from booking.desk.requests import DESK, BoardParameters, DayParameters, MonthParameters
from booking.http.route import Route
from booking.providers.refusals import ProviderNotFound

GET_DAY = Route(
    function="get_day",
    method="GET",
    path="/api/providers/{providerId}/day",
    tag=DESK,
    summary="Read a provider's day",
    description="Reads the working hours, time off, appointments and free time of a date, as they stand now. Each "
    "appointment is shown as it stood at one moment during the request. An appointment over midnight is on both dates. "
    "Time off that was over when other time off was set is no longer shown. A day whose claims are no longer kept has "
    "`archived: true`, and nothing free. To poll, send `If-None-Match`. What one may do changes with the time, and so "
    "does the ETag.",
    parameters=DayParameters,
    answers=ProviderDayAnswer,
    answer="The day.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.READ_DAY,
)

GET_BOARD = Route(
    function="get_board",
    method="GET",
    path="/api/board",
    tag=DESK,
    summary="Read the days of several providers",
    description="The date is one of each provider's own zone. Callers who are only providers have to name "
    "their own. Each day is that of `GET /api/providers/{providerId}/day`.",
    parameters=BoardParameters,
    answers=BoardAnswer,
    answer="The days, in the order of `providerIds`, or by name.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.READ_DAY,
)

GET_MONTH = Route(
    function="get_month",
    method="GET",
    path="/api/providers/{providerId}/month",
    tag=DESK,
    summary="Read a provider's month",
    description="Says of each date whether it is open, how many appointments start on it, and how many minutes are "
    "free.",
    parameters=MonthParameters,
    answers=MonthAnswer,
    answer="The dates of the month, in order.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.READ_DAY,
)

ROUTES = (GET_DAY, GET_BOARD, GET_MONTH)

"""The route of reports."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, Unauthorized
from booking.http.route import Route
from booking.providers.refusals import ProviderNotFound
from booking.reports.answers import DailyReportAnswer
from booking.reports.requests import DailyReportParameters

REPORTS = "Reports"

GET_DAILY_REPORT = Route(
    function="get_daily_report",
    method="GET",
    path="/api/reports/daily",
    tag=REPORTS,
    summary="Read the figures of a provider's days",
    description="For admins, and for providers about themselves: how much was open and booked, who came, what was "
    "cancelled. Figures follow a change within a minute.",
    parameters=DailyReportParameters,
    answers=DailyReportAnswer,
    answer="The figures of each date.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.READ_REPORTS,
)

ROUTES = (GET_DAILY_REPORT,)

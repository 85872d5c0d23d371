"""GET /api/reports/daily: read the figures of a provider's days."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.reports.answers import daily_report_answer
from booking.reports.get_daily_report import get_daily_report
from booking.reports.ports import ReportStore
from booking.reports.requests import DailyReportParameters
from booking.reports.routes import GET_DAILY_REPORT
from booking.reports.store import report_store


def answer(request: Request[DailyReportParameters, None], call: Call, store: ReportStore) -> Response:
    return ok(daily_report_answer(get_daily_report(request.parameters.query(), store, call)))


lambda_handler = endpoint(GET_DAILY_REPORT, answer, report_store())

"""Consumes the bus: keeps the figures of providers' days."""

from booking.bus.consumer import consumer
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.observability import count
from booking.reports.keep_reports import keep_reports
from booking.reports.ports import ReportStore
from booking.reports.store import report_store


def handle(event: Delivered, call: Call, store: ReportStore) -> None:
    count("ReportDaysKept", keep_reports(event, store, call))


lambda_handler = consumer(handle, report_store())

"""The routes of customers, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, Unauthorized
from booking.customers.answers import ExportAnswer, ProgressAnswer
from booking.customers.refusals import CustomerNotFound
from booking.customers.requests import CUSTOMERS, CustomerParameters, ExportParameters
from booking.http.route import Route, Throttle

EXPORT_CUSTOMER = Route(
    function="export_customer",
    method="GET",
    path="/api/customers/{customerId}/export",
    tag=CUSTOMERS,
    summary="Read all that is stored about a customer",
    description="Of a customer without data the lists are empty. The newest bookings may be missing for a "
    "moment. An answer holds at most 50 appointments; send its `next` as `after` for those that follow.",
    parameters=ExportParameters,
    answers=ExportAnswer,
    answer="The data.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, CustomerNotFound),
    access=Action.EXPORT_CUSTOMER,
)

ERASE_CUSTOMER = Route(
    function="erase_customer",
    method="POST",
    path="/api/customers/{customerId}/erase",
    tag=CUSTOMERS,
    summary="Erase a customer's personal data",
    description="Takes name, email, phone, notes, metadata and reason for cancelling from all appointments of the "
    "customer; their times and the customer's id stay. Works for about ten seconds. Send it again while `complete` is "
    "false: the last look at the appointments comes a minute after the first, so it takes at least two requests. Then "
    "nothing is left that was stored before `begunAt`. A request that was cut off loses nothing. A request that comes "
    "after the end, or more than 15 minutes after the beginning, begins again.",
    parameters=CustomerParameters,
    answers=ProgressAnswer,
    answer="What has been done.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden),
    access=Action.ERASE_CUSTOMER,
    throttle=Throttle.WRITE,
)

ROUTES = (EXPORT_CUSTOMER, ERASE_CUSTOMER)

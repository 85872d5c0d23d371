"""The routes of customers, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, Unauthorized, VersionMismatch
from booking.customers.answers import CardAnswer, CardsAnswer, ExportAnswer, ProgressAnswer
from booking.customers.refusals import CustomerNotFound
from booking.customers.requests import (
    CUSTOMERS,
    CardPatch,
    ChangeCustomerParameters,
    CustomerParameters,
    ExportParameters,
    FindParameters,
)
from booking.http.answers import JSON, MERGE_PATCH
from booking.http.route import Route, Throttle

FIND_CUSTOMERS = Route(
    function="find_customers",
    method="GET",
    path="/api/customers",
    tag=CUSTOMERS,
    summary="Find customers by name, email or phone",
    description="For staff. A customer is found about half a minute after its first booking.",
    parameters=FindParameters,
    answers=CardsAnswer,
    answer="A page of cards.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden),
    access=Action.READ_CUSTOMER,
)

GET_CUSTOMER = Route(
    function="get_customer",
    method="GET",
    path="/api/customers/{customerId}",
    tag=CUSTOMERS,
    summary="Read a customer's card",
    description="For staff. The card follows the customer's appointments with a delay of about half a minute.",
    parameters=CustomerParameters,
    answers=CardAnswer,
    answer="The card.",
    problems=(Busy, Unauthorized, Forbidden, CustomerNotFound),
    access=Action.READ_CUSTOMER,
)

UPDATE_CUSTOMER = Route(
    function="update_customer",
    method="PATCH",
    path="/api/customers/{customerId}",
    tag=CUSTOMERS,
    summary="Correct a customer's card",
    description="Corrects contact data for the future. Appointments keep theirs: to correct one, PATCH it. "
    "A correction holds until a later booking brings something else.",
    parameters=ChangeCustomerParameters,
    body=CardPatch,
    media_types=(JSON, MERGE_PATCH),
    answers=CardAnswer,
    answer="The card as it is now.",
    problems=(Busy, Unauthorized, Forbidden, CustomerNotFound, VersionMismatch),
    access=Action.EDIT_CUSTOMER,
    throttle=Throttle.WRITE,
)

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

ROUTES = (FIND_CUSTOMERS, GET_CUSTOMER, UPDATE_CUSTOMER, EXPORT_CUSTOMER, ERASE_CUSTOMER)

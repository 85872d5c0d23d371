"""The requests that clients send about customers."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from booking.customers.items import POSITION_PATTERN, position_of
from booking.http.one_line import OneLine
from booking.http.parameters import PATH, QUERY, Parameters

CUSTOMERS = "Customers"
"""The heading under which the OpenAPI document lists the routes of customers."""


_AnyId = Annotated[str, StringConstraints(min_length=1, max_length=128), *OneLine]


def _position(value: str) -> str:
    try:
        position_of(value)
    except ValueError as error:
        raise PydanticCustomError("position", "must be the 'next' of an answer to this request") from error
    return value


class CustomerParameters(Parameters):
    """The parameters of a route about one customer, with any id that was ever accepted: 1.x took emails too."""

    customer_id: Annotated[_AnyId, Field(alias="customerId", description="The `customer.id` of appointments."), PATH]


class ExportParameters(CustomerParameters):
    after: Annotated[
        Annotated[str, AfterValidator(_position)] | None,
        Field(
            alias="after",
            description="The `next` of the answer before, for the appointments that had no room in it.",
            json_schema_extra={"pattern": f"^{POSITION_PATTERN}$"},
        ),
        QUERY,
    ] = None

"""The requests that clients send about customers."""

from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from booking.calls.paging import Position
from booking.customers.items import positions_of
from booking.http.one_line import OneLine
from booking.http.parameters import PATH, QUERY, Parameters

CUSTOMERS = "Customers"
"""The heading under which the OpenAPI document lists the routes of customers."""


_AnyId = Annotated[str, StringConstraints(min_length=1, max_length=128), *OneLine]


class CustomerParameters(Parameters):
    """The parameters of a route about one customer, with any id that was ever accepted: 1.x took emails too."""

    customer_id: Annotated[_AnyId, Field(alias="customerId", description="The `customer.id` of appointments."), PATH]


class ExportParameters(CustomerParameters):
    after: Annotated[
        Annotated[str, StringConstraints(max_length=2000)] | None,
        Field(
            alias="after", description="The `next` of the answer before, for the appointments that had no room in it."
        ),
        QUERY,
    ] = None

    @field_validator("after")
    @classmethod
    def _is_of_the_customer(cls, after: str | None, info: ValidationInfo) -> str | None:
        try:
            _position(after, info.data.get("customer_id", ""))
        except ValueError as error:
            raise PydanticCustomError("position", "must be the 'next' of an answer to this request") from error
        return after

    def position(self) -> Position | None:
        """Where the page before ended."""
        return _position(self.after, self.customer_id)


def _position(after: str | None, customer_id: str) -> Position | None:
    return None if after is None else positions_of(customer_id).position(after)

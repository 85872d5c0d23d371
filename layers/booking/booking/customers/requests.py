"""The requests that clients send about customers."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from booking.appointments.requests import CustomerPatch
from booking.calls.paging import Position
from booking.calls.precondition import Precondition
from booking.customers.commands import UpdateCustomer
from booking.customers.items import positions_of
from booking.customers.searching import Search, search_of
from booking.dynamodb.cursors import Cursors
from booking.http.headers import IfMatch
from booking.http.one_line import OneLine
from booking.http.paging import Cursor, Limit, PagedParameters
from booking.http.parameters import PATH, QUERY, Parameters

CUSTOMERS = "Customers"
"""The heading under which the OpenAPI document lists the routes of customers."""


_AnyId = Annotated[str, StringConstraints(min_length=1, max_length=128), *OneLine]


class CustomerParameters(Parameters):
    """The parameters of a route about one customer, with any id that was ever accepted: 1.x took emails too."""

    customer_id: Annotated[_AnyId, Field(alias="customerId", description="The `customer.id` of appointments."), PATH]


class ChangeCustomerParameters(CustomerParameters):
    if_match: IfMatch = None


_NOTHING_TO_FIND = "must hold the start of a name, the start of an email with its @, or the last digits of a phone"

_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class FindParameters(PagedParameters):
    search: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200),
        Field(
            alias="query",
            description="The starts of words of the name, an email or its start with the @, or the last digits of the "
            "phone, three at least: fewer are looked for in names. Capital letters and accents make no difference.",
        ),
        QUERY,
    ]
    limit: Limit = 50
    cursor: Cursor = None

    @field_validator("search")
    @classmethod
    def _is_something_to_find(cls, search: str) -> str:
        if search_of(search) is None:
            raise PydanticCustomError("search", _NOTHING_TO_FIND)
        return search

    def wanted(self) -> Search:
        found = search_of(self.search)
        assert found, "it was checked"
        return found

    def position(self) -> Position | None:
        """Where the page before ended. Raises ValueError, also for one outside of what is found."""
        if self.cursor is None:
            return None
        position = self.cursors().position(self.cursor)
        if not position.sort_key.startswith(self.wanted().key.text):
            raise ValueError("outside of what is found")
        return position

    def cursors(self) -> Cursors:
        return Cursors("customers", {"query": self.search})


class CardPatch(CustomerPatch):
    """The contact data to correct. A field that is left out stays as it is, null clears it (RFC 7396).

    A name cannot be cleared.
    """

    language: Annotated[
        Annotated[str, StringConstraints(pattern=_LANGUAGE, max_length=35)] | None,
        Field(description="A language tag by BCP 47, such as `de` or `pt-BR`"),
    ] = None

    def command(self, customer_id: str, precondition: Precondition) -> UpdateCustomer:
        details: Any = {name: getattr(self, name) for name in self.model_fields_set}
        return UpdateCustomer(customer_id, details, precondition)


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

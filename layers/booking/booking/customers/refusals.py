"""The reasons to refuse a request about a customer."""

from booking.calls.refusals import NotFound


class CustomerNotFound(NotFound):
    """The customer is not one that the caller may see. Nobody can tell whether it exists."""

    code = "customer-not-found"
    title = "No such customer"

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"There is no customer {customer_id!r}.")
        self.customer_id = customer_id

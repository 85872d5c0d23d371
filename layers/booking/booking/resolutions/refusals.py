"""The reasons to refuse a request about a resolution."""

from booking.calls.refusals import NotFound


class ResolutionNotFound(NotFound):
    """The provider has no resolution with this id."""

    code = "resolution-not-found"
    title = "No such resolution"

    def __init__(self, provider_id: str, resolution_id: str) -> None:
        super().__init__(f"The provider {provider_id!r} has no resolution {resolution_id!r}.")
        self.provider_id = provider_id
        self.resolution_id = resolution_id

"""The reasons to refuse a request about time off."""

from booking.calls.refusals import Invalid, NotFound


class TimeOffNotFound(NotFound):
    """The provider never had an entry with this id."""

    code = "time-off-not-found"
    title = "No such time off"

    def __init__(self, provider_id: str, time_off_id: str) -> None:
        super().__init__(f"The provider {provider_id!r} has no time off {time_off_id!r}.")
        self.provider_id = provider_id
        self.time_off_id = time_off_id


class TooMuchTimeOff(Invalid):
    """The provider has as many entries that are not over as it may have."""

    code = "too-much-time-off"
    title = "Too many entries of time off"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A provider has at most {limit} entries of time off that are not over. Remove or join some.")
        self.limit = limit

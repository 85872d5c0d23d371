from datetime import UTC, datetime

from booking.calls.call import Call, system_clock
from booking.calls.change import Author
from tests.callers import ADMIN
from tests.engine import at


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_an_origin_tells_who_called_when_and_in_which_request() -> None:
    instant = datetime(2027, 1, 1, 12, 0, 5, 999_999, tzinfo=UTC)
    made = Call("request-1", lambda: 10, at(instant), caller=ADMIN)
    origin = made.origin()
    assert (origin.at, origin.by, origin.correlation_id) == (
        instant.replace(microsecond=0),
        Author("person", ADMIN.id, "api"),
        "request-1",
    )


def test_every_attempt_to_change_something_has_an_id_of_its_own() -> None:
    made = Call("request-1", lambda: 10)
    assert made.origin().id != made.origin().id

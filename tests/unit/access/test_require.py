"""The policy's decision as a refusal."""

import pytest

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.caller import NOBODY, Caller
from booking.calls.refusals import Forbidden, Unauthorized
from tests.callers import ADMIN, CUSTOMER, DESK, OTHER_CUSTOMER

NOT_FOUND = AppointmentNotFound("a-1")
OF_ANOTHER = About(customer_id=OTHER_CUSTOMER.customer_id)


def test_what_is_allowed_passes() -> None:
    require(ADMIN, Action.READ_APPOINTMENT, OF_ANOTHER, hidden=lambda: NOT_FOUND)
    require_any(CUSTOMER, Action.BOOK)


def test_what_is_hidden_is_not_there() -> None:
    with pytest.raises(AppointmentNotFound) as refused:
        require(CUSTOMER, Action.READ_APPOINTMENT, OF_ANOTHER, hidden=lambda: NOT_FOUND)
    assert refused.value is NOT_FOUND


def test_what_is_hidden_but_has_no_refusal_is_forbidden() -> None:
    with pytest.raises(Forbidden):
        require(CUSTOMER, Action.READ_APPOINTMENT, OF_ANOTHER)


def test_what_is_forbidden_says_so() -> None:
    with pytest.raises(Forbidden, match="does not allow you to change a schedule here"):
        require(DESK, Action.CHANGE_SCHEDULE, hidden=lambda: NOT_FOUND)


@pytest.mark.parametrize("about", [About(), OF_ANOTHER])
def test_nobody_is_asked_for_a_token(about: About) -> None:
    with pytest.raises(Unauthorized):
        require(NOBODY, Action.READ_APPOINTMENT, about, hidden=lambda: NOT_FOUND)


@pytest.mark.parametrize(("caller", "refusal"), [(NOBODY, Unauthorized), (CUSTOMER, Forbidden), (DESK, Forbidden)])
def test_who_may_never_is_refused_at_once(caller: Caller, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_any(caller, Action.CHANGE_SCHEDULE)

from collections.abc import Callable

import pytest

from booking.appointments.ports import AppointmentChanged, SlotsClaimed
from booking.calls.deciding import WriteRefused, until_it_holds
from booking.calls.refusals import Busy
from booking.providers.ports import ProviderChanged


def refused_by(*refusals: WriteRefused) -> Callable[[], str]:
    """A decision that meets the refusals, one at each try, and then holds."""
    left = list(refusals)

    def decide() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return decide


def test_a_decision_that_holds_is_made_once() -> None:
    assert until_it_holds(refused_by(), [1]) == "done"


@pytest.mark.parametrize("refusal", [ProviderChanged(), AppointmentChanged()])
def test_a_decision_whose_reading_changed_is_made_again(refusal: WriteRefused) -> None:
    assert until_it_holds(refused_by(refusal, refusal), [1, 2, 3]) == "done"


def test_another_refusal_is_not_decided_again() -> None:
    with pytest.raises(SlotsClaimed):
        until_it_holds(refused_by(SlotsClaimed([])), [1, 2])


def test_without_another_attempt_the_service_is_busy() -> None:
    with pytest.raises(Busy):
        until_it_holds(refused_by(ProviderChanged()), [1])

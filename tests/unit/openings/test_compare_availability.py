"""The openings of several providers, within the time of one call."""

import pytest

from booking.calls.refusals import Busy
from booking.openings.compare_availability import compare_availability
from tests.engine import at, call
from tests.examples import MADE, OTHER_ID, PROVIDER_ID, provider
from tests.fake_store import FakeStore
from tests.integration.examples import Countdown


@pytest.mark.parametrize("readings", [0, 1])
def test_a_call_that_is_short_of_time_gives_up_before_the_next_provider(store: FakeStore, readings: int) -> None:
    store.put(provider(OTHER_ID))
    asked: list[str] = []
    store.meanwhile["claims"] = [lambda: asked.append("claims")] * 2
    with pytest.raises(Busy):
        compare_availability(
            [PROVIDER_ID, OTHER_ID], None, MADE.date(), store, call(seconds_left=Countdown(readings), clock=at(MADE))
        )
    assert len(asked) == readings


def test_a_call_with_time_compares_all(store: FakeStore) -> None:
    store.put(provider(OTHER_ID))
    now = call(seconds_left=Countdown(2), clock=at(MADE))
    assert [*compare_availability([PROVIDER_ID, OTHER_ID], None, MADE.date(), store, now)] == [PROVIDER_ID, OTHER_ID]

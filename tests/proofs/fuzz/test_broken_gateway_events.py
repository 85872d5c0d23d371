"""Whatever event a function behind a route gets, it carries out the request or answers a documented problem."""

import pytest
from hypothesis import given

from booking.api.routes import ROUTES
from tests.functional.lambdas import load
from tests.proofs.fuzz.gateway_events import check_answer, events
from tests.proofs.fuzz.settings import examples
from tests.proofs.fuzz.world import World

FUNCTIONS = sorted({route.function for route in ROUTES} | {"answer_unknown_route"})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_any_event_is_answered(name: str, world: World) -> None:
    function = load(name)

    @examples(40)
    @given(event=events(function.name))
    def answers(event: object) -> None:
        world.keep_seeded()
        check_answer(function, event, world)

    answers()

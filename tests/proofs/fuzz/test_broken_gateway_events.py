"""Whatever invokes a function behind a route: it answers with a documented problem, or does what was asked."""

import pytest
from hypothesis import given

from tests.functional.lambdas import Function
from tests.proofs.fuzz.gateway import functions_by_route
from tests.proofs.fuzz.gateway_events import check_answer, events
from tests.proofs.fuzz.settings import examples
from tests.proofs.fuzz.world import World

FUNCTIONS = {function.name: function for function in functions_by_route().values()}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_any_event_is_answered(function: Function, world: World) -> None:
    @examples(40)
    @given(event=events(function.name))
    def answers(event: object) -> None:
        world.keep_seeded()
        check_answer(function, event, world)

    answers()

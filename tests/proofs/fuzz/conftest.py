"""The functions in this process, on a table of their own, with what they print put aside."""

from collections.abc import Iterator

import pytest

from local.emulator import Emulator
from tests.proofs.fuzz.world import World, functions_on


@pytest.fixture(scope="module")
def world(engine: Emulator) -> Iterator[World]:
    with functions_on(engine) as world:
        yield world

"""Without any one of its safeguards, the service fails a test.

All of them are taken away one by one by `make prove`; a few of the dearest here.
"""

from pathlib import Path

import pytest

from tests.reliability.sabotage import SABOTAGES, Sabotage, first_to_notice, sabotaged_copy

DEAREST = (
    "a claim is put only where there is none",
    "a booking requires the schedule that offered it",
    "a write whose answer was lost is known again",
    "an entity is in a request once",
)
CHOSEN = [sabotage for sabotage in SABOTAGES if sabotage.guard in DEAREST]


def test_guards_are_named_apart() -> None:
    assert len({sabotage.guard for sabotage in SABOTAGES}) == len(SABOTAGES)
    assert len(CHOSEN) == len(DEAREST)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.guard)
def test_the_safeguard_stands_in_the_product(sabotage: Sabotage, tmp_path: Path) -> None:
    sabotaged_copy(sabotage, tmp_path)


@pytest.mark.parametrize("sabotage", CHOSEN, ids=lambda sabotage: sabotage.guard)
def test_taking_a_safeguard_away_is_noticed(sabotage: Sabotage, tmp_path: Path) -> None:
    assert first_to_notice(sabotage, tmp_path) is not None

"""A start is offered if and only if there is nothing against it, and refused with what was explained."""

from random import Random

from tests.fake_store import FakeStore
from tests.offered_and_explained import RULES, Comparison, unseen


def test_lists_explanations_bookings_and_moves_agree() -> None:
    compared = []
    for seed, rules in enumerate(RULES * 2):
        comparison = Comparison(FakeStore(max_open=5), Random(seed))
        comparison.compare(comparison.provider(rules), rounds=80)
        compared.append(comparison)
    assert unseen(compared) == set()

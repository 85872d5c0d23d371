"""A start is offered if and only if there is nothing against it, and refused with what was explained."""

from random import Random

from local.store import EveryStore
from tests.contradictions import contradictions
from tests.engine import Table
from tests.offered_and_explained import RULES, Comparison, unseen


def test_lists_explanations_bookings_and_moves_agree(table: Table, store: EveryStore) -> None:
    compared = []
    for seed, rules in enumerate(RULES, start=10):
        comparison = Comparison(store, Random(seed))
        comparison.compare(comparison.provider(rules), rounds=60)
        compared.append(comparison)
    assert unseen(compared) == set()
    assert contradictions(table.items()) == []

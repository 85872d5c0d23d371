"""The decisions of list_providers."""

from dataclasses import replace

import pytest

from booking.calls.caller import NOBODY, Caller
from booking.calls.paging import Position
from booking.providers.list_providers import list_providers
from booking.providers.provider import ProviderState
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.engine import call
from tests.examples import provider
from tests.fake_store import FakeStore


@pytest.fixture
def store() -> FakeStore:
    """With one that is active, one that is not, and one that is not and is the calling provider."""
    store = FakeStore()
    active, inactive = (
        replace(provider("a"), name="Ada"),
        replace(provider("b"), name="Bo", state=ProviderState.INACTIVE),
    )
    store.put(active, inactive, replace(inactive, id="c", name="Cy", subject=THERAPIST))
    return store


@pytest.mark.parametrize(
    ("caller", "names"),
    [
        (ADMIN, ["Ada", "Bo", "Cy"]),
        (DESK, ["Ada", "Bo", "Cy"]),
        (PROVIDER, ["Ada", "Cy"]),
        (CUSTOMER, ["Ada"]),
        (NOBODY, ["Ada"]),
    ],
)
def test_one_that_is_not_active_is_for_who_may_read_all_of_it(
    store: FakeStore, caller: Caller, names: list[str]
) -> None:
    found = list_providers(None, 50, store, call(caller=caller))
    assert [each.name for each in found.entries] == names


def test_what_is_hidden_leaves_a_page_short_before_the_end(store: FakeStore) -> None:
    page = list_providers(Position("ada", "a"), 1, store, call(caller=PROVIDER))
    assert page.entries == []
    assert page.next == Position("bo", "b")

"""Stream records, broken at random: each is published, left out for a reason, or becomes a complete dead letter."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functional.lambdas import sample
from tests.proofs.fuzz.odd_json import as_sent, broken, values
from tests.proofs.fuzz.publishing import Outside, lost, publisher
from tests.proofs.fuzz.settings import examples
from tests.proofs.fuzz.world import World

RECORDS: list[dict[str, Any]] = sample("publish_events")["Records"]
batches = st.lists(
    st.one_of(st.sampled_from(RECORDS).flatmap(broken), st.sampled_from(RECORDS), values), min_size=1, max_size=8
).map(as_sent)


@pytest.fixture(scope="module")
def outside() -> Outside:
    return Outside()


@pytest.fixture(scope="module")
def publish(world: World, outside: Outside) -> Callable[[Any], list[str]]:
    return publisher(outside, world.log)


@examples(120)
@given(batch=batches)
def test_no_record_is_lost(publish: Callable[[Any], list[str]], outside: Outside, batch: list[Any]) -> None:
    assert publish({"Records": batch}) == []
    assert lost(batch, outside) == []


@examples(50)
@given(event=st.one_of(values, broken({"Records": RECORDS[:8]})).map(as_sent))
def test_an_event_that_is_no_batch_is_a_dead_letter(
    publish: Callable[[Any], list[str]], outside: Outside, event: Any
) -> None:
    assert publish(event) == []
    has_records = isinstance(event, dict) and isinstance(event.get("Records"), list)
    assert lost(event["Records"] if has_records else [event], outside) == []


@pytest.mark.parametrize("fate", ["lost", "invented"])
def test_a_publisher_that_loses_or_invents_is_seen(fate: str) -> None:
    outside = Outside(letters=[{"made": "up"}] if fate == "invented" else [])
    if fate == "lost":
        assert lost(RECORDS[:1], outside) == RECORDS[:1]
    else:
        with pytest.raises(AssertionError, match="dead letters of no record"):
            lost([], outside)

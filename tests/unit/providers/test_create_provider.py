"""The decisions of create_provider."""

import pytest

from booking.calls.call import Call
from booking.calls.refusals import IdempotencyKeyReused, ValidationFailed
from booking.providers.commands import CreateProvider
from booking.providers.create_provider import create_provider
from tests.fake_store import FakeStore

KEYLESS = CreateProvider("Dr. Rossi", "Europe/Rome", "rossi@example.org", 30)
KEYED = KEYLESS._replace(idempotency_key="0123456789abcdef", sent={"name": "Dr. Rossi"})


def test_a_provider_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    made = create_provider(KEYLESS, store, present)
    assert store.provider(made.entity.id) == made.entity
    assert not made.replayed


def test_without_a_key_each_request_makes_another_provider(store: FakeStore, present: Call) -> None:
    first, second = (create_provider(KEYLESS, store, present).entity.id for _ in range(2))
    assert first != second


def test_a_repeat_under_the_key_is_answered_with_the_same_provider(store: FakeStore, present: Call) -> None:
    first = create_provider(KEYED, store, present).entity
    again = create_provider(KEYED, store, present)
    assert (again.entity, again.replayed) == (first, True)


def test_a_repeat_is_answered_with_the_provider_as_it_now_stands(store: FakeStore, present: Call) -> None:
    first = create_provider(KEYED, store, present).entity
    changed = first.with_schedule({}, 30, present.origin())
    store.put(changed)
    assert create_provider(KEYED, store, present).entity == changed


def test_another_request_under_the_key_is_refused(store: FakeStore, present: Call) -> None:
    create_provider(KEYED, store, present)
    with pytest.raises(IdempotencyKeyReused):
        create_provider(KEYED._replace(sent={"name": "Dr. Bianchi"}), store, present)


def test_a_provider_that_breaks_a_rule_is_not_saved(store: FakeStore, present: Call) -> None:
    before = {**store.providers}
    with pytest.raises(ValidationFailed):
        create_provider(KEYLESS._replace(timezone="Mars/Base"), store, present)
    assert store.providers == before

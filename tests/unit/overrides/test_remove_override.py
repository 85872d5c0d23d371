"""The decisions of remove_override."""

from datetime import date

import pytest

from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import ValidationFailed, VersionMismatch
from booking.overrides.commands import RemoveOverride, SetOverride
from booking.overrides.override import Overridden, Override
from booking.overrides.remove_override import remove_override
from booking.overrides.set_override import set_override
from booking.providers.provider import ProviderChange
from tests.examples import PROVIDER_ID, provider
from tests.fake_store import FakeStore

EASTER = date(2027, 3, 29)
CLOSE = SetOverride(PROVIDER_ID, Override(EASTER, ()))
REMOVE = RemoveOverride(PROVIDER_ID, EASTER)


def test_the_week_holds_again(store: FakeStore, present: Call) -> None:
    set_override(CLOSE, store, present)
    done = remove_override(REMOVE, store, present)
    assert done == Overridden(store.provider(PROVIDER_ID), [Override(EASTER, None)])
    assert (done.provider.version, done.provider.change.type) == (4, ProviderChange.OVERRIDES_CHANGED)
    assert (done.provider.change.dates, store.overrides) == ((EASTER,), {})


def test_a_repeat_answers_the_same_and_writes_nothing(store: FakeStore, present: Call) -> None:
    set_override(CLOSE, store, present)
    done = remove_override(REMOVE, store, present)
    assert remove_override(REMOVE._replace(precondition=Precondition({3})), store, present) == done


def test_where_none_stands_nothing_is_written(store: FakeStore, present: Call) -> None:
    assert remove_override(REMOVE, store, present) == Overridden(provider(), [Override(EASTER, None)])


def test_set_removed_and_set_again_are_three_changes_with_growing_versions(store: FakeStore, present: Call) -> None:
    changed = [
        set_override(CLOSE, store, present).provider,
        remove_override(REMOVE, store, present).provider,
        set_override(CLOSE, store, present).provider,
    ]
    assert [after.version for after in changed] == [3, 4, 5]
    assert len({after.change.origin.id for after in changed}) == 3


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    set_override(CLOSE, store, present)
    with pytest.raises(VersionMismatch):
        remove_override(REMOVE._replace(precondition=Precondition({2})), store, present)
    assert store.overrides == {(PROVIDER_ID, EASTER): ()}


def test_a_dry_run_removes_nothing(store: FakeStore, present: Call) -> None:
    set_override(CLOSE, store, present)
    assert remove_override(REMOVE._replace(is_dry_run=True), store, present).provider.version == 3
    assert (store.provider(PROVIDER_ID).version, store.overrides) == (3, {(PROVIDER_ID, EASTER): ()})


def test_what_is_over_stays(store: FakeStore, present: Call) -> None:
    with pytest.raises(ValidationFailed):
        remove_override(RemoveOverride(PROVIDER_ID, date(2026, 12, 31)), store, present)

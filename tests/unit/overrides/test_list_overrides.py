"""The decisions of list_overrides."""

from datetime import date

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY
from booking.calls.refusals import FieldError, ValidationFailed
from booking.overrides.list_overrides import list_overrides
from booking.overrides.override import ListedOverrides, Overridden, Override
from tests.callers import DESK
from tests.engine import at, call
from tests.examples import MADE, PROVIDER_ID, provider
from tests.fake_store import FakeStore

TODAY, EASTER, LAST = date(2027, 1, 1), date(2027, 3, 29), date(2028, 1, 1)


@pytest.fixture(autouse=True)
def _overrides(store: FakeStore) -> None:
    days = (date(2026, 12, 31), TODAY, EASTER, LAST, date(2028, 1, 2))
    store.overrides = {(PROVIDER_ID, day): () for day in days}


def test_by_default_it_lists_366_days_from_today_on(store: FakeStore, present: Call) -> None:
    found = [Override(day, ()) for day in (TODAY, EASTER, LAST)]
    listed = list_overrides(PROVIDER_ID, None, None, store, present)
    assert listed == ListedOverrides(TODAY, LAST, Overridden(provider(), found))


def test_both_ends_are_included(store: FakeStore, present: Call) -> None:
    listed = list_overrides(PROVIDER_ID, EASTER, EASTER, store, present)
    assert listed.found.overrides == [Override(EASTER, ())]


def test_the_past_can_be_listed(store: FakeStore, present: Call) -> None:
    listed = list_overrides(PROVIDER_ID, date(2026, 1, 1), date(2026, 12, 31), store, present)
    assert listed.found.overrides == [Override(date(2026, 12, 31), ())]


@pytest.mark.parametrize(("first", "last"), [(EASTER, TODAY), (TODAY, date(2028, 1, 2)), (None, date(2026, 12, 31))])
def test_a_range_that_is_too_long_or_backwards_is_refused(
    store: FakeStore, present: Call, first: date | None, last: date
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        list_overrides(PROVIDER_ID, first, last, store, present)
    assert [error.field for error in refused.value.errors] == ["to"]


@pytest.mark.parametrize("first", [date.min, date.max])
def test_the_calendar_may_end_within_the_list(store: FakeStore, present: Call, first: date) -> None:
    assert list_overrides(PROVIDER_ID, first, None, store, present).found.overrides == []


def as_the_public(store: FakeStore, first: date | None, last: date | None) -> ListedOverrides:
    return list_overrides(PROVIDER_ID, first, last, store, call(caller=NOBODY, clock=at(MADE)))


def test_the_public_sees_62_dates_from_today_on(store: FakeStore) -> None:
    listed = as_the_public(store, None, None)
    assert (listed.first, listed.last) == (TODAY, date(2027, 3, 3))
    assert listed.found.overrides == [Override(TODAY, ())]


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (date(2026, 12, 31), TODAY, FieldError("from", "must be 2027-01-01, today in the provider's zone, or later")),
        (
            TODAY,
            date(2027, 3, 4),
            FieldError("to", "must be from 2027-01-01, where the list begins, to 2027-03-03: at most 62 days"),
        ),
    ],
)
def test_the_past_and_longer_lists_are_for_staff(store: FakeStore, first: date, last: date, fault: FieldError) -> None:
    list_overrides(PROVIDER_ID, first, last, store, call(caller=DESK, clock=at(MADE)))
    with pytest.raises(ValidationFailed) as refused:
        as_the_public(store, first, last)
    assert refused.value.errors == (fault,)

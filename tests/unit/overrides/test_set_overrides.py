"""The decisions of set_overrides, which those of set_override are too."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, FieldError, Forbidden, Unauthorized, ValidationFailed, VersionMismatch
from booking.overrides.commands import SetOverride, SetOverrides
from booking.overrides.override import Overridden, Override
from booking.overrides.set_override import set_override
from booking.overrides.set_overrides import set_overrides
from booking.providers.provider import Provider, ProviderChange
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import Window
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.engine import at, call
from tests.examples import MADE, NINE_TO_FIVE, OTHER_ID, PROVIDER_ID, changed, new_provider, origin, provider
from tests.fake_store import FakeStore

TODAY = date(2027, 1, 1)
EASTER = date(2027, 3, 29)
MORNING = Window(480, 720)
CLOSED, OPEN = Override(EASTER, ()), Override(TODAY, (MORNING,))
BOTH = SetOverrides(PROVIDER_ID, [CLOSED, OPEN])


def test_all_are_saved_with_one_change_of_the_provider(store: FakeStore, present: Call) -> None:
    done = set_overrides(BOTH, store, present)
    assert done == Overridden(store.provider(PROVIDER_ID), [OPEN, CLOSED])
    assert store.overrides == {(PROVIDER_ID, TODAY): (MORNING,), (PROVIDER_ID, EASTER): ()}
    assert (done.provider.version, done.provider.change.type) == (3, ProviderChange.OVERRIDES_CHANGED)
    assert done.provider.change.dates == (TODAY, EASTER)


def test_the_provider_says_that_it_has_overrides_and_its_slots_are_fixed(present: Call) -> None:
    store = FakeStore({PROVIDER_ID: new_provider()})
    updated = set_overrides(BOTH, store, present).provider
    assert updated.has_overrides
    assert updated.are_slots_fixed


def test_what_stands_already_is_not_written_whatever_the_precondition(store: FakeStore, present: Call) -> None:
    done = set_overrides(BOTH, store, present)
    assert set_overrides(BOTH._replace(precondition=Precondition({1})), store, present) == done
    assert store.provider(PROVIDER_ID).version == 3


def test_only_what_differs_is_a_change(store: FakeStore, present: Call) -> None:
    set_override(SetOverride(PROVIDER_ID, CLOSED), store, present)
    done = set_overrides(BOTH, store, present)
    assert (done.overrides, done.provider.change.dates) == ([OPEN, CLOSED], (TODAY,))


def test_a_closed_date_is_not_a_date_without_an_override(store: FakeStore, present: Call) -> None:
    sunday_is_closed = provider().with_schedule({}, 30, origin())
    store.put(sunday_is_closed)
    assert set_override(SetOverride(PROVIDER_ID, CLOSED), store, present).provider.version == 4


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        set_overrides(BOTH._replace(precondition=Precondition({1})), store, present)
    assert (store.provider(PROVIDER_ID), store.overrides) == (provider(), {})


def test_a_dry_run_answers_as_if_it_were_done_and_writes_nothing(store: FakeStore, present: Call) -> None:
    done = set_overrides(BOTH._replace(is_dry_run=True), store, present)
    assert (done.provider.version, done.provider.has_overrides, done.overrides) == (2, True, [OPEN, CLOSED])
    assert (store.provider(PROVIDER_ID), store.overrides) == (provider(), {})


def test_a_dry_run_is_refused_like_the_request(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        set_overrides(BOTH._replace(is_dry_run=True, precondition=Precondition({1})), store, present)


def test_a_provider_that_changed_meanwhile_is_read_again(store: FakeStore, present: Call) -> None:
    store.meanwhile["update_provider"] = [lambda: store.put(changed(provider()))]
    assert set_overrides(BOTH, store, present).provider.version == 4


def test_a_provider_that_always_changes_is_busy(store: FakeStore, present: Call) -> None:
    store.meanwhile["update_provider"] = [lambda: store.put(changed(store.providers[PROVIDER_ID]))] * 3
    with pytest.raises(Busy):
        set_overrides(BOTH, store, present)


def test_every_fault_is_named_by_its_place(store: FakeStore, present: Call) -> None:
    off_grid = Override(EASTER, (Window(481, 720), Window(700, 730)))
    command = SetOverrides(PROVIDER_ID, [OPEN, off_grid, Override(date(2026, 12, 31), ())])
    with pytest.raises(ValidationFailed) as refused:
        set_overrides(command, store, present)
    assert [error.field for error in refused.value.errors] == [
        "overrides[1].windows[0].start",
        "overrides[1].windows[1].start",
        "overrides[1].windows[1].end",
        "overrides[1].windows[1].start",
        "overrides[2].date",
    ]
    assert store.overrides == {}


@pytest.mark.parametrize("day", [TODAY, date(2028, 12, 31)])
def test_the_first_and_the_last_date_can_be_set(store: FakeStore, present: Call, day: date) -> None:
    assert set_override(SetOverride(PROVIDER_ID, Override(day, ())), store, present).provider.version == 3


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2029, 1, 1), date.min, date.max])
def test_a_date_before_today_or_beyond_the_horizon_is_refused(store: FakeStore, present: Call, day: date) -> None:
    with pytest.raises(ValidationFailed) as refused:
        set_override(SetOverride(PROVIDER_ID, Override(day, ())), store, present)
    message = "must be from 2027-01-01, today in the provider's zone, to 2028-12-31"
    assert refused.value.errors == (FieldError("date", message),)


@pytest.mark.parametrize(("timezone", "today"), [("Pacific/Kiritimati", "2027-01-02"), ("Pacific/Niue", "2027-01-01")])
def test_today_is_the_providers_own(timezone: str, today: str) -> None:
    store = FakeStore({PROVIDER_ID: new_provider(timezone=timezone)})
    command = SetOverride(PROVIDER_ID, Override(date.fromisoformat(today), ()))
    assert set_override(command, store, call(clock=at(MADE))).provider.version == 2
    yesterday = SetOverride(PROVIDER_ID, Override(command.override.day - timedelta(days=1), ()))
    with pytest.raises(ValidationFailed):
        set_override(yesterday, store, call(clock=at(MADE)))


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        set_overrides(BOTH._replace(provider_id=OTHER_ID), store, present)


def test_only_who_may_change_the_schedule_may_change_overrides(store: FakeStore) -> None:
    store.put(provider().updated({"subject": "another"}, origin("change-2")))
    for caller, refusal in ((DESK, Forbidden), (CUSTOMER, Forbidden), (PROVIDER, Forbidden), (NOBODY, Unauthorized)):
        with pytest.raises(refusal):
            set_overrides(BOTH, store, call(caller=caller, clock=at(MADE)))
    store.put(provider().updated({"subject": THERAPIST}, origin("change-3")))
    assert set_overrides(BOTH, store, call(caller=PROVIDER, clock=at(MADE))).overrides == [OPEN, CLOSED]


def test_a_fixed_week_and_the_record_of_the_provider_stay(store: FakeStore, present: Call) -> None:
    updated: Provider = set_overrides(BOTH, store, present).provider
    assert updated.schedule.days[0] == (NINE_TO_FIVE,)
    assert updated.record.created_at == datetime(2027, 1, 1, 12, tzinfo=UTC)

"""The decisions of request_resolution and get_resolution, and what makes a request wrong."""

from datetime import date, datetime, timedelta

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.refusals import Forbidden, IdempotencyKeyReused, Unauthorized, ValidationFailed
from booking.providers.between import DayOrInstant
from booking.providers.refusals import ProviderNotFound
from booking.resolutions.commands import RequestResolution
from booking.resolutions.get_resolution import get_resolution
from booking.resolutions.refusals import ResolutionNotFound
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.resolution import Request, ResolutionAction, ResolutionChange, ResolutionState
from tests.callers import CUSTOMER, DESK, PROVIDER
from tests.engine import at, call
from tests.examples import CANCELLING, MADE, NINE, OTHER_ID, PROVIDER_ID, new_provider, provider
from tests.fake_store import FakeStore

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TRANSFER = Request(ResolutionAction.TRANSFER, (OTHER_ID,))
MONDAY = date(2027, 3, 1)


@pytest.fixture
def store() -> FakeStore:
    made = FakeStore()
    made.put(new_provider(subject="therapist-1"), provider(OTHER_ID))
    return made


def asked(
    begin: DayOrInstant = NINE, end: DayOrInstant = NINE + HOUR, request: Request = CANCELLING, key: str | None = None
) -> RequestResolution:
    return RequestResolution(PROVIDER_ID, begin, end, request, key, {"action": request.action.value})


def faults(command: RequestResolution, store: FakeStore, present: Call) -> list[str]:
    with pytest.raises(ValidationFailed) as refused:
        request_resolution(command, store, present)
    assert not store.resolutions
    return [error.field for error in refused.value.errors]


def test_a_resolution_is_saved_and_nothing_is_done_yet(store: FakeStore, present: Call) -> None:
    made, replayed = request_resolution(asked(), store, present)
    assert store.resolutions == {(PROVIDER_ID, made.resolution.id): made.resolution}
    assert (made.resolution.state, made.resolution.change.type) == (
        ResolutionState.REQUESTED,
        ResolutionChange.REQUESTED,
    )
    assert not replayed


def test_dates_are_of_the_providers_zone_and_the_last_one_is_included(store: FakeStore, present: Call) -> None:
    interval = request_resolution(asked(MONDAY, MONDAY), store, present).entity.resolution.interval
    assert (interval.start, interval.end) == (NINE - 10 * HOUR, NINE + 14 * HOUR)


def test_a_repeat_with_the_key_answers_the_first(store: FakeStore, present: Call) -> None:
    command = asked(key="0123456789abcdef")
    first = request_resolution(command, store, present).entity
    second, replayed = request_resolution(command, store, present)
    assert (second.resolution, replayed) == (first.resolution, True)


def test_another_request_with_the_key_is_refused(store: FakeStore, present: Call) -> None:
    request_resolution(asked(key="0123456789abcdef"), store, present)
    with pytest.raises(IdempotencyKeyReused):
        request_resolution(asked(request=TRANSFER, key="0123456789abcdef"), store, present)


def test_of_two_repeats_at_once_one_is_made(store: FakeStore, present: Call) -> None:
    command = asked(key="0123456789abcdef")
    store.meanwhile["add_resolution"] = [lambda: first.append(request_resolution(command, store, present))]
    first: list[object] = []
    assert request_resolution(command, store, present).replayed
    assert len(store.resolutions) == len(first) == 1


@pytest.mark.parametrize(
    ("begin", "end", "fields"),
    [
        (NINE, NINE, ["to"]),
        (NINE + HOUR, NINE, ["to"]),
        (MADE - 2 * HOUR, MADE, ["to"]),
        (NINE, NINE + 14 * DAY + timedelta(seconds=1), ["to"]),
        (MONDAY, MONDAY + 14 * DAY, ["to"]),
        (date(1, 1, 1), date(9999, 12, 31), ["from"]),
        (date(1, 1, 1), date(1, 1, 2), ["to"]),
        (NINE, datetime(9999, 12, 31, tzinfo=NINE.tzinfo), ["to"]),
        (MADE + 731 * DAY, MADE + 732 * DAY, ["from"]),
        (NINE + timedelta(microseconds=1), NINE + HOUR, ["from"]),
    ],
)
def test_a_wrong_time_is_refused(
    store: FakeStore, present: Call, begin: DayOrInstant, end: DayOrInstant, fields: list[str]
) -> None:
    assert faults(asked(begin, end), store, present) == fields


def test_fourteen_dates_are_allowed_also_when_the_clock_changes(store: FakeStore, present: Call) -> None:
    autumn = date(2027, 10, 25)
    assert request_resolution(asked(autumn, autumn + 13 * DAY), store, present)


def test_a_time_that_has_begun_is_allowed(store: FakeStore, present: Call) -> None:
    assert request_resolution(asked(MADE - HOUR, MADE + HOUR), store, present)


def test_to_itself_nothing_can_be_transferred_nor_to_nobody(store: FakeStore, present: Call) -> None:
    wrong = TRANSFER._replace(provider_ids=(OTHER_ID, PROVIDER_ID, "nobody"))
    assert faults(asked(request=wrong), store, present) == ["providerIds[1]", "providerIds[2]"]


@pytest.mark.parametrize(("caller", "refusal"), [(CUSTOMER, Forbidden), (NOBODY, Unauthorized)])
def test_it_is_for_staff(store: FakeStore, caller: Caller, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        request_resolution(asked(), store, call(clock=at(MADE), caller=caller))
    with pytest.raises(refusal):
        get_resolution(PROVIDER_ID, OTHER_ID, store, call(caller=caller))


def test_the_desk_may_transfer(store: FakeStore) -> None:
    assert request_resolution(asked(request=TRANSFER), store, call(clock=at(MADE), caller=DESK))


def test_a_provider_may_cancel_its_own_and_not_book_with_another(store: FakeStore) -> None:
    own = call(clock=at(MADE), caller=PROVIDER)
    assert request_resolution(asked(), store, own)
    with pytest.raises(Forbidden):
        request_resolution(asked(request=TRANSFER), store, own)


def test_a_provider_may_not_resolve_what_is_another_ones(store: FakeStore) -> None:
    store.put(provider())
    with pytest.raises(Forbidden):
        request_resolution(asked(), store, call(clock=at(MADE), caller=PROVIDER))


def test_an_unknown_provider_has_none(present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        request_resolution(asked(), FakeStore(), present)


def test_an_unknown_resolution_cannot_be_read(store: FakeStore, present: Call) -> None:
    with pytest.raises(ResolutionNotFound):
        get_resolution(PROVIDER_ID, OTHER_ID, store, present)

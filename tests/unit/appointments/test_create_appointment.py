"""The decisions of create_appointment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import SlotInPast, SlotNotOffered, SlotTaken
from booking.calls.call import Call
from booking.calls.refusals import Busy, IdempotencyKeyReused
from booking.providers.refusals import ProviderNotFound
from tests.engine import at, call
from tests.examples import (
    DETAILS,
    HALF_HOUR,
    NINE,
    NINE_TO_FIVE,
    OTHER_ID,
    PROVIDER_ID,
    booked,
    changed,
    offering,
    origin,
    provider,
)
from tests.fake_store import FakeStore

KEYLESS = CreateAppointment(PROVIDER_ID, NINE, DETAILS)
KEYED = KEYLESS._replace(idempotency_key="0123456789abcdef", sent={"startTime": "nine"})


@pytest.fixture
def close(store: FakeStore) -> Callable[[], None]:
    """Another request closes the provider on every day."""
    return lambda: store.put(provider().with_schedule({}, 30, origin("another")))


@pytest.fixture
def twin(store: FakeStore, present: Call) -> Callable[[], None]:
    """The same request under the same key is carried out."""

    def book() -> None:
        create_appointment(KEYED, store, present)

    return book


def test_a_booking_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    made = create_appointment(KEYLESS, store, present)
    assert store.appointment(made.entity.id) == made.entity
    assert not made.replayed


def test_a_repeat_under_the_key_is_answered_with_the_same_appointment(store: FakeStore, present: Call) -> None:
    first = create_appointment(KEYED, store, present).entity
    again = create_appointment(KEYED, store, present)
    assert (again.entity, again.replayed) == (first, True)


def test_a_repeat_is_answered_though_its_time_has_passed(store: FakeStore, present: Call) -> None:
    first = create_appointment(KEYED, store, present).entity
    assert create_appointment(KEYED, store, call(clock=at(NINE))).entity == first


def test_a_repeat_is_answered_though_the_provider_offers_it_no_more(
    store: FakeStore, present: Call, close: Callable[[], None]
) -> None:
    first = create_appointment(KEYED, store, present).entity
    close()
    assert create_appointment(KEYED, store, present).entity == first


def test_a_twin_that_was_saved_meanwhile_is_answered(store: FakeStore, present: Call, twin: Callable[[], None]) -> None:
    store.meanwhile["book"] = [twin]
    made = create_appointment(KEYED, store, present)
    assert made.replayed
    assert list(store.appointments.values()) == [made.entity]


def test_a_twin_that_was_saved_before_the_provider_closed_is_answered(
    store: FakeStore, present: Call, twin: Callable[[], None], close: Callable[[], None]
) -> None:
    """The provider was read after it closed, the appointment before it was made: the refusal was true at no instant."""
    twin()
    (made,) = store.appointments.values()
    del store.appointments[made.id]
    close()
    store.meanwhile["appointment_made"] = [lambda: store.put(made)]
    assert create_appointment(KEYED, store, present).entity == made


def test_another_request_under_the_key_is_refused(store: FakeStore, present: Call) -> None:
    create_appointment(KEYED, store, present)
    with pytest.raises(IdempotencyKeyReused):
        create_appointment(KEYED._replace(sent={"startTime": "ten"}), store, present)


def test_another_request_under_the_key_at_once_is_refused(
    store: FakeStore, present: Call, twin: Callable[[], None]
) -> None:
    store.meanwhile["book"] = [twin]
    with pytest.raises(IdempotencyKeyReused):
        create_appointment(KEYED._replace(sent={"startTime": "ten"}), store, present)


@pytest.mark.parametrize("command", [KEYLESS, KEYED])
def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call, command: CreateAppointment) -> None:
    with pytest.raises(ProviderNotFound):
        create_appointment(command._replace(provider_id=OTHER_ID), store, present)


def test_a_taken_slot_is_refused_with_what_is_free_nearby(store_with_booking: FakeStore, present: Call) -> None:
    with pytest.raises(SlotTaken) as refused:
        create_appointment(KEYLESS, store_with_booking, present)
    starts = [interval.start for interval in refused.value.alternatives]
    assert starts == [NINE - HALF_HOUR, NINE + HALF_HOUR, NINE - 2 * HALF_HOUR]


def test_a_slot_taken_meanwhile_is_refused(store: FakeStore, present: Call) -> None:
    store.meanwhile["book"] = [lambda: store.put(booked())]
    with pytest.raises(SlotTaken):
        create_appointment(KEYLESS, store, present)


@pytest.mark.parametrize("command", [KEYLESS, KEYED])
def test_a_start_that_is_not_offered_is_refused(store: FakeStore, present: Call, command: CreateAppointment) -> None:
    with pytest.raises(SlotNotOffered):
        create_appointment(command._replace(start=NINE + timedelta(minutes=1)), store, present)


def test_a_start_that_has_passed_is_refused(store: FakeStore) -> None:
    with pytest.raises(SlotInPast):
        create_appointment(KEYLESS, store, call(clock=at(NINE)))


def test_a_provider_that_changed_meanwhile_is_asked_again(store: FakeStore, present: Call) -> None:
    mondays = provider().with_schedule({"monday": [NINE_TO_FIVE]}, 60, origin("another"))
    store.meanwhile["book"] = [lambda: store.put(mondays)]
    made = create_appointment(KEYLESS, store, present).entity
    assert (made.provider_version, made.interval.length) == (3, 2 * HALF_HOUR)


def test_a_time_that_a_change_meanwhile_withdrew_is_not_booked(
    store: FakeStore, present: Call, close: Callable[[], None]
) -> None:
    store.meanwhile["book"] = [close]
    with pytest.raises(SlotNotOffered):
        create_appointment(KEYLESS, store, present)
    assert store.appointments == {}


def test_a_provider_that_changes_at_every_attempt_is_busy(store: FakeStore, present: Call) -> None:
    store.meanwhile["book"] = [lambda: store.put(changed(store.provider(PROVIDER_ID)))] * 3
    with pytest.raises(Busy):
        create_appointment(KEYLESS, store, present)


class TestARememberedProvider:
    """One that the same function has read before: good for a booking, and for no refusal."""

    @pytest.fixture(autouse=True)
    def _remembered(self, store: FakeStore) -> None:
        store.remembered = {PROVIDER_ID: provider()}

    @pytest.fixture
    def unread(self, store: FakeStore) -> list[None]:
        """A reading of the provider is a failure."""

        def fail() -> None:
            pytest.fail("the provider was read")

        store.meanwhile = {"provider": [fail], "provider_and_appointment": [fail]}
        return []

    @pytest.mark.parametrize("command", [KEYLESS, KEYED])
    def test_is_booked_on_without_reading_it(
        self, store: FakeStore, present: Call, unread: list[None], command: CreateAppointment
    ) -> None:
        made = create_appointment(command, store, present)
        assert store.appointment(made.entity.id) == made.entity
        assert not made.replayed

    def test_is_good_for_the_answer_to_a_repeat(self, store: FakeStore, present: Call, unread: list[None]) -> None:
        first = create_appointment(KEYED, store, present).entity
        again = create_appointment(KEYED, store, present)
        assert (again.entity, again.replayed) == (first, True)

    def test_that_has_changed_is_read_again(self, store: FakeStore, present: Call) -> None:
        store.put(provider().with_schedule({"monday": [NINE_TO_FIVE]}, 60, origin("another")))
        made = create_appointment(KEYLESS, store, present).entity
        assert (made.provider_version, made.interval.length) == (3, 2 * HALF_HOUR)

    @pytest.mark.parametrize("command", [KEYLESS, KEYED])
    def test_that_was_closed_refuses_nothing(self, store: FakeStore, present: Call, command: CreateAppointment) -> None:
        store.remembered[PROVIDER_ID] = provider().with_schedule({}, 30, origin("before"))
        store.put(changed(store.remembered[PROVIDER_ID]), changed(changed(provider())))
        assert create_appointment(command, store, present).entity.provider_version == 4

    def test_that_is_closed_now_refuses(self, store: FakeStore, present: Call, close: Callable[[], None]) -> None:
        close()
        with pytest.raises(SlotNotOffered):
            create_appointment(KEYLESS, store, present)

    def test_a_time_that_has_passed_is_refused(self, store: FakeStore) -> None:
        with pytest.raises(SlotInPast):
            create_appointment(KEYLESS, store, call(clock=at(NINE)))

    def test_a_taken_slot_is_refused_without_another_write(self, store: FakeStore, present: Call) -> None:
        store.put(booked())
        store.meanwhile["book"] = [lambda: None, lambda: pytest.fail("it was written again")]
        with pytest.raises(SlotTaken) as refused:
            create_appointment(KEYLESS, store, present)
        assert len(refused.value.alternatives) == 3

    def test_a_slot_that_was_taken_under_another_version_is_tried_again(self, store: FakeStore, present: Call) -> None:
        """The schedule changes and the slot becomes free between the write and the reading."""
        store.put(booked())

        def change() -> None:
            store.put(changed(provider()))
            store.appointments.clear()

        store.meanwhile["provider"] = [change]
        assert create_appointment(KEYLESS, store, present).entity.provider_version == 3

    def test_another_request_under_the_key_is_refused_on_a_reading(self, store: FakeStore, present: Call) -> None:
        create_appointment(KEYED, store, present)
        with pytest.raises(IdempotencyKeyReused):
            create_appointment(KEYED._replace(sent={"startTime": "ten"}), store, present)


def test_a_refusal_by_rules_of_two_moments_is_decided_again(store: FakeStore, present: Call) -> None:
    """The service was retired after the provider was read, and revived after that: at no moment was it refused."""
    offered = offering(PROVIDER_ID, "cut")
    store.offerings[PROVIDER_ID, "cut"] = offered

    def set_to(is_active: bool) -> Callable[[], None]:
        def change() -> None:
            store.offerings[PROVIDER_ID, "cut"] = replace(offered, is_active=is_active)
            store.put(store.providers[PROVIDER_ID].touched())

        return change

    store.meanwhile = {"rulebook": [set_to(is_active=False)], "provider": [lambda: None, set_to(is_active=True)]}
    command = KEYLESS._replace(service_id="cut")
    assert create_appointment(command, store, present).entity.service_id == "cut"

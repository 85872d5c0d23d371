"""An appointment, for those only that may do something to it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from booking.access.policy import Action
from booking.appointments.appointment import Customer
from booking.appointments.permitted import permitted_appointment
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.caller import NOBODY, Caller, Role
from booking.calls.refusals import Unauthorized
from tests.callers import ADMIN, CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER, THERAPIST, person
from tests.examples import APPOINTMENT_ID, DETAILS, OTHER_ID, booked, provider
from tests.fake_store import FakeStore

ACTIONS = (Action.READ_APPOINTMENT, Action.MOVE_APPOINTMENT, Action.CANCEL_APPOINTMENT)
OTHER_PROVIDER = person("therapist-2", Role.PROVIDER)
OF_CUSTOMER = booked(details=DETAILS._replace(customer=Customer(CUSTOMER.customer_id, "Kim")))

every_action = pytest.mark.parametrize("action", ACTIONS)
every_stranger = pytest.mark.parametrize("caller", [OTHER_CUSTOMER, OTHER_PROVIDER], ids=["customer", "provider"])


@pytest.fixture
def store() -> FakeStore:
    """A provider with the subject THERAPIST, and an appointment of CUSTOMER with it."""
    store = FakeStore()
    store.put(replace(provider(), subject=THERAPIST), OF_CUSTOMER)
    return store


@pytest.fixture
def reads(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the reads of the store."""
    counts: Counter[str] = Counter()

    def counted(name: str, read: Callable[[str], object]) -> Callable[[str], object]:
        def reading(asked: str) -> object:
            counts[name] += 1
            return read(asked)

        return reading

    for name in ("provider", "appointment_made"):
        monkeypatch.setattr(store, name, counted(name, getattr(store, name)))
    return counts


@every_action
@pytest.mark.parametrize("caller", [ADMIN, DESK, PROVIDER, CUSTOMER], ids=["admin", "desk", "provider", "customer"])
def test_who_may_gets_it(store: FakeStore, caller: Caller, action: Action) -> None:
    assert permitted_appointment(APPOINTMENT_ID, action, caller, store).appointment == OF_CUSTOMER


@every_action
@every_stranger
def test_a_hidden_one_and_none_at_all_are_refused_alike(
    store: FakeStore, reads: Counter[str], caller: Caller, action: Action
) -> None:
    """In words, and in the reads that they cost: the time of the answer reveals nothing."""
    with pytest.raises(AppointmentNotFound) as hidden:
        permitted_appointment(APPOINTMENT_ID, action, caller, store)
    of_hidden = reads.copy()
    reads.clear()
    with pytest.raises(AppointmentNotFound) as unknown:
        permitted_appointment(OTHER_ID, action, caller, store)
    assert str(hidden.value).replace(APPOINTMENT_ID, OTHER_ID) == str(unknown.value)
    assert of_hidden == reads


@every_action
def test_nobody_costs_no_read(store: FakeStore, reads: Counter[str], action: Action) -> None:
    with pytest.raises(Unauthorized):
        permitted_appointment(APPOINTMENT_ID, action, NOBODY, store)
    assert not reads


@pytest.mark.parametrize(("caller", "count"), [(ADMIN, 0), (DESK, 0), (CUSTOMER, 0), (PROVIDER, 1)])
def test_only_a_providers_right_costs_one_more_read(
    store: FakeStore, reads: Counter[str], caller: Caller, count: int
) -> None:
    permitted_appointment(APPOINTMENT_ID, Action.READ_APPOINTMENT, caller, store)
    assert reads["provider"] == count


def test_a_provider_that_was_dismissed_has_nothing_any_more(store: FakeStore) -> None:
    store.put(provider())
    with pytest.raises(AppointmentNotFound):
        permitted_appointment(APPOINTMENT_ID, Action.READ_APPOINTMENT, PROVIDER, store)

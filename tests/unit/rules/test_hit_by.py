"""What a change hits in all the time that can be booked."""

from dataclasses import replace
from datetime import timedelta

from booking.providers.provider import Provider
from booking.rules.hit_by import hit_by
from booking.rules.reasons import Reason
from booking.services.offering import Offering
from tests.engine import at, call
from tests.examples import APPOINTMENT_ID, MADE, NINE, OTHER_ID, booked, offering, origin, provider
from tests.fake_store import FakeStore

DAY = timedelta(days=1)
INACTIVE = provider().deactivated(origin("change-2"))


def hit(store: FakeStore, by: Provider, of: Offering | None = None) -> list[tuple[str, tuple[Reason, ...]]]:
    found = hit_by(by, store, call(clock=at(MADE)), of)
    assert found.searched_until is None
    return [(each.appointment_id, each.reasons) for each in found.appointments]


def test_a_provider_that_is_not_active_hits_all_that_is_to_come() -> None:
    store = FakeStore()
    store.put(INACTIVE, booked(NINE), booked(NINE + 400 * DAY, appointment_id=OTHER_ID))
    assert hit(store, INACTIVE) == [
        *((APPOINTMENT_ID, (Reason.PROVIDER_INACTIVE,)), (OTHER_ID, (Reason.PROVIDER_INACTIVE,)))
    ]
    assert hit(store, provider()) == []


def test_a_service_that_is_retired_hits_its_own() -> None:
    store, retired = FakeStore(), offering().retired(origin("change-2"))
    store.put(provider(), booked(NINE), replace(booked(NINE + DAY, appointment_id=OTHER_ID), service_id="haircut"))
    assert hit(store, provider(), retired) == [(OTHER_ID, (Reason.SERVICE_RETIRED,))]
    assert hit(store, provider(), offering()) == []

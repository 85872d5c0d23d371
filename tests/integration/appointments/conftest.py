"""Counting requests, and a provider with every kind of rule."""

from datetime import timedelta

import pytest

from booking.calls.call import Call
from booking.overrides.commands import SetOverrides
from booking.overrides.override import Override
from booking.overrides.set_overrides import set_overrides
from booking.providers.commands import UpdateProvider
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.update_provider import update_provider
from booking.services.commands import SetService
from booking.services.offering import Terms
from booking.services.set_service import set_service
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff
from local.store import EveryStore
from tests.integration.examples import LATER, START, open_provider


@pytest.fixture
def ruled(store: EveryStore, now: Call) -> Provider:
    """It has limits, a service, time off and a date with windows of its own."""
    made = open_provider(store, now)
    update_provider(UpdateProvider(made.id, {"rules": {"max_per_day": 9, "max_per_week": 30}}), store, now)
    set_service(SetService(made.id, "visit", Terms("Visit", 30, None, Rules(buffer_after=15))), store, now)
    set_overrides(SetOverrides(made.id, [Override(START.date() + timedelta(days=1), ())]), store, now)
    add_time_off(AddTimeOff(made.id, Interval(LATER, LATER + timedelta(hours=1))), store, now)
    return store.provider(made.id)

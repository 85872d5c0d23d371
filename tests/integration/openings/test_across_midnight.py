"""Visits that run into the next date need that date's own windows, which the Query of claims may not reach."""

from datetime import date, datetime, timedelta

from booking.calls.call import Call
from booking.openings.availability import AvailabilityQuery
from booking.openings.explain_start import explain_start
from booking.openings.explained import StartQuery
from booking.openings.get_availability import get_availability
from booking.overrides.commands import SetOverrides
from booking.overrides.override import Override
from booking.overrides.set_overrides import set_overrides
from booking.providers.commands import UpdateProvider
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.providers.update_provider import update_provider
from booking.rules.reasons import Reason
from local.store import EveryStore
from tests.integration.examples import START, open_provider

DAY = START.date()


def always_open(store: EveryStore, now: Call) -> Provider:
    """In Rome, where a date ends at 23:00 UTC. Appointments take half an hour, and begin at each quarter."""
    made = open_provider(store, now, windows=[Window(0, 24 * 60)], timezone="Europe/Rome")
    return update_provider(UpdateProvider(made.id, {"rules": {"slot_interval": 15}}), store, now)


def last_start(provider: Provider, day: date, store: EveryStore, now: Call) -> datetime:
    return get_availability(AvailabilityQuery.on(provider.id, day), store, now).free[-1].start


def test_the_last_start_of_a_date_runs_into_the_next_one(store: EveryStore, now: Call) -> None:
    provider = always_open(store, now)
    assert f"{last_start(provider, DAY, store, now):%d %H:%M}" == "04 22:45"


def test_a_closed_next_date_takes_that_start_away(store: EveryStore, now: Call) -> None:
    provider = always_open(store, now)
    set_overrides(SetOverrides(provider.id, [Override(DAY + timedelta(days=1), ())]), store, now)
    last = last_start(provider, DAY, store, now)
    assert f"{last:%d %H:%M}" == "04 22:30"
    explained = explain_start(StartQuery(provider.id, last + timedelta(minutes=15)), store, now)
    assert [each.reason for each in explained.reasons] == [Reason.OUTSIDE_HOURS]

"""Which appointments are unresolved: those that a change of the rules would name today, if nobody accepted it."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from booking.calls.change import Change
from booking.calls.record import Record
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window, day_number
from booking.rules.affected import OF_THE_PROVIDER, affected
from booking.rules.claims import Claims, Standing
from booking.rules.dates import Reading
from booking.rules.offer import slots_on
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.rules.unresolved import Stands, unresolved_among
from booking.services.offering import Offering, OfferingChange
from booking.time.grid import start_of
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, MADE, NINE, offering, origin, provider
from tests.fake_store import FakeStore
from tests.unit.rules.cases import DAY, ZONES, around_transitions

AT_NINE = Stands("at-nine", Interval(NINE, NINE + HALF_HOUR))
MONDAY = day_number(NINE.date())


@pytest.fixture
def store() -> FakeStore:
    """Open on Mondays from 10:30 in Rome: half an hour after the appointment begins."""
    store = FakeStore()
    store.put(provider().with_schedule({"monday": [Window(630, 1020)]}, 30, origin()))
    return store


def unresolved(store: FakeStore, *standing: Stands, now: datetime = MADE) -> set[str]:
    (of,) = store.providers.values()
    return unresolved_among(of, standing, store, now)


def test_what_the_rules_would_no_longer_put_there_is_unresolved(store: FakeStore) -> None:
    inside = Stands("inside", Interval(NINE + HALF_HOUR, NINE + 2 * HALF_HOUR))
    assert unresolved(store, AT_NINE, inside) == {"at-nine"}


def test_what_was_skipped_or_kept_is_resolved_and_another_reason_is_not(store: FakeStore) -> None:
    assert unresolved(store, AT_NINE._replace(accepted=[Reason.OUTSIDE_HOURS])) == set()
    assert unresolved(store, AT_NINE._replace(accepted=[Reason.CLOSED])) == {"at-nine"}


def test_what_has_started_is_not_unresolved(store: FakeStore) -> None:
    assert unresolved(store, AT_NINE, now=NINE) == set()
    assert unresolved(store, AT_NINE, now=NINE - timedelta(seconds=1)) == {"at-nine"}


def test_without_anything_to_come_no_rule_is_read() -> None:
    class Unread(FakeStore):
        def rulebooks(self, *_: object) -> Mapping[str | None, Rulebook]:
            raise AssertionError("read")

    assert unresolved_among(provider(), [AT_NINE], Unread(), NINE) == set()


def test_a_retired_service_is_a_reason_against_its_own_appointments(store: FakeStore) -> None:
    store.put(provider(), offering(), replace(offering(service_id="massage"), is_active=False))
    own = AT_NINE._replace(appointment_id="own"), AT_NINE._replace(appointment_id="cut", service_id="haircut")
    assert unresolved(store, *own, AT_NINE._replace(service_id="massage")) == {"at-nine"}


def test_of_dates_far_apart_only_these_are_asked_for(store: FakeStore) -> None:
    days: list[Collection[int]] = []

    class Asked(FakeStore):
        def rulebooks(
            self, provider: Provider, service_ids: Collection[str | None], days_asked: Collection[int]
        ) -> Mapping[str | None, Rulebook]:
            days.append(days_asked)
            return super().rulebooks(provider, service_ids, days_asked)

    asked = Asked(providers=store.providers, overrides={(provider().id, (NINE + 365 * DAY).date()): ()})
    later = Stands("later", Interval(NINE + 365 * DAY, NINE + 365 * DAY + HALF_HOUR))
    assert unresolved(asked, AT_NINE, later) == {"at-nine", "later"}
    assert days == [[MONDAY, MONDAY + 365]]


@dataclass
class OfACase(FakeStore):
    """What stands there, judged by the case's rules. A rulebook has the windows of the asked dates and no others."""

    rules: Rulebook = Rulebook(provider())  # noqa: RUF009  # a named tuple
    stand: tuple[Stands, ...] = ()

    def rulebooks(
        self, provider: Provider, service_ids: Collection[str | None], days: Collection[int]
    ) -> Mapping[str | None, Rulebook]:
        own = {day: windows for day, windows in self.rules.overrides.items() if day in days}
        of_service = self.rules.offering or _RETIRED
        return {each: self.rules._replace(offering=of_service if each else None, overrides=own) for each in service_ids}

    def standing(self, provider: Provider, reading: Reading) -> tuple[Claims, datetime | None]:
        return Claims(standing=[Standing(*each[:3]) for each in self.stand]), None

    def accepted(self, appointment_ids: Collection[str]) -> Mapping[str, Collection[Reason]]:
        return {each.appointment_id: each.accepted for each in self.stand}


_RETIRED = Offering(
    "service", Record.new(Change(OfferingChange.RETIRED, origin())), provider().id, "Cut", None, 60, Rules(), False
)


def test_it_agrees_with_what_a_change_hits() -> None:
    """Around changes of the zones' offsets, with overrides, time off, and services in and out of use."""
    choose, seen = random.Random("unresolved"), list[bool]()
    for case in around_transitions(choose.sample(ZONES, 60), choose):
        slots = slots_on(case.book.provider, case.days)
        starts = choose.sample(slots, min(6, len(slots)))
        store = OfACase(rules=case.book)
        store.stand = tuple(_stands(n, start, case.slot, choose) for n, start in enumerate(starts))
        now, dates = case.now, range(case.days.start - 1, case.days.stop + 1)
        hits = {
            hit.appointment_id
            for service_id, book in store.rulebooks(case.book.provider, [None, "service"], range(10**6)).items()
            for hit in affected(book, dates, now, store).appointments
            if service_id is None or store.stand[int(hit.appointment_id)].service_id
        }
        assert unresolved_among(case.book.provider, store.stand, store, now) == hits
        seen += [bool(hits)]
    assert {*seen} == {True, False}


def _stands(number: int, start: int, slot: int, choose: random.Random) -> Stands:
    interval = Interval(start_of(start, slot), start_of(start + choose.choice((1, 2, 5, 26)), slot))
    accepted = choose.sample(OF_THE_PROVIDER, choose.choice((0, 0, 1, 3)))
    return Stands(str(number), interval, choose.choice((None, "service")), accepted)


def test_a_week_without_windows_is_unresolved_too(store: FakeStore) -> None:
    store.put(provider().with_schedule({WEEKDAYS[1]: [Window(540, 1020)]}, 30, origin()))
    assert unresolved(store, AT_NINE) == {"at-nine"}

"""Which days an event concerns."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from booking.providers.provider import Provider
from booking.providers.schedule import day_number
from booking.reports.concerned import concerned_by
from booking.reports.report import Figures, KeptDay
from tests.examples import (
    MADE,
    NINE,
    OTHER_ID,
    PROVIDER_ID,
    attended,
    booked,
    cancelled,
    changed,
    erasure,
    moved,
    offering,
    origin,
    overridden,
    provider,
    time_off,
)
from tests.messages import news

MONDAY = day_number(NINE.date())
EASTER_MONDAY = MONDAY + 28
TODAY = day_number(MADE.date())


def days_of(entity: Any, of: Provider | None = None, *kept: int, zone: str | None = "Europe/Rome") -> list[list[int]]:
    """By what the event concerns: its days, if these were kept in a zone, at the instant MADE."""
    stored = {day: KeptDay(day, 1, zone, Figures(0)) for day in kept}
    return [sorted(each.days_of(of or provider(), stored, MADE)) for each in concerned_by(news(entity))]


@pytest.mark.parametrize("appointment", [booked(), cancelled(), attended()])
def test_an_appointment_concerns_the_date_of_its_start(appointment: Any) -> None:
    assert days_of(appointment) == [[MONDAY]]


def test_the_date_is_the_one_of_the_providers_zone() -> None:
    late = replace(booked(), interval=booked().interval._replace(start=datetime(2027, 3, 1, 23, 30, tzinfo=UTC)))
    assert days_of(late) == [[MONDAY + 1]]


def test_a_move_concerns_both_dates() -> None:
    near = moved(booked(), NINE + timedelta(days=2), origin("change-2"))
    assert days_of(near) == [[MONDAY, MONDAY + 2]]
    far = moved(booked(), NINE + timedelta(days=28), origin("change-2"))
    assert days_of(far) == [[EASTER_MONDAY], [MONDAY]] or days_of(far) == [[MONDAY], [EASTER_MONDAY]]


def test_a_move_to_another_provider_concerns_both() -> None:
    there = moved(booked(), NINE, origin("change-2"), of=provider(OTHER_ID))
    assert {each.provider_id for each in concerned_by(news(there))} == {PROVIDER_ID, OTHER_ID}


def test_a_move_of_before_2_0_was_within_its_provider() -> None:
    event = news(moved(booked(), NINE + timedelta(days=1), origin("change-2")))
    times = {name: event.data["previous"][name] for name in ("startTime", "endTime")}
    (concerned,) = concerned_by(replace(event, data={**event.data, "previous": times}))
    assert concerned.provider_id == PROVIDER_ID
    assert concerned.days_of(provider(), {}, MADE) == {MONDAY, MONDAY + 1}


@pytest.mark.parametrize("entity", [provider(), time_off()])
def test_rules_concern_the_kept_days_that_are_not_over(entity: Any) -> None:
    assert days_of(entity, None, TODAY - 1, TODAY, MONDAY) == [[TODAY, MONDAY]]


def test_overrides_concern_the_dates_that_they_name() -> None:
    assert days_of(overridden(), None, MONDAY, EASTER_MONDAY - 1, EASTER_MONDAY) == [[EASTER_MONDAY]]


def test_another_zone_concerns_every_kept_day_and_those_around() -> None:
    """What starts at 00:30 in Kiritimati starts two dates earlier on Baker Island."""
    there = replace(provider(), timezone="Pacific/Kiritimati")
    around = [TODAY - 12, TODAY - 11, TODAY - 10, TODAY - 9, TODAY - 8]
    assert days_of(provider(), there, TODAY - 10) == [around]


def test_an_appointment_that_finds_its_day_in_another_zone_concerns_those_around() -> None:
    there = replace(provider(), timezone="Pacific/Kiritimati")
    assert days_of(booked(), there, MONDAY) == [[*range(MONDAY - 2, MONDAY + 3)]]


@pytest.mark.parametrize("entity", [booked(), overridden(), moved(booked(), NINE + timedelta(days=5), origin("c"))])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_only_days_that_were_looked_up_are_computed(entity: Any, zone: str) -> None:
    """Whatever is stored there. Others would be missing each time that they are looked up."""
    there = replace(provider(), timezone=zone)
    for concerned in concerned_by(news(entity)):
        assert concerned.days
        kept = {day: KeptDay(day, 1, "Europe/Rome", Figures(0)) for day in concerned.days}
        assert concerned.days_of(there, kept, MADE) <= {*concerned.days}


def test_a_day_that_was_only_begun_is_computed() -> None:
    assert days_of(provider(), None, TODAY - 10, zone=None) == [[TODAY - 10]]


@pytest.mark.parametrize("entity", [offering(), erasure(), changed(booked()).corrected({"notes": "x"}, origin())])
def test_what_changes_no_figure_concerns_nothing(entity: Any) -> None:
    assert days_of(entity, None, MONDAY) == []

"""What is wrong with the terms of a service, on top of the rules of its provider."""

from dataclasses import replace
from typing import Any

import pytest

from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import Window
from booking.services.fitting import terms_errors
from booking.services.offering import WHOLE_DAY, Terms
from tests.examples import MADE, new_provider, origin, provider, terms

ALL_DAY = Window(0, 1440)


def fields(of: Terms, by: Provider | None = None) -> list[str]:
    return [error.field for error in terms_errors(of, by or provider(), MADE)]


def message(of: Terms, by: Provider) -> str:
    (error,) = terms_errors(of, by, MADE)
    return error.message


def by_the_hour(week: dict[str, list[Window]] | None = None, **given: Any) -> Provider:
    """A provider with slots of an hour."""
    new = new_provider(slot_minutes=60, **given)
    return new.with_schedule(week, 60, origin()) if week else new


@pytest.mark.parametrize(
    "good",
    [
        terms(),
        terms(duration=480),
        terms(buffer_before=285, buffer_after=285),
        terms(slot_interval=15, min_notice_days=10, max_advance_days=10),
        terms(max_per_day=1, max_per_week=100),
    ],
)
def test_what_fits_is_taken(good: Terms) -> None:
    assert fields(good) == []


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (terms(duration=40), "duration"),
        (terms(duration=495), "duration"),
        (terms(buffer_after=10), "bufferAfter"),
        (terms(slot_interval=20), "slotInterval"),
        (terms(buffer_before=300, buffer_after=285), "bufferBefore"),
        (terms(min_notice_days=731), "minNoticeDays"),
        (terms(min_notice_minutes=2881, max_advance_days=2), "minNoticeMinutes"),
    ],
)
def test_what_does_not_is_refused_by_its_field(bad: Terms, field: str) -> None:
    assert fields(bad) == [field]


def test_all_faults_are_named_at_once() -> None:
    bad = terms(duration=40, buffer_after=5, slot_interval=7, min_notice_days=9, max_advance_days=8)
    assert fields(bad) == ["duration", "bufferAfter", "slotInterval", "minNoticeDays"]


def test_what_is_inherited_counts_and_the_field_that_was_sent_is_to_blame() -> None:
    ruled = replace(provider(), rules=Rules(buffer_after=300, max_advance_days=5))
    assert fields(terms(duration=315), ruled) == ["duration"]
    assert fields(terms(buffer_before=285), ruled) == ["bufferBefore"]
    assert fields(terms(min_notice_days=6), ruled) == ["minNoticeDays"]
    assert fields(terms(duration=315, buffer_after=0), ruled) == []


def test_a_provider_without_a_week_has_room_for_all() -> None:
    assert fields(terms(duration=600), new_provider()) == []


# --- whole days --------------------------------------------------------------------------------------------------


def test_a_whole_day_needs_slots_of_an_hour_and_a_weekday_that_is_never_closed() -> None:
    open_on_mondays = by_the_hour({"monday": [Window(0, 720), Window(720, 1440)]})
    assert fields(terms(duration=WHOLE_DAY), open_on_mondays) == []
    assert fields(terms(duration=WHOLE_DAY), by_the_hour()) == []
    assert message(terms(duration=WHOLE_DAY), by_the_hour({"monday": [Window(0, 1380)]})) == (
        "'day' needs a weekday whose windows cover the whole date, from 00:00 to 24:00"
    )


def test_other_slots_are_refused_with_the_reason() -> None:
    assert message(terms(duration=WHOLE_DAY), new_provider()) == (
        "'day' needs a provider with slotMinutes 60, and this one has 15"
    )
    assert message(terms(duration=WHOLE_DAY), new_provider(timezone="Asia/Kolkata")) == (
        "'day' needs a provider with slotMinutes 60, and this one has 15; in Asia/Kolkata none can, because its "
        "offset from UTC is no whole hour"
    )


@pytest.mark.parametrize(("after", "faults"), [(15 * 60, []), (16 * 60, ["bufferAfter"])])
def test_a_date_of_25_hours_has_room_with_its_buffers(after: int, faults: list[str]) -> None:
    assert fields(terms(duration=WHOLE_DAY, buffer_after=after), by_the_hour({"monday": [ALL_DAY]})) == faults


def test_a_whole_day_has_no_interval_of_its_own_and_inherits_none() -> None:
    ruled = replace(by_the_hour({"monday": [ALL_DAY]}), rules=Rules(slot_interval=60))
    assert fields(terms(duration=WHOLE_DAY), ruled) == []
    assert fields(terms(duration=WHOLE_DAY, slot_interval=60), ruled) == ["slotInterval"]

"""What a rulebook makes of the rules of a provider, of its service and of single dates."""

from dataclasses import replace
from typing import Literal

import pytest

from booking.providers.rules import NO_RULES, Rules
from booking.providers.schedule import Window
from booking.rules.rulebook import Rulebook, Visit
from tests.examples import NINE_TO_FIVE, new_provider, provider
from tests.unit.rules.asked import offering

PROVIDER = provider()
"""In slots of 15 minutes; half an hour each."""


def of_service(duration: int | Literal["day"], rules: Rules = NO_RULES, default: Rules = NO_RULES) -> Rulebook:
    return Rulebook(replace(PROVIDER, rules=default), offering(duration, rules))


def test_without_a_service_the_provider_says_how_long_a_visit_is() -> None:
    assert Rulebook(PROVIDER).visit == Visit(2)
    assert Rulebook(PROVIDER).duration == 30


def test_a_service_says_how_long_its_visits_are() -> None:
    assert of_service(45).visit == Visit(3)


def test_a_provider_without_a_schedule_has_no_visit_but_its_services_have() -> None:
    assert Rulebook(new_provider()).visit is None
    assert Rulebook(new_provider(), offering(45)).visit == Visit(3)


def test_a_visit_of_a_whole_date_has_no_length() -> None:
    assert of_service("day", Rules(buffer_after=60)).visit == Visit(None, 0, 4)
    assert of_service("day").duration is None


def test_buffers_are_the_services_and_else_the_providers() -> None:
    rules = of_service(30, Rules(buffer_before=15), Rules(buffer_before=45, buffer_after=30))
    assert rules.visit == Visit(2, 1, 2)
    assert of_service(30, Rules(buffer_after=0), Rules(buffer_after=30)).visit == Visit(2)


@pytest.mark.parametrize(
    ("rules", "step"),
    [(NO_RULES, 2), (Rules(buffer_before=15, buffer_after=30), 5), (Rules(slot_interval=15, buffer_after=30), 1)],
)
def test_the_step_is_the_interval_and_else_the_duration_with_its_buffers(rules: Rules, step: int) -> None:
    assert Rulebook(replace(PROVIDER, rules=rules)).step == step


def test_where_nothing_says_how_long_a_visit_is_there_is_no_step() -> None:
    assert Rulebook(new_provider()).step is of_service("day").step is None


def test_windows_of_an_override_stand_for_those_of_the_week() -> None:
    book = Rulebook(PROVIDER, overrides={7: (Window(0, 60),), 8: ()})
    assert [book.windows_on(day) for day in (6, 7, 8)] == [(NINE_TO_FIVE,), (Window(0, 60),), ()]

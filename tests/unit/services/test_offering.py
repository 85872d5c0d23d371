"""An offering, and how it changes."""

from dataclasses import replace

from booking.calls.change import Change
from booking.providers.rules import Rules
from booking.services.offering import LONGEST_DATE, WHOLE_DAY, OfferingChange
from tests.examples import HALF_HOUR, MADE, PROVIDER_ID, offering, origin, terms

LATER = origin("change-2", MADE + HALF_HOUR)


def test_a_new_offering_is_in_force() -> None:
    made = offering(buffer_after=15)
    assert (made.id, made.provider_id, made.version, made.is_active) == ("haircut", PROVIDER_ID, 1, True)
    assert made.terms == terms(buffer_after=15)
    assert made.change == Change(OfferingChange.CHANGED, origin())


def test_new_terms_replace_all_and_add_one_to_the_version() -> None:
    before = offering(buffer_after=15, description="Short")
    after = before.with_terms(terms(duration=45), LATER)
    assert (after.duration, after.description, after.rules) == (45, None, Rules())
    assert (after.version, after.record.created_at, after.record.updated_at) == (2, MADE, LATER.at)


def test_the_same_terms_change_nothing() -> None:
    before = offering(buffer_after=15)
    assert before.with_terms(terms(buffer_after=15), LATER) is before


def test_a_retired_one_keeps_its_terms_and_is_retired_once() -> None:
    before = offering()
    retired = before.retired(LATER)
    assert retired == replace(before, is_active=False, record=retired.record)
    assert (retired.version, retired.change) == (2, Change(OfferingChange.RETIRED, LATER))
    assert retired.retired(origin("change-3")) is retired


def test_the_same_terms_put_a_retired_one_in_force_again() -> None:
    again = offering().retired(LATER).with_terms(terms(), origin("change-3"))
    assert (again.is_active, again.version, again.change.type) == (True, 3, OfferingChange.CHANGED)


def test_a_whole_day_may_have_25_hours() -> None:
    assert (offering().longest, offering(duration=WHOLE_DAY).longest) == (30, LONGEST_DATE)

"""The search for alternatives to a taken slot: near first, farther only if there are too few."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import pytest

from booking.appointments.alternatives import slot_taken
from booking.appointments.appointment import Appointment
from booking.appointments.ports import AppointmentStore
from booking.calls.refusals import Busy
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.time.grid import slot_at
from tests.engine import call
from tests.examples import APPOINTMENT_ID, MADE, NINE, booked, new_provider, origin, rescheduled

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)


@dataclass
class Claims:
    """A store that knows claims alone, and remembers how far from NINE it was asked for them."""

    owners: Mapping[int, str] = field(default_factory=dict)
    reached: list[timedelta] = field(default_factory=list)
    answers: int = 3
    """How many readings are answered."""

    def claims_a_moment_ago(self, provider: Provider, slots: range) -> Mapping[int, str]:
        self.reached.append((slot(NINE) - slots.start) * QUARTER)
        if len(self.reached) > self.answers:
            raise Busy
        return {slot: owner for slot, owner in self.owners.items() if slot in slots}


def slot(start: datetime) -> int:
    return slot_at(start, 15)


def claimed_by(owner: str, *starts: datetime) -> dict[int, str]:
    return dict.fromkeys(map(slot, starts), owner)


def open_on(*days: str) -> Provider:
    return new_provider().with_schedule({day: [Window(9 * 60, 12 * 60)] for day in days}, 30, origin())


def starts(
    claims: Claims,
    provider: Provider,
    wanted: Appointment | None = None,
    taken: tuple[datetime, ...] = (NINE,),
    seconds: float = 10.0,
) -> list[datetime]:
    store, in_time = cast("AppointmentStore", claims), call(seconds=seconds)
    refusal = slot_taken(wanted or booked(), provider, store, in_time, taken=taken)
    return [interval.start for interval in refusal.alternatives]


def test_a_day_either_side_is_enough_where_there_are_three() -> None:
    claims = Claims()
    assert starts(claims, open_on(*WEEKDAYS)) == [NINE - 2 * QUARTER, NINE + 2 * QUARTER, NINE - 4 * QUARTER]
    assert claims.reached == [DAY]


@pytest.mark.parametrize(
    ("days", "reached"),
    [(("monday", "thursday"), [DAY, 3 * DAY]), (("monday",), [DAY, 3 * DAY, 7 * DAY]), ((), [DAY, 3 * DAY, 7 * DAY])],
)
def test_farther_days_are_read_while_fewer_are_found(days: tuple[str, ...], reached: list[timedelta]) -> None:
    day_of_nine = [NINE + n * QUARTER for n in range(-8, 8)]
    claims = Claims(claimed_by("another", *day_of_nine))
    found = starts(claims, open_on(*days))
    assert claims.reached == reached
    assert len(found) == (3 if days else 0)


def test_the_nearest_are_the_same_as_if_all_were_read_at_once() -> None:
    provider = open_on("sunday", "monday", "wednesday")
    claims = claimed_by("another", *(NINE + n * QUARTER for n in range(-8, 8)))
    at_once = provider.alternatives(NINE, MADE, [*claims], 2 * QUARTER, 7 * DAY)
    assert starts(Claims(claims), provider) == [i.start for i in at_once]


def test_what_the_write_found_taken_is_no_alternative_though_the_claims_read_are_older() -> None:
    found = starts(Claims(), open_on("monday"), taken=(NINE + QUARTER, NINE + 2 * QUARTER))
    assert NINE not in found
    assert NINE + 2 * QUARTER not in found


def test_the_own_claims_of_an_appointment_to_be_moved_count_as_free() -> None:
    moved = rescheduled()
    own, others = (NINE, NINE + QUARTER), (NINE + 2 * QUARTER, NINE + 3 * QUARTER)
    claims = Claims(claimed_by(APPOINTMENT_ID, *own) | claimed_by("another", *others))
    found = starts(claims, open_on("monday"), moved, taken=others)
    assert found == [NINE + 4 * QUARTER, NINE - 2 * QUARTER, NINE + 6 * QUARTER], "its own time, NINE, is none"


def test_a_reading_that_is_not_answered_leaves_the_refusal_with_what_was_found() -> None:
    """A certain 409 became a 503, because a reading for its hints had failed."""
    claims = Claims(claimed_by("another", *(NINE + n * QUARTER for n in range(-2, 8))), answers=1)
    assert starts(claims, open_on("monday")) == [NINE - 4 * QUARTER]
    assert len(claims.reached) == 2


def test_without_time_for_a_reading_none_is_begun() -> None:
    claims = Claims()
    assert starts(claims, open_on("monday"), seconds=3.4) == []
    assert claims.reached == []

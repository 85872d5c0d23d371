"""The search for alternatives to a taken slot: near first, farther only if there are too few."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.moves import Move
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import SlotNotOffered, SlotTaken, StartRefused
from booking.appointments.refusing import start_refused
from booking.calls.refusals import Busy
from booking.providers.ports import ProviderChanged
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window, day_number
from booking.rules.claims import Claims
from booking.rules.counting import Counted
from booking.rules.dates import Reading
from booking.rules.place import Refused, Search, Wanted
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.time.grid import slot_at
from tests.engine import call
from tests.examples import APPOINTMENT_ID, NINE, OTHER_ID, booked, new_provider, origin

DAY = timedelta(days=1)
LAST = datetime.max.replace(tzinfo=UTC, microsecond=0)
QUARTER = timedelta(minutes=15)


@dataclass
class ClaimsOnly:
    """A store that knows claims, and the provider if it is given. Remembers how far from NINE claims were asked for."""

    owners: Mapping[int, str] = field(default_factory=dict)
    reached: list[timedelta] = field(default_factory=list)
    strong: int = 0
    answers: int = 3
    """How many readings are answered."""
    provider_now: Provider | None = None

    def provider(self, provider_id: str) -> Provider:
        assert self.provider_now, "nothing but the provider was read: it need not be read again"
        return self.provider_now

    def rulebook(self, provider: Provider, service_id: str | None, days: range) -> Rulebook:
        return Rulebook(provider)

    def claims(self, provider: Provider, reading: Reading) -> Claims:
        self.strong += 1
        return self.claims_a_moment_ago(provider, reading)

    def claims_a_moment_ago(self, provider: Provider, reading: Reading) -> Claims:
        self.reached.append((day_number(NINE.date()) - reading.first_day) * DAY)
        if len(self.reached) > self.answers:
            raise Busy
        return Claims({slot: owner for slot, owner in self.owners.items() if slot in reading.slots})


def slot(start: datetime) -> int:
    return slot_at(start, 15)


def claimed_by(owner: str, *starts: datetime) -> dict[int, str]:
    return dict.fromkeys(map(slot, starts), owner)


def open_on(*days: str) -> Provider:
    return new_provider().with_schedule({day: [Window(9 * 60, 12 * 60)] for day in days}, 30, origin())


def refusal(
    claims: ClaimsOnly,
    provider: Provider,
    taken: tuple[datetime, ...] = (NINE,),
    moved: Appointment | None = None,
    seconds: float = 10.0,
) -> StartRefused:
    """Of a booking at NINE, or of a move to it, after the write has met claims."""
    store, in_time = cast("AppointmentStore", claims), call(seconds=seconds)
    rulebook = Rulebook(provider)
    wanted = moved.wanted(Move(NINE), rulebook) if moved else Wanted(NINE, Counted(OTHER_ID))
    search = Search(rulebook, wanted, origin())
    besides = moved.interval if moved else None
    return start_refused(search, search.met(taken), store, in_time, for_staff=False, besides=besides)


def by_rules(claims: ClaimsOnly, provider: Provider) -> StartRefused:
    """Of a booking at NINE that the rules are against, so that nothing was written."""
    search = Search(Rulebook(provider), Wanted(NINE, Counted(OTHER_ID)), origin())
    with pytest.raises(Refused) as refused:
        search.place()
    return start_refused(search, refused.value, cast("AppointmentStore", claims), call(), for_staff=False)


def under_a_limit(claims: ClaimsOnly, provider: Provider) -> StartRefused:
    """Of a booking at NINE by a provider with a limit, so that the claims were read before the write."""
    search = Search(Rulebook(provider), Wanted(NINE, Counted(OTHER_ID)), origin())
    assert search.reading
    with pytest.raises(Refused) as refused:
        search.place(Claims(claimed_by("another", NINE)))
    return start_refused(search, refused.value, cast("AppointmentStore", claims), call(), for_staff=False)


def starts(*given: Any, **named: Any) -> list[datetime]:
    return [interval.start for interval in refusal(*given, **named).alternatives]


def test_a_day_either_side_is_enough_where_there_are_three() -> None:
    claims = ClaimsOnly()
    assert starts(claims, open_on(*WEEKDAYS)) == [NINE - 2 * QUARTER, NINE + 2 * QUARTER, NINE - 4 * QUARTER]
    assert claims.reached == [DAY]


@pytest.mark.parametrize(
    ("days", "reached"),
    [(("monday", "thursday"), [DAY, 3 * DAY]), (("monday",), [DAY, 3 * DAY, 7 * DAY]), ((), [DAY, 3 * DAY, 7 * DAY])],
)
def test_farther_days_are_read_while_fewer_are_found(days: tuple[str, ...], reached: list[timedelta]) -> None:
    day_of_nine = [NINE + n * QUARTER for n in range(-8, 8)]
    claims = ClaimsOnly(claimed_by("another", *day_of_nine))
    found = starts(claims, open_on(*days))
    assert claims.reached == reached
    assert len(found) == (3 if days else 0)


def test_what_the_write_found_taken_is_no_alternative_though_the_claims_read_are_older() -> None:
    found = starts(ClaimsOnly(), open_on("monday"), taken=(NINE + QUARTER, NINE + 2 * QUARTER))
    assert NINE not in found
    assert NINE + 2 * QUARTER not in found


def test_the_own_claims_of_an_appointment_to_be_moved_count_as_free() -> None:
    moved = booked(NINE - 2 * QUARTER)
    own, others = moved.slots, (NINE, NINE + QUARTER)
    claims = ClaimsOnly(claimed_by(APPOINTMENT_ID, *own) | claimed_by("another", *others))
    found = starts(claims, open_on("monday"), others, moved)
    assert found == [NINE + 2 * QUARTER, NINE - 4 * QUARTER, NINE + 4 * QUARTER], "its own time is none"


def test_a_reading_that_is_not_answered_leaves_the_refusal_with_what_was_found() -> None:
    """A certain 409 became a 503, because a reading for its hints had failed."""
    claims = ClaimsOnly(claimed_by("another", *(NINE + n * QUARTER for n in range(-2, 8))), answers=1)
    assert starts(claims, open_on("monday")) == [NINE - 4 * QUARTER]
    assert len(claims.reached) == 2


def test_without_time_for_a_reading_none_is_begun() -> None:
    claims = ClaimsOnly()
    assert starts(claims, open_on("monday"), seconds=3.4) == []
    assert claims.reached == []


def test_where_only_claims_are_in_the_way_the_slot_is_taken() -> None:
    refused = refusal(ClaimsOnly(), open_on("monday"))
    assert isinstance(refused, SlotTaken)
    assert [each.reason for each in refused.reasons] == [Reason.TAKEN]


def test_if_rules_are_in_the_way_too_the_start_is_not_offered_and_all_reasons_are_given() -> None:
    refused = by_rules(ClaimsOnly(claimed_by("another", NINE)), open_on("tuesday"))
    assert isinstance(refused, SlotNotOffered)
    assert [each.reason for each in refused.reasons] == [Reason.CLOSED, Reason.TAKEN]


def test_a_refusal_by_rules_reads_the_claims_strongly_once_for_its_further_reasons() -> None:
    claims = ClaimsOnly(claimed_by("another", NINE))
    refused = by_rules(claims, open_on("tuesday"))
    assert [each.reason for each in refused.reasons] == [Reason.CLOSED, Reason.TAKEN]
    assert (claims.strong, len(claims.reached)) == (1, 1)


def test_a_refusal_by_claims_takes_no_reason_from_an_older_reading() -> None:
    claims = ClaimsOnly(claimed_by("another", NINE - QUARTER))
    buffered = replace(open_on("monday"), rules=Rules(buffer_before=15, slot_interval=30))
    refused = refusal(claims, buffered)
    assert [each.reason for each in refused.reasons] == [Reason.TAKEN], "that the buffer is taken, too, was read late"
    assert claims.strong == 0


def test_under_a_limit_no_reason_is_taken_from_a_later_reading_and_the_start_is_no_alternative() -> None:
    limited = replace(open_on("monday"), rules=Rules(max_per_day=5))
    claims = ClaimsOnly(provider_now=limited)  # what stood at NINE has been cancelled
    refused = under_a_limit(claims, limited)
    assert [each.reason for each in refused.reasons] == [Reason.TAKEN]
    assert NINE not in [each.start for each in refused.alternatives]
    assert (len(refused.alternatives), claims.strong) == (3, 1)


def test_a_refusal_by_rules_that_have_changed_since_is_decided_again() -> None:
    limited = replace(open_on("monday"), rules=Rules(max_per_day=5))
    with pytest.raises(ProviderChanged):
        under_a_limit(ClaimsOnly(provider_now=limited.touched()), limited)


def test_near_the_end_of_the_calendar_nothing_is_read() -> None:
    claims, search = ClaimsOnly(), Search(Rulebook(open_on("monday")), Wanted(LAST, Counted(OTHER_ID)), origin())
    with pytest.raises(Refused) as refused:
        search.place()
    far = start_refused(search, refused.value, cast("AppointmentStore", claims), call(), for_staff=False)
    assert ([each.reason for each in far.reasons], far.alternatives, claims.reached) == ([Reason.TOO_FAR], (), [])

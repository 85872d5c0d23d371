"""What an audit holds for right and wrong, without a table."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from booking.audit.findings import (
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    Finding,
    FindingKind,
    Orphan,
    ProviderSlot,
    Standing,
    Unreadable,
    WallClock,
    is_orphan,
    lost_claims,
    orphan_claim,
    overlap,
    stale_fences,
    wall_clock_moved,
)
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, NINE

QUARTER = timedelta(minutes=15)
TIME = Interval(NINE, NINE + HALF_HOUR)
APPOINTMENT = AuditedAppointment("a", "p", 1, is_confirmed=True, interval=TIME, claimed=TIME, slot_minutes=15)
FIRST, SECOND = ProviderSlot("p", NINE), ProviderSlot("p", NINE + QUARTER)
CLAIM = AuditedClaim(FIRST, "a")
ACTIVE = Standing(3, "ACTIVE")
PROVIDER = AuditedProvider("p", ACTIVE)


def moved(appointment: AuditedAppointment, by: timedelta, **changes: Any) -> AuditedAppointment:
    time = Interval(appointment.interval.start + by, appointment.interval.end + by)
    return replace(appointment, interval=time, claimed=time, **changes)


def test_an_appointment_that_owns_the_claims_of_all_its_slots_is_sound() -> None:
    assert APPOINTMENT.owns_its_slots({FIRST: "a", SECOND: "a"})
    assert lost_claims(APPOINTMENT, {FIRST: "a", SECOND: "a"}) == []


def test_missing_and_foreign_claims_are_two_findings_that_name_the_slots() -> None:
    found = lost_claims(APPOINTMENT, {SECOND: "b"})
    assert [(f.kind, f.detail) for f in found] == [
        (FindingKind.MISSING_CLAIM, "no claim for 2027-03-01T09:00:00Z"),
        (FindingKind.FOREIGN_CLAIM, "2027-03-01T09:15:00Z is claimed by b"),
    ]
    assert found[0].subject == "appointment a at 2027-03-01T09:00:00Z of provider p"


def test_a_claim_without_a_legible_owner_is_foreign() -> None:
    (found,) = lost_claims(APPOINTMENT, {FIRST: "a", SECOND: ""})
    assert found.detail == "2027-03-01T09:15:00Z is claimed by nobody legible"


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        (APPOINTMENT, False),
        (None, True),
        (replace(APPOINTMENT, is_confirmed=False), True),
        (moved(APPOINTMENT, HALF_HOUR), True),
        (replace(APPOINTMENT, provider_id="q"), True),
        (Unreadable("a", "has no status"), False),
    ],
)
def test_a_claim_is_an_orphan_where_no_confirmed_appointment_takes_its_slot(
    owner: AuditedAppointment | Unreadable | None, expected: bool
) -> None:
    assert is_orphan(CLAIM, owner) is expected


@pytest.mark.parametrize(
    ("owner", "why", "version"),
    [
        (None, "there is no appointment a", None),
        (replace(APPOINTMENT, is_confirmed=False), "appointment a is cancelled", 1),
        (moved(APPOINTMENT, HALF_HOUR, version=2), "appointment a does not take this slot", 2),
    ],
)
def test_an_orphan_tells_why_and_which_version_of_its_appointment_says_so(
    owner: AuditedAppointment | None, why: str, version: int | None
) -> None:
    found = orphan_claim(CLAIM, owner)
    assert (found.subject, found.detail) == ("claim of 2027-03-01T09:00:00Z of provider p", why)
    assert found.orphan == Orphan(CLAIM, version)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (moved(APPOINTMENT, QUARTER, id="b"), True),
        (moved(APPOINTMENT, HALF_HOUR, id="b"), False),
        (moved(APPOINTMENT, QUARTER, id="b", provider_id="q"), False),
        (moved(APPOINTMENT, QUARTER, id="b", is_confirmed=False), False),
        (APPOINTMENT, False),
    ],
)
def test_two_confirmed_appointments_of_one_provider_overlap_where_they_share_an_instant(
    other: AuditedAppointment, expected: bool
) -> None:
    assert APPOINTMENT.overlaps(other) is expected
    assert other.overlaps(APPOINTMENT) is expected


def test_an_overlap_reads_the_same_from_either_side() -> None:
    other = moved(APPOINTMENT, QUARTER, id="b")
    assert overlap(APPOINTMENT, other) == overlap(other, APPOINTMENT)
    assert overlap(other, APPOINTMENT).detail == "overlaps appointment b, which starts at 2027-03-01T09:15:00Z"


def test_an_appointment_that_claims_less_than_its_time_still_has_to_own_it() -> None:
    short = replace(APPOINTMENT, claimed=Interval(NINE, NINE + QUARTER))
    assert short.slots == (FIRST, SECOND)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slot_minutes": 0},
        {"slot_minutes": 20},
        {"interval": Interval(NINE - timedelta(minutes=1), NINE)},
        {"claimed": Interval(NINE, NINE + timedelta(minutes=31))},
        {"claimed": Interval(NINE, NINE + 41 * QUARTER)},
        {"interval": Interval(NINE, NINE), "claimed": Interval(NINE, NINE)},
    ],
)
def test_a_time_that_claims_cannot_cover_is_no_appointment(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="slots"):
        replace(APPOINTMENT, **wrong)


def test_a_provider_whose_fences_all_say_what_it_says_is_sound() -> None:
    assert stale_fences(PROVIDER, [ACTIVE] * 8) == []


def test_a_provider_that_never_had_a_schedule_needs_no_fences() -> None:
    assert stale_fences(AuditedProvider("p", Standing(1, "ACTIVE")), [None, ACTIVE]) == []


def test_all_fences_of_a_provider_that_do_not_say_what_it_says_are_one_finding() -> None:
    fences = [None, ACTIVE, Standing(2, "ACTIVE"), Standing(3, "CLOSED"), Standing(4, "ACTIVE")]
    detail = (
        "at version 3 and ACTIVE, but fence 0 is missing or not legible, fence 2 is at version 2 and ACTIVE, "
        "fence 3 is at version 3 and CLOSED, fence 4 is at version 4 and ACTIVE"
    )
    assert stale_fences(PROVIDER, fences) == [Finding(FindingKind.STALE_FENCE, "provider p", detail)]


def test_the_fences_of_the_second_version_must_be_there() -> None:
    assert stale_fences(AuditedProvider("p", Standing(2, "ACTIVE")), [None]) != []


# --- wall clocks -------------------------------------------------------------------------------------------------

BEFORE = NINE - QUARTER


def in_rome(hours: int) -> AuditedAppointment:
    """Booked when the offset of Rome was so many hours; by the rules of today it is one."""
    return replace(APPOINTMENT, wall_clock=WallClock("Europe/Rome", timedelta(hours=hours)))


def test_an_appointment_at_the_wall_clock_time_that_it_was_booked_for_is_sound() -> None:
    assert not in_rome(1).has_moved_on_the_clock(BEFORE)
    assert wall_clock_moved(in_rome(1), BEFORE) == []


def test_one_whose_zone_has_other_rules_now_is_a_finding_that_names_both_times() -> None:
    """Casablanca, 2026: new rules made 08:00 of what was booked for 09:00, and nobody was told."""
    assert in_rome(2).has_moved_on_the_clock(BEFORE)
    (found,) = wall_clock_moved(in_rome(2), BEFORE)
    assert found.kind is FindingKind.WALL_CLOCK_MOVED
    assert found.detail == (
        "booked for 2027-03-01T11:00:00+02:00 in Europe/Rome; by the zone's rules of today it is at "
        "2027-03-01T10:00:00+01:00"
    )


def test_one_that_has_started_or_keeps_no_offset_is_no_finding() -> None:
    assert wall_clock_moved(in_rome(2), NINE) == []
    assert wall_clock_moved(APPOINTMENT, BEFORE) == []
    assert not APPOINTMENT.has_moved_on_the_clock(BEFORE)

"""The rules of the audit, without a table."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from booking.audit.audited import (
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    Checked,
    ItemKey,
    Reading,
    Standing,
    Unreadable,
)
from booking.audit.findings import Finding, FindingKind, Orphan, findings, is_due, overlap
from booking.providers.items import fence_key
from booking.rules.limits import Ticket
from booking.rules.reasons import Reason
from booking.time.instants import utc_text
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, NINE

QUARTER = timedelta(minutes=15)
TIME = Interval(NINE, NINE + HALF_HOUR)
APPOINTMENT = AuditedAppointment("a", "p", 1, is_confirmed=True, interval=TIME, claimed=TIME, slot_minutes=15)
SECOND = NINE + QUARTER
CLAIM = AuditedClaim("p", NINE, "a")
ACTIVE = Standing(3, "ACTIVE")
PROVIDER = AuditedProvider("p", ACTIVE)
UNREADABLE = Unreadable(APPOINTMENT.key, "has no status")
BEFORE = NINE - QUARTER


def moved(appointment: AuditedAppointment, by: timedelta, **changes: Any) -> AuditedAppointment:
    time = Interval(appointment.interval.start + by, appointment.interval.end + by)
    return replace(appointment, interval=time, claimed=time, **changes)


def claimed(first: str | None = "a", second: str | None = "a") -> Reading:
    """The claims of the appointment's two slots, by their owners. Empty for one that cannot be read."""
    reading: dict[ItemKey, AuditedClaim | Unreadable] = {}
    for start, owner in ((NINE, first), (SECOND, second)):
        claim = AuditedClaim("p", start, owner or "")
        if owner is not None:
            reading[claim.key] = claim if owner else Unreadable(claim.key, "has no owner")
    return reading


def fenced(*fences: Standing | None) -> Reading:
    return {ItemKey(**fence_key("p", number)): fence for number, fence in enumerate(fences)}


def found(item: Checked, reading: Reading) -> list[Finding]:
    return list(findings(item, reading, BEFORE))


def test_an_appointment_that_owns_the_claims_of_all_its_slots_is_sound() -> None:
    assert found(APPOINTMENT, claimed()) == []


def test_missing_and_foreign_claims_are_two_findings_that_name_the_slots() -> None:
    both = found(APPOINTMENT, claimed(None, "b"))
    assert [(f.kind, f.detail) for f in both] == [
        (FindingKind.MISSING_CLAIM, "no claim for 2027-03-01T09:00:00Z"),
        (FindingKind.FOREIGN_CLAIM, "2027-03-01T09:15:00Z is claimed by b"),
    ]
    assert {f.subject for f in both} == {"appointment a at 2027-03-01T09:00:00Z of provider p"}


def test_all_slots_that_are_missing_are_one_finding() -> None:
    (only,) = found(APPOINTMENT, claimed(None, None))
    assert only.detail == "no claim for 2027-03-01T09:00:00Z, 2027-03-01T09:15:00Z"


def test_all_slots_that_others_claim_are_one_finding() -> None:
    (only,) = found(APPOINTMENT, claimed("b", "c"))
    assert only.detail == "2027-03-01T09:00:00Z is claimed by b, 2027-03-01T09:15:00Z is claimed by c"


def test_a_claim_without_a_legible_owner_is_foreign() -> None:
    (only,) = found(APPOINTMENT, claimed("a", ""))
    assert (only.kind, only.detail) == (
        FindingKind.FOREIGN_CLAIM,
        "2027-03-01T09:15:00Z is claimed by nobody legible",
    )


@pytest.mark.parametrize("owner", [APPOINTMENT, UNREADABLE])
def test_a_claim_whose_owner_takes_its_slot_or_cannot_be_read_is_no_orphan(
    owner: AuditedAppointment | Unreadable,
) -> None:
    assert found(CLAIM, {APPOINTMENT.key: owner}) == []


@pytest.mark.parametrize(
    ("owner", "why", "version"),
    [
        (None, "there is no appointment a", None),
        (replace(APPOINTMENT, is_confirmed=False), "appointment a is cancelled", 1),
        (moved(APPOINTMENT, HALF_HOUR, version=2), "appointment a does not take it", 2),
        (replace(APPOINTMENT, provider_id="q"), "appointment a does not take it", 1),
    ],
)
def test_an_orphan_tells_why_and_which_version_of_its_appointment_says_so(
    owner: AuditedAppointment | None, why: str, version: int | None
) -> None:
    (only,) = found(CLAIM, {owner.key: owner} if owner else {})
    assert (only.kind, only.detail) == (FindingKind.ORPHAN_CLAIM, why)
    assert only.subject == "claim of 2027-03-01T09:00:00Z of provider p"
    assert only.orphan == Orphan(CLAIM, version)


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
    assert [*short.claims] == [utc_text(NINE), utc_text(SECOND)]


def test_an_appointment_owns_its_time_until_the_rest_was_released() -> None:
    released = replace(APPOINTMENT, claimed=Interval(NINE, NINE + QUARTER), released_from=NINE + QUARTER)
    assert [*released.claims] == [utc_text(NINE)]
    assert not released.overlaps(
        replace(
            APPOINTMENT, id="b", interval=Interval(SECOND, SECOND + QUARTER), claimed=Interval(SECOND, SECOND + QUARTER)
        )
    )


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
    assert found(PROVIDER, fenced(*[ACTIVE] * 8)) == []


def test_all_fences_of_a_provider_that_do_not_say_what_it_says_are_one_finding() -> None:
    fences = [None, ACTIVE, Standing(2, "ACTIVE"), Standing(3, "CLOSED"), Standing(4, "ACTIVE"), ACTIVE, ACTIVE]
    detail = (
        "at version 3 and ACTIVE, but fence 0 is missing or not legible, fence 2 is at version 2 and ACTIVE, "
        "fence 3 is at version 3 and CLOSED, fence 4 is at version 4 and ACTIVE, fence 7 is missing or not legible"
    )
    assert found(PROVIDER, fenced(*fences)) == [Finding(FindingKind.STALE_FENCE, "provider p", detail)]


# --- what is due -------------------------------------------------------------------------------------------------

LATEST = NINE + HALF_HOUR + timedelta(days=2)
"""Two days after the appointment's end."""


def test_a_confirmed_appointment_is_due_until_two_days_after_its_end() -> None:
    assert is_due(APPOINTMENT, LATEST - timedelta(seconds=1))
    assert not is_due(APPOINTMENT, LATEST)


def test_a_cancelled_appointment_is_not_due() -> None:
    assert not is_due(replace(APPOINTMENT, is_confirmed=False), BEFORE)


def test_a_claim_is_due_however_old_it_is() -> None:
    assert is_due(CLAIM, LATEST)


@pytest.mark.parametrize(("version", "expected"), [(1, False), (2, True)])
def test_a_provider_is_due_from_its_first_schedule_on(version: int, expected: bool) -> None:
    assert is_due(AuditedProvider("p", Standing(version, "ACTIVE")), BEFORE) is expected


# --- wall clocks -------------------------------------------------------------------------------------------------


def in_rome(hours: int) -> AuditedAppointment:
    """Booked when the offset of Rome was so many hours; by the rules of today it is one."""
    return replace(APPOINTMENT, wall_clock=("Europe/Rome", timedelta(hours=hours)))


def test_an_appointment_at_the_wall_clock_time_that_it_was_booked_for_is_sound() -> None:
    assert found(in_rome(1), claimed()) == []


def test_one_whose_zone_has_other_rules_now_is_a_finding_that_names_both_times() -> None:
    """Casablanca, 2026: new rules made 08:00 of what was booked for 09:00, and nobody was told."""
    (only,) = found(in_rome(2), claimed())
    assert only.kind is FindingKind.WALL_CLOCK_MOVED
    assert only.detail == (
        "booked for 2027-03-01T11:00:00+02:00 in Europe/Rome; by the zone's rules of today it is at "
        "2027-03-01T10:00:00+01:00"
    )


def test_one_that_has_started_is_no_finding() -> None:
    assert list(findings(in_rome(2), claimed(), NINE)) == []


# --- tickets -----------------------------------------------------------------------------------------------------

TICKET = Ticket(Reason.LIMIT_DAY, 20_878, 7)
LIMITED = replace(APPOINTMENT, tickets=(TICKET,))
OF_TICKET = AuditedClaim("p", NINE.replace(hour=0), "a", TICKET)


def test_an_appointment_that_owns_its_ticket_too_is_sound() -> None:
    assert found(LIMITED, {**claimed(), OF_TICKET.key: OF_TICKET}) == []
    assert found(OF_TICKET, {LIMITED.key: LIMITED}) == []


@pytest.mark.parametrize(
    ("ticket", "kind", "detail"),
    [
        (None, FindingKind.MISSING_CLAIM, "no claim for SLOT#2027-03-01#D07"),
        (
            replace(OF_TICKET, appointment_id="b"),
            FindingKind.FOREIGN_CLAIM,
            "SLOT#2027-03-01#D07 is claimed by b",
        ),
    ],
)
def test_a_ticket_that_is_missing_or_anothers_is_found(
    ticket: AuditedClaim | None, kind: FindingKind, detail: str
) -> None:
    (only,) = found(LIMITED, {**claimed(), OF_TICKET.key: ticket})
    assert (only.kind, only.detail) == (kind, detail)


def test_a_ticket_that_its_appointment_does_not_have_is_an_orphan() -> None:
    (only,) = found(OF_TICKET, {APPOINTMENT.key: APPOINTMENT})
    assert (only.kind, only.detail) == (FindingKind.ORPHAN_CLAIM, "appointment a does not take it")
    assert only.subject == "claim of SLOT#2027-03-01#D07 of provider p"

"""The walk and its suspicions, on a table in memory that can change between two readings."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from booking.appointments.items import appointment_key
from booking.audit.audit_table import MOST_GAPS, audit_table
from booking.audit.audited import (
    AuditedAppointment,
    AuditedClaim,
    AuditedCustomer,
    AuditedProvider,
    Checked,
    ItemKey,
    ItemKind,
    Kept,
    Reading,
    Standing,
    Unreadable,
)
from booking.audit.findings import LOOK_BACK, Finding, FindingKind
from booking.audit.ports import Cursor
from booking.audit.walk import MAX_PARTS, AuditReport, Limits, Walk, WalkTooLong
from booking.history.items import version_of
from booking.providers.items import provider_key
from booking.time.grid import slots_in
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, MADE, NINE

type Thing = Checked | AuditedCustomer | Unreadable

QUARTER = timedelta(minutes=15)


def appointment(
    name: str, start: datetime = NINE, *, is_confirmed: bool = True, version: int = 1
) -> AuditedAppointment:
    time = Interval(start, start + HALF_HOUR)
    return AuditedAppointment(name, "p", version, is_confirmed, time, time, 15)


def claims(of: AuditedAppointment) -> list[AuditedClaim]:
    return [AuditedClaim(of.provider_id, start, of.id) for start in slots_in(of.span, of.slot_minutes)]


def booked(name: str, start: datetime = NINE) -> list[Thing]:
    return [appointment(name, start), *claims(appointment(name, start))]


def unreadable_appointment(name: str) -> Unreadable:
    return Unreadable(key_of_appointment(name), "has no status")


def key_of_appointment(name: str) -> ItemKey:
    return ItemKey(**appointment_key(name))


def provider(version: int) -> AuditedProvider:
    return AuditedProvider("p", standing(version))


def standing(version: int) -> Standing:
    return Standing(version, "ACTIVE")


@dataclass
class FakeTable:
    """`walked` is what the walk sees; `now` what every reading after it finds, one list after another.

    All fences of a provider are the same here: `fence` is what the walk sees, `fence_now` what is found after it.
    """

    walked: list[Thing]
    now: list[list[Thing]] = field(default_factory=list)
    fence: Standing | None = None
    fence_now: Standing | None = None
    neighbours: list[str] = field(default_factory=list)
    of_customer: list[str] = field(default_factory=list)
    history: Collection[ItemKey] = ()
    entries: Kept = field(default_factory=dict)
    looked_up: int = 0
    readings: int = 0

    def page(self, after: Cursor | None, size: int) -> tuple[Reading, Cursor | None]:
        start = int(after["PK"]) if after else 0
        items, end = self.walked[start : start + size], start + size
        page: Reading = {**{item.key: item for item in items}, **dict.fromkeys(self.history)}
        return page, {"PK": str(end)} if end < len(self.walked) else None

    def kept(self, provider: AuditedProvider) -> Kept:
        return {key: at for key, at in self.entries.items() if key.PK == provider.key.PK}

    def look_up(self, keys: Collection[ItemKey]) -> Reading:
        self.looked_up += 1
        return reading(self.walked, keys, self.fence)

    def at_once(self, keys: Collection[ItemKey]) -> Reading:
        found = self.now[min(self.readings, len(self.now) - 1)] if self.now else self.walked
        self.readings += 1
        return reading(found, keys, self.fence_now)

    def near(self, appointment: AuditedAppointment) -> set[ItemKey]:
        return {appointment.key, *map(key_of_appointment, self.neighbours)}

    def appointments_of(self, customer: AuditedCustomer) -> Iterator[ItemKey]:
        return map(key_of_appointment, self.of_customer)


def reading(items: list[Thing], keys: Collection[ItemKey], fence: Standing | None) -> Reading:
    return {
        **{item.key: item for item in items if item.key in keys},
        **{key: fence for key in keys if fence and key.kind is ItemKind.FENCES},
    }


@dataclass
class Audit:
    report: AuditReport
    after: Cursor | None
    findings: list[Finding]
    pauses: int

    @property
    def kinds(self) -> list[FindingKind]:
        return [finding.kind for finding in self.findings]


def audit(
    table: FakeTable, *, now: datetime = MADE, seconds: float = 900.0, after: Cursor | None = None, **limits: int
) -> Audit:
    findings: list[Finding] = []
    pauses: list[float] = []
    report, end = audit_table(
        table,
        Walk(now, Limits(**limits), after=after),
        findings.append,
        seconds_left=lambda: seconds,
        pause=pauses.append,
    )
    return Audit(report, end, findings, len(pauses))


def test_a_sound_table_is_read_once_without_a_pause() -> None:
    table = FakeTable(booked("a") + booked("b", NINE + HALF_HOUR))
    result = audit(table)
    assert (result.findings, result.after, result.pauses, table.readings) == ([], None, 0, 0)
    assert not result.report.findings
    assert result.report.items == {ItemKind.APPOINTMENTS: 2, ItemKind.CLAIMS: 4}


def test_a_claim_without_an_appointment_is_found_after_a_pause() -> None:
    result = audit(FakeTable(list(claims(appointment("a"))[:1])))
    assert (result.kinds, result.pauses, result.report.suspicions) == ([FindingKind.ORPHAN_CLAIM], 1, 1)
    assert result.report.findings == {FindingKind.ORPHAN_CLAIM: 1}


def test_a_booking_that_the_walk_saw_half_of_is_no_finding() -> None:
    whole = booked("a")
    for half in ([whole[0]], whole[1:]):
        result = audit(FakeTable(half, now=[whole]))
        assert (result.findings, result.pauses) == ([], 1)


def test_a_claim_that_is_gone_when_it_is_read_again_is_no_finding() -> None:
    assert audit(FakeTable(list(claims(appointment("a"))), now=[[]])).findings == []


def test_a_claim_that_has_another_owner_meanwhile_is_judged_by_that_one() -> None:
    orphan = claims(appointment("a"))[:1]
    fine = audit(FakeTable(list(orphan), now=[booked("b")]))
    assert fine.findings == []
    orphan_again = audit(FakeTable(list(orphan), now=[list(claims(appointment("b"))[:1])]))
    assert [f.detail for f in orphan_again.findings] == ["there is no appointment b"]


def test_a_claim_that_has_another_owner_at_every_reading_is_in_use() -> None:
    now: list[list[Thing]] = [[*claims(appointment(str(n)))] for n in range(10)]
    table = FakeTable(list(claims(appointment("x"))[:1]), now=now)
    assert audit(table).findings == []
    assert table.readings == 5


def test_a_claim_of_an_appointment_that_cannot_be_read_is_no_orphan_but_the_appointment_is_a_finding() -> None:
    items: list[Thing] = [unreadable_appointment("a"), *claims(appointment("a"))]
    result = audit(FakeTable(items))
    assert result.kinds == [FindingKind.UNREADABLE_ITEM]
    became_so = audit(FakeTable(list(claims(appointment("a"))), now=[items]))
    assert became_so.findings == []


def test_a_confirmed_appointment_without_its_claims_is_found() -> None:
    assert audit(FakeTable([appointment("a")])).kinds == [FindingKind.MISSING_CLAIM]


@pytest.mark.parametrize(
    "later",
    [
        [],
        [unreadable_appointment("a")],
        [appointment("a", is_confirmed=False)],
        booked("a", NINE + QUARTER),
    ],
)
def test_an_appointment_that_is_cancelled_gone_or_sound_elsewhere_when_it_is_read_again_is_no_finding(
    later: list[Thing],
) -> None:
    assert audit(FakeTable([appointment("a")], now=[later])).findings == []


def test_an_appointment_that_has_moved_at_every_reading_is_in_use() -> None:
    now: list[list[Thing]] = [[appointment("a", NINE + n * HALF_HOUR)] for n in range(1, 10)]
    table = FakeTable([appointment("a")], now=now)
    assert audit(table).findings == []
    assert table.readings == 5


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_two_overlapping_appointments_of_which_one_has_lost_a_claim_are_one_overlap(names: str) -> None:
    first, second = appointment(names[0]), appointment(names[1], NINE + QUARTER)
    items: list[Thing] = [first, second, *claims(first), *claims(second)[1:]]
    assert sorted(audit(FakeTable(items)).kinds) == [FindingKind.FOREIGN_CLAIM, FindingKind.OVERLAP]


def test_two_overlapping_appointments_without_claims_are_one_overlap_that_the_index_knows_of() -> None:
    items: list[Thing] = [appointment("a"), appointment("b", NINE + QUARTER)]
    found = audit(FakeTable(items, neighbours=["a", "b"])).kinds
    assert sorted(found) == [FindingKind.MISSING_CLAIM, FindingKind.MISSING_CLAIM, FindingKind.OVERLAP]


def test_an_overlap_with_an_appointment_too_old_to_be_checked_is_told_by_the_younger() -> None:
    items: list[Thing] = [appointment("a"), appointment("b", NINE + QUARTER)]
    found = audit(FakeTable(items, neighbours=["a", "b"]), now=NINE + HALF_HOUR + LOOK_BACK)
    assert sorted(found.kinds) == [FindingKind.MISSING_CLAIM, FindingKind.OVERLAP]


def test_an_overlap_that_is_over_when_both_are_read_at_once_is_none() -> None:
    first, second = appointment("a"), appointment("b", NINE + QUARTER)
    walked: list[Thing] = [first, second, *claims(second)]
    apart: list[Thing] = [first, appointment("b", NINE + HALF_HOUR)]
    table = FakeTable(walked, now=[walked, apart])
    assert audit(table).kinds == [FindingKind.MISSING_CLAIM, FindingKind.FOREIGN_CLAIM]


def test_a_neighbour_that_cannot_be_read_or_does_not_overlap_is_no_overlap() -> None:
    items: list[Thing] = [appointment("a"), *booked("b", NINE + HALF_HOUR), unreadable_appointment("c")]
    found = audit(FakeTable(items, neighbours=["b", "c"])).kinds
    assert found == [FindingKind.UNREADABLE_ITEM, FindingKind.MISSING_CLAIM]


def test_appointments_that_are_cancelled_or_ended_long_ago_need_no_claims() -> None:
    items: list[Thing] = [appointment("a", is_confirmed=False), appointment("b")]
    result = audit(FakeTable(items), now=NINE + HALF_HOUR + LOOK_BACK)
    assert result.findings == []
    assert result.report.items == {ItemKind.APPOINTMENTS: 2}


def test_a_provider_whose_fence_is_out_of_step_is_found_after_a_pause() -> None:
    for fence in (None, standing(2)):
        result = audit(FakeTable([provider(3)], fence=fence, fence_now=fence))
        assert (result.kinds, result.pauses, result.report.suspicions) == ([FindingKind.STALE_FENCE], 1, 1)


def test_a_provider_in_step_with_its_fence_and_one_that_never_had_a_schedule_are_not_read_again() -> None:
    for table in (FakeTable([provider(3)], fence=standing(3)), FakeTable([provider(1)])):
        assert (audit(table).findings, table.readings) == ([], 0)


def test_a_schedule_change_that_the_walk_saw_half_of_is_no_finding() -> None:
    table = FakeTable([provider(3)], fence=standing(4), now=[[provider(4)]], fence_now=standing(4))
    result = audit(table)
    assert (result.findings, result.pauses, table.readings) == ([], 1, 1)


@pytest.mark.parametrize("later", [[], [Unreadable(ItemKey(**provider_key("p")), "has no version")], [provider(1)]])
def test_a_provider_that_is_gone_or_cannot_be_read_when_it_is_read_again_is_no_finding(later: list[Thing]) -> None:
    assert audit(FakeTable([provider(3)], now=[later])).findings == []


def test_many_suspicions_are_settled_on_the_way_so_that_they_do_not_pile_up() -> None:
    items: list[Thing] = [claims(appointment("a", NINE + n * HALF_HOUR))[0] for n in range(250)]
    result = audit(FakeTable(items), page_size=50)
    assert (len(result.findings), result.pauses, result.report.pages) == (250, 3, 5)


def test_without_time_one_page_is_walked_and_its_suspicions_are_settled_before_the_cursor_is_given() -> None:
    items: list[Thing] = list(claims(appointment("a")))
    result = audit(FakeTable(items), seconds=1.0, page_size=1)
    assert (result.kinds, result.after) == ([FindingKind.ORPHAN_CLAIM], {"PK": "1"})


def test_the_parts_of_a_walk_find_together_what_one_walk_finds() -> None:
    table = FakeTable([*booked("a"), *claims(appointment("x", NINE + HALF_HOUR)), appointment("y", NINE - HALF_HOUR)])
    whole = audit(table)
    walk, after, findings = Walk(MADE, Limits(1, 2)), None, []
    while True:
        part = audit(table, after=walk.after, page_size=1, pages=2)
        findings += part.findings
        after = part.after
        if after is None:
            total = walk.so_far + part.report
            break
        walk = walk.going_on(part.report, after)
    assert walk.part == 3
    assert findings == whole.findings
    assert (total.items, total.findings) == (whole.report.items, whole.report.findings)
    assert (total.pages, total.suspicions) == (6, whole.report.suspicions)


def test_a_walk_without_an_end_is_refused_when_its_next_part_begins() -> None:
    walk = Walk(MADE, part=MAX_PARTS)
    walk.require_bounded()
    with pytest.raises(WalkTooLong):
        walk.going_on(AuditReport(), {"PK": "1", "SK": "1"}).require_bounded()


def test_all_parts_of_a_walk_look_back_two_days_from_its_start() -> None:
    start = datetime(2027, 1, 3, tzinfo=UTC)
    assert Walk(start).going_on(AuditReport(), {"PK": "1", "SK": "1"}).started_at == start
    ended = [appointment("a", start - LOOK_BACK - HALF_HOUR), appointment("b", start - LOOK_BACK - QUARTER)]
    found = audit(FakeTable([*ended]), now=start).findings
    assert [finding.subject.split()[1] for finding in found] == ["b"]
    assert timedelta(days=2) == LOOK_BACK


OLD, NEW = (replace(appointment("a", is_confirmed=False), created_at=MADE + timedelta(hours=hour)) for hour in (0, 2))
BEGUN = MADE + timedelta(hours=1)
ERASING, ERASED = AuditedCustomer("c", BEGUN, is_complete=False), AuditedCustomer("c", BEGUN, is_complete=True)
DAY = timedelta(days=1)


def of_customer(*walked: Thing, now: list[list[Thing]] | None = None) -> FakeTable:
    return FakeTable([*walked], now or [], of_customer=["a"])


def test_an_appointment_that_an_erasure_forgot_is_found() -> None:
    found = audit(of_customer(ERASED, OLD))
    assert (found.kinds, found.pauses) == ([FindingKind.NOT_ERASED], 0)
    assert found.findings[0].subject.startswith("appointment a at")
    assert "older than the erasure of customer c" in found.findings[0].detail


@pytest.mark.parametrize("left", [NEW, replace(OLD, erased_at=BEGUN), replace(OLD, created_at=BEGUN)])
def test_what_came_later_and_what_was_erased_is_right(left: AuditedAppointment) -> None:
    assert audit(of_customer(ERASED, left)).kinds == []


def test_while_an_erasure_goes_on_there_may_be_something_left() -> None:
    assert audit(of_customer(ERASING, OLD)).kinds == []


def test_a_new_erasure_that_begins_meanwhile_is_no_finding() -> None:
    assert audit(of_customer(ERASED, OLD, now=[[ERASING, OLD]])).kinds == []
    assert audit(of_customer(ERASED, OLD, now=[[ERASED, replace(OLD, erased_at=BEGUN)]])).kinds == []
    assert audit(of_customer(ERASED, OLD, now=[[OLD]])).kinds == []


def test_an_erasure_that_nobody_goes_on_with_is_found_after_a_day() -> None:
    table = of_customer(ERASING)
    assert audit(table, now=BEGUN + DAY).kinds == []
    found = audit(table, now=BEGUN + DAY + timedelta(seconds=1))
    assert found.kinds == [FindingKind.UNFINISHED_ERASURE]
    assert (found.findings[0].subject, found.findings[0].detail[:8]) == ("customer c", "begun at")


@pytest.mark.parametrize("meanwhile", [[ERASED], []])
def test_an_erasure_that_is_completed_meanwhile_is_no_finding(meanwhile: list[Thing]) -> None:
    assert audit(of_customer(ERASING, now=[meanwhile]), now=BEGUN + DAY * 2).kinds == []


@dataclass
class Consumers:
    keep_history: bool = True
    due: list[str] = field(default_factory=list)

    def cards_due(self, customer_ids: Collection[str]) -> int:
        self.due += sorted(customer_ids)
        return len(customer_ids)


HOURS_AGO = MADE - timedelta(hours=4)


def entries(whose: AuditedAppointment | AuditedProvider, *versions: int) -> list[ItemKey]:
    return [key for key in whose.all_entries if version_of(key.SK) in versions]


def asked(table: FakeTable, consumers: Consumers) -> Audit:
    findings: list[Finding] = []
    report, end = audit_table(
        table, Walk(MADE), findings.append, consumers, seconds_left=lambda: 900.0, pause=lambda _: None
    )
    return Audit(report, end, findings, 0)


@pytest.mark.parametrize(
    ("updated_at", "present", "gap"),
    [
        (HOURS_AGO, (1, 2, 3), None),
        (HOURS_AGO, (1, 3), "2"),
        (HOURS_AGO, (2,), "1, 3"),
        (HOURS_AGO, (), "1, 2, 3"),
        (MADE, (1, 2), None),  # they may be on their way
        (MADE, (1, 3), None),
        (MADE, (), None),
    ],
)
def test_a_version_without_an_entry_is_a_gap_when_it_has_had_its_time(
    updated_at: datetime, present: tuple[int, ...], gap: str | None
) -> None:
    changed = replace(appointment("a", is_confirmed=False), version=3, updated_at=updated_at)
    found = asked(FakeTable([changed], history=entries(changed, *present)), Consumers()).findings
    assert [finding.kind for finding in found] == ([FindingKind.HISTORY_GAP] if gap else [])
    assert [finding.detail for finding in found] == ([f"no entry for version {gap}"] if gap else [])


@pytest.mark.parametrize(
    ("kept", "gap"),
    [
        ({1: -9, 2: -8, 3: -7}, None),
        ({1: -9, 2: -8}, None),  # the provider does not say when its third version was made
        ({2: -8, 3: -7}, "1"),
        ({1: -9, 3: 0}, None),  # the second may be on its way, as the third was
        ({1: -9, 3: None}, "2"),
        ({}, "1"),
    ],
)
def test_of_a_provider_the_entries_say_what_should_be_there(kept: dict[int, int | None], gap: str | None) -> None:
    """`kept`: by version, the hours since the audit."""
    provider = AuditedProvider("p", Standing(3, "ACTIVE"), HOURS_AGO)
    at = {version: None if hours is None else MADE + timedelta(hours=hours) for version, hours in kept.items()}
    written = {key: at[version_of(key.SK)] for key in entries(provider, *kept)}
    fence = provider.standing
    table = FakeTable([provider], entries=written, fence=fence, fence_now=fence)
    assert [finding.detail for finding in asked(table, Consumers()).findings] == (
        [f"no entry for version {gap}"] if gap else []
    )


def test_gaps_are_looked_up_once_for_a_page_and_no_more_than_a_hundred_are_reported() -> None:
    old = [replace(appointment(f"a{n}", is_confirmed=False), version=3, updated_at=HOURS_AGO) for n in range(150)]
    table = FakeTable([*old])
    assert len(asked(table, Consumers()).findings) == MOST_GAPS
    assert table.looked_up == 2, "claims of what is due, and entries"


def test_without_histories_there_are_no_gaps() -> None:
    changed = replace(appointment("a", is_confirmed=False), updated_at=HOURS_AGO)
    assert asked(FakeTable([changed]), Consumers(keep_history=False)).findings == []
    assert audit(FakeTable([changed])).findings == []


def test_the_cards_of_customers_with_changed_appointments_are_made_again() -> None:
    def changed(name: str, hours: int) -> AuditedAppointment:
        at = MADE - timedelta(hours=hours)
        return replace(appointment(name, is_confirmed=False), updated_at=at, customer_id=f"c-{name}")

    consumers = Consumers(keep_history=False)
    report = asked(FakeTable([changed("a", 1), changed("b", 25), changed("c", 27)]), consumers).report
    assert (consumers.due, report.cards_due) == (["c-a", "c-b"], 2)

"""What is wrong with rules, and which field is to blame."""

import pytest

from booking.calls.refusals import FieldError
from booking.providers.rules import NO_RULES, Rules, offered_errors, rules_errors
from tests.examples import offering

ALL = frozenset({"bufferBefore", "bufferAfter", "slotInterval", "minNoticeDays", "minNoticeMinutes", "maxAdvanceDays"})


def fields(rules: Rules, *, slot: int = 15, longest: int = 30, sent: frozenset[str] = ALL) -> list[str]:
    return [error.field for error in rules_errors(rules, slot, longest, sent)]


@pytest.mark.parametrize(
    "rules",
    [
        NO_RULES,
        Rules(buffer_before=0, buffer_after=15, slot_interval=45),
        Rules(buffer_before=300, buffer_after=270),
        Rules(min_notice_days=730),
        Rules(min_notice_days=60, max_advance_days=60),
        Rules(min_notice_minutes=1440, max_advance_days=1),
        Rules(max_per_day=5, max_per_week=1),
    ],
)
def test_rules_that_leave_a_time_to_book_are_taken(rules: Rules) -> None:
    assert fields(rules) == []


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (Rules(buffer_before=10), "bufferBefore"),
        (Rules(buffer_after=40), "bufferAfter"),
        (Rules(slot_interval=20), "slotInterval"),
        (Rules(buffer_before=300, buffer_after=285), "bufferBefore"),
        (Rules(min_notice_days=61, max_advance_days=60), "minNoticeDays"),
        (Rules(min_notice_minutes=1441, max_advance_days=1), "minNoticeMinutes"),
    ],
)
def test_a_contradiction_is_refused_by_its_field(rules: Rules, field: str) -> None:
    assert fields(rules) == [field]


def test_all_contradictions_are_named_at_once() -> None:
    rules = Rules(buffer_before=10, slot_interval=7, min_notice_days=9, min_notice_minutes=20_000, max_advance_days=8)
    assert fields(rules) == ["bufferBefore", "slotInterval", "minNoticeDays", "minNoticeMinutes"]


@pytest.mark.parametrize("sent", ["bufferAfter", "slotMinutes", "maxAdvanceDays"])
def test_the_field_that_was_sent_is_to_blame(sent: str) -> None:
    rules = Rules(buffer_before=300, buffer_after=290, min_notice_days=9, max_advance_days=8)
    assert sent in fields(rules, slot=15, sent=frozenset({sent}))


def test_a_service_that_a_new_rule_contradicts_is_named() -> None:
    haircut, day = offering(min_notice_days=30), offering(service_id="course", duration=600)
    sent = frozenset({"maxAdvanceDays", "bufferAfter"})
    assert offered_errors([haircut, day], Rules(max_advance_days=20, buffer_after=15), 15, sent) == [
        FieldError(
            "maxAdvanceDays",
            "must leave a time to book: minNoticeDays is 30, and maxAdvanceDays is 20: service 'haircut'",
        ),
        FieldError(
            "bufferAfter",
            "must take at most 40 slots with both buffers: 600 minutes, and it is 615: service 'course'",
        ),
    ]


def test_a_rule_that_the_service_sets_itself_is_not_inherited() -> None:
    haircut = offering(min_notice_days=30, max_advance_days=60, buffer_after=0)
    rules = Rules(max_advance_days=20, buffer_after=600)
    assert offered_errors([haircut], rules, 15, frozenset({"maxAdvanceDays", "bufferAfter"})) == []


def test_what_is_wrong_already_is_no_fault_of_another_field() -> None:
    assert offered_errors([offering(buffer_after=600)], NO_RULES, 15, frozenset({"maxPerDay"})) == []

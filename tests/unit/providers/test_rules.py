"""Rules of a service over those of its provider."""

from booking.providers.rules import LIMITS, NO_RULES, Rules

ALL = Rules(*range(1, 11))


def test_rules_over_others_are_theirs_where_they_set_none() -> None:
    assert Rules(buffer_after=30).over(Rules(buffer_after=60, slot_interval=15)) == Rules(
        buffer_after=30, slot_interval=15
    )


def test_a_rule_of_zero_is_set() -> None:
    assert Rules(min_notice_minutes=0).over(Rules(min_notice_minutes=60)) == Rules(min_notice_minutes=0)


def test_all_rules_but_the_limits_are_inherited() -> None:
    inherited = NO_RULES.over(ALL)
    assert [name for name in Rules._fields if getattr(inherited, name) is None] == [*LIMITS]
    assert ALL.over(NO_RULES) == ALL.over(ALL) == ALL


def test_the_limits_of_a_service_are_its_own() -> None:
    assert Rules(max_per_day=3).over(Rules(max_per_day=9, max_per_week=9)) == Rules(max_per_day=3)

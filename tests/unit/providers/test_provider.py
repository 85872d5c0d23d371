from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calls.change import Change, Origin
from booking.calls.record import Record
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.provider import Provider, ProviderChange, ProviderDetails, ProviderState
from booking.providers.rules import Rules
from booking.providers.schedule import WeeklySchedule, Window
from tests.examples import AUTHOR

HOUR = timedelta(hours=1)


def create(origin: Origin, timezone: str = "Europe/Rome", slot_minutes: int = 15) -> Provider:
    return Provider.create("p-1", origin, name="Dr. Rossi", timezone=timezone, slot_minutes=slot_minutes)


def refusal(attempt: Callable[[], object]) -> tuple[FieldError, ...]:
    with pytest.raises(ValidationFailed) as refused:
        attempt()
    return refused.value.errors


# --- creating ----------------------------------------------------------------------------------------------------


def test_a_new_provider_is_active_and_has_no_schedule(origin: Origin, now: datetime) -> None:
    provider = Provider.create(
        "p-1", origin, name="Dr. Rossi", timezone="Europe/Rome", email="rossi@example.org", fingerprint="f-1"
    )
    assert provider == Provider(
        id="p-1",
        name="Dr. Rossi",
        email="rossi@example.org",
        timezone="Europe/Rome",
        slot_minutes=15,
        appointment_duration=None,
        schedule=WeeklySchedule(),
        state=ProviderState.ACTIVE,
        record=Record(1, now, now, Change(ProviderChange.CREATED, origin), "f-1"),
    )


def test_an_unknown_zone_is_refused(origin: Origin) -> None:
    (error,) = refusal(lambda: create(origin, timezone="Mars/Olympus"))
    assert error.field == "timezone"


@pytest.mark.parametrize("slot_minutes", [0, 1, 12, 45, 120, -15])
def test_slots_of_another_length_are_refused(origin: Origin, slot_minutes: int) -> None:
    assert refusal(lambda: create(origin, slot_minutes=slot_minutes)) == (
        FieldError("slotMinutes", "must be one of 5, 10, 15, 20, 30, 60"),
    )


def test_slots_that_do_not_fit_the_zone_are_refused_naming_those_that_do(origin: Origin) -> None:
    assert refusal(lambda: create(origin, timezone="Asia/Kolkata", slot_minutes=60)) == (
        FieldError("slotMinutes", "must divide every UTC offset of Asia/Kolkata; these do: 5, 10, 15, 30"),
    )


# --- details -----------------------------------------------------------------------------------------------------


def test_a_new_detail_adds_one_to_the_version_and_leaves_the_others(origin: Origin) -> None:
    later = Origin("change-2", origin.at + HOUR, AUTHOR, "request-2")
    before = create(origin).with_schedule({"monday": [Window(540, 600)]}, 30, origin)
    after = before.updated({"email": "rossi@example.org"}, later)
    assert after == replace(before, email="rossi@example.org", record=after.record)
    assert (after.version, after.record.updated_at) == (3, later.at)
    assert after.change == Change(ProviderChange.UPDATED, later)


def test_a_detail_that_is_none_is_cleared(origin: Origin) -> None:
    known = create(origin).updated({"email": "rossi@example.org", "subject": "sub-1"}, origin)
    cleared = known.updated({"email": None}, origin)
    assert (cleared.email, cleared.subject, cleared.version) == (None, "sub-1", 3)


@pytest.mark.parametrize("details", [{}, {"name": "Dr. Rossi"}, {"name": "Dr. Rossi", "email": None, "subject": None}])
def test_details_that_the_provider_has_already_change_nothing(origin: Origin, details: ProviderDetails) -> None:
    later = Origin("change-2", origin.at + HOUR, AUTHOR, "request-2")
    assert create(origin).updated(details, later) == create(origin)


def test_rules_that_are_sent_are_set_and_the_others_stay(origin: Origin) -> None:
    ruled = create(origin).updated({"rules": {"buffer_after": 15, "max_per_day": 4}}, origin)
    after = ruled.updated({"rules": {"max_per_day": None, "min_notice_days": 1}}, origin)
    assert (after.rules, after.version) == (Rules(buffer_after=15, min_notice_days=1), 3)
    assert after.updated({"rules": {"min_notice_days": 1}}, origin) is after


def test_rules_that_contradict_one_another_are_refused(origin: Origin) -> None:
    known = create(origin).updated({"rules": {"max_advance_days": 7}}, origin)
    errors = refusal(lambda: known.updated({"rules": {"min_notice_days": 8, "buffer_before": 5}}, origin))
    assert [error.field for error in errors] == ["bufferBefore", "minNoticeDays"]


def test_buffers_leave_room_for_the_appointment(origin: Origin) -> None:
    provider = create(origin).with_schedule({}, 300, origin)
    assert provider.updated({"rules": {"buffer_before": 150, "buffer_after": 150}}, origin).version == 3
    (error,) = refusal(lambda: provider.updated({"rules": {"buffer_before": 150, "buffer_after": 165}}, origin))
    assert error.field == "bufferBefore"


def test_slots_may_change_before_the_first_schedule(origin: Origin) -> None:
    assert create(origin).updated({"slot_minutes": 30}, origin).slot_minutes == 30
    fixed = create(origin).with_schedule({}, 15, origin)
    assert refusal(lambda: fixed.updated({"slot_minutes": 30}, origin)) == (
        FieldError("slotMinutes", "cannot be changed from 15 after the first schedule, service or override"),
    )
    assert fixed.updated({"slot_minutes": 15}, origin) is fixed


def test_new_slots_fit_the_zone_and_the_buffers(origin: Origin) -> None:
    provider = create(origin, timezone="Asia/Kolkata").updated({"rules": {"buffer_after": 15}}, origin)
    errors = refusal(lambda: provider.updated({"slot_minutes": 60}, origin))
    assert [error.field for error in errors] == ["slotMinutes", "slotMinutes"]
    (error,) = refusal(lambda: provider.updated({"slot_minutes": 10}, origin))
    assert error.message == "must be a multiple of the provider's slotMinutes (10)"


# --- its state ---------------------------------------------------------------------------------------------------


def test_a_provider_is_deactivated_and_reactivated_and_keeps_all_else(origin: Origin) -> None:
    before = create(origin)
    inactive = before.deactivated(origin)
    assert (inactive.state, inactive.version, inactive.is_active) == (ProviderState.INACTIVE, 2, False)
    assert inactive.change == Change(ProviderChange.DEACTIVATED, origin)
    active = inactive.reactivated(origin)
    assert active == replace(before, record=active.record)
    assert (active.version, active.change.type) == (3, ProviderChange.REACTIVATED)


def test_a_provider_that_is_so_already_stays_as_it_is(origin: Origin) -> None:
    provider = create(origin)
    assert provider.reactivated(origin) is provider
    assert provider.deactivated(origin).deactivated(origin).version == 2


# --- the schedule ------------------------------------------------------------------------------------------------


def test_a_schedule_replaces_the_week_and_adds_one_to_the_version(origin: Origin) -> None:
    later = Origin("change-2", origin.at + HOUR, AUTHOR, "request-2")
    provider = create(origin).with_schedule({"friday": [Window(540, 600)]}, 30, origin)
    updated = provider.with_schedule({"monday": [Window(600, 660), Window(540, 600)]}, 45, later)
    assert updated.schedule == WeeklySchedule.of({"monday": [Window(540, 600), Window(600, 660)]})
    assert (updated.appointment_duration, updated.version) == (45, 3)
    assert (updated.record.created_at, updated.record.updated_at) == (origin.at, later.at)
    assert updated.change == Change(ProviderChange.SCHEDULE_UPDATED, later)


def test_a_schedule_keeps_the_zone_unless_another_is_named(origin: Origin) -> None:
    provider = create(origin, timezone="Asia/Kolkata")
    assert provider.with_schedule({}, 15, origin).timezone == "Asia/Kolkata"
    assert provider.with_schedule({}, 15, origin, "Asia/Tokyo").timezone == "Asia/Tokyo"


@pytest.mark.parametrize("timezone", ["Mars/Olympus", ""])
def test_a_provider_cannot_move_to_an_unknown_zone(origin: Origin, timezone: str) -> None:
    (error,) = refusal(lambda: create(origin).with_schedule({}, 15, origin, timezone))
    assert (error.field, error.message[:12]) == ("timezone", "must be a na")


def test_a_provider_cannot_move_to_a_zone_that_its_slots_do_not_fit(origin: Origin) -> None:
    (error,) = refusal(lambda: create(origin, slot_minutes=60).with_schedule({}, 60, origin, "Asia/Kolkata"))
    message = "must have UTC offsets that are multiples of the provider's slotMinutes (60)"
    assert error == FieldError("timezone", message)


@pytest.mark.parametrize(
    ("slot_minutes", "duration"), [(5, 5), (5, 200), (15, 600), (30, 1200), (60, 60), (60, 1440), (20, 800)]
)
def test_a_duration_is_one_to_40_slots(origin: Origin, slot_minutes: int, duration: int) -> None:
    provider = create(origin, slot_minutes=slot_minutes)
    assert provider.with_schedule({}, duration, origin).appointment_duration == duration


@pytest.mark.parametrize(
    ("slot_minutes", "duration", "longest"),
    [(15, 0, 600), (15, -15, 600), (15, 20, 600), (5, 205, 200), (15, 615, 600), (60, 1500, 1440), (30, 1230, 1200)],
)
def test_another_duration_is_refused(origin: Origin, slot_minutes: int, duration: int, longest: int) -> None:
    provider = create(origin, slot_minutes=slot_minutes)
    message = f"must be a multiple of the provider's slotMinutes ({slot_minutes}), at most {longest}"
    assert refusal(lambda: provider.with_schedule({}, duration, origin)) == (
        FieldError("appointmentDuration", message),
    )


def test_all_that_is_wrong_with_a_schedule_is_named_at_once(origin: Origin) -> None:
    week = {"monday": [Window(840, 900), Window(545, 600)]}
    errors = refusal(lambda: create(origin).with_schedule(week, 20, origin, "Mars/Olympus"))
    assert [error.field for error in errors] == [
        "weeklySchedule.monday[1].start",
        "appointmentDuration",
        "timezone",
    ]


@pytest.mark.parametrize(("duration", "fits"), [(90, True), (105, False)])
def test_a_duration_fits_into_the_week(origin: Origin, duration: int, fits: bool) -> None:
    week = {"monday": [Window(540, 600), Window(600, 630)], "friday": [Window(540, 600)]}
    if fits:
        assert create(origin).with_schedule(week, duration, origin).appointment_duration == duration
    else:
        assert refusal(lambda: create(origin).with_schedule(week, duration, origin)) == (
            FieldError("appointmentDuration", "must fit into the week: its longest time without a break is 90 minutes"),
        )


def test_a_duration_fits_with_the_buffers_into_40_slots(origin: Origin) -> None:
    provider = create(origin).updated({"rules": {"buffer_before": 15, "buffer_after": 15}}, origin)
    assert provider.with_schedule({}, 570, origin).appointment_duration == 570
    assert refusal(lambda: provider.with_schedule({}, 585, origin)) == (
        FieldError("appointmentDuration", "must take at most 40 slots with both buffers: 600 minutes, and it is 615"),
    )


def test_a_date_is_that_of_the_providers_zone(origin: Origin) -> None:
    """At 22:00 UTC on Monday it is Tuesday in Auckland."""
    evening = datetime(2027, 3, 1, 22, tzinfo=UTC)
    assert create(origin, timezone="Pacific/Auckland").day_of(evening) == date(2027, 3, 2)
    assert create(origin, timezone="UTC").day_of(evening) == date(2027, 3, 1)

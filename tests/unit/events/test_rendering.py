import json
from enum import StrEnum
from typing import Any

import pytest

from booking.appointments.appointment import Appointment, AppointmentChange
from booking.customers.erasure import Erasure, ErasureChange
from booking.events.event import DomainEvent
from booking.events.rendering import render
from booking.providers.provider import Provider, ProviderChange
from booking.resolutions.resolution import Counts, Resolution, ResolutionChange
from booking.rules.reasons import Reason
from booking.services.offering import Offering, OfferingChange
from booking.time.instants import utc_text
from booking.time_off.time_off import TimeOff, TimeOffChange
from tests.examples import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    RESOLUTION_ID,
    attended,
    booked,
    cancelled,
    erasure,
    new_provider,
    offering,
    origin,
    overridden,
    provider,
    rescheduled,
    resolution,
    time_off,
)

CHANGES = [*ProviderChange, *OfferingChange, *TimeOffChange, *AppointmentChange, ErasureChange.COMPLETED]
CHANGES += [ResolutionChange.REQUESTED, ResolutionChange.COMPLETED]
type Entity = Provider | Offering | TimeOff | Appointment | Erasure | Resolution
EVENTS: dict[StrEnum, Entity] = {
    ProviderChange.CREATED: new_provider(),
    ProviderChange.UPDATED: provider().updated(
        {"name": "Secret-Other", "email": "secret@example.org", "subject": "secret"}, origin("change-2")
    ),
    ProviderChange.SCHEDULE_UPDATED: provider(),
    ProviderChange.OVERRIDES_CHANGED: overridden(),
    TimeOffChange.CHANGED: time_off(),
    TimeOffChange.REMOVED: time_off().removed(origin("change-2")),
    ProviderChange.DEACTIVATED: provider().deactivated(origin("change-2")),
    ProviderChange.REACTIVATED: provider().deactivated(origin("change-2")).reactivated(origin("change-3")),
    OfferingChange.CHANGED: offering(),
    OfferingChange.RETIRED: offering().retired(origin("change-2")),
    AppointmentChange.BOOKED: booked(),
    AppointmentChange.RESCHEDULED: rescheduled(),
    AppointmentChange.CANCELLED: cancelled(),
    AppointmentChange.KEPT: booked().keeping([Reason.CLOSED], origin("change-2")),
    AppointmentChange.ATTENDED: attended(),
    AppointmentChange.DETAILS_CHANGED: booked().corrected(
        {"name": "Secret-Other", "internal_note": "secret-note"}, origin("change-2")
    ),
    ErasureChange.COMPLETED: erasure(),
    ResolutionChange.REQUESTED: resolution(),
    ResolutionChange.COMPLETED: resolution()
    .planned_for([booked()], origin("change-3"))
    .completed(Counts(cancelled=1), origin("change-4")),
}
APPOINTMENT: dict[str, Any] = {
    "id": APPOINTMENT_ID,
    "providerId": PROVIDER_ID,
    "customer": {"id": "customer-1"},
    "startTime": "2027-03-01T10:00:00+01:00",
    "endTime": "2027-03-01T10:30:00+01:00",
    "timezone": "Europe/Rome",
    "status": "CONFIRMED",
    "serviceId": None,
    "override": [],
    "attendance": None,
    "attendedAt": None,
    "releasedFrom": None,
    "cancelledAt": None,
    "cancelledBy": None,
    "createdAt": "2027-01-01T12:00:00Z",
    "updatedAt": "2027-01-01T12:00:00Z",
}


def rendered(entity: Entity) -> dict[str, Any]:
    """The event as consumers read it."""
    detail = json.loads(render(DomainEvent(entity)).model_dump_json(by_alias=True))
    assert isinstance(detail, dict)
    return detail


def test_there_is_an_example_of_every_event() -> None:
    assert set(EVENTS) == set(CHANGES)


@pytest.mark.parametrize("change", CHANGES)
def test_no_event_carries_personal_data(change: StrEnum) -> None:
    assert "secret" not in json.dumps(rendered(EVENTS[change])).lower()


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_is_named_by_its_change_and_known_again_by_the_changes_id(change: StrEnum) -> None:
    detail, made = rendered(EVENTS[change]), EVENTS[change].change
    assert (detail["eventType"], detail["eventId"]) == (change.value, made.origin.id)


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_tells_when_it_happened_in_which_request_and_its_place_in_the_sequence(change: StrEnum) -> None:
    detail = rendered(EVENTS[change])
    assert {name: detail[name] for name in ("occurredAt", "correlationId", "sequence", "schemaVersion")} == {
        "occurredAt": utc_text(EVENTS[change].change.origin.at),
        "correlationId": "request-1",
        "sequence": EVENTS[change].version,
        "schemaVersion": 1,
    }


def test_a_booked_appointment_is_told_in_the_providers_time() -> None:
    assert rendered(booked())["data"] == APPOINTMENT


def test_a_rescheduled_appointment_tells_where_it_was_before() -> None:
    assert rendered(rescheduled())["data"] == APPOINTMENT | {
        "startTime": "2027-03-01T10:30:00+01:00",
        "endTime": "2027-03-01T11:00:00+01:00",
        "previous": {
            "startTime": "2027-03-01T10:00:00+01:00",
            "endTime": "2027-03-01T10:30:00+01:00",
            "providerId": PROVIDER_ID,
            "serviceId": None,
        },
    }


def test_a_cancelled_appointment_tells_its_status() -> None:
    assert rendered(cancelled())["data"] == APPOINTMENT | {
        "status": "CANCELLED",
        "cancelledAt": "2027-01-01T12:00:00Z",
        "cancelledBy": "desk",
    }


def test_an_event_names_the_resolution_that_caused_it() -> None:
    by_resolution = origin("change-2")._replace(resolution_id="resolution-1")
    event = rendered(booked().cancelled(None, by_resolution))
    assert (event["resolutionId"], event["data"]["cancelledBy"]) == ("resolution-1", "provider")
    assert rendered(cancelled())["resolutionId"] is None


def test_changed_overrides_are_told_by_their_dates_and_all_that_is_public_of_the_provider() -> None:
    assert rendered(overridden())["data"] == rendered(provider())["data"] | {"dates": ["2027-03-29"]}


def test_time_off_is_told_by_its_instants_and_not_by_its_reason() -> None:
    for entry in (time_off(), time_off().removed(origin("change-2"))):
        assert rendered(entry)["data"] == {
            "providerId": PROVIDER_ID,
            "id": "easter",
            "startTime": "2027-03-25T23:00:00Z",
            "endTime": "2027-03-29T22:00:00Z",
            "providerVersion": None,
        }


def test_an_erased_customer_is_named_by_its_id_alone() -> None:
    assert rendered(erasure())["data"] == {"customerId": "customer-1"}


def test_a_resolution_tells_what_is_wanted_and_when_it_is_done_how_often_it_was_possible() -> None:
    wanted = rendered(EVENTS[ResolutionChange.REQUESTED])["data"]
    assert wanted == {
        "id": RESOLUTION_ID,
        "providerId": PROVIDER_ID,
        "from": "2027-02-28T23:00:00Z",
        "to": "2027-03-01T23:00:00Z",
        "action": "cancel",
        "providerIds": [],
        "dryRun": False,
        "state": "requested",
        "total": None,
        "counts": {"moved": 0, "cancelled": 0, "open": 0, "gone": 0, "left": 0},
    }
    done = rendered(EVENTS[ResolutionChange.COMPLETED])["data"]
    assert done == {**wanted, "state": "done", "total": 1, "counts": {**wanted["counts"], "cancelled": 1}}


def test_a_new_provider_has_no_duration_and_seven_closed_days() -> None:
    data = rendered(new_provider())["data"]
    assert (data["appointmentDuration"], list(data["weeklySchedule"].values())) == (None, [[]] * 7)


def test_a_new_detail_is_told_by_all_that_is_public_of_the_provider() -> None:
    assert rendered(EVENTS[ProviderChange.UPDATED])["data"] == rendered(provider())["data"]


def test_a_schedule_is_told_with_its_week_and_duration() -> None:
    data = rendered(provider())["data"]
    assert (data["id"], data["timezone"], data["slotMinutes"]) == (PROVIDER_ID, "Europe/Rome", 15)
    assert data["appointmentDuration"] == 30
    assert data["weeklySchedule"]["sunday"] == [{"start": "09:00", "end": "17:00"}]


def test_rules_are_told_and_whether_the_time_can_be_booked() -> None:
    ruled = provider().updated({"rules": {"buffer_after": 15, "max_per_day": 4}}, origin("change-2"))
    data = rendered(ruled.deactivated(origin("change-3")))["data"]
    assert (data["bufferAfter"], data["maxPerDay"], data["bufferBefore"], data["active"]) == (15, 4, None, False)


def test_a_service_is_told_with_its_provider_and_its_rules() -> None:
    data = rendered(offering(min_notice_days=2).retired(origin("change-2")))["data"]
    assert (data["serviceId"], data["providerId"], data["name"]) == ("haircut", PROVIDER_ID, "Haircut")
    assert (data["duration"], data["minNoticeDays"], data["maxPerDay"], data["active"]) == (30, 2, None, False)


def test_a_change_that_its_entity_cannot_have_made_is_no_event() -> None:
    class _Odd:
        entity = provider()
        change = booked().change
        sequence = 1

    with pytest.raises(ValueError, match="AppointmentBooked of a Provider"):
        render(_Odd())  # type: ignore[arg-type]

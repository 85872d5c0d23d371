"""The sample event of publish_events: records of the table's stream, one for each kind of change."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.items import appointment_item
from booking.appointments.moves import Move
from booking.calls.change import Origin
from booking.calls.precondition import ANY_VERSION
from booking.customers.erasure import Erasure
from booking.customers.items import erasure_item
from booking.dynamodb.codec import to_wire
from booking.providers.between import between
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.requests import ScheduleRequest
from booking.resolutions.items import resolution_item
from booking.resolutions.requests import ResolutionRequest
from booking.resolutions.resolution import Counts, Resolution
from booking.rules.counting import Counted
from booking.rules.place import Search, Wanted
from booking.rules.rulebook import Rulebook
from booking.services.items import offering_item
from booking.services.offering import Offering
from booking.services.requests import ServiceRequest
from booking.time_off.items import time_off_item
from booking.time_off.requests import TimeOffRequest
from booking.time_off.time_off import TimeOff
from docgen.sample_events import SENT, request_id
from local.business import (
    AT_STUDIO_TO_BOOK,
    AUTHOR,
    MASSAGE,
    MONDAY,
    RESOLUTION_ID,
    STUDIO,
    TIME_OFF_ID,
    resolution,
    time_off,
)

_TABLE = "arn:aws:dynamodb:eu-south-1:123456789012:table/booking-service-Table-1EXAMPLE"
_FIRST_POSITION = 4400000000012345678918


def sample_records() -> dict[str, Any]:
    """The event that Lambda's mapping makes of them."""
    return {"Records": [_record(number, images) for number, images in enumerate(_images())]}


def _images() -> Iterator[Sequence[Any]]:
    """The items of each version, behind those of the version before it."""
    schedule = ScheduleRequest.model_validate_json(json.dumps(STUDIO.schedule)).command(STUDIO.id, ANY_VERSION)
    fields = {name: STUDIO.fields[name] for name in ("name", "timezone", "email")}
    new = Provider.create(STUDIO.id, _origin(0, "create_provider"), slot_minutes=STUDIO.fields["slotMinutes"], **fields)
    provider = new.with_schedule(schedule.week, schedule.appointment_duration, _origin(1, "update_schedule"))
    yield (to_wire(provider_item(new)),)
    yield to_wire(provider_item(new)), to_wire(provider_item(provider))

    booking = AT_STUDIO_TO_BOOK
    details = Details(Customer(**booking.customer), **booking.details)
    start = datetime.fromisoformat(booking.body()["startTime"]).astimezone(UTC)
    rulebook, made = Rulebook(provider), _origin(2, "create_appointment")
    place = Search(rulebook, Wanted(start, Counted(booking.id)), made).place()
    booked = Appointment.book(booking.id, rulebook, place, details, made)
    move = Move(datetime.fromisoformat(STUDIO.at("15:00")).astimezone(UTC))
    made = _origin(3, "reschedule_appointment")
    moved = booked.rescheduled(move, rulebook, Search(rulebook, booked.wanted(move, rulebook), made).place(), made)
    cancelled = moved.cancelled("Caught a cold, sorry", _origin(4, "cancel_appointment"))
    items = [to_wire(appointment_item(version)) for version in (booked, moved, cancelled)]
    yield items[:1]
    yield items[:2]
    yield items[1:]

    updated = provider.updated({"email": "info@bianchi.example"}, _origin(5, "update_provider"))
    yield to_wire(provider_item(provider)), to_wire(provider_item(updated))

    inactive = updated.deactivated(_origin(6, "deactivate_provider"))
    active = inactive.reactivated(_origin(7, "reactivate_provider"))
    yield to_wire(provider_item(updated)), to_wire(provider_item(inactive))
    yield to_wire(provider_item(inactive)), to_wire(provider_item(active))

    terms = ServiceRequest.model_validate(MASSAGE.terms).command(STUDIO.id, MASSAGE.id, ANY_VERSION).terms
    with_service, without = active.touched(), active.touched().touched()
    offered = Offering.new(STUDIO.id, MASSAGE.id, terms, _origin(8, "set_service")).making(with_service)
    retired = offered.retired(_origin(9, "retire_service")).making(without)
    yield (to_wire(offering_item(offered)),)
    yield to_wire(provider_item(active)), to_wire(provider_item(with_service))
    yield to_wire(offering_item(offered)), to_wire(offering_item(retired))
    yield to_wire(provider_item(with_service)), to_wire(provider_item(without))

    yield from _erased(cancelled)

    holiday = MONDAY + timedelta(days=28)
    overridden = without.with_overrides([holiday], _origin(13, "set_override"))
    touched = overridden.with_time_off()
    wanted = TimeOffRequest.model_validate_json(json.dumps(time_off())).set_as(STUDIO.id, TIME_OFF_ID, ANY_VERSION)
    made = _origin(14, "set_time_off")
    entry = TimeOff.add(TIME_OFF_ID, touched, wanted.period, wanted.reason, made).making(touched)
    yield to_wire(provider_item(without)), to_wire(provider_item(overridden))
    yield (to_wire(time_off_item(entry)),)
    yield to_wire(provider_item(overridden)), to_wire(provider_item(touched))
    yield to_wire(time_off_item(entry)), to_wire(time_off_item(entry.removed(_origin(16, "remove_time_off"))))

    yield from _resolved(touched)


def _resolved(provider: Provider) -> Iterator[Sequence[Any]]:
    """Of a day on which nothing stands any more."""
    asked = ResolutionRequest.model_validate_json(json.dumps(resolution())).command(provider.id, None)
    time = between(asked.begin, asked.end, provider)
    new = Resolution.requested(RESOLUTION_ID, provider, time, asked.request, _origin(17, "request_resolution"))
    planned = new.planned_for([], _origin(18, "request_resolution"))
    done = planned.completed(Counts(), _origin(19, "request_resolution"))
    items = [to_wire(resolution_item(version)) for version in (new, planned, done)]
    yield items[:1]
    yield items[:2]
    yield items[1:]


def _erased(cancelled: Appointment) -> Iterator[Sequence[Any]]:
    begun = Erasure.begin(cancelled.details.customer.id, _origin(10, "erase_customer"))
    done = begun.completed(_origin(12, "erase_customer"))
    erased = cancelled.erased(begun.begun_at)
    yield (to_wire(erasure_item(begun)),)
    yield to_wire(appointment_item(cancelled)), to_wire(appointment_item(erased))
    yield to_wire(erasure_item(begun)), to_wire(erasure_item(done))


def _origin(number: int, function: str) -> Origin:
    change_id = f"c{number + 1:02x}7e0d2-5b1f-4e6a-9c3d-7f8e9a0b1c2d"
    return Origin(change_id, SENT + timedelta(minutes=number), AUTHOR, request_id(function))


def _record(number: int, images: Sequence[Any]) -> dict[str, Any]:
    *old, new = images
    named = {"NewImage": new, **({"OldImage": old[0]} if old else {})}
    return {
        "eventID": f"{number + 1:02x}" * 16,
        "eventName": "MODIFY" if old else "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-south-1",
        "dynamodb": {
            "ApproximateCreationDateTime": int((SENT + timedelta(minutes=number)).timestamp()),
            "Keys": {"PK": new["PK"], "SK": new["SK"]},
            **named,
            "SequenceNumber": str(_FIRST_POSITION + 17 * number),
            "SizeBytes": len(json.dumps(named)),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": f"{_TABLE}/stream/2026-11-22T09:00:00.000",
    }

"""Resolutions and their outcomes as items of the provider's partition.

The stream's filter knows a resolution by the beginning of its sort key. An outcome has another one: it is no event.
"""

from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.records import record_item, record_of
from booking.providers.items import provider_id_of, provider_key
from booking.resolutions.outcome import Outcome, OutcomeKind
from booking.resolutions.resolution import Counts, Request, Resolution, ResolutionAction, ResolutionChange
from booking.time.instants import instant_of, utc_text
from booking.time.intervals import Interval

RESOLUTION = "ORDER#"
"""How the sort keys of resolutions begin: each is an order to the worker.

One Query reads all that sorts from PROVIDER to SERVICE#..., as a provider with its services: no other key may be there.
"""

OUTCOME = "OUTCOME#"
"""How the sort keys of outcomes begin. The ids of resolution and appointment follow."""


def resolution_key(provider_id: str, resolution_id: str) -> Key:
    return {**provider_key(provider_id), "SK": f"{RESOLUTION}{resolution_id}"}


def resolution_item(resolution: Resolution) -> Item:
    request, counts = resolution.request, resolution.counts
    return present(
        {
            **resolution_key(resolution.provider_id, resolution.id),
            "id": resolution.id,
            "providerId": resolution.provider_id,
            "startTime": utc_text(resolution.interval.start),
            "endTime": utc_text(resolution.interval.end),
            "action": request.action.value,
            "providerIds": [*request.provider_ids] or None,
            "message": request.message,
            "dryRun": request.is_dry_run or None,
            "planned": None if resolution.planned is None else [*resolution.planned],
            "counts": counts and dict(counts._asdict()),
            **record_item(resolution.record),
        }
    )


def resolution_of(item: Item) -> Resolution:
    planned, counts = item.get("planned"), item.get("counts")
    return Resolution(
        id=item["id"],
        record=record_of(item, ResolutionChange),
        provider_id=item["providerId"],
        interval=Interval(instant_of(item["startTime"]), instant_of(item["endTime"])),
        request=Request(
            ResolutionAction(item["action"]),
            tuple(item.get("providerIds", ())),
            item.get("message"),
            item.get("dryRun", False),
        ),
        planned=None if planned is None else tuple(planned),
        counts=None if counts is None else Counts(**counts),
    )


def outcomes_prefix(resolution_id: str) -> str:
    return f"{OUTCOME}{resolution_id}#"


def outcome_item(outcome: Outcome) -> Item:
    return present(
        {
            **provider_key(outcome.provider_id),
            "SK": f"{outcomes_prefix(outcome.resolution_id)}{outcome.appointment_id}",
            "kind": outcome.kind.value,
            "at": utc_text(outcome.at),
            "movedTo": outcome.moved_to,
            "reason": outcome.reason,
        }
    )


def outcome_of(item: Item) -> Outcome:
    _, resolution_id, appointment_id = item["SK"].split("#")
    return Outcome(
        provider_id_of(item["PK"]),
        resolution_id,
        appointment_id,
        OutcomeKind(item["kind"]),
        instant_of(item["at"]),
        item.get("movedTo"),
        item.get("reason"),
    )

"""The final table, read by its documented keys and attributes, without any code of the product.

Only its events are made by the product: they are what is judged.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer

from tests.proofs.faults.mirror import Record
from tests.proofs.histories.history import (
    AppointmentRecord,
    FinalState,
    OverrideRecord,
    ProviderRecord,
    Rules,
    Schedule,
    ServiceRecord,
    TimeOffRecord,
)
from tests.proofs.histories.history_events import changes_of
from tests.proofs.histories.rights import RULES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_deserializer = TypeDeserializer()


def final_states(
    client: "DynamoDBClient", table_name: str, run_names: Sequence[str], records: Sequence[Record] = ()
) -> list[FinalState]:
    """What the runs of those names left behind, one for each provider of a history.

    With further providers in the table, only items of the named runs are looked at. `records`: the changes of the
    table, as its stream told them.
    """
    pages = client.get_paginator("scan").paginate(TableName=table_name, ConsistentRead=True)
    items = [
        {name: _deserializer.deserialize(value) for name, value in item.items()}
        for page in pages
        for item in page["Items"]
    ]
    made = [_providers(items, name) for name in run_names]
    numbers = {provider["id"]: number for number, providers in enumerate(made) for provider in providers}
    return [
        _final_state(items, name, providers, numbers, records) for name, providers in zip(run_names, made, strict=True)
    ]


def _providers(items: Sequence[Mapping[str, Any]], run_name: str) -> list[Mapping[str, Any]]:
    """That of the run comes first: nobody uses another one."""
    found = [item for item in items if item["SK"] == "PROVIDER" and item.get("email") == email_of(run_name)]
    return sorted(found, key=lambda item: -item["version"])


def _final_state(
    items: Sequence[Mapping[str, Any]],
    run_name: str,
    providers: Sequence[Mapping[str, Any]],
    numbers: Mapping[str, int],
    records: Sequence[Record],
) -> FinalState:
    provider = providers[0]
    all_appointments = [item for item in items if item["SK"] == "APPOINTMENT"]
    booked = [item for item in all_appointments if item.get("customerName", "").startswith(f"{run_name}-")]
    standing = [item for item in all_appointments if item["providerId"] == provider["id"]]
    own = [item for item in items if item["PK"] == f"PROVIDER#{provider['id']}"]
    return FinalState(
        provider=_provider(provider),
        slot_minutes=int(provider["slotMinutes"]),
        appointments={item["id"]: _appointment(item, numbers) for item in booked},
        claims={
            minute_of_text(item["SK"].removeprefix("SLOT#")): item["owner"].removeprefix("APPOINTMENT#")
            for item in own
            if item["SK"].startswith("SLOT#") and item["SK"][15:16] == "T"
        },
        tickets={
            item["SK"]: item["owner"].removeprefix("APPOINTMENT#")
            for item in own
            if item["SK"].startswith("SLOT#") and item["SK"][15:16] == "#"
        },
        promised={
            ticket: item["id"]
            for item in standing
            if item["status"] == "CONFIRMED"
            for ticket in item.get("tickets", ())
        },
        kept={item["id"]: frozenset(item["kept"]) for item in booked if "kept" in item},
        further=tuple(record for item in own if (record := _further(item))),
        listed=frozenset(
            (item["PK"].removeprefix("OPEN#"), name)
            for item in items
            if item["PK"].startswith("OPEN#") and item["SK"] == f"PROVIDER#{provider['id']}"
            for name in item.keys() - {"PK", "SK", "openCount", "ttl"}
        ),
        changes=changes_of(provider["id"], records),
        further_providers=len(providers) - 1,
    )


def customer_of(customer_id: str) -> str | None:
    """None for a customer without a token, for whom staff books."""
    return customer_id if customer_id.startswith("u-") else None


def id_of(label: str, customer: str | None) -> str:
    """The customer's id in a request. Without any, a customer with a token would book for itself."""
    return customer or f"customer-{label}"


def email_of(run_name: str) -> str:
    """By which the provider of a run is known in a table with others."""
    return f"{run_name}@example.com"


def minute_of_text(text: str) -> int:
    """The minute of an RFC 3339 instant, since the Unix epoch."""
    return int(datetime.fromisoformat(text).timestamp()) // 60


def _further(item: Mapping[str, Any]) -> ServiceRecord | TimeOffRecord | OverrideRecord | None:
    """A service, an entry of time off, or an override."""
    kind, _, name = item["SK"].partition("#")
    match kind:
        case "SERVICE":
            duration, version = int(item["duration"]), int(item["version"])
            return ServiceRecord(name, version, duration, _rules(item), is_active=item["active"])
        case "TIMEOFF" if name:
            start, end = minute_of_text(item["startTime"]), minute_of_text(item["endTime"])
            return TimeOffRecord(name, int(item["version"]), start, end, is_removed=item.get("removed", False))
        case "SLOT" if len(name) == len("2027-03-01"):
            return OverrideRecord(minute_of_text(f"{name}T00:00Z"), _windows(item["windows"]))
        case _:
            return None


def _windows(windows: Sequence[str]) -> tuple[tuple[int, int], ...]:
    return tuple((int(first), int(last)) for first, last in (window.split("-") for window in windows))


def _rules(item: Mapping[str, Any]) -> Rules:
    return tuple(sorted((name, int(item[name])) for name in RULES if item.get(name) is not None))


def _provider(item: Mapping[str, Any]) -> ProviderRecord:
    week = {tuple(day) for day in item["weeklySchedule"]}
    assert len(week) == 1, "every day has the same windows"
    windows = _windows(week.pop())
    has_schedule = item.get("appointmentDuration") is not None
    schedule = Schedule(windows, int(item["appointmentDuration"])) if has_schedule else None
    is_active = item["state"] == "ACTIVE"
    return ProviderRecord(
        int(item["version"]), schedule, item["name"], item.get("subject"), _rules(item), is_active=is_active
    )


def _appointment(item: Mapping[str, Any], numbers: Mapping[str, int]) -> AppointmentRecord:
    """`numbers`: of the providers by their ids."""
    return AppointmentRecord(
        label=item["customerName"],
        start=minute_of_text(item["startTime"]),
        minutes=minute_of_text(item["endTime"]) - minute_of_text(item["startTime"]),
        is_confirmed=item["status"] == "CONFIRMED",
        version=int(item["version"]),
        reason=item.get("cancellationReason"),
        customer=customer_of(item["customerId"]),
        service=item.get("serviceId"),
        before=int(item.get("bufferBefore", 0)),
        after=int(item.get("bufferAfter", 0)),
        skipped=tuple(item.get("override", ())),
        cancel_cutoff=_minutes(item.get("cancelCutoffMinutes")),
        reschedule_cutoff=_minutes(item.get("rescheduleCutoffMinutes")),
        provider=numbers[item["providerId"]],
        attendance=item.get("attendance", "EXPECTED"),
        attended_at=_minute(item.get("attendedAt")),
        released_from=_minute(item.get("releasedFrom")),
        notes=item.get("notes"),
        internal_note=item.get("internalNote"),
    )


def _minute(text: str | None) -> int | None:
    return None if text is None else minute_of_text(text)


def _minutes(number: Any) -> int | None:
    return None if number is None else int(number)

"""The answers of the API, as JSON, in the words of a history."""

from collections.abc import Mapping
from typing import Any

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    ChangeSchedule,
    CreateProvider,
    Operation,
    ProviderRecord,
    ReadAvailability,
    ReadProvider,
    Schedule,
)
from tests.proofs.histories.history_table import customer_of, minute_of_text


def answered(operation: Operation, answer: Mapping[str, Any], provider_id: str, *, is_replay: bool) -> Answered:
    """`provider_id`: of the provider that the operation is about."""
    match operation:
        case ReadAvailability():
            return Answered(tuple(minute_of_text(slot["startTime"]) for slot in answer["availableSlots"]))
        case CreateProvider() | ReadProvider() | ChangeSchedule():
            return Answered(_provider(answer), is_replay, provider_id)
        case _:
            return Answered(_appointment(answer), is_replay, answer["id"])


def _provider(answer: Mapping[str, Any]) -> ProviderRecord:
    if answer["appointmentDuration"] is None:
        return ProviderRecord(answer["version"], None)
    monday = answer["weeklySchedule"]["monday"]
    windows = tuple((_minute_of_day(window["start"]), _minute_of_day(window["end"])) for window in monday)
    return ProviderRecord(answer["version"], Schedule(windows, answer["appointmentDuration"]))


def _appointment(answer: Mapping[str, Any]) -> AppointmentRecord:
    start = minute_of_text(answer["startTime"])
    return AppointmentRecord(
        label=answer["customer"]["name"],
        start=start,
        minutes=minute_of_text(answer["endTime"]) - start,
        is_confirmed=answer["status"] == "CONFIRMED",
        version=answer["version"],
        reason=answer["cancellationReason"],
        customer=customer_of(answer["customer"]["id"]),
    )


def _minute_of_day(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])

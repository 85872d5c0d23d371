"""The answers of the API, as JSON, in the words of a history."""

from collections.abc import Mapping
from typing import Any

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    EraseCustomer,
    ExportCustomer,
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
        case CreateProvider() | ReadProvider() | ChangeSchedule() | ChangeProvider():
            return Answered(_provider(answer), is_replay, provider_id, frozenset(answer))
        case ExportCustomer():
            return Answered((), customers=frozenset(each["customer"]["id"] for each in answer["appointments"]))
        case EraseCustomer():
            return Answered(())
        case _:
            return Answered(_appointment(answer), is_replay, answer["id"])


def _provider(answer: Mapping[str, Any]) -> ProviderRecord:
    """What the caller may not see is left out, and None in the record."""
    schedule = None
    if answer["appointmentDuration"] is not None:
        monday = answer["weeklySchedule"]["monday"]
        windows = tuple((_minute_of_day(window["start"]), _minute_of_day(window["end"])) for window in monday)
        schedule = Schedule(windows, answer["appointmentDuration"])
    return ProviderRecord(answer.get("version"), schedule, answer.get("name"), answer.get("subject"))


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

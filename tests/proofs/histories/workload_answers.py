"""The answers of the API, as JSON, in the words of a history."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    DayShown,
    Deactivate,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    ListAppointments,
    Operation,
    OverrideRecord,
    ProviderRecord,
    Reactivate,
    ReadAvailability,
    ReadBoard,
    ReadDay,
    ReadProvider,
    ReadTimeOff,
    Refused,
    RemoveTimeOff,
    RetireService,
    Rules,
    Schedule,
    ServiceRecord,
    SetOverride,
    SetService,
    SetTimeOff,
    TimeOffRecord,
)
from tests.proofs.histories.history_table import customer_of, minute_of_text
from tests.proofs.histories.rights import RULES

AFFECTED = frozenset({"affectedAppointments", "truncated", "searchedUntil"})


class Providers:
    """The ids of the providers of a history, by number, as soon as they are made."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}

    def made(self, number: int, provider_id: str) -> None:
        """A second one that is made of the same number is another's problem."""
        self._ids.setdefault(number, provider_id)

    def id_of(self, number: int) -> str:
        """Empty before it is made."""
        return self._ids.get(number, "")

    @property
    def ids(self) -> list[str]:
        return [self._ids[number] for number in sorted(self._ids)]

    def number_of(self, provider_id: str) -> int:
        return next(number for number, known in self._ids.items() if known == provider_id)


def answered(  # noqa: C901, PLR0911  # one for each case
    operation: Operation, answer: Mapping[str, Any], providers: Providers, number: int, *, is_replay: bool
) -> Answered:
    """`number`: of the provider that the operation is about."""
    match operation:
        case ReadAvailability():
            return Answered(tuple(minute_of_text(slot["startTime"]) for slot in answer["availableSlots"]))
        case ExplainStart():
            return Answered((), reasons=_reasons(answer))
        case CreateProvider() | ReadProvider() | ChangeSchedule() | ChangeProvider() | Deactivate() | Reactivate():
            fields = frozenset(answer) - AFFECTED
            return Answered(_provider(answer), is_replay, providers.id_of(number), fields, affected=_affected(answer))
        case SetService() | RetireService():
            return Answered(_service(answer), affected=_affected(answer))
        case SetOverride(day=day):
            windows = next((_windows(each["windows"]) for each in answer["overrides"]), None)
            return Answered(OverrideRecord(day, windows, answer["version"]), affected=_affected(answer))
        case SetTimeOff() | RemoveTimeOff() | ReadTimeOff():
            return Answered(_time_off(answer), affected=_affected(answer))
        case ExportCustomer():
            return Answered((), customers=frozenset(each["customer"]["id"] for each in answer["appointments"]))
        case EraseCustomer():
            return Answered(())
        case ReadDay():
            return Answered((), days=(_day(answer, providers),))
        case ReadBoard():
            return Answered((), days=tuple(_day(each, providers) for each in answer["providers"]))
        case ListAppointments():
            return Answered((), customers=frozenset(each["customer"]["id"] for each in answer["items"]))
        case _:
            return Answered(_appointment(answer, providers), is_replay, answer["id"])


def refused(code: str, problem: Mapping[str, Any]) -> Refused:
    """`problem`: the members of the answer."""
    return Refused(code, _reasons(problem) if "reasons" in problem else None)


def _reasons(answer: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(each["code"] for each in answer["reasons"])


def _affected(answer: Mapping[str, Any]) -> Mapping[str, frozenset[str]] | None:
    """None if the answer does not say, or not of all."""
    if "affectedAppointments" not in answer or answer["truncated"]:
        return None
    return {each["id"]: frozenset(each["reasons"]) for each in answer["affectedAppointments"]}


def _rules(answer: Mapping[str, Any]) -> Rules:
    return tuple(sorted((name, answer[name]) for name in RULES if answer.get(name) is not None))


def _service(answer: Mapping[str, Any]) -> ServiceRecord:
    return ServiceRecord(
        answer["serviceId"], answer["version"], answer["duration"], _rules(answer), is_active=answer["active"]
    )


def _time_off(answer: Mapping[str, Any]) -> TimeOffRecord:
    start, end = minute_of_text(answer["startTime"]), minute_of_text(answer["endTime"])
    return TimeOffRecord(answer["id"], answer["version"], start, end, is_removed=answer["removed"])


def _windows(windows: Sequence[Mapping[str, str]]) -> tuple[tuple[int, int], ...]:
    return tuple((_minute_of_day(window["start"]), _minute_of_day(window["end"])) for window in windows)


def _provider(answer: Mapping[str, Any]) -> ProviderRecord:
    """What the caller may not see is left out, and None in the record."""
    schedule = None
    if answer["appointmentDuration"] is not None:
        schedule = Schedule(_windows(answer["weeklySchedule"]["monday"]), answer["appointmentDuration"])
    return ProviderRecord(
        answer.get("version"),
        schedule,
        answer.get("name"),
        answer.get("subject"),
        _rules(answer),
        is_active=answer.get("active", True) if "name" in answer else True,
    )


def _appointment(answer: Mapping[str, Any], providers: Providers) -> AppointmentRecord:
    start = minute_of_text(answer["startTime"])
    return AppointmentRecord(
        label=answer["customer"]["name"],
        start=start,
        minutes=minute_of_text(answer["endTime"]) - start,
        is_confirmed=answer["status"] == "CONFIRMED",
        version=answer["version"],
        reason=answer["cancellationReason"],
        customer=customer_of(answer["customer"]["id"]),
        service=answer["serviceId"],
        before=answer["bufferBefore"],
        after=answer["bufferAfter"],
        skipped=tuple(answer["override"]),
        cancel_cutoff=_cutoff(start, answer["cutoffs"]["cancelUntil"]),
        reschedule_cutoff=_cutoff(start, answer["cutoffs"]["rescheduleUntil"]),
        provider=providers.number_of(answer["providerId"]),
        attendance=answer["attendance"] or "EXPECTED",
        attended_at=_minute(answer["attendedAt"]),
        released_from=_minute(answer["releasedFrom"]),
        notes=answer["notes"],
        internal_note=answer.get("internalNote"),
    )


def _minute(text: str | None) -> int | None:
    return None if text is None else minute_of_text(text)


def _day(answer: Mapping[str, Any], providers: Providers) -> DayShown:
    return DayShown(
        providers.number_of(answer["provider"]["id"]),
        tuple((each["id"], _appointment(each, providers)) for each in answer["appointments"]),
        tuple(range(minute_of_text(each["startTime"]), minute_of_text(each["endTime"])) for each in answer["free"]),
    )


def _cutoff(start: int, until: str | None) -> int | None:
    """In minutes before the start."""
    return None if until is None else start - minute_of_text(until)


def _minute_of_day(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])

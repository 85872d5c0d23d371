"""The promises about the rules of scheduling: limits, tickets, and the appointments that a change hits."""

from collections.abc import Iterator

from tests.proofs.histories.checker_history import History, Violation
from tests.proofs.histories.checker_in_force import InForce, Part
from tests.proofs.histories.checker_sightings import Lifetime
from tests.proofs.histories.history import (
    BY_OTHERS,
    Answered,
    AppointmentRecord,
    Book,
    ChangeSchedule,
    Deactivate,
    Keep,
    Recorded,
    Refused,
    Reschedule,
    RetireService,
    SetOverride,
    SetTimeOff,
)
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY


def limits_of_rules(history: History) -> Iterator[Violation]:
    """Who booked or moved without skipping a limit was not one too many among those that stood all the time."""
    known = [life for life in history.lifetimes() if life.record.is_confirmed]
    for call in history.calls:
        match call.operation, call.outcome:
            case Book() | Reschedule(), Answered(record=AppointmentRecord() as made, is_replay=False):
                before = [life.record for life in known if (life.record.label, life.record.version) == _before(made)]
                if isinstance(call.operation, Reschedule) and not before:
                    continue
                standing = [
                    life.record for life in known if life.known_from <= call.start and call.end <= life.known_until
                ]
                others = [each for each in standing if each.label != made.label and each.provider == made.provider]
                yield from _exceeded(call, made, before, others, history.whole.rules[made.provider])


def _before(made: AppointmentRecord) -> tuple[str, int]:
    return made.label, made.version - 1


def _exceeded(
    call: Recorded,
    made: AppointmentRecord,
    before: list[AppointmentRecord],
    others: list[AppointmentRecord],
    rules: InForce,
) -> Iterator[Violation]:
    """A move within the day, or within the week, needs no place of its own, unless it is to another provider."""
    for name, reason, period in (("maxPerDay", "limit-day", _day), ("maxPerWeek", "limit-week", _week)):
        kept = [each for each in before if each.provider == made.provider]
        kept = [each for each in kept if period(each.start) == period(made.start)]
        if reason in made.skipped:
            continue
        for service in {None, made.service}:
            if any(service in (None, each.service) for each in kept):
                continue
            part: Part = ("rule", name) if service is None else (f"rule {name}", service)
            numbers = rules.of(part, call.start, call.end)
            if None in numbers:
                continue
            most = max(int(str(number)) for number in numbers)
            counted = [
                each for each in others if period(each.start) == period(made.start) and service in (None, each.service)
            ]
            if len(counted) >= most:
                yield Violation("over-limit", f"{call}, but as many as {most} stood all the time: {counted}")


def _day(start: int) -> int:
    return start // MINUTES_OF_A_DAY


def _week(start: int) -> int:
    return (_day(start) + 3) // 7


def tickets(history: History) -> Iterator[Violation]:
    """At rest the tickets are those of the confirmed appointments."""
    there, promised = history.final.tickets, history.final.promised
    for key in {*there, *promised}:
        if there.get(key) != promised.get(key):
            yield Violation("wrong-ticket", f"{key} belongs to {promised.get(key)}, and it names {there.get(key)}")


def affected(history: History) -> Iterator[Violation]:
    """A change of the rules answers all appointments that it is against: also those that were booked meanwhile."""
    rules, known = history.rules, history.confirmed()
    ids = {record.label: appointment_id for appointment_id, record in history.whole.appointments.items()}
    kept = {call.operation.id for call in history.whole.calls if isinstance(call.operation, Keep)}
    accepted_in_the_end = {i: reasons for final in history.whole.finals for i, reasons in final.kept.items()}
    for call in history.calls:
        if not isinstance(call.outcome, Answered) or call.outcome.affected is None:
            continue
        for life in known:
            appointment_id = ids.get(life.record.label, "")
            answered = call.outcome.affected.get(appointment_id, frozenset())
            is_there = life.known_from <= call.start and call.end <= life.known_until
            is_last = history.found.get(life.record.label) == life.record
            accepted = {*life.record.skipped, *(accepted_in_the_end.get(appointment_id, ()) if is_last else ())}
            if is_there and answered & accepted:
                yield Violation("told-but-accepted", f"{call} answers {sorted(answered)} of {life}")
            part, reason = _against(call, life.record, rules)
            begun = min(call.start, _made_from(history, life))
            if (
                reason is None
                or reason in life.record.skipped
                or life.record.start <= history.whole.now
                or appointment_id in kept
                or life.known_until < call.end
                or _made_from(history, life) >= call.end
                or rules.has_changed(part, begun, max(call.end, life.known_from), but=call)
            ):
                continue
            if reason not in answered:
                yield Violation("hit-but-not-told", f"{call}, but {reason} is against {life}")


def _made_from(history: History, life: Lifetime) -> float:
    """When the call began that made this version, as far as it is known."""
    return min(
        (
            call.start
            for call in history.whole.calls
            if isinstance(call.outcome, Answered) and call.outcome.record == life.record
        ),
        default=0.0,
    )


def _against(call: Recorded, record: AppointmentRecord, rules: InForce) -> tuple[Part, str | None]:
    """What the change alone says against the appointment."""
    minute = record.start % MINUTES_OF_A_DAY
    day = record.start - minute
    match call.operation:
        case Deactivate():
            return ("active", None), "provider-inactive"
        case RetireService(id=service) if service == record.service:
            return ("active", service), "service-retired"
        case SetTimeOff(id=entry, start=start, end=end) if record.start < end and start < record.end:
            return ("time off", entry), "time-off"
        case SetOverride(day=of, windows=tuple() as windows) if of == day:
            return ("override", day), _outside(minute, record, windows)
        case ChangeSchedule(schedule) if ("override", day) not in rules.changes:
            return ("schedule", None), _outside(minute, record, schedule.windows)
        case _:
            return ("nothing", None), None


def _outside(minute: int, record: AppointmentRecord, windows: tuple[tuple[int, int], ...]) -> str | None:
    if not windows:
        return "closed"
    is_inside = any(first <= minute and minute + record.minutes <= last for first, last in windows)
    return None if is_inside else "outside-hours"


def reasons(history: History) -> Iterator[Violation]:
    """A refusal names claims or limits only where something may have stood that makes them true."""
    seen = {
        call.outcome.record: call
        for call in reversed(history.whole.calls)
        if isinstance(call.outcome, Answered) and isinstance(call.outcome.record, AppointmentRecord)
    }
    for call in history.calls:
        match call.operation, call.outcome:
            case ((Book(start=start) | Reschedule(start=start)), Refused(reasons=frozenset() as told)) if (
                told & BY_OTHERS
            ):
                days = {_week(record.start) for record, by in seen.items() if by.start < call.end}
                days |= {_week(record.start) for record in history.found.values()}
                if _week(start) not in days:
                    yield Violation("false-reason", f"{call}, but nothing stood in that week")

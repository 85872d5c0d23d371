"""The promises about boards and days: what stood all the time is shown, and what is shown is not free.

That each appointment is shown as it stood at one moment is for the search: it looks at each of them alone.
"""

from collections.abc import Iterator

from tests.proofs.histories.checker_history import History, Violation
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Cancel,
    DayShown,
    ReadBoard,
    ReadDay,
    Recorded,
    Refused,
    Reschedule,
    SetAttendance,
    Unknown,
)
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY

READINGS = 3
"""After so many, a day is shown as it is."""


def boards(history: History) -> Iterator[Violation]:
    """A board has the right appointments of each provider."""
    for call in history.calls:
        match call.operation, call.outcome:
            case ((ReadDay(day) | ReadBoard(day)), Answered(days=days)):
                for shown in days:
                    yield from _wrong(history, call, day, shown)


def _wrong(history: History, call: Recorded, day: int, shown: DayShown) -> Iterator[Violation]:
    records = [record for _, record in shown.appointments]
    labels = [record.label for record in records]
    right = [record for record in records if _is_of(record, day, shown.provider)]
    for record in records:
        if record not in right or labels.count(record.label) > 1:
            yield Violation("wrong-on-board", f"{call} shows {record}")
    for life in history.lifetimes():
        stood = life.known_from <= call.start and call.end <= life.known_until
        if (
            stood
            and _is_of(life.record, day, shown.provider)
            and life.record.label not in {each.label for each in right}
        ):
            yield Violation("missing-on-board", f"{call}, but {life}")
    if _changes_during(history, call) < READINGS:
        for record in records:
            if any(_share(record.claimed, stretch) for stretch in shown.free):
                yield Violation("shown-and-free", f"{call} shows {record}, and its time as free")


def _is_of(record: AppointmentRecord, day: int, provider: int) -> bool:
    is_on_it = record.start < day + MINUTES_OF_A_DAY and day < record.end
    return record.is_confirmed and record.provider == provider and is_on_it


def _changes_during(history: History, call: Recorded) -> int:
    """How many calls may have freed or moved an appointment meanwhile."""
    return sum(
        other.start <= call.end and (isinstance(other.outcome, Unknown) or call.start <= other.end)
        for other in history.whole.calls
        if isinstance(other.operation, Reschedule | Cancel | SetAttendance) and not isinstance(other.outcome, Refused)
    )


def _share(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop

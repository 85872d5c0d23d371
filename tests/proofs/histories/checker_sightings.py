"""Facts that follow from the answers: when a version of an appointment was current, whose the provider was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    Correct,
    CreateProvider,
    Keep,
    ProviderRecord,
    Recorded,
    Reschedule,
    SetAttendance,
    Unknown,
)

FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A version of an appointment, and the stretch of time in which it stood for sure; perhaps for longer."""

    record: AppointmentRecord
    known_from: float
    known_until: float

    def meets(self, other: "Lifetime") -> bool:
        """Whether both stood at one instant and take one minute."""
        at_once = max(self.known_from, other.known_from) < min(self.known_until, other.known_until)
        return at_once and self.record.overlaps(other.record)


def lifetimes(
    calls: Sequence[Recorded], labels: Mapping[str, str], found: Mapping[str, AppointmentRecord]
) -> list[Lifetime]:
    """Of every version that an answer showed: from the first end of such a call to the last start of one.

    It goes on until a call starts that may have changed it.
    """
    seen: dict[AppointmentRecord, list[Recorded]] = defaultdict(list)
    writers: dict[str, list[Recorded]] = defaultdict(list)
    for call in calls:
        match call.outcome:
            case Answered(record=AppointmentRecord() as record):
                seen[record].append(call)
        match call.operation:
            case Reschedule() | Keep() | Cancel() | SetAttendance() | Correct():
                writers[labels.get(call.operation.id, "")].append(call)
    known = []
    for record, sightings in seen.items():
        changed = [call.start for call in writers[record.label] if _may_have_changed(call, record)]
        undisturbed = FOR_EVER if found.get(record.label) == record else 0.0
        first = min(call.end for call in sightings)
        last = max(*(call.start for call in sightings), min(changed, default=undisturbed))
        if first < last:
            known.append(Lifetime(record, first, last))
    return known


def homes(calls: Sequence[Recorded], labels: Mapping[str, str]) -> Mapping[str, frozenset[int]]:
    """With which providers an appointment may ever have stood, by its label."""
    found: dict[str, set[int]] = defaultdict(set)
    for call in calls:
        match call.operation:
            case Book(label):
                found[label].add(call.provider)
            case Reschedule(id=appointment_id, provider=int() as provider):
                found[labels.get(appointment_id, "")].add(provider)
        match call.outcome:
            case Answered(record=AppointmentRecord(label=label, provider=provider)):
                found[label].add(provider)
    return {label: frozenset(providers) for label, providers in found.items()}


def _may_have_changed(call: Recorded, record: AppointmentRecord) -> bool:
    match call.outcome:
        case Unknown():
            return True
        case Answered(record=AppointmentRecord(version=version)):
            return version > record.version
        case _:
            return False


def _subject(details: Sequence[tuple[str, str | int | None]]) -> str | None:
    subject = dict(details)["subject"]
    assert not isinstance(subject, int)
    return subject


def subjects_in_force(calls: Sequence[Recorded], start: float, end: float) -> set[str | None]:
    """The provider's subjects that may have stood at some time in [start, end]. All, where nothing tells."""
    known: list[tuple[str | None, Recorded, int | None]] = []
    for call in calls:
        match call.operation, call.outcome:
            case CreateProvider(subject=subject), Answered(is_replay=False) | Unknown():
                known.append((subject, call, 1))
            case ChangeProvider(details), Answered(record=ProviderRecord(version=version)) if "subject" in dict(
                details
            ):
                known.append((_subject(details), call, version))
            case ChangeProvider(details), Unknown() if "subject" in dict(details):
                known.append((_subject(details), call, None))

    def was_replaced(version: int | None) -> bool:
        """Before the start, for sure."""
        return version is not None and any(
            later is not None and later > version and isinstance(call.outcome, Answered) and call.end < start
            for _, call, later in known
        )

    return {subject for subject, call, version in known if call.start <= end and not was_replaced(version)} or {None}

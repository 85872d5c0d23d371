"""Hand-made histories, for the tests of the checker."""

from dataclasses import replace

from tests.proofs.histories.callers import Caller
from tests.proofs.histories.checker import check
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    ChangeSchedule,
    CreateProvider,
    FinalState,
    Operation,
    Outcome,
    ProviderRecord,
    Recorded,
    Schedule,
)
from tests.proofs.histories.workload_use_cases import PEOPLE

DAY = 21_000 * 24 * 60
NINE, TEN, ELEVEN = DAY + 540, DAY + 600, DAY + 660
HOURLY = Schedule(((540, 720),), 60)
QUARTERS = Schedule(((540, 720),), 15)
AFTERNOONS = Schedule(((780, 1020),), 60)
PROVIDER = ProviderRecord(2, HOURLY)
ADA_BY_QUARTERS = ProviderRecord(3, QUARTERS, "Ada")
ADMIN, CUSTOMER, THERAPIST = PEOPLE.admins[0], PEOPLE.customers[0], PEOPLE.therapists[0]


class Story:
    """A hand-made history of a provider that works by the hour from nine to noon. `at` adds one call."""

    def __init__(self) -> None:
        self.calls: list[Recorded] = []
        self.at(0, 1, CreateProvider("Ada"), Answered(ProviderRecord(1, None, "Ada")))
        self.at(2, 3, ChangeSchedule(HOURLY), Answered(PROVIDER))

    def at(self, start: float, end: float, operation: Operation, outcome: Outcome, by: Caller = ADMIN) -> "Story":
        self.calls.append(Recorded(len(self.calls) + 1, 0, by, operation, start, end, outcome))
        return self

    def ends_with(self, *records: AppointmentRecord, provider: ProviderRecord = PROVIDER) -> set[str]:
        """The kinds of violations found, when these are the final table's appointments."""
        provider = replace(provider, name=provider.name or "Ada")
        claims = {
            slot: f"id-{record.label}"
            for record in records
            if record.is_confirmed
            for slot in range(record.start, record.end, 15)
        }
        theirs = {
            each.operation.label for each in self.calls if isinstance(each.operation, Book) and each.caller.customer
        }
        listed = frozenset(
            (record.customer or "", f"id-{record.label}")
            for record in records
            if record.is_confirmed and record.label in theirs
        )
        final = FinalState(provider, 15, {f"id-{record.label}": record for record in records}, claims, listed)
        return self.ends_in(final)

    def ends_in(self, final: FinalState) -> set[str]:
        return {violation.kind for violation in check(self.calls, final).violations}


def booked(label: str, start: int = NINE, version: int = 1) -> AppointmentRecord:
    return AppointmentRecord(label, start, 60, is_confirmed=True, version=version)


def cancelled(label: str, reason: str, version: int = 2, start: int = NINE) -> AppointmentRecord:
    return AppointmentRecord(label, start, 60, is_confirmed=False, version=version, reason=reason)


def own(number: int, version: int = 1) -> AppointmentRecord:
    """What a customer booked for itself, a quarter of an hour from nine on."""
    start = NINE + 15 * number
    return AppointmentRecord(f"{number}", start, 15, is_confirmed=True, version=version, customer=CUSTOMER.customer)


def book_own(number: int) -> Book:
    return Book(f"{number}", NINE + 15 * number, customer=CUSTOMER.customer)


def shows(record: AppointmentRecord, *, is_replay: bool = False) -> Answered:
    return Answered(record, is_replay, f"id-{record.label}")

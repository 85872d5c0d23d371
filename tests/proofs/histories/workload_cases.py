"""Operations that every history holds: a checker that is shown no refusal judges none.

Most of them are denied for lack of a right, whatever the other clients do.
"""

from dataclasses import replace

from tests.proofs.histories.callers import Caller, People
from tests.proofs.histories.history import (
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    Deactivate,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    Keep,
    Operation,
    Reactivate,
    ReadAppointment,
    ReadAvailability,
    ReadProvider,
    ReadTimeOff,
    Reschedule,
    RetireService,
    Schedule,
    SetOverride,
    SetService,
    SetTimeOff,
)
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY, PRESENT

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


def cases(
    people: People, booking: Book, appointment_id: str, day: int, run_name: str
) -> list[tuple[Caller, Operation]]:
    """`booking`: of the first customer with the first provider, under a key. It made the appointment with that id."""
    mine, other = people.customers
    own, stranger = people.therapists
    schedule = ChangeSchedule(Schedule(((540, 720),), 15))
    name, subject = ChangeProvider((("name", "Dr. Denied"),)), ChangeProvider((("subject", "denied"),))
    create = CreateProvider("Dr. Denied")
    rules: tuple[Operation, ...] = (
        SetService("denied", 30),
        RetireService("cut"),
        SetOverride(day, ()),
        SetTimeOff("denied", day, day + 60),
        ChangeProvider((("maxPerDay", 1),)),
    )
    state = (Deactivate(), Reactivate())

    def on_it(caller: Caller) -> tuple[Operation, ...]:
        cancel = Cancel(appointment_id, f"{run_name}-denied-to-{caller}")
        skipping = Reschedule(appointment_id, day + 540, override=("closed",))
        return (
            ReadAppointment(appointment_id),
            Reschedule(appointment_id, day + 540),
            skipping,
            Keep(appointment_id),
            cancel,
        )

    def book(caller: Caller, customer: str | None) -> Operation:
        return Book(f"{run_name}-denied-to-{caller}-for-{customer}", day + 540, customer=customer)

    def wrong(caller: Caller) -> tuple[Operation, ...]:
        """What nobody may have: an appointment in the past, one at night, one that does not exist."""
        starts = (PRESENT - MINUTES_OF_A_DAY, day)
        return ReadAppointment(UNKNOWN_ID), *(Book(f"{run_name}-{caller}-at-{start}", start) for start in starts)

    repeated = (booking, replace(booking, start=booking.start + 15))
    asked = {
        people.desk: (*wrong(people.desk), schedule, name, subject, create, *rules, *state),
        mine: (
            *(ReadAppointment(appointment_id), *repeated, schedule, name, subject, create, *rules, *state),
            *(ReadTimeOff("away-1"), Keep(appointment_id), Reschedule(appointment_id, day, override=("closed",))),
            Book(f"{run_name}-skips-rules", day, customer=mine.customer, override=("closed", "outside-hours")),
        ),
        other: (*on_it(other), book(other, mine.customer), book(other, None)),
        people.nobody: (
            *(*on_it(people.nobody), book(people.nobody, None), schedule, name, subject, create),
            *(*rules, *state, ReadTimeOff("away-1")),
        ),
        own: (subject, create, *state),
        # Denied as long as the first provider is not the stranger's, which may change at any time.
        stranger: (
            *(*on_it(stranger), book(stranger, other.customer), schedule, name, subject, create, *state),
            ReadTimeOff("away-1"),
        ),
    }
    by_all = (ReadProvider(), ExportCustomer(mine.customer or ""), EraseCustomer(f"customer-{run_name}"))
    looks = [(caller, operation) for caller in people.everybody for operation in by_all]
    denied = [(caller, operation) for caller, operations in asked.items() for operation in operations]
    return [
        *denied,
        *looks,
        (people.nobody, ReadAvailability(day)),
        (other, ReadAvailability(day)),
        (other, ExplainStart(day)),
    ]

"""Every caller asks for everything, and the checker judges the answers. It notices each flipped cell of the policy."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from booking.access import policy
from booking.access.policy import TABLE, Action, Row, Which
from booking.calls.call import Call
from booking.calls.change import Author
from booking.events import rendering
from booking.events.envelope import AuthorData
from booking.providers import answers, update_provider
from booking.providers.seen import Part
from docgen.files import SECURITY_PAGE
from local.emulator import Emulator
from tests.engine import make_table
from tests.proofs.histories.callers import Caller
from tests.proofs.histories.history import (
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Correct,
    CreateProvider,
    Deactivate,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    Keep,
    ListAppointments,
    Operation,
    Reactivate,
    ReadAppointment,
    ReadAvailability,
    ReadBoard,
    ReadDay,
    ReadProvider,
    ReadTimeOff,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
)
from tests.proofs.histories.rights import RIGHTS
from tests.proofs.histories.stories import DAY, ELEVEN, HOURLY, NINE, TEN
from tests.proofs.histories.telling import Telling
from tests.proofs.histories.workload_choices import may_ask
from tests.proofs.histories.workload_use_cases import MANY_CONNECTIONS, PEOPLE
from tests.proofs.tables import EmulatedTables
from tests.unit.access.test_policy import HIDDEN, flipped

MINE, OTHER = PEOPLE.customers
OWN, STRANGER = PEOPLE.therapists
TO_OWN = ChangeProvider((("subject", OWN.subject),))

NOT_TOLD = frozenset(
    {
        *(Action.REQUEST_RESOLUTION, Action.READ_RESOLUTION, Action.READ_HISTORY, Action.READ_PROVIDER_HISTORY),
        *(Action.READ_REPORTS, Action.READ_CUSTOMER, Action.EDIT_CUSTOMER),
    }
)
"""No history has these: what they read is kept by consumers, or they do what other actions do, one by one.

The tests of the policy and of their use cases have them.
"""

type Ask = Callable[[Telling, str, Caller], Sequence[Operation]]
"""What a caller asks, about the appointment with this id."""


def bookings(told: Telling, _: str, caller: Caller) -> Sequence[Operation]:
    label = f"{told.name}-{caller}"
    return [Book(f"{label}-for-{whose}", TEN, customer=whose) for whose in (MINE.customer, OTHER.customer, None)]


def rule_changes(*_: object) -> Sequence[Operation]:
    return [
        *(ChangeSchedule(HOURLY), SetOverride(DAY, ((540, 720),)), SetOverride(DAY, None)),
        *(SetTimeOff("away", ELEVEN, ELEVEN + 60), RemoveTimeOff("away")),
        *(ChangeProvider((("maxPerDay", 9),)), ChangeProvider((("maxPerDay", None),))),
    ]


def skips(told: Telling, appointment_id: str, caller: Caller) -> Sequence[Operation]:
    """A time before the provider's hours, which is free. The second booking is refused for the rules alone."""
    label, at = f"{told.name}-{caller}-early", NINE - 60 * (1 + PEOPLE.everybody.index(caller))
    mine = caller.customer or MINE.customer
    return [
        Book(label, at, customer=mine, override=("outside-hours",)),
        Book(f"{label}-too", at - 540, customer=mine),
        Reschedule(appointment_id, at - 15, override=("outside-hours", "off-grid")),
    ]


ASKED: Mapping[Action, Ask] = {
    Action.ERASE_CUSTOMER: lambda *_: [EraseCustomer("customer-without-data")],
    Action.CREATE_PROVIDER: lambda *_: [CreateProvider("Eve")],
    Action.EDIT_PROVIDER: lambda _told, _id, caller: [ChangeProvider((("name", f"Dr. {caller}"),))],
    Action.SET_SUBJECT: lambda *_: [TO_OWN, ReadProvider()],
    Action.READ_PROVIDER: lambda *_: [ReadProvider()],
    Action.READ_PUBLIC_PART: lambda *_: [ReadProvider()],
    Action.CHANGE_SCHEDULE: rule_changes,
    Action.READ_TIME_OFF: lambda *_: [ReadTimeOff("away")],
    Action.DEACTIVATE_PROVIDER: lambda *_: [Deactivate(), Reactivate()],
    Action.CHANGE_SERVICE: lambda *_: [SetService("cut", 30), RetireService("cut")],
    Action.EXPLAIN_START: lambda *_: [ExplainStart(TEN)],
    Action.KEEP_APPOINTMENT: lambda _told, appointment_id, _caller: [Keep(appointment_id)],
    Action.SKIP_RULES: skips,
    Action.SEE_AVAILABILITY: lambda *_: [ReadAvailability(DAY)],
    Action.BOOK: bookings,
    Action.READ_APPOINTMENT: lambda _told, appointment_id, _caller: [ReadAppointment(appointment_id)],
    Action.MOVE_APPOINTMENT: lambda _told, appointment_id, _caller: [Reschedule(appointment_id, ELEVEN)],
    Action.READ_DAY: lambda *_: [ReadDay(DAY), ReadBoard(DAY)],
    Action.LIST_APPOINTMENTS: lambda *_: [
        ListAppointments(),
        *(ListAppointments(each.customer) for each in (MINE, OTHER)),
    ],
    Action.EDIT_APPOINTMENT: lambda _told, appointment_id, caller: [Correct(appointment_id, "notes", f"by {caller}")],
    Action.INTERNAL_NOTE: lambda _told, appointment_id, caller: [
        Correct(appointment_id, "internalNote", f"by {caller}")
    ],
    Action.CHOOSE_LENGTH: lambda _told, appointment_id, _caller: [Reschedule(appointment_id, ELEVEN, duration=30)],
    Action.SET_ATTENDANCE: lambda _told, appointment_id, _caller: [SetAttendance(appointment_id, "EXPECTED")],
    Action.EXPORT_CUSTOMER: lambda *_: [ExportCustomer(MINE.customer or "")],
    Action.CANCEL_APPOINTMENT: lambda told, appointment_id, caller: [Cancel(appointment_id, f"{told.name}-{caller}")],
}


@pytest.fixture
def telling(engine: Emulator) -> Iterator[Callable[[], Telling]]:
    """Tellings on one table."""
    tables, table = EmulatedTables(engine), make_table(engine, "wire")
    witness = tables.witness(table)
    with tables.connected(table, MANY_CONNECTIONS) as send:
        yield lambda: Telling(table, send, witness)


@pytest.fixture
def _forgetful() -> Iterator[None]:
    """The policy keeps what it has found in its table."""
    yield
    policy._reach_of.cache_clear()  # noqa: SLF001  # what it keeps


def opened(told: Telling) -> tuple[Telling, str]:
    """The first therapist is the provider, and the first customer has an appointment with it, with this id."""
    told.do(TO_OWN)
    return told, told.do(Book(f"{told.name}-a", NINE, customer=MINE.customer), by=MINE).id


def violations(told: Telling, appointment_id: str, actions: Sequence[Action]) -> set[str]:
    """Of the history in which everybody asks for all of this."""
    for action in actions:
        for caller in PEOPLE.everybody:
            for operation in ASKED[action](told, appointment_id, caller):
                if may_ask(caller, operation, PEOPLE):
                    told.ask(caller, operation)
    return told.violations()


def test_every_caller_gets_what_the_table_says(telling: Callable[[], Telling]) -> None:
    assert violations(*opened(telling()), [*ASKED]) == set()


def test_everything_that_the_policy_decides_is_asked_for() -> None:
    assert ASKED.keys() == TABLE.keys() - NOT_TOLD == RIGHTS.keys()


def test_the_table_is_the_documented_one() -> None:
    rows = [line.split("|")[1:-1] for line in SECURITY_PAGE.read_text().splitlines() if line.count("|") == 8]
    documented = {action.strip(): [cell.strip() for cell in cells[:5]] for action, *cells in rows}
    letters = {"all": "A", "own": "o", "-": "-"}
    assert {action: "".join(letters[cell] for cell in documented[action]) for action in RIGHTS} == RIGHTS


@pytest.mark.usefixtures("_forgetful")
@pytest.mark.parametrize("action", ASKED)
def test_each_cell_that_is_flipped_is_noticed(
    telling: Callable[[], Telling], action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in rows(action):
        told = opened(telling())
        flip(monkeypatch, action, row)
        assert violations(*told, [action]) & BY_RIGHTS, row
        flip(monkeypatch, action, TABLE[action])


def rows(action: Action) -> list[Row]:
    """The flipped ones that can have an effect."""
    now = TABLE[action]
    some = [row for of, row in flipped() if of is action and (row.seen_by is now.seen_by or action in HIDDEN)]
    return [row for row in some if in_effect(action, row) != in_effect(action, now)]


FURTHER = (Action.INTERNAL_NOTE, Action.CHOOSE_LENGTH)
"""What needs another right, too."""


def in_effect(action: Action, row: Row) -> Row:
    """No customer owns a provider, and nobody one that is not made yet; nobody erases or deactivates its own.

    Who may see the subject of a provider sees all of it.
    """
    if action is Action.READ_PROVIDER:
        row = row._replace(admin=Which.ALL)
    # The right to book, to move or to correct is asked for first.
    if action in {Action.SKIP_RULES, *FURTHER}:
        row = row._replace(nobody=Which.NONE)
        if row.provider is Which.ALL:
            row = row._replace(provider=Which.OWN)
    if action in FURTHER:
        row = row._replace(seen_by=TABLE[action].seen_by)
        if row.customer is Which.ALL:
            row = row._replace(customer=Which.OWN)
    if action not in {Action.BOOK, Action.LIST_APPOINTMENTS, Action.SKIP_RULES, *HIDDEN} and row.customer is Which.OWN:
        row = row._replace(customer=Which.NONE)
    of_nobody = {Action.CREATE_PROVIDER, Action.DEACTIVATE_PROVIDER, Action.ERASE_CUSTOMER}
    if action in of_nobody and row.provider is Which.OWN:
        row = row._replace(provider=Which.NONE)
    return row


BY_RIGHTS = {"done-without-right", "told-without-right", "wrongly-denied", "shows-too-much", "shows-too-little"}


def flip(monkeypatch: pytest.MonkeyPatch, action: Action, row: Row) -> None:
    monkeypatch.setattr(policy, "TABLE", {**TABLE, action: row})
    policy._reach_of.cache_clear()  # noqa: SLF001  # what it keeps


def test_a_subject_that_a_provider_may_set_is_noticed(
    telling: Callable[[], Telling], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = opened(telling())
    monkeypatch.setattr(update_provider, "FURTHER_RIGHTS", {})
    assert "done-without-right" in violations(*told, [Action.SET_SUBJECT])


def test_an_answer_that_shows_all_to_all_is_noticed(
    telling: Callable[[], Telling], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = opened(telling())
    monkeypatch.setattr(answers, "part_seen_by", lambda *_: Part.ADMIN)
    assert "shows-too-much" in violations(*told, [Action.READ_PUBLIC_PART])


def test_a_change_that_names_another_than_its_caller_is_noticed(
    telling: Callable[[], Telling], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = opened(telling())
    monkeypatch.setattr(Call, "_author", Author("person", "somebody", "api"))
    assert "wrong-author" in violations(*told, [Action.MOVE_APPOINTMENT])


def test_an_event_that_names_another_than_the_change_is_noticed(
    telling: Callable[[], Telling], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = opened(telling())
    monkeypatch.setattr(rendering, "AuthorData", lambda **given: AuthorData(**given | {"id": None}))
    assert "wrong-author" in violations(*told, [Action.MOVE_APPOINTMENT])


# While the subject moves


def test_a_right_moves_with_the_subject_at_once(telling: Callable[[], Telling]) -> None:
    told, appointment_id = opened(telling())
    for subject in (STRANGER.subject, None, OWN.subject):
        told.do(ChangeProvider((("subject", subject),)))
        for caller in (OWN, STRANGER):
            told.ask(caller, ReadAppointment(appointment_id))
            told.ask(caller, ReadProvider())
            told.ask(caller, ChangeProvider((("name", f"Dr. {caller}"),)))
            told.ask(caller, Book(f"{told.name}-{subject}-{caller}", TEN))
    assert told.violations() == set()


def test_a_booking_by_who_is_dismissed_meanwhile_is_refused(telling: Callable[[], Telling]) -> None:
    told = telling()
    told.do(TO_OWN)
    with told.held("TransactWriteItems", 1, Book(f"{told.name}-a", NINE), by=OWN):
        told.do(ChangeProvider((("subject", STRANGER.subject),)))
        # So the slot was another's when the subject had moved: the booking cannot have been before.
        told.do(Cancel(told.do(Book(f"{told.name}-b", NINE)).id, f"{told.name}-1"))
    assert told.violations() == set()


def test_a_patch_by_who_is_dismissed_meanwhile_is_refused(telling: Callable[[], Telling]) -> None:
    told = telling()
    told.do(TO_OWN)
    with told.held("TransactWriteItems", 1, ChangeProvider((("name", "Eve"),)), by=OWN):
        told.do(ChangeProvider((("subject", STRANGER.subject),)))
    assert told.violations() == set()


def test_a_cancellation_by_who_is_dismissed_meanwhile_is_that_of_one_moment(telling: Callable[[], Telling]) -> None:
    told = telling()
    told.do(TO_OWN)
    booking = told.do(Book(f"{told.name}-a", NINE))
    with told.held("TransactWriteItems", 1, Cancel(booking.id, f"{told.name}-1"), by=OWN):
        told.do(ChangeProvider((("subject", STRANGER.subject),)))
    assert told.violations() == set()

"""The checker finds what a caller saw or changed without a right, and each denial that the table of rights forbids."""

from dataclasses import replace

import pytest

from tests.proofs.histories.callers import Author, Caller
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    Change,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    EraseCustomer,
    ExportCustomer,
    FinalState,
    Operation,
    Outcome,
    ProviderRecord,
    ReadAppointment,
    ReadProvider,
    Refused,
    Reschedule,
    Unknown,
)
from tests.proofs.histories.rights import ADMIN_PART, PUBLIC_PART, STAFF_PART
from tests.proofs.histories.stories import ADMIN, AFTERNOONS, HOURLY, NINE, TEN, Story, booked, cancelled, shows
from tests.proofs.histories.workload_use_cases import PEOPLE

MINE, OTHER = PEOPLE.customers
OWN, STRANGER = PEOPLE.therapists
DESK, NOBODY = PEOPLE.desk, PEOPLE.nobody

THEIRS = replace(booked("a"), customer=MINE.customer)
"""The first customer's appointment, in the middle of the history."""
OPEN = ProviderRecord(3, HOURLY, "Ada", OWN.subject)
TO_OWN, TO_STRANGER, TO_NONE = (
    ChangeProvider((("subject", subject),)) for subject in (OWN.subject, STRANGER.subject, None)
)
NAMED = ChangeProvider((("name", "Eve"),))
HIDDEN, FORBIDDEN, NO_TOKEN = (Refused(code) for code in ("appointment-not-found", "forbidden", "unauthorized"))


@pytest.fixture
def story() -> Story:
    """The provider is the first therapist, and the first customer has booked with it at nine."""
    story = Story().at(3.1, 3.2, TO_OWN, shown(OPEN))
    return story.at(3.3, 3.4, Book("a", NINE, customer=MINE.customer), shows(THEIRS), by=MINE)


def named(each: object) -> str | None:
    """A set has no order, and so no name that is the same in every process."""
    return None if isinstance(each, frozenset) else str(each)


def shown(record: ProviderRecord, fields: frozenset[str] = ADMIN_PART) -> Answered:
    """As a caller sees it that may see these fields."""
    seen = replace(
        record,
        version=record.version if "version" in fields else None,
        subject=record.subject if "subject" in fields else None,
    )
    return Answered(seen, id="provider", fields=fields)


def changed(subject: str | None = OWN.subject, version: int = 4, name: str = "Ada") -> ProviderRecord:
    return ProviderRecord(version, HOURLY, name, subject)


def moved(version: int = 2) -> AppointmentRecord:
    return replace(THEIRS, start=TEN, version=version)


def gone(version: int = 2) -> AppointmentRecord:
    return replace(cancelled("a", "why", version), customer=MINE.customer)


EXPORT, ERASE = ExportCustomer(MINE.customer or ""), EraseCustomer(MINE.customer or "")
READ, MOVE, CANCEL = ReadAppointment("id-a"), Reschedule("id-a", TEN), Cancel("id-a", "why")
ON_IT = [(READ, THEIRS), (MOVE, moved()), (CANCEL, gone())]
each_on_it = pytest.mark.parametrize(("operation", "after"), ON_IT, ids=["read", "move", "cancel"])


# What is right passes


@each_on_it
@pytest.mark.parametrize("caller", [ADMIN, DESK, OWN, MINE], ids=str)
def test_who_may_do_something_to_an_appointment_passes(
    story: Story, caller: Caller, operation: Operation, after: AppointmentRecord
) -> None:
    story.at(4, 5, operation, shows(after), by=caller)
    assert story.ends_with(after, provider=OPEN) == set()


@each_on_it
@pytest.mark.parametrize(("caller", "denial"), [(STRANGER, HIDDEN), (OTHER, HIDDEN), (NOBODY, NO_TOKEN)], ids=str)
def test_who_may_not_is_denied_and_passes(
    story: Story, caller: Caller, denial: Refused, operation: Operation, after: AppointmentRecord
) -> None:
    story.at(4, 5, operation, denial, by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == set()


@pytest.mark.parametrize(
    ("caller", "fields"),
    [(ADMIN, ADMIN_PART), (DESK, STAFF_PART), (OWN, STAFF_PART), (STRANGER, PUBLIC_PART), (NOBODY, PUBLIC_PART)],
    ids=named,
)
def test_each_sees_its_part_of_a_provider(story: Story, caller: Caller, fields: frozenset[str]) -> None:
    story.at(4, 5, ReadProvider(), shown(OPEN, fields), by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == set()


def test_a_patch_is_a_write_like_any_other(story: Story) -> None:
    story.at(4, 5, NAMED, shown(changed(name="Eve"), STAFF_PART), by=OWN)
    story.at(6, 7, NAMED, shown(changed(name="Eve"), STAFF_PART), by=OWN)
    story.at(8, 9, ChangeProvider((("name", "Ada"),), if_match=3), Refused("version-mismatch"))
    story.at(10, 11, TO_NONE, shown(changed(None, 5, "Eve")))
    story.at(12, 13, NAMED, FORBIDDEN, by=OWN)
    assert story.ends_with(THEIRS, provider=changed(None, 5, "Eve")) == set()


def test_while_the_subject_moves_a_right_is_that_of_one_moment(story: Story) -> None:
    story.at(4, 9, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(5, 6, READ, shows(THEIRS), by=OWN)
    story.at(5, 8, READ, HIDDEN, by=OWN)
    story.at(7, 8, READ, shows(THEIRS), by=STRANGER)
    assert story.ends_with(THEIRS, provider=changed(STRANGER.subject)) == set()


def test_a_right_may_be_lost_between_the_look_at_it_and_the_write(story: Story) -> None:
    story.at(4, 9, CANCEL, shows(gone()), by=OWN)
    story.at(5, 6, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(7, 8, READ, shows(THEIRS), by=STRANGER)
    assert story.ends_with(gone(), provider=changed(STRANGER.subject)) == set()


def test_an_unknown_cancellation_may_happen_after_its_right_is_lost(story: Story) -> None:
    story.at(4, 5, CANCEL, Unknown("busy"), by=OWN)
    story.at(6, 7, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(8, 9, READ, shows(THEIRS), by=STRANGER)
    assert story.ends_with(gone(), provider=changed(STRANGER.subject)) == set()


@pytest.mark.parametrize(
    ("caller", "outcome"),
    [
        *((caller, Answered((), customers=frozenset({MINE.customer or ""}))) for caller in (ADMIN, DESK, MINE)),
        *((OWN, FORBIDDEN), (OTHER, Refused("customer-not-found")), (NOBODY, NO_TOKEN)),
    ],
    ids=str,
)
def test_a_customers_data_goes_to_itself_and_staff(story: Story, caller: Caller, outcome: Outcome) -> None:
    story.at(4, 5, EXPORT, outcome, by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == set()


# What is wrong is found


@each_on_it
@pytest.mark.parametrize("caller", [STRANGER, OTHER, NOBODY], ids=str)
def test_what_was_done_to_an_appointment_without_a_right_is_found(
    story: Story, caller: Caller, operation: Operation, after: AppointmentRecord
) -> None:
    story.at(4, 5, operation, shows(after), by=caller)
    assert story.ends_with(after, provider=OPEN) == {"done-without-right", "not-linearizable"}


@pytest.mark.parametrize("caller", [STRANGER, OTHER, NOBODY], ids=str)
def test_a_booking_for_another_is_found(story: Story, caller: Caller) -> None:
    theirs = replace(THEIRS, label="b", start=TEN)
    story.at(4, 5, Book("b", TEN, customer=MINE.customer), shows(theirs), by=caller)
    found = story.ends_with(THEIRS, theirs, provider=OPEN)
    assert {"done-without-right", "not-linearizable"} <= found


@pytest.mark.parametrize("caller", [DESK, STRANGER, MINE, NOBODY], ids=str)
def test_a_schedule_changed_without_a_right_is_found(story: Story, caller: Caller) -> None:
    story.at(4, 5, ChangeSchedule(AFTERNOONS), Answered(ProviderRecord(4, AFTERNOONS)), by=caller)
    found = story.ends_with(THEIRS, provider=replace(changed(), schedule=AFTERNOONS))
    assert found == {"done-without-right", "not-linearizable"}


@pytest.mark.parametrize("caller", [DESK, STRANGER, MINE, NOBODY], ids=str)
def test_a_name_changed_without_a_right_is_found(story: Story, caller: Caller) -> None:
    fields = STAFF_PART if caller is DESK else PUBLIC_PART
    story.at(4, 5, NAMED, shown(changed(name="Eve"), fields), by=caller)
    assert story.ends_with(THEIRS, provider=changed(name="Eve")) == {"done-without-right", "not-linearizable"}


def test_a_provider_that_gives_itself_away_is_found(story: Story) -> None:
    story.at(4, 5, TO_STRANGER, shown(changed(STRANGER.subject), PUBLIC_PART), by=OWN)
    found = story.ends_with(THEIRS, provider=changed(STRANGER.subject))
    assert {"done-without-right", "not-linearizable"} <= found


@pytest.mark.parametrize("caller", [DESK, OWN, MINE, NOBODY], ids=str)
def test_who_is_told_more_of_a_creation_than_that_it_is_denied_is_found(story: Story, caller: Caller) -> None:
    story.at(4, 5, CreateProvider("Eve"), Refused("idempotency-key-reused"), by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == {"told-without-right", "not-linearizable"}


@pytest.mark.parametrize("told", ["version-mismatch", "slot-taken", "slot-not-offered", "appointment-cancelled"])
def test_a_refusal_that_reveals_an_appointment_is_found(story: Story, told: str) -> None:
    story.at(4, 5, Reschedule("id-a", TEN, if_match=7), Refused(told), by=OTHER)
    assert story.ends_with(THEIRS, provider=OPEN) == {"told-without-right", "not-linearizable"}


@pytest.mark.parametrize("caller", [ADMIN, DESK, OWN, MINE], ids=str)
def test_an_appointment_hidden_from_who_may_see_it_is_found(story: Story, caller: Caller) -> None:
    story.at(4, 5, READ, HIDDEN, by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == {"wrongly-denied", "not-linearizable"}


@pytest.mark.parametrize(
    ("caller", "operation", "denial"),
    [
        (OTHER, READ, FORBIDDEN),
        (NOBODY, READ, HIDDEN),
        (OTHER, CANCEL, NO_TOKEN),
        (MINE, ChangeSchedule(HOURLY), HIDDEN),
        (OWN, NAMED, FORBIDDEN),
        (ADMIN, TO_NONE, FORBIDDEN),
        (NOBODY, ReadProvider(), NO_TOKEN),
    ],
    ids=str,
)
def test_another_denial_than_the_right_one_is_found(
    story: Story, caller: Caller, operation: Operation, denial: Outcome
) -> None:
    story.at(4, 5, operation, denial, by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == {"wrongly-denied", "not-linearizable"}


@pytest.mark.parametrize(
    ("caller", "fields"),
    [(DESK, ADMIN_PART), (OWN, ADMIN_PART), (STRANGER, STAFF_PART), (MINE, PUBLIC_PART | {"email"})],
    ids=named,
)
def test_a_field_that_a_caller_may_not_see_is_found(story: Story, caller: Caller, fields: frozenset[str]) -> None:
    story.at(4, 5, ReadProvider(), shown(OPEN, fields), by=caller)
    assert "shows-too-much" in story.ends_with(THEIRS, provider=OPEN)


def test_a_field_that_is_kept_from_a_caller_is_found(story: Story) -> None:
    story.at(4, 5, ReadProvider(), shown(OPEN, STAFF_PART - {"email"}), by=OWN)
    assert story.ends_with(THEIRS, provider=OPEN) == {"shows-too-little"}


def test_a_right_that_outlives_the_subject_is_found(story: Story) -> None:
    story.at(4, 5, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(6, 7, READ, shows(THEIRS), by=OWN)
    found = story.ends_with(THEIRS, provider=changed(STRANGER.subject))
    assert found == {"done-without-right", "not-linearizable"}


def test_a_right_that_comes_late_is_found(story: Story) -> None:
    story.at(4, 5, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(6, 7, READ, HIDDEN, by=STRANGER)
    assert story.ends_with(THEIRS, provider=changed(STRANGER.subject)) == {"wrongly-denied", "not-linearizable"}


def test_a_right_that_comes_and_goes_while_the_subject_moves_once_is_found(story: Story) -> None:
    """Each answer alone would be right at some moment of its call."""
    story.at(4, 11, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(5, 6, READ, HIDDEN, by=OWN)
    story.at(7, 8, READ, shows(THEIRS), by=OWN)
    assert story.ends_with(THEIRS, provider=changed(STRANGER.subject)) == {"not-linearizable"}


def test_a_booking_by_who_was_dismissed_before_its_write_is_found(story: Story) -> None:
    """The appointment is not there yet when the subject has moved: the write did not look at the right."""
    later = booked("b", TEN)
    story.at(4, 9, Book("b", TEN), shows(later), by=OWN)
    story.at(5, 6, TO_STRANGER, shown(changed(STRANGER.subject)))
    story.at(7, 7.5, Book("c", TEN), shows(booked("c", TEN)))
    story.at(7.6, 8, Cancel("id-c", "c"), shows(cancelled("c", "c", start=TEN)))
    found = story.ends_with(THEIRS, later, cancelled("c", "c", start=TEN), provider=changed(STRANGER.subject))
    assert found == {"not-linearizable"}


def test_an_unknown_write_of_who_may_not_is_found(story: Story) -> None:
    story.at(4, 5, CANCEL, Unknown("busy"), by=OTHER)
    assert story.ends_with(gone(), provider=OPEN) == {"not-linearizable"}


@pytest.mark.parametrize(
    ("caller", "operation", "outcome", "found"),
    [
        (OTHER, EXPORT, Answered(()), "done-without-right"),
        (OWN, EXPORT, Answered(()), "done-without-right"),
        (DESK, ERASE, Answered(()), "done-without-right"),
        (MINE, EXPORT, Answered((), customers=frozenset({OTHER.customer or ""})), "shows-too-much"),
        (MINE, EXPORT, Refused("customer-not-found"), "wrongly-denied"),
        (OTHER, EXPORT, FORBIDDEN, "wrongly-denied"),
        (OTHER, EXPORT, HIDDEN, "wrongly-denied"),
        (MINE, ERASE, Refused("customer-not-found"), "wrongly-denied"),
    ],
    ids=str,
)
def test_a_customers_data_in_the_wrong_hands_is_found(
    story: Story, caller: Caller, operation: Operation, outcome: Outcome, found: str
) -> None:
    story.at(4, 5, operation, outcome, by=caller)
    assert story.ends_with(THEIRS, provider=OPEN) == {found}


# A change names its caller


def ends_with_change(story: Story, by: Author, told: Author, *, version: int = 2) -> set[str]:
    final = FinalState(OPEN, 15, {"id-a": gone()}, {}, changes=[Change("a", version, by, told)])
    return story.ends_in(final)


def test_the_caller_of_a_change_is_its_author(story: Story) -> None:
    story.at(4, 5, CANCEL, shows(gone()), by=DESK)
    assert ends_with_change(story, DESK.author, DESK.author) == set()


def test_a_change_of_another_author_is_found(story: Story) -> None:
    story.at(4, 5, CANCEL, shows(gone()), by=DESK)
    assert ends_with_change(story, ADMIN.author, ADMIN.author) == {"wrong-author", "not-linearizable"}


def test_an_author_of_a_change_that_was_another_call_is_found(story: Story) -> None:
    """Both calls answer with the version, and only the first can have made it."""
    story.at(4, 5, CANCEL, shows(gone()), by=DESK)
    story.at(6, 7, CANCEL, shows(gone()), by=MINE)
    assert ends_with_change(story, MINE.author, MINE.author) == {"not-linearizable"}


@pytest.mark.parametrize(
    "told",
    [
        ADMIN.author,
        DESK.author._replace(id=None),
        DESK.author._replace(via="page"),
        DESK.author._replace(kind="machine"),
    ],
)
def test_an_event_that_tells_another_author_is_found(story: Story, told: Author) -> None:
    story.at(4, 5, CANCEL, shows(gone()), by=DESK)
    assert ends_with_change(story, DESK.author, told) == {"wrong-author"}

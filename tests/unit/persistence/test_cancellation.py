"""Each rule of reading a cancelled transaction, and that it is asked before the rules below it."""

from datetime import UTC, datetime

import pytest

from booking.application.store import AlreadyExists, AppointmentChanged, ProviderChanged, SlotsClaimed
from booking.persistence.cancellation import Reason, Role, Verdict, verdict
from booking.persistence.items import Item, appointment_item, provider_item
from booking.persistence.keys import owner
from tests.entities import APPOINTMENT_ID, OTHER_ID, booked, new_provider, provider

FAILED = "ConditionalCheckFailed"
CONFLICT = "TransactionConflict"
THROTTLED = "ThrottlingError"

STORED_BY_US = appointment_item(booked(change_id="ours"))
STORED_BY_OTHERS = appointment_item(booked(change_id="theirs"))
OUR_CLAIM: Item = {"owner": owner(APPOINTMENT_ID)}
FOREIGN_CLAIM: Item = {"owner": owner(OTHER_ID)}


def read(*reasons: Reason) -> Verdict:
    """The verdict on a transaction of our own; each role that is not named did not fail."""
    roles = {reason.role for reason in reasons}
    rest = [Reason(role, "None") for role in (Role.PROVIDER, Role.APPOINTMENT, Role.CLAIM, Role.RELEASE)]
    if roles & {Role.NEW_PROVIDER, Role.NEW_APPOINTMENT, Role.PROVIDER_CHANGE}:
        rest = [r for r in rest if r.role is not Role.APPOINTMENT]
    passed = [reason for reason in rest if reason.role not in roles]
    return verdict([*passed, *reasons], change_id="ours", owner=owner(APPOINTMENT_ID))


def provider_changed() -> Reason:
    return Reason(Role.PROVIDER, FAILED, {"version": 3})


def claim_of(item: Item) -> Reason:
    return Reason(Role.CLAIM, FAILED, {"SK": "SLOT#2027-03-01T09:00Z", **item})


@pytest.mark.parametrize("role", [Role.NEW_PROVIDER, Role.NEW_APPOINTMENT, Role.APPOINTMENT, Role.PROVIDER_CHANGE])
def test_our_own_change_in_the_stored_appointment_means_that_the_write_stands(role: Role) -> None:
    # All else has changed since: none of that can undo it.
    reasons = [Reason(role, FAILED, STORED_BY_US), provider_changed(), claim_of(OUR_CLAIM)]
    assert read(*reasons) is Verdict.APPLIED


def test_an_appointment_that_others_made_under_the_id_is_handed_back_whatever_else_failed() -> None:
    with pytest.raises(AlreadyExists) as met:
        read(Reason(Role.NEW_APPOINTMENT, FAILED, STORED_BY_OTHERS), provider_changed(), claim_of(FOREIGN_CLAIM))
    assert met.value.entity == booked(change_id="theirs")


def test_a_provider_that_others_made_under_the_id_is_handed_back() -> None:
    with pytest.raises(AlreadyExists) as met:
        read(Reason(Role.NEW_PROVIDER, FAILED, provider_item(new_provider())))
    assert met.value.entity == new_provider()


@pytest.mark.parametrize("role", [Role.NEW_APPOINTMENT, Role.APPOINTMENT])
def test_a_conflict_on_the_appointment_is_tried_again_before_other_reasons_are_believed(role: Role) -> None:
    # Who holds it may be our own first attempt, whose claims look foreign to nobody but us.
    assert read(Reason(role, CONFLICT), provider_changed(), claim_of(FOREIGN_CLAIM)) is Verdict.RETRY


def test_a_claim_that_names_our_own_appointment_is_tried_again_before_the_provider_is_asked() -> None:
    assert read(Reason(Role.NEW_APPOINTMENT, "None"), claim_of(OUR_CLAIM), provider_changed()) is Verdict.RETRY


def test_one_claim_of_our_own_among_foreign_ones_is_enough_to_try_again() -> None:
    assert read(claim_of(FOREIGN_CLAIM), claim_of(OUR_CLAIM)) is Verdict.RETRY


def test_an_appointment_that_changed_is_told_before_a_foreign_claim_and_a_changed_provider() -> None:
    with pytest.raises(AppointmentChanged):
        read(Reason(Role.APPOINTMENT, FAILED, STORED_BY_OTHERS), claim_of(FOREIGN_CLAIM), provider_changed())


def test_an_appointment_that_is_gone_has_changed() -> None:
    with pytest.raises(AppointmentChanged):
        read(Reason(Role.APPOINTMENT, FAILED))


@pytest.mark.parametrize("found", [None, provider_item(provider())])
def test_a_provider_that_is_gone_or_no_longer_as_it_was_read_has_changed(found: Item | None) -> None:
    with pytest.raises(ProviderChanged):
        read(Reason(Role.PROVIDER_CHANGE, FAILED, found), Reason(Role.FENCE, CONFLICT))


@pytest.mark.parametrize("role", [Role.PROVIDER_CHANGE, Role.FENCE])
def test_a_change_of_a_provider_that_meets_a_booking_is_tried_again(role: Role) -> None:
    others = [] if role is Role.PROVIDER_CHANGE else [Reason(Role.PROVIDER_CHANGE, "None")]
    assert read(*others, Reason(role, CONFLICT)) is Verdict.RETRY


def test_a_changed_provider_is_told_before_a_foreign_claim() -> None:
    # On the new schedule the slot may not be offered at all.
    with pytest.raises(ProviderChanged):
        read(provider_changed(), claim_of(FOREIGN_CLAIM))


def test_a_foreign_claim_means_that_the_slots_are_claimed_even_where_another_claim_conflicts() -> None:
    with pytest.raises(SlotsClaimed) as claimed:
        read(claim_of(FOREIGN_CLAIM), Reason(Role.CLAIM, CONFLICT))
    assert claimed.value.slots == [datetime(2027, 3, 1, 9, tzinfo=UTC)]


@pytest.mark.parametrize("code", [CONFLICT, THROTTLED])
def test_a_foreign_claim_is_no_answer_while_the_provider_was_not_looked_at(code: str) -> None:
    assert read(Reason(Role.PROVIDER, code), claim_of(FOREIGN_CLAIM)) is Verdict.RETRY


def test_a_foreign_claim_is_told_before_a_lost_one() -> None:
    with pytest.raises(SlotsClaimed):
        read(claim_of(FOREIGN_CLAIM), Reason(Role.RELEASE, FAILED))


@pytest.mark.parametrize("found", [None, FOREIGN_CLAIM])
def test_a_claim_to_be_released_that_is_gone_or_foreign_is_left_out(found: Item | None) -> None:
    assert read(Reason(Role.RELEASE, FAILED, found)) is Verdict.WITHOUT_LOST_CLAIMS


@pytest.mark.parametrize("code", [CONFLICT, THROTTLED, "ProvisionedThroughputExceeded"])
@pytest.mark.parametrize("role", [Role.PROVIDER, Role.APPOINTMENT, Role.CLAIM, Role.RELEASE])
def test_any_conflict_or_throttling_alone_is_tried_again(role: Role, code: str) -> None:
    assert read(Reason(role, code)) is Verdict.RETRY


def test_a_foreign_claim_is_no_answer_while_the_appointment_was_not_looked_at() -> None:
    assert read(Reason(Role.NEW_APPOINTMENT, THROTTLED), claim_of(FOREIGN_CLAIM)) is Verdict.RETRY

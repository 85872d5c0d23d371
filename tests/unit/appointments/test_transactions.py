"""Each rule of reading a cancelled transaction, and that it comes before the rules below it."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from booking.appointments.items import appointment_item
from booking.appointments.open_items import add_to_list, move_on_list, take_off_list
from booking.appointments.ports import AppointmentChanged, OpenAppointmentsListed, SlotsClaimed, TicketTaken
from booking.appointments.store import CLAIM, LIMIT, RELEASE, TICKET, DynamoAppointments
from booking.calls.deciding import AlreadyExists
from booking.dynamodb.codec import Item
from booking.dynamodb.sending import Answer, Cancelled, Reason, Request, TurnedAway
from booking.dynamodb.transactions import ENTITY, Sending, Transaction, Write
from booking.providers.items import provider_item
from booking.providers.ports import ProviderChanged
from booking.providers.store import FENCE
from booking.rules.items import owner
from booking.rules.limits import Ticket
from booking.rules.reasons import Reason as Against
from tests.engine import call
from tests.examples import (
    APPOINTMENT_ID,
    MADE,
    NINE,
    OTHER_ID,
    booked,
    cancelled,
    new_provider,
    origin,
    provider,
    rescheduled,
)

STORED_BY_US = appointment_item(booked(change_id="ours"))
STORED_BY_OTHERS = appointment_item(booked(change_id="theirs"))
OUR_CLAIM: Item = {"SK": "SLOT#2027-03-01T09:00Z", "owner": owner(APPOINTMENT_ID)}
FOREIGN_CLAIM: Item = {**OUR_CLAIM, "owner": owner(OTHER_ID)}
PASSING = Reason(is_passing=True)


def never_sent(_operation: str, _request: Request) -> Answer:
    raise AssertionError("a unit test sends nothing")


STORE = DynamoAppointments(never_sent, "a-table")
NEW_PROVIDER = STORE.new_provider(new_provider())
CLEAR = STORE.change_provider(
    provider(), provider().updated({"email": None}, origin("change-2", MADE + timedelta(hours=1)))
)
CHANGE_PROVIDER = STORE.change_provider(new_provider(), provider())
FENCES = [*STORE.fences(provider())]
CHECK = STORE.check_provider(booked())
NEW = STORE.new_appointment(booked())
CHANGE = STORE.change_appointment(booked(), cancelled())
TAKE = STORE.claim(booked(), NINE)
TAKE_TICKET = STORE.take(booked(), Ticket(Against.LIMIT_DAY, 20_000, 1))
GIVE_UP = STORE.release(booked(), NINE)
COUNTED = replace(booked(), is_counted=True)
COUNT = add_to_list(COUNTED, 10, (), LIMIT)
COUNT_IN_PLACE_OF_TWO = add_to_list(COUNTED, 10, ("one", "two"), LIMIT)
MOVE_ON_LIST = move_on_list(COUNTED, RELEASE)
TAKE_OFF_LIST = take_off_list(COUNTED, RELEASE)


def failed(met: Item | None = None) -> Reason:
    return Reason(failed=True, met=met)


def read(*met: tuple[Write, Reason]) -> None:
    """What a transaction of our own makes of these reasons; its other writes did not fail."""
    sent = 0

    def send(_operation: str, request: Request) -> Answer:
        nonlocal sent
        sent += 1
        assert len(request["TransactItems"]) == len(met)
        raise Cancelled([reason for _, reason in met])

    writes = [write for write, _ in met]
    own = owner(APPOINTMENT_ID)
    transaction = Transaction({}, "ours", writes, lambda item: item.get("owner") == own)
    Sending(transaction, send, "a-table").once()
    assert sent == 1


@pytest.mark.parametrize("entity", [NEW_PROVIDER, NEW, CHANGE, CHANGE_PROVIDER])
def test_our_own_change_in_the_stored_entity_means_that_the_write_stands(entity: Write) -> None:
    # All else has changed since: none of that can undo it.
    read((CHECK, failed({"version": 3})), (entity, failed(STORED_BY_US)), (TAKE, failed(OUR_CLAIM)))


def test_an_appointment_that_others_made_under_the_id_is_handed_back_whatever_else_failed() -> None:
    with pytest.raises(AlreadyExists) as met:
        read((CHECK, failed()), (NEW, failed(STORED_BY_OTHERS)), (TAKE, failed(FOREIGN_CLAIM)))
    assert met.value.entity == booked(change_id="theirs")


def test_a_provider_that_others_made_under_the_id_is_handed_back() -> None:
    with pytest.raises(AlreadyExists) as met:
        read((NEW_PROVIDER, failed(provider_item(new_provider()))))
    assert met.value.entity == new_provider()


@pytest.mark.parametrize(("entity", "changed"), [(NEW, AppointmentChanged), (NEW_PROVIDER, ProviderChanged)])
def test_an_entity_that_was_there_and_is_not_told_is_decided_on_again(entity: Write, changed: type[Exception]) -> None:
    with pytest.raises(changed):
        read((entity, failed()))


@pytest.mark.parametrize("entity", [NEW, CHANGE])
def test_a_conflict_on_the_appointment_is_tried_again_before_other_reasons_are_believed(entity: Write) -> None:
    # Who holds it may be our own first attempt, whose claims look foreign to nobody but us.
    with pytest.raises(TurnedAway):
        read((CHECK, failed()), (entity, PASSING), (TAKE, failed(FOREIGN_CLAIM)))


@pytest.mark.parametrize("others", [[(CHECK, failed())], [(TAKE, failed(FOREIGN_CLAIM))]])
def test_a_claim_of_our_own_is_tried_again_before_provider_and_claims_are_asked(
    others: Sequence[tuple[Write, Reason]],
) -> None:
    with pytest.raises(TurnedAway):
        read((NEW, Reason()), (TAKE, failed(OUR_CLAIM)), *others)


def test_an_appointment_that_changed_is_told_before_a_foreign_claim_and_a_changed_provider() -> None:
    with pytest.raises(AppointmentChanged):
        read((CHECK, failed()), (CHANGE, failed(STORED_BY_OTHERS)), (TAKE, failed(FOREIGN_CLAIM)))


def test_an_appointment_that_is_gone_has_changed() -> None:
    with pytest.raises(AppointmentChanged):
        read((CHANGE, failed()))


@pytest.mark.parametrize("found", [None, provider_item(provider())])
def test_a_provider_that_is_gone_or_no_longer_as_it_was_read_has_changed(found: Item | None) -> None:
    with pytest.raises(ProviderChanged):
        read((CHANGE_PROVIDER, failed(found)), (FENCES[0], PASSING))


def test_a_changed_provider_is_told_before_a_foreign_claim() -> None:
    # On the new schedule the slot may not be offered at all.
    with pytest.raises(ProviderChanged):
        read((CHECK, failed()), (NEW, Reason()), (TAKE, failed(FOREIGN_CLAIM)))


def test_a_list_without_room_is_told_before_a_foreign_claim_and_after_a_changed_provider() -> None:
    # Who may book nothing needs no other slot.
    with pytest.raises(OpenAppointmentsListed):
        read((CHECK, Reason()), (NEW, Reason()), (TAKE, failed(FOREIGN_CLAIM)), (COUNT, failed({})))
    with pytest.raises(ProviderChanged):
        read((CHECK, failed()), (NEW, Reason()), (COUNT, failed({})))


def test_a_lost_ticket_is_told_before_a_foreign_claim() -> None:
    # The next reading finds both: the start that is taken, and the limit that may be reached.
    with pytest.raises(TicketTaken):
        read((CHECK, Reason()), (NEW, Reason()), (TAKE, failed(FOREIGN_CLAIM)), (TAKE_TICKET, failed({})))


def test_a_foreign_claim_is_no_answer_while_the_list_was_not_looked_at() -> None:
    with pytest.raises(TurnedAway):
        read((CHECK, Reason()), (NEW, Reason()), (TAKE, failed(FOREIGN_CLAIM)), (COUNT, PASSING))


@pytest.mark.parametrize("of_list", [MOVE_ON_LIST, TAKE_OFF_LIST])
def test_a_move_or_a_cancellation_of_what_is_not_listed_is_sent_again_without_the_list(of_list: Write) -> None:
    sent: list[Request] = []

    def send(_operation: str, request: Request) -> Answer:
        sent.append(request)
        if len(sent) == 1:
            raise Cancelled([Reason(), Reason(), failed()])
        return {}

    sending = Sending(Transaction({}, str(uuid.uuid4()), [CHANGE, GIVE_UP, of_list]), send, "a-table")
    with pytest.raises(TurnedAway):
        sending.once()
    sending.once()
    assert [list(write) for write in sent[1]["TransactItems"]] == [["Update"], ["Delete"]]


def test_a_foreign_claim_means_that_the_slots_are_claimed_even_where_another_claim_conflicts() -> None:
    with pytest.raises(SlotsClaimed) as claimed:
        read((NEW, Reason()), (TAKE, failed(FOREIGN_CLAIM)), (TAKE, PASSING))
    assert claimed.value.slots == [datetime(2027, 3, 1, 9, tzinfo=UTC)]


def test_a_foreign_claim_is_no_answer_while_the_provider_was_not_looked_at() -> None:
    with pytest.raises(TurnedAway):
        read((CHECK, PASSING), (NEW, Reason()), (TAKE, failed(FOREIGN_CLAIM)))


def test_a_foreign_claim_is_told_before_a_lost_one() -> None:
    with pytest.raises(SlotsClaimed):
        read((CHANGE, Reason()), (GIVE_UP, failed()), (TAKE, failed(FOREIGN_CLAIM)))


@pytest.mark.parametrize("found", [None, FOREIGN_CLAIM])
def test_a_claim_to_be_released_that_is_gone_or_foreign_is_left_out_under_another_token(found: Item | None) -> None:
    sent: list[Request] = []

    def send(_operation: str, request: Request) -> Answer:
        sent.append(request)
        if len(sent) == 1:
            raise Cancelled([Reason(), failed(found)])
        return {}

    sending = Sending(Transaction({}, str(uuid.uuid4()), [CHANGE, GIVE_UP]), send, "a-table")
    with pytest.raises(TurnedAway):
        sending.once()
    sending.once()
    whole, rest = sent
    assert [list(write) for write in rest["TransactItems"]] == [["Update"]]
    assert rest["ClientRequestToken"] != whole["ClientRequestToken"]


def test_the_order_of_the_questions() -> None:
    ranks = [write.rank for write in (NEW, CHECK, COUNT, TAKE_TICKET, TAKE, GIVE_UP)]
    assert ranks == [ENTITY, FENCE, LIMIT, TICKET, CLAIM, RELEASE]
    assert ranks == sorted(ranks)


# Every write requires something of the item that it meets, in expressions that DynamoDB takes.

ALL = [CHECK, NEW, NEW_PROVIDER, CHANGE, CHANGE_PROVIDER, STORE.change_appointment(booked(), rescheduled())]
ALL += [CLEAR, TAKE, GIVE_UP, COUNT, COUNT_IN_PLACE_OF_TWO, MOVE_ON_LIST, TAKE_OFF_LIST]


def request_of(write: Write) -> dict[str, Any]:
    (request,) = write.request.values()
    assert isinstance(request, dict)
    return request


def as_sent(*writes: Write) -> list[dict[str, Any]]:
    sent: list[Request] = []

    def send(_operation: str, request: Request) -> Answer:
        sent.append(request)
        return {}

    Sending(Transaction({}, "ours", writes), send, "a-table").once()
    return [request for item in sent[0]["TransactItems"] for request in item.values()]


def test_every_write_names_the_table_and_a_conditional_one_returns_what_refused_it() -> None:
    *conditional, fence = as_sent(*ALL, FENCES[0])
    assert {request["TableName"] for request in [*conditional, fence]} == {"a-table"}
    assert all(request["ConditionExpression"] for request in conditional)
    assert {request["ReturnValuesOnConditionCheckFailure"] for request in conditional} == {"ALL_OLD"}
    assert "ReturnValuesOnConditionCheckFailure" not in fence


@pytest.mark.parametrize("write", ALL)
def test_every_name_and_value_that_is_given_is_used_and_the_other_way_round(write: Write) -> None:
    # DynamoDB refuses a request with a name or value too many or too few.
    request = request_of(write)
    expressions = f"{request['ConditionExpression']} {request.get('UpdateExpression', '')}"
    used = {*re.findall(r"[#:]\w+", expressions)}
    given = {*request.get("ExpressionAttributeNames", {}), *request.get("ExpressionAttributeValues", {})}
    assert used == given


def test_an_update_sets_only_what_differs_and_the_way_of_the_booking() -> None:
    assert request_of(CHANGE)["UpdateExpression"] == (
        "SET #status = :status, #cancellationReason = :cancellationReason, #via = :via, "
        "#cancelledAt = :cancelledAt, #cancelledBy = :cancelledBy, #version = :version, #change = :change"
    )


def test_an_update_holds_on_the_version_and_state_that_were_read() -> None:
    update = request_of(CHANGE_PROVIDER)
    assert update["ConditionExpression"] == "#version = :read_version AND #state = :read_state"
    values = update["ExpressionAttributeValues"]
    assert (values[":read_version"], values[":read_state"]) == ({"N": "1"}, {"S": "ACTIVE"})


def test_an_update_removes_what_is_gone() -> None:
    assert request_of(CLEAR)["UpdateExpression"] == (
        "SET #version = :version, #updatedAt = :updatedAt, #change = :change REMOVE #email"
    )
    assert request_of(CLEAR)["ExpressionAttributeNames"]["#email"] == "email"


def test_the_provider_is_checked_at_the_version_that_offered_the_time() -> None:
    assert request_of(CHECK)["ExpressionAttributeValues"] == {":version": {"N": "2"}, ":state": {"S": "ACTIVE"}}


def test_a_change_of_the_provider_puts_each_fence_that_an_appointment_may_check() -> None:
    put = {request_of(fence)["Item"]["SK"]["S"]: request_of(fence)["Item"] for fence in FENCES}
    assert {item["version"]["N"] for item in put.values()} == {"2"}
    appointments = [replace(booked(), id=str(uuid.UUID(int=n << 96))) for n in range(64)]
    checked = {request_of(STORE.check_provider(one))["Key"]["SK"]["S"] for one in appointments}
    assert checked == put.keys()


def test_a_changed_provider_is_written_with_all_its_fences() -> None:
    sent: list[Request] = []

    def send(_operation: str, request: Request) -> Answer:
        sent.append(request)
        return {}

    DynamoAppointments(send, "a-table").update_provider(new_provider(), provider(), call())
    assert len(sent[0]["TransactItems"]) == 1 + len(FENCES)
